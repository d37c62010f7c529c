"""Tests of bot/sources/mastodon.py against a small server on loopback and recorded answers."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.kinds import Kind, Visibility
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited
from bot.sources import mastodon_read as read
from bot.sources.base import Batch, Handle, Identity, Received
from bot.sources.mastodon import Mastodon
from tests.sources.mastodon_world import World, mastodon, said
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, recorded

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
LOOKUP = "/api/v1/accounts/lookup"


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
async def world() -> AsyncIterator[tuple[World, Mastodon]]:
    async with mastodon() as running:
        for acct in ("anna", "ben@birch.example", "cleo@cedar.example"):
            running[0].join(acct)
        yield running


def anna(world: World) -> Identity:
    account = world.accounts["anna"]
    handle = f"@anna@{world.served.place}"
    return Identity("mastodon", account["uri"], handle, account["url"], server=world.served.url, name="Anna Example")


async def poll(
    source: Mastodon, world: World, cursor: Mapping[str, object] = {}, *, now: datetime = NOW, **options: Any
) -> tuple[list[Entry], list[Batch]]:
    fetching = source.fetch(anna(world), cursor, **{"since": SINCE, "now": now, **options})
    batches = [batch async for batch in fetching]
    return [entry for batch in batches for entry in batch.entries], batches


def by_id(entries: list[Entry]) -> dict[str, Entry]:
    return {entry.native_id: entry for entry in entries}


@pytest.mark.parametrize(
    ("text", "name", "server"),
    [
        ("@me@pine.example", "me", "https://pine.example"),
        ("@Me.Too@Pine.Example", "Me.Too", "https://pine.example"),
        ("mastodon:me@pine.example", "me", "https://pine.example"),
        ("mastodon:@me@pine.example", "me", "https://pine.example"),
        ("mastodon:http://127.0.0.1:8080/@alice", "alice", "http://127.0.0.1:8080"),
        ("mastodon:https://tiktok.com/@me", "me", "https://tiktok.com"),
        ("https://pine.example/@me", "me", "https://pine.example"),
        ("https://pine.example/@me/117020580518794573?x=1", "me", "https://pine.example"),
        ("https://pine.example/@ben@birch.example", "ben", "https://birch.example"),
        ("https://pine.example/users/me", "me", "https://pine.example"),
        ("https://pine.example/users/me/statuses/1", "me", "https://pine.example"),
        ("https://pine.example:8443/@me", "me", "https://pine.example:8443"),
        ("https://pine.example/web/@me", "me", "https://pine.example"),
    ],
)
def test_a_handle_is_recognised_in_every_form(text: str, name: str, server: str) -> None:
    assert Mastodon(None).recognise(text) == Handle("mastodon", name, server)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["me@pine.example", "@me", "me", "", "mastodon:", "mastodon:me", "@me@", "@me@localhost", "https://pine.example/",
     "https://www.youtube.com/@me", "https://medium.com/@me/a-story", "https://www.threads.net/@me", "me.bsky.social",
     "https://stackoverflow.com/users/12345/me", "https://forum.example/users/12345", "@a b@pine.example",
     "@me@pine.example/x"],
)  # fmt: skip
def test_what_may_be_something_else_is_left_to_others(text: str) -> None:
    assert Mastodon(None).recognise(text) is None  # type: ignore[arg-type]


async def test_a_handle_leads_to_the_account(world: tuple[World, Mastodon]) -> None:
    there, source = world
    assert await source.resolve(Handle("mastodon", "Anna", there.served.url)) == anna(there)


async def test_an_account_from_elsewhere_is_followed_home() -> None:
    async with mastodon() as (home, _), mastodon(home) as (there, source):
        home.join("dora")
        there.join("dora@elm.example", uri=f"{home.served.url}/users/dora", url=f"{home.served.url}/@dora")
        found = await source.resolve(Handle("mastodon", "dora@elm.example", there.served.url))
        assert (found.server, found.native_id) == (home.served.url, f"{home.served.url}/users/dora")
        assert found.handle == "@dora@elm.example"


async def test_names_may_live_under_another_domain_than_their_server() -> None:
    async with mastodon() as (home, _), mastodon(home) as (front, source):
        home.join("dora")
        home.accounts[f"dora@{front.served.place}"] = home.accounts["dora"]
        front.errors["/.well-known/webfinger"] = (
            200,
            JSON,
            {"subject": "x", "links": [{"rel": "self", "href": f"{home.served.url}/users/dora"}]},
        )
        found = await source.resolve(Handle("mastodon", "dora", front.served.url))
        assert (found.server, found.handle) == (home.served.url, f"@dora@{front.served.place}")
        assert [asked.query for asked in front.served.asked][1] == {"resource": f"acct:dora@{front.served.place}"}


async def test_nobody_there_is_told_with_advice(world: tuple[World, Mastodon]) -> None:
    there, source = world
    with pytest.raises(NotFound, match=r"knows nobody called zoe\. Check the spelling"):
        await source.resolve(Handle("mastodon", "zoe", there.served.url))


async def test_a_server_of_another_kind_is_told(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.errors[LOOKUP] = (200, JSON, {"hello": "world"})
    with pytest.raises(Garbled, match="Check that it is a Mastodon server"):
        await source.resolve(Handle("mastodon", "anna", there.served.url))


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"suspended": True}, "disconnect"),
        (
            {"moved": {"url": "https://birch.example/@anna", "acct": "anna@birch.example"}},
            "https://birch.example/@anna",
        ),
    ],
)
async def test_an_account_that_is_suspended_or_moved_is_gone(
    world: tuple[World, Mastodon], change: dict[str, Any], advice: str
) -> None:
    there, source = world
    there.post("anna", ago(hours=1), "Hello")
    there.accounts["anna"].update(change)
    with pytest.raises(Gone, match=advice):
        await source.resolve(Handle("mastodon", "anna", there.served.url))
    with pytest.raises(Gone, match=advice):
        await poll(source, there)


@pytest.mark.parametrize(
    ("status", "error"), [(401, NeedsCredential), (422, NeedsCredential), (403, Private), (410, Gone), (404, NotFound)]
)
async def test_a_server_that_shows_strangers_nothing_is_told(
    world: tuple[World, Mastodon], status: int, error: type[Exception]
) -> None:
    there, source = world
    number = there.accounts["anna"]["id"]
    refusal = (status, JSON, {"error": "This method requires an authenticated user"})
    there.errors[f"/api/v1/accounts/{number}/statuses"] = refusal
    with pytest.raises(error):
        await poll(source, there)
    there.errors[LOOKUP] = refusal
    with pytest.raises(error):
        await source.resolve(Handle("mastodon", "anna", there.served.url))


async def test_a_name_that_was_given_to_somebody_else_is_not_followed(world: tuple[World, Mastodon]) -> None:
    there, source = world
    who = anna(there)
    there.join("anna", uri=f"{there.served.url}/ap/users/2000", url=f"{there.served.url}/@anna2")
    with pytest.raises(Gone, match="somebody else"):
        [batch async for batch in source.fetch(who, {}, since=SINCE, now=NOW)]


async def test_a_new_display_name_changes_nothing(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.post("anna", ago(hours=1), "Hello")
    before, _ = await poll(source, there)
    there.accounts["anna"]["display_name"] = "Somebody"
    assert (await poll(source, there))[0] == before


async def test_what_a_member_does_is_told_apart(world: tuple[World, Mastodon]) -> None:
    there, source = world
    own = there.post("anna", ago(days=2), "A boat, painted green")
    asked = there.post("ben@birch.example", ago(days=2, minutes=-1), "How do I paint a boat?")
    comment = there.post("ben@birch.example", ago(hours=30), "Which green?", below=own)
    advice = there.post("cleo@cedar.example", ago(hours=29), "A dark one", below=asked)
    quote = {"state": "accepted", "quoted_status": there.statuses[asked]}
    fallback = "<p class='quote-inline'>RE: <a href='https://x.example/1'>x.example/1</a></p>"
    made = {
        "post": own,
        "thread": there.post("anna", ago(hours=28), "And the oars", below=own),
        "host": there.post("anna", ago(hours=27), "The dark one", below=comment),
        "join": there.post("anna", ago(hours=26), "Twice, I would say", below=advice),
        "boost": there.boost("anna", ago(hours=25), asked),
        "self-boost": there.boost("anna", ago(hours=24), own),
        "quote": there.post("anna", ago(hours=23), "Who knows?", quote=quote, content=f"{fallback}<p>Who knows?</p>"),
        "waiting": there.post("anna", ago(hours=22), "Who?", quote={"state": "pending", "quoted_status": None}),
        "revoked": there.post("anna", ago(hours=21), "Who?", quote={**quote, "state": "revoked"}),
    }

    found = by_id((await poll(source, there))[0])

    me, ben, cleo = (
        read.party(there.accounts[acct], there.served.url)
        for acct in ("anna", "ben@birch.example", "cleo@cedar.example")
    )
    seen = {
        name: (entry.kind, entry.root, entry.parent, entry.of, entry.thread)
        for name, number in made.items()
        if (entry := found[there.uri(number)])
    }
    assert seen == {
        "post": (Kind.POST, NOBODY, NOBODY, NOBODY, ""),
        "thread": (Kind.REPLY, me, me, NOBODY, there.uri(own)),
        "host": (Kind.REPLY, me, ben, NOBODY, there.uri(own)),
        "join": (Kind.REPLY, ben, cleo, NOBODY, there.uri(asked)),
        "boost": (Kind.BOOST, NOBODY, NOBODY, ben, ""),
        "self-boost": (Kind.BOOST, NOBODY, NOBODY, me, ""),
        "quote": (Kind.QUOTE, NOBODY, NOBODY, ben, ""),
        "waiting": (Kind.POST, NOBODY, NOBODY, NOBODY, ""),
        "revoked": (Kind.POST, NOBODY, NOBODY, NOBODY, ""),
    }
    assert ben == Party("https://birch.example/users/ben", "@ben@birch.example")
    assert me.name == f"@anna@{there.served.place}"
    assert found[there.uri(made["join"])].parent_text == "A dark one"
    assert found[there.uri(made["quote"])].text == "Who knows?"
    assert found[there.uri(made["quote"])].links == ()
    assert found[there.uri(made["quote"])].parent_text == found[there.uri(made["boost"])].parent_text
    assert found[there.uri(made["boost"])].text == ""
    assert {entry.author for entry in found.values()} == {me}
    assert len(found) == len(made)


async def test_private_words_are_dropped_before_anything_else(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.leaks = True
    own = there.post("anna", ago(hours=9), "For all")
    secret = there.post("anna", ago(hours=8), "For followers", visibility="private")
    there.post("anna", ago(hours=7), "For Ben", visibility="direct", below=own)
    there.post("anna", ago(hours=6), "For this server", visibility="local")
    there.post("anna", ago(hours=5), reblog=there.statuses[secret], visibility="unlisted")
    there.statuses["1"] = {
        **recorded(__file__, "mastodon/boost_private.json")["body"],
        "account": there.accounts["anna"],
    }
    there.statuses["1"] |= {"in_reply_to_id": None, "created_at": said(ago(hours=4))}
    entries, batches = await poll(source, there)
    assert [entry.text for entry in entries] == ["For all"]
    assert batches[0].skipped == {"private": 5}
    assert "For followers" not in repr(batches)


async def test_what_answers_a_private_status_does_not_repeat_it(world: tuple[World, Mastodon]) -> None:
    there, source = world
    secret = there.post("ben@birch.example", ago(hours=9), "For followers", visibility="private")
    there.post("anna", ago(hours=8), "I see", below=secret)
    entry = (await poll(source, there))[0][0]
    assert (entry.root, entry.parent.name, entry.parent_text) == (NOBODY, "@ben@birch.example", "")
    assert entry.thread == entry.parent_id != ""


async def test_an_answer_to_what_was_deleted_knows_whom_but_not_where(world: tuple[World, Mastodon]) -> None:
    there, source = world
    ben = there.accounts["ben@birch.example"]
    there.post("anna", ago(hours=8), "I see", in_reply_to_account_id=ben["id"])
    entry = (await poll(source, there))[0][0]
    assert (entry.kind, entry.root, entry.parent.id, entry.thread) == (Kind.REPLY, NOBODY, ben["uri"], "")


async def test_a_gap_in_a_thread_does_not_hide_who_began_it(world: tuple[World, Mastodon]) -> None:
    there, source = world
    root = there.post("cleo@cedar.example", ago(hours=10), "Boats!")
    secret = there.post("ben@birch.example", ago(hours=9), "Only for some", below=root, visibility="private")
    seen = there.post("ben@birch.example", ago(hours=8), "For all", below=secret)
    there.post("anna", ago(hours=7), "I see", below=seen)
    entry = (await poll(source, there))[0][0]
    assert (entry.root.name, entry.thread, entry.parent_text) == ("@cleo@cedar.example", there.uri(root), "For all")


async def test_the_beginning_of_a_long_thread_is_found(world: tuple[World, Mastodon]) -> None:
    there, source = world
    last = there.post("cleo@cedar.example", ago(hours=100), "Boats!")
    root = there.uri(last)
    for step in range(90):
        last = there.post("ben@birch.example", ago(hours=99, seconds=-step), f"Step {step}", below=last)
    there.post("anna", ago(hours=7), "I see", below=last)
    entry = (await poll(source, there))[0][0]
    assert (entry.root.name, entry.thread) == ("@cleo@cedar.example", root)


async def test_a_thread_of_ones_own_takes_no_question_and_one_elsewhere_one(world: tuple[World, Mastodon]) -> None:
    there, source = world
    last = there.post("anna", ago(hours=30), "One")
    for step in range(10):
        last = there.post("anna", ago(hours=29 - step), f"And {step}", below=last)
    asked = there.post("ben@birch.example", ago(hours=10), "Boats?")
    for step in range(4):
        asked = there.post("anna", ago(hours=9 - step), f"Boats {step}", below=asked)
    entries, _ = await poll(source, there)
    assert Counter(entry.root.name.partition("@")[2][:3] for entry in entries if entry.kind is Kind.REPLY) == {
        "ann": 10,
        "ben": 4,
    }
    assert len([path for path in there.served.paths() if path.endswith("/context")]) == 1


async def test_two_polls_give_each_item_once_under_its_key(world: tuple[World, Mastodon]) -> None:
    there, source = world
    first = {there.uri(there.post("anna", ago(hours=hours), f"Post {hours}")) for hours in range(20, 2, -1)}
    entries, batches = await poll(source, there)
    later = {there.uri(there.post("anna", ago(minutes=minutes), f"Post {minutes}")) for minutes in (30, 20)}
    later.add(there.uri(there.boost("anna", ago(minutes=10), next(iter(there.statuses)))))
    again, _ = await poll(source, there, batches[-1].cursor)
    keys = Counter((entry.native_id, entry.kind) for entry in [*entries, *again])
    assert set(keys.values()) == {1}
    assert {id_ for id_, _ in keys} == first | later
    assert [entry.at for entry in again] == sorted(entry.at for entry in again)


async def test_more_than_a_page_between_polls_leaves_no_hole(world: tuple[World, Mastodon]) -> None:
    there, source = world
    seen: Counter[str] = Counter()
    made: set[str] = set()
    cursor: Mapping[str, object] = {}
    for step, new in enumerate((3, 95, 0, 41, 1)):
        at = ago(hours=20 - 4 * step)
        made |= {there.uri(there.post("anna", at + timedelta(seconds=second), "Boats")) for second in range(new)}
        entries, batches = await poll(source, there, cursor)
        cursor = batches[-1].cursor if batches else cursor
        seen.update(entry.native_id for entry in entries)
    assert seen == dict.fromkeys(made, 1)


async def test_too_many_new_threads_are_left_to_the_next_poll(
    world: tuple[World, Mastodon], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, source = world
    there.post("anna", ago(hours=20), "The first")
    _, batches = await poll(source, there)
    monkeypatch.setattr("bot.sources.mastodon.QUESTIONS", 60)
    for minute in range(100):
        asked = there.post("ben@birch.example", ago(hours=9, minutes=-minute), "Boats?")
        there.post("anna", ago(hours=9, minutes=-minute - 0.5), "Boats", below=asked)
    seen = []
    for _ in range(3):
        there.served.asked.clear()
        entries, batches = await poll(source, there, batches[-1].cursor, sweep=True)
        seen.append((len(entries), len([path for path in there.served.paths() if path.endswith("/context")])))
        assert not any(batch.complete_since for batch in batches)
    assert seen[:2] == [(40, 40), (40, 40)]


async def test_who_was_known_by_another_address_still_answers_on_own_ground(world: tuple[World, Mastodon]) -> None:
    there, source = world
    own = there.post("anna", ago(hours=3), "Boats")
    there.post("anna", ago(hours=2), "And oars", below=there.post("ben@birch.example", ago(hours=2.5), "Hm", below=own))
    who = replace(anna(there), native_id=there.accounts["anna"]["url"])  # an older server says no other
    batches = [batch async for batch in source.fetch(who, {}, since=SINCE, now=NOW)]
    answer = next(entry for batch in batches for entry in batch.entries if entry.kind is Kind.REPLY)
    assert answer.root.id == answer.author.id == who.native_id
    assert answer.parent.name == "@ben@birch.example"


@pytest.mark.parametrize("first", ["while the past is read", "while what is new is read"])
async def test_what_is_posted_while_pages_are_turned_is_found_once(world: tuple[World, Mastodon], first: str) -> None:
    there, source = world
    seen: Counter[str] = Counter()
    cursor: Mapping[str, object] = {}
    if first.endswith("what is new is read"):
        there.post("anna", ago(hours=40), "The first")
        entries, batches = await poll(source, there)
        cursor = batches[-1].cursor
        seen.update(entry.native_id for entry in entries)
    for second in range(130):
        there.post("anna", ago(hours=30, seconds=-second), f"Old {second}")

    def post_another(path: str) -> None:
        if path.endswith("/statuses") and len(there.statuses) < 200:
            there.post("anna", ago(hours=20, seconds=-len(there.statuses)), "New")
            there.statuses.pop(next(number for number, status in there.statuses.items() if "Old" in status["content"]))

    there.before = post_another
    entries, batches = await poll(source, there, cursor)
    seen.update(entry.native_id for entry in entries)
    there.before = lambda path: None
    entries, _ = await poll(source, there, batches[-1].cursor)
    seen.update(entry.native_id for entry in entries)
    assert set(seen.values()) == {1}
    assert {status["uri"] for status in there.statuses.values()} <= set(seen)


async def test_numbers_are_names_and_never_compared(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.number = lambda world, at: f"{(len(world.statuses) * 7919) % 1000:03}-01JD"
    made = {there.uri(there.post("anna", ago(hours=90 - hours), "Boats")) for hours in range(85)}
    entries, batches = await poll(source, there)
    newer = {there.uri(there.post("anna", ago(minutes=90 - minutes), "Boats")) for minutes in range(85)}
    again, _ = await poll(source, there, batches[-1].cursor)
    assert {entry.native_id for entry in entries} == made
    assert {entry.native_id for entry in again} == newer


async def test_the_past_ends_where_it_was_asked_to(world: tuple[World, Mastodon]) -> None:
    there, source = world
    for days in range(200, 0, -1):
        there.post("anna", ago(days=days), f"{days} days ago")
    entries, _ = await poll(source, there)
    assert min(entry.at for entry in entries) == ago(days=90)
    assert len([path for path in there.served.paths() if path.endswith("/statuses")]) == 3


async def test_a_poll_that_breaks_off_goes_on_where_it_was(world: tuple[World, Mastodon]) -> None:
    there, source = world
    made = {there.uri(there.post("anna", ago(hours=30, seconds=-second), "Boats")) for second in range(130)}
    fetching = source.fetch(anna(there), {}, since=SINCE, now=NOW)
    first = await anext(fetching)
    path = f"/api/v1/accounts/{there.accounts['anna']['id']}/statuses"
    reset = {"date": format_datetime(NOW, usegmt=True), "x-ratelimit-reset": said(NOW + timedelta(minutes=3))}
    there.errors[path] = (429, {**JSON, **reset}, {"error": "Too many requests"})
    with pytest.raises(RateLimited) as stopped:
        await anext(fetching)
    assert stopped.value.wait == timedelta(minutes=3)
    there.errors.clear()
    new = there.uri(there.post("anna", ago(minutes=5), "New"))
    async with mastodon(there) as (_, rested):  # the other one keeps away from this server for three minutes
        entries, batches = await poll(rested, there, first.cursor)
        assert entries[0].native_id == new
        assert Counter(entry.native_id for entry in [*first.entries, *entries]) == dict.fromkeys(made | {new}, 1)
        assert await poll(rested, there, batches[-1].cursor) == ([], [])


async def test_too_many_threads_for_one_poll_are_left_to_the_next(
    world: tuple[World, Mastodon], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, source = world
    monkeypatch.setattr("bot.sources.mastodon.QUESTIONS", 60)
    for minute in range(100):
        asked = there.post("ben@birch.example", ago(hours=9, minutes=-minute), "Boats?")
        there.post("anna", ago(hours=9, minutes=-minute - 0.5), "Boats", below=asked)
    cursor: Mapping[str, object] = {}
    seen: Counter[str] = Counter()
    for _ in range(3):
        there.served.asked.clear()
        entries, batches = await poll(source, there, cursor)
        cursor = batches[-1].cursor
        seen.update(entry.native_id for entry in entries)
        assert all(entry.root.name == "@ben@birch.example" for entry in entries)
        assert len(there.served.asked) <= 60 + 5
    assert (len(seen), set(seen.values())) == (100, {1})


async def test_what_was_deleted_did_not_come_again_in_a_sweep(world: tuple[World, Mastodon]) -> None:
    there, source = world
    old = there.post("anna", ago(days=8), "Too old to be swept")
    kept = there.post("anna", ago(days=6), "Stays")
    deleted = there.post("anna", ago(days=5), "Regretted")
    boost = there.boost("anna", ago(days=4), kept)
    known, batches = await poll(source, there, now=ago(days=3))
    gone = {there.uri(deleted), there.uri(boost)}
    del there.statuses[deleted], there.statuses[boost], there.statuses[old]
    there.statuses[kept] |= {"content": "<p>Stays, edited</p>", "edited_at": said(ago(days=1))}
    new = there.post("anna", ago(hours=1), "New")
    swept, batches = await poll(source, there, batches[-1].cursor, sweep=True)
    assert [batch.complete_since for batch in batches if batch.complete_since] == [NOW - timedelta(days=7)]
    assert batches[-1].complete_since
    assert {each.native_id for each in known if each.at >= NOW - timedelta(days=7)} - set(by_id(swept)) == gone
    assert (by_id(swept)[there.uri(kept)].text, by_id(swept)[there.uri(kept)].edited_at) == (
        "Stays, edited",
        ago(days=1),
    )
    assert there.uri(new) in by_id(swept)


async def test_answers_out_of_an_old_cache_delete_nothing(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.post("anna", ago(days=5), "Stays")
    _, batches = await poll(source, there)
    there.headers = {"age": "40000"}
    swept, batches = await poll(source, there, batches[-1].cursor, sweep=True)
    assert len(swept) == 1
    assert not any(batch.complete_since for batch in batches)


async def test_what_cannot_be_read_is_counted_and_the_rest_kept(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.post("anna", ago(hours=5), "Fine")
    there.post("anna", ago(hours=4), "No time", created_at="yesterday")
    there.post("anna", ago(hours=3), "No time that ever was", created_at="0001-01-01T00:00:00+14:00")
    there.post("anna", ago(hours=2), "Odd", quote="odd")
    entries, batches = await poll(source, there)
    assert [entry.text for entry in entries] == ["Fine"]
    assert batches[0].skipped == {"unreadable": 3}


def recorded_entry(name: str) -> Entry:
    status = recorded(__file__, f"mastodon/{name}.json")["body"]
    own = read.party(status["account"], "https://pine.example")
    return read.entry(status, own, read.Above(), "https://pine.example", NOW)


def test_the_recorded_pages_go_on_from_one_another() -> None:
    newest, older, newer = (
        recorded(__file__, f"mastodon/statuses_{name}.json")["body"] for name in ("newest", "older", "newer")
    )
    assert newer == newest  # what is right after `min_id`, newest first as everywhere
    own = read.party(newest[0]["account"], "http://localhost:3000")
    texts = [read.entry(each, own, read.Above(), "http://localhost:3000", NOW).text for each in [*newest, *older]]
    assert texts == [f"Boat number {number}!" for number in range(9, -1, -1)]


def test_the_recorded_boost_is_known_by_its_own_address() -> None:
    entry = recorded_entry("boost")
    assert (entry.kind, entry.visibility) == (Kind.BOOST, Visibility.UNLISTED)
    assert entry.native_id.endswith("/statuses/117020586027094262/activity")
    assert (entry.of, entry.text) == (entry.author, "")


def test_the_recorded_reply_mentions_but_does_not_link() -> None:
    entry = recorded_entry("reply")
    assert (entry.kind, entry.text, entry.links) == (Kind.REPLY, "@bob mine too!", ())
    assert entry.mentions == ("@bob@pine.example",)


def test_the_recorded_quote_in_a_reply_is_a_reply_and_leaves_its_address_out() -> None:
    entry = recorded_entry("quote")
    assert (entry.kind, entry.of) == (Kind.REPLY, entry.author)
    assert entry.text == "A reply that quotes a post about boats posts.example/profile/cle..."
    assert entry.links == ("https://posts.example/profile/cleo/post/3lwlumdwf522i",)


def test_the_recorded_poll_tag_warning_and_edit_are_read() -> None:
    poll_, edited, linked = (recorded_entry(name) for name in ("poll", "edited", "with_link_and_mention"))
    assert poll_.text == "How does it move?\n- nothing\n- paddles"
    assert edited.edited_at == datetime(2026, 8, 1, 13, 54, 0, 695000, UTC)
    assert (linked.links, linked.mentions) == ((), ("@ben@birch.example",))


def test_a_card_stands_in_where_the_words_have_no_link() -> None:
    status = recorded(__file__, "mastodon/card_private.json")["body"] | {"visibility": "public"}
    own = read.party(status["account"], "https://pine.example")
    link = "https://pages.example/a-long-way-to-write-about-painting-boats"
    for content in (status["content"], "<p>How to paint a boat</p>"):
        entry = read.entry({**status, "content": content}, own, read.Above(), "https://pine.example", NOW)
        assert entry.links == (link,)


def test_behind_a_warning_there_is_only_the_warning() -> None:
    status = recorded(__file__, "mastodon/edited.json")["body"] | {"spoiler_text": "About boats", "sensitive": True}
    assert read.words(status) == "About boats"
    own = read.party(status["account"], "https://pine.example")
    entry = read.entry(status, own, read.Above(), "https://pine.example", NOW)
    assert (entry.title, entry.traits) == ("About boats", {"sensitive"})


def test_recorded_followers_only_words_come_out_empty() -> None:
    context = recorded(__file__, "mastodon/context_private.json")["body"]
    assert [read.words(status) for status in (*context["ancestors"], *context["descendants"])] == ["", ""]


def test_an_account_from_elsewhere_keeps_its_full_name() -> None:
    account = recorded(__file__, "mastodon/account_elsewhere.json")["body"]
    assert read.party(account, "https://pine.example") == Party("https://birch.example/users/ben", "@ben@birch.example")


def test_nonsense_in_any_field_is_unreadable_and_nothing_worse() -> None:
    server, context = "https://pine.example", recorded(__file__, "mastodon/context_private.json")["body"]
    parent = context["ancestors"][0]
    for name in ("with_link_and_mention", "poll", "quote", "boost"):
        status = recorded(__file__, f"mastodon/{name}.json")["body"] | {"visibility": "public"}
        own = read.party(status["account"], server)
        for broken in (each["status"] for each in with_nonsense({"status": status})):
            with suppress(*read.UNREADABLE):
                if read.is_shown(broken):
                    entry = read.entry(broken, own, read.Above(broken, None, parent), server, NOW)
                    assert not re.search(r"\\ud800|\\x00", repr(entry))
            with suppress(*read.UNREADABLE):
                read.talk(broken, server, "", NOW)
    for broken in with_nonsense({"context": context}):
        with suppress(*read.UNREADABLE):
            read.below(parent, broken["context"], server, NOW)


async def received(source: Mastodon, world: World) -> dict[str, Received]:
    entries, _ = await poll(source, world)
    return {each.native_id: each for each in await source.received(anna(world), tuple(entries), now=NOW)}


async def test_what_others_said_below_own_posts_and_whether_it_was_answered(world: tuple[World, Mastodon]) -> None:
    there, source = world
    own = there.post("anna", ago(hours=20), "What do you think?")
    there.post("anna", ago(hours=19.5), "I mean the boat", below=own)
    first = there.post("ben@birch.example", ago(hours=19), "Fine", below=own)
    there.post("cleo@cedar.example", ago(hours=18), "Ben is right", below=first)  # to Ben, not to Anna
    there.post("anna", ago(hours=17), "Thank you", below=first)
    second = there.post("cleo@cedar.example", ago(hours=16), "The oars?", below=own)
    there.boost("anna", ago(hours=15), first)
    found = await received(source, there)
    assert {id_: (each.author.name, each.on, each.answered_at, each.text) for id_, each in found.items()} == {
        there.uri(first): ("@ben@birch.example", there.uri(own), ago(hours=17), "Fine"),
        there.uri(second): ("@cleo@cedar.example", there.uri(own), None, "The oars?"),
    }


async def test_a_thread_that_is_not_shown_in_full_is_left_out(world: tuple[World, Mastodon]) -> None:
    there, source = world
    counted = there.post("anna", ago(hours=20), "One", replies_count=3)
    there.post("ben@birch.example", ago(hours=19), "Hello", below=counted)
    crowded = there.post("anna", ago(hours=18), "Two")
    for second in range(61):
        there.post("ben@birch.example", ago(hours=17, seconds=-second), "Hello", below=crowded)
    deep = there.post("anna", ago(hours=16), "Deep")
    for second in range(61):
        deep = there.post("ben@birch.example", ago(hours=15, seconds=-second), "And on", below=deep)
    fine = there.post("anna", ago(hours=10), "Three")
    comment = there.post("ben@birch.example", ago(hours=9), "Hello", below=fine)
    assert set(await received(source, there)) == {there.uri(comment)}


async def test_a_server_that_still_fetches_answers_is_asked_again_later(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.post("ben@birch.example", ago(hours=9), "Hello", below=there.post("anna", ago(hours=10), "One"))
    there.headers = {"mastodon-async-refresh": 'id="x", retry=5, result_count=0'}
    assert await received(source, there) == {}
    there.headers = {}
    assert len(await received(source, there)) == 1


async def test_no_answers_take_no_question_about_threads(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.post("anna", ago(hours=20), "One")
    assert await received(source, there) == {}
    assert not any(path.endswith("/context") for path in there.served.paths())


async def test_open_conversations_by_tag_and_of_people_met(world: tuple[World, Mastodon]) -> None:
    there, source = world
    tagged = {"tags": [{"name": "woodenboats"}]}
    plain = there.post("ben@birch.example", ago(hours=2), "A boat")
    question = there.post("cleo@cedar.example", ago(hours=30), "Which green?", **tagged)
    last = there.post("ben@birch.example", ago(hours=5), "Dark", below=question)
    joined = there.post("cleo@cedar.example", ago(hours=4), "And oars?", **tagged)
    there.post("anna", ago(hours=3), "Wood", below=joined)
    there.post("cleo@cedar.example", ago(days=4), "Too old?", **tagged)
    there.post("cleo@cedar.example", ago(hours=6), "Look away?", sensitive=True, **tagged)
    there.post("anna", ago(hours=6), "Mine?", **tagged)
    there.join("robot@cedar.example", bot=True)
    there.join("shy@cedar.example", discoverable=False)
    for acct in ("robot@cedar.example", "shy@cedar.example"):
        there.post(acct, ago(hours=1), "Beep?", **tagged)
    ben = Party("https://birch.example/users/ben", "@ben@birch.example")
    gone = Party("https://birch.example/users/gone", "@gone@birch.example")

    talks = await source.talks(anna(there), (ben, gone, ben), ("Wooden boats", "#!"), now=NOW)

    assert [talk.native_id for talk in talks if not talk.sensitive] == [there.uri(question), there.uri(plain)]
    asked = next(talk for talk in talks if talk.native_id == there.uri(question))
    assert (asked.venue, asked.messages, said(asked.last_at), asked.is_question, asked.starter.name) == (
        "#woodenboats",
        2,
        there.statuses[last]["created_at"],
        True,
        "@cleo@cedar.example",
    )
    assert [talk.text for talk in talks if talk.sensitive] == ["Look away?"]


@pytest.mark.parametrize("status", [401, 403, 404, 422])
async def test_a_tag_that_strangers_may_not_read_suggests_nothing(world: tuple[World, Mastodon], status: int) -> None:
    there, source = world
    there.errors["/api/v1/timelines/tag/boats"] = (status, JSON, {"error": "no"})
    assert await source.talks(anna(there), (), ("boats",), now=NOW) == ()

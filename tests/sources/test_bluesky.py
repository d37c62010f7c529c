"""Tests of bot/sources/bluesky.py against a small Bluesky on loopback and recorded answers."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.kinds import Kind
from bot.errors import Garbled, Gone, NotFound, Private, RateLimited, Unreachable
from bot.sources import bluesky_read as read
from bot.sources.atproto import AtUri, key_of, moment, moment_of
from bot.sources.base import Batch, Handle, Identity
from bot.sources.bluesky import Bluesky
from bot.sources.bluesky_ask import Network
from bot.sources.bluesky_read import Known
from tests.sources.bluesky_world import FOLLOW, LIKE, POST, REPOST, World, bluesky, did, said
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import recorded, serve

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
ANNA, BEN, CLEO = did("anna"), did("ben"), did("cleo")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
async def world() -> AsyncIterator[tuple[World, Bluesky]]:
    async with bluesky() as running:
        for name in ("anna", "ben", "cleo"):
            running[0].join(name)
        yield running


async def poll(
    source: Bluesky, world: World, cursor: Mapping[str, object] = {}, *, now: datetime = NOW, **options: Any
) -> tuple[list[Entry], list[Batch]]:
    who = Identity("bluesky", ANNA, "anna.example", "", server=world.url)
    batches = [batch async for batch in source.fetch(who, cursor, **{"since": SINCE, "now": now, **options})]
    return [entry for batch in batches for entry in batch.entries], batches


def by_id(entries: list[Entry]) -> dict[str, Entry]:
    return {entry.native_id: entry for entry in entries}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me.bsky.social", "me.bsky.social"),
        ("@Me.bsky.social", "me.bsky.social"),
        ("\u202ame.bsky.social\u202c", "me.bsky.social"),
        ("bluesky:me.example.org", "me.example.org"),
        ("bluesky:@me.example.org", "me.example.org"),
        ("Bluesky: mia", "mia.bsky.social"),
        ("https://bsky.app/profile/me.example.org", "me.example.org"),
        ("bsky.app/profile/me.example.org/post/3jukterj4bp2j", "me.example.org"),
        ("https://bsky.app/profile/did%3Aplc%3Aanna23456723456723456723?x=1", ANNA),
        (f"https://bsky.app/profile/{ANNA}", ANNA),
        (f"at://{ANNA}/app.bsky.feed.post/3jukterj4bp2j", ANNA),
        ("at://me.example.org", "me.example.org"),
        ("https://me.bsky.social/", "me.bsky.social"),
        (ANNA, ANNA),
        ("did:web:me.example.org", "did:web:me.example.org"),
    ],
)
def test_a_handle_is_recognised_in_every_form(text: str, name: str) -> None:
    assert Bluesky(None).recognise(text) == Handle("bluesky", name)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["me.example.org", "@me.example.org", "@me@example.org", "https://example.org/@me", "me", "", "bluesky:",
     "bluesky:a b", "did:plc:short", "https://bsky.app/", "bsky.social", "me..bsky.social", "x" * 300 + ".bsky.social"],
)  # fmt: skip
def test_what_may_be_something_else_is_left_to_others(text: str) -> None:
    assert Bluesky(None).recognise(text) is None  # type: ignore[arg-type]


async def test_a_handle_leads_to_the_account_and_its_server(world: tuple[World, Bluesky]) -> None:
    there, source = world
    expected = Identity(
        "bluesky", ANNA, "anna.example", f"https://bsky.app/profile/{ANNA}", server=there.url, name="Anna Example"
    )
    assert await source.resolve(Handle("bluesky", "anna.example")) == expected
    assert await source.resolve(Handle("bluesky", ANNA)) == expected


@pytest.mark.parametrize(
    ("said", "error", "advice"),
    [
        ({"error": "InvalidRequest", "message": "Profile not found"}, NotFound, "spelling"),
        ({"error": "AccountTakedown", "message": "Account has been suspended"}, Gone, "disconnect"),
        ({"error": "AccountDeactivated", "message": "Account is deactivated"}, Private, "Switch it on again"),
        ({"error": "InternalServerError", "message": "Oops"}, Garbled, "Try again later"),
    ],
)
async def test_an_account_that_is_not_there_is_a_400_with_a_reason(
    world: tuple[World, Bluesky], said: dict[str, str], error: type[Exception], advice: str
) -> None:
    there, source = world
    there.errors["app.bsky.actor.getProfile"] = (400, said)
    with pytest.raises(error, match=advice):
        await source.resolve(Handle("bluesky", "anna.example"))
    with pytest.raises(error, match="not there any more" if error is NotFound else advice):
        await poll(source, there)


async def test_the_server_comes_from_the_recorded_form_of_a_did_document(world: tuple[World, Bluesky]) -> None:
    there, source = world
    document = recorded(__file__, "bluesky/did_doc.json")["didDoc"]
    there.people[document["id"]] = "cleo.example.org"
    there.errors[document["id"]] = (200, document)  # an answer of its own
    assert (await source.resolve(Handle("bluesky", document["id"]))).server == "https://pages.example"


async def test_a_document_of_somebody_else_is_not_believed(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.errors[ANNA] = (200, there.document(ANNA) | {"id": BEN})
    with pytest.raises(Garbled, match="wrong answer"):
        await source.resolve(Handle("bluesky", ANNA))


async def test_a_real_timeline_is_half_answers_on_own_ground(world: tuple[World, Bluesky]) -> None:
    there, source = world
    feed = recorded(__file__, "bluesky/getAuthorFeed.json")["feed"]
    for item in feed:
        for view in [*item.get("reply", {}).values(), item["post"]]:
            there.remember(view)
        if reason := item.get("reason"):
            at = moment(reason["indexedAt"])
            assert at
            there.put(ANNA, REPOST, at, {"subject": {"uri": item["post"]["uri"], "cid": "x"}})

    entries, batches = await poll(
        source, there, now=datetime(2023, 5, 1, tzinfo=UTC), since=datetime(2023, 4, 29, 20, tzinfo=UTC)
    )

    ground = Counter(
        "post" if entry.kind is Kind.POST
        else "boost" if entry.kind is Kind.BOOST
        else ("self" if entry.parent.id == ANNA else "host") if entry.root.id == ANNA
        else "join"
        for entry in entries
        if entry.native_id in {item["post"]["uri"] for item in feed} or entry.kind is Kind.BOOST
    )  # fmt: skip
    assert ground == {"host": 10, "join": 10, "post": 3, "boost": 2}
    assert all(
        entry.parent_text and entry.parent.name and entry.root.name for entry in entries if entry.kind is Kind.REPLY
    )
    boosts = {entry.at for entry in entries if entry.kind is Kind.BOOST}
    assert boosts == {moment(item["reason"]["indexedAt"]) for item in feed if "reason" in item}
    assert not any(batch.skipped for batch in batches)


async def test_what_a_member_does_is_told_apart(world: tuple[World, Bluesky]) -> None:
    there, source = world
    own = there.post(ANNA, ago(days=2), "A boat, painted green")
    asked = there.post(BEN, ago(days=2), "How do I paint a boat?")
    comment = there.post(BEN, ago(hours=30), "Which green?", below=own)
    cards = {"$type": "app.bsky.embed.record", "record": {"uri": asked, "cid": "x"}}
    media = {"$type": "app.bsky.embed.recordWithMedia", "media": {}, "record": {"record": {"uri": own, "cid": "x"}}}
    shown = {
        "$type": "app.bsky.embed.record",
        "record": {"uri": f"at://{BEN}/app.bsky.feed.generator/boats", "cid": "x"},
    }
    made = {
        "post": own,
        "thread": there.post(ANNA, ago(hours=29), "And the oars", below=own),
        "host": there.post(ANNA, ago(hours=28), "The dark one", below=comment),
        "join": there.post(ANNA, ago(hours=27), "With a brush, twice", below=asked),
        "boost": there.put(ANNA, REPOST, ago(hours=26), {"subject": {"uri": asked, "cid": "x"}}),
        "quote": there.post(ANNA, ago(hours=25), "Who knows more about boats?", embed=cards),
        "self-quote": there.post(ANNA, ago(hours=24), "Remember?", embed=media),
        "feed": there.post(ANNA, ago(hours=23), "A feed I like", embed=shown),
        "like": there.put(ANNA, LIKE, ago(hours=22), {"subject": {"uri": asked, "cid": "x"}}),
        "follow": there.put(ANNA, FOLLOW, ago(hours=21), {"subject": CLEO}),
    }

    found = by_id((await poll(source, there))[0])

    anna, ben = Party(ANNA, "anna.example"), Party(BEN, "ben.example")
    seen = {
        name: (found[uri].kind, found[uri].root, found[uri].parent, found[uri].of) for name, uri in made.items()
    }  # fmt: skip
    assert seen == {
        "post": (Kind.POST, NOBODY, NOBODY, NOBODY),
        "thread": (Kind.REPLY, anna, anna, NOBODY),
        "host": (Kind.REPLY, anna, ben, NOBODY),
        "join": (Kind.REPLY, ben, ben, NOBODY),
        "boost": (Kind.BOOST, NOBODY, NOBODY, ben),
        "quote": (Kind.QUOTE, NOBODY, NOBODY, ben),
        "self-quote": (Kind.QUOTE, NOBODY, NOBODY, anna),
        "feed": (Kind.POST, NOBODY, NOBODY, NOBODY),
        "like": (Kind.REACTION, NOBODY, NOBODY, ben),
        "follow": (Kind.FOLLOW, NOBODY, NOBODY, Party(CLEO, "cleo.example")),
    }
    assert found[made["host"]].thread == own
    assert found[made["host"]].parent_text == "Which green?"
    assert found[made["quote"]].parent_text == found[made["boost"]].parent_text == "How do I paint a boat?"
    assert found[made["boost"]].text == found[made["like"]].text == ""
    assert found[made["like"]].url == f"https://bsky.app/profile/{BEN}/post/{asked.rpartition('/')[2]}"
    assert {entry.author for entry in found.values()} == {anna}
    assert len(found) == len(made)


async def test_the_recorded_quote_with_a_picture_is_a_quote(world: tuple[World, Bluesky]) -> None:
    post = recorded(__file__, "bluesky/thread_view_post_with_embed_media.json")["thread"]["post"]
    uri, author = AtUri.read(post["uri"]), post["author"]["did"]
    entry = read.entry(read.Record(uri, moment_of(uri.key), post["record"]), Party(author), read.Known(), NOW)
    assert (entry.kind, entry.of.id, entry.lang) == (Kind.QUOTE, author, "en")


async def test_recorded_records_of_other_clients_are_read(world: tuple[World, Bluesky]) -> None:
    there, source = world
    names = ("like_record", "extended_like_record", "post_record")
    records = [recorded(__file__, f"bluesky/{name}.json") for name in names]
    author = AtUri.read(records[0]["uri"]).did
    there.people[author] = "cleo.example.org"
    for record in records:
        there.records[record["uri"]] = record["value"]
        there.indexed[record["uri"]] = record["value"]["createdAt"]
    who = Identity("bluesky", author, "cleo.example.org", "", server=there.url)
    start = datetime(2023, 1, 1, tzinfo=UTC)
    entries = [e async for batch in source.fetch(who, {}, since=start, now=NOW) for e in batch.entries]
    assert Counter(entry.kind for entry in entries) == {Kind.POST: 1, Kind.REACTION: 2}
    # It names no zone and says 12:56:31.044240; its key knows that this was two hours ahead.
    assert by_id(entries)[records[0]["uri"]].at == datetime(2023, 8, 26, 10, 56, 31, 229123, UTC)


async def test_two_polls_give_each_item_once_under_its_key(world: tuple[World, Bluesky]) -> None:
    there, source = world
    first = {there.post(ANNA, ago(hours=hours), f"Post {hours}") for hours in range(2, 10)}
    entries, batches = await poll(source, there, now=ago(hours=1))
    assert {entry.native_id for entry in entries} == first
    later = {there.post(ANNA, ago(minutes=minutes), f"Post {minutes}") for minutes in (30, 20)}
    again, _ = await poll(source, there, batches[-1].cursor)
    assert later <= {entry.native_id for entry in again}
    both = {(entry.native_id, entry.kind): entry for entry in [*entries, *again]}
    assert {key[0] for key in both} == first | later
    assert all(entry == both[entry.native_id, entry.kind] for entry in entries)


async def test_a_poll_without_news_asks_little_and_brings_the_overlap_alone(world: tuple[World, Bluesky]) -> None:
    there, source = world
    for hours in range(1, 300):
        there.post(ANNA, ago(hours=hours), f"Post {hours}")
    _, batches = await poll(source, there)
    there.asked.clear()
    entries, _ = await poll(source, there, batches[-1].cursor)
    assert [entry.text for entry in entries] == ["Post 1"]
    assert len(there.asked) <= 8


async def test_no_records_are_asked_for_while_nothing_was_written(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.post(ANNA, ago(hours=2), "Hello")
    there.written[ANNA] = ago(hours=2)
    _, batches = await poll(source, there)
    _, batches = await poll(source, there, batches[-1].cursor)
    there.asked.clear()
    assert await poll(source, there, batches[-1].cursor) == ([], [])
    assert {method for method, _ in there.asked} == {"app.bsky.actor.getProfile", "com.atproto.sync.getLatestCommit"}
    entries, _ = await poll(source, there, batches[-1].cursor, sweep=True)  # what the AppView adds may have changed
    assert [entry.text for entry in entries] == ["Hello"]
    there.records.clear()
    there.written[ANNA] = ago(minutes=1)  # deleting is writing, too
    entries, batches = await poll(source, there, batches[-1].cursor)
    assert entries == []
    assert batches[-1].complete_since


async def test_what_was_just_written_is_looked_at_again(world: tuple[World, Bluesky]) -> None:
    """The AppView may not have known it yet: whether it may be answered, what it answers."""
    there, source = world
    there.post(ANNA, ago(minutes=10), "Hello")
    there.written[ANNA] = ago(minutes=10)
    _, batches = await poll(source, there)
    for _ in range(2):
        entries, batches = await poll(source, there, batches[-1].cursor)
        assert [entry.text for entry in entries] == ["Hello"]


async def test_more_than_a_page_between_polls_leaves_no_hole(world: tuple[World, Bluesky]) -> None:
    there, source = world
    seen: Counter[str] = Counter()
    cursor: Mapping[str, object] = {}
    made: set[str] = set()
    for step, new in enumerate((3, 250, 0, 101, 1)):
        at = ago(hours=20 - 4 * step)
        made |= {there.post(ANNA, at + timedelta(seconds=second), f"{step} {second}") for second in range(new)}
        entries, batches = await poll(source, there, cursor, now=at + timedelta(hours=1))
        cursor = batches[-1].cursor
        seen.update({entry.native_id for entry in entries})
    assert set(seen) == made


async def test_what_is_posted_while_pages_are_turned_is_found_once(world: tuple[World, Bluesky]) -> None:
    there, source = world
    made = [there.post(ANNA, ago(hours=30, seconds=-second), f"Old {second}") for second in range(230)]

    def post_another(method: str) -> None:
        if method == "com.atproto.repo.listRecords" and len(made) < 400:
            made.append(there.post(ANNA, ago(hours=20, seconds=-len(made)), f"New {len(made)}"))

    there.before = post_another
    entries, batches = await poll(source, there)
    there.before = lambda method: None
    again, _ = await poll(source, there, batches[-1].cursor)
    in_poll = Counter(entry.native_id for entry in entries)
    assert set(in_poll.values()) == {1}
    assert {entry.native_id for entry in [*entries, *again]} == set(made)


async def test_a_poll_that_breaks_off_goes_on_where_it_was(world: tuple[World, Bluesky]) -> None:
    there, source = world
    made = {there.post(ANNA, ago(hours=30, seconds=-second), f"Post {second}") for second in range(250)}
    who = Identity("bluesky", ANNA, "anna.example", "", server=there.url)
    fetching = source.fetch(who, {}, since=SINCE, now=NOW)
    first = await anext(fetching)
    there.errors["com.atproto.repo.listRecords"] = (429, {"error": "RateLimitExceeded"})
    there.headers = {"ratelimit-reset": str(int(NOW.timestamp())), "retry-after": "120"}
    with pytest.raises(RateLimited) as stopped:
        await anext(fetching)
    assert stopped.value.wait == timedelta(minutes=2)
    there.errors.clear()
    async with bluesky() as (fresh, again):  # a rested client: this one keeps away from the server for two minutes
        fresh.records, fresh.indexed, fresh.people = there.records, there.indexed, there.people
        rest, _ = await poll(again, fresh, {**first.cursor, "server": fresh.url})
    assert {entry.native_id for entry in [*first.entries, *rest]} == made


async def test_what_was_deleted_did_not_come_again_in_a_complete_span(world: tuple[World, Bluesky]) -> None:
    there, source = world
    kept = there.post(ANNA, ago(days=3), "Stays")
    deleted = there.post(ANNA, ago(days=4), "Regretted")
    unliked = there.put(ANNA, LIKE, ago(days=5), {"subject": {"uri": kept, "cid": "x"}})
    entries, batches = await poll(source, there, now=ago(days=1))
    known = by_id(entries)
    del there.records[deleted], there.records[unliked]
    swept, batches = await poll(source, there, batches[-1].cursor, sweep=True)
    complete = batches[-1].complete_since
    assert complete is not None
    assert all(batch.complete_since is None for batch in batches[:-1])
    missing = {id_ for id_, entry in known.items() if entry.at >= complete and id_ not in by_id(swept)}
    assert missing == {deleted, unliked}


async def test_quiet_polls_stay_where_they_are(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.post(ANNA, ago(hours=9), "Stays")
    newest = there.post(ANNA, ago(hours=5), "Regretted")
    _, batches = await poll(source, there)
    first = batches[-1].cursor
    del there.records[newest]
    for _ in range(3):
        entries, batches = await poll(source, there, batches[-1].cursor)
        assert (entries, batches[-1].cursor) == ([], first)


async def test_complete_never_begins_before_what_was_asked_for(world: tuple[World, Bluesky]) -> None:
    there, source = world
    liked = there.post(BEN, ago(days=9), "Old")
    old = there.post(ANNA, ago(days=8), "Old as well")
    like = there.put(ANNA, LIKE, ago(days=8), {"subject": {"uri": liked, "cid": "x"}})
    entries, batches = await poll(source, there, now=ago(days=7))
    new = there.post(ANNA, ago(hours=3), "New")
    _, batches = await poll(source, there, batches[-1].cursor)
    again, batches = await poll(source, there, batches[-1].cursor)
    complete = batches[-1].complete_since
    assert complete is not None
    assert {entry.native_id for entry in again} == {new, like}  # the overlap of each kind
    assert all(by_id(entries)[each].at < complete for each in (old, like))


async def test_more_pages_than_one_poll_turns_are_left_to_the_next(
    world: tuple[World, Bluesky], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, source = world
    monkeypatch.setattr("bot.sources.bluesky.PAGES", 2)
    made = {there.post(ANNA, ago(hours=30, seconds=-second), f"Post {second}") for second in range(250)}
    entries, batches = await poll(source, there)
    assert (len(entries), batches[-1].complete_since) == (200, None)
    rest, batches = await poll(source, there, batches[-1].cursor)
    assert {entry.native_id for entry in [*entries, *rest]} == made


async def test_a_post_from_a_clock_that_is_wrong_hides_nothing(world: tuple[World, Bluesky]) -> None:
    there, source = world
    strange = there.post(ANNA, NOW + timedelta(days=400), "From the future")
    entries, batches = await poll(source, there)
    assert by_id(entries)[strange].at == NOW
    new = there.post(ANNA, NOW + timedelta(minutes=5), "As usual")
    again, _ = await poll(source, there, batches[-1].cursor, now=NOW + timedelta(minutes=10))
    assert new in by_id(again)


async def test_a_made_up_time_counts_only_where_it_is_earlier(world: tuple[World, Bluesky]) -> None:
    there, source = world
    ahead = there.post(ANNA, ago(hours=2), "Ahead", createdAt=said(NOW + timedelta(days=1)))
    behind = there.post(ANNA, ago(hours=3), "Behind", createdAt=said(ago(days=30)))
    nothing = there.post(ANNA, ago(hours=4), "Nothing", createdAt="tomorrow")
    found = by_id((await poll(source, there))[0])
    assert {uri: found[uri].at for uri in (ahead, behind, nothing)} == {
        ahead: ago(hours=2),
        behind: ago(days=30),
        nothing: ago(hours=4),
    }


async def test_records_of_others_and_without_a_time_are_not_taken(world: tuple[World, Bluesky]) -> None:
    there, source = world
    fine = there.post(ANNA, ago(hours=5), "Mine")
    there.put(ANNA, POST, ago(hours=4), {"text": "No moment"}, key="self")
    there.put(ANNA, LIKE, ago(hours=3), {"subject": "not a subject"})
    there.put(ANNA, POST, ago(hours=2), {"text": "Broken", "reply": {"root": "nobody"}})
    entries, batches = await poll(source, there)
    assert [entry.native_id for entry in entries] == [fine]
    assert sum(batch.skipped.get("unreadable", 0) for batch in batches) == 3


async def test_a_record_in_the_name_of_another_is_not_taken(world: tuple[World, Bluesky]) -> None:
    there, source = world
    forged = {"uri": f"at://{BEN}/{POST}/{key_of(ago(hours=1))}", "cid": "x", "value": {"text": "Said Ben"}}
    there.errors["com.atproto.repo.listRecords"] = (200, {"records": [forged]})
    entries, batches = await poll(source, there)
    assert entries == []
    assert sum(batch.skipped.get("unreadable", 0) for batch in batches) == 4


async def test_a_server_that_lists_newest_first_is_not_followed(world: tuple[World, Bluesky]) -> None:
    there, source = world
    keys = [key_of(ago(hours=hours)) for hours in (1, 2)]
    records = [{"uri": f"at://{ANNA}/{POST}/{key}", "cid": "x", "value": {"text": "a"}} for key in keys]
    there.errors["com.atproto.repo.listRecords"] = (200, {"records": records, "cursor": keys[-1]})
    with pytest.raises(Garbled, match="out of order"):
        await poll(source, there)


async def test_somebody_who_took_another_name_stays_the_same(world: tuple[World, Bluesky]) -> None:
    there, source = world
    uri = there.post(ANNA, ago(minutes=5), "Hello")
    before, batches = await poll(source, there)
    there.people[ANNA] = "anna.example.org"
    after, _ = await poll(source, there, batches[-1].cursor)
    assert [entry.native_id for entry in before] == [entry.native_id for entry in after] == [uri]
    assert after[0].author == Party(ANNA, "anna.example.org")
    assert after[0].url == before[0].url


async def test_somebody_who_moved_is_followed_to_the_new_server() -> None:
    async with bluesky() as (elsewhere, _), bluesky(elsewhere) as (there, source):
        there.join("anna")
        elsewhere.join("anna")
        uri = elsewhere.post(ANNA, ago(hours=1), "From the new house")
        there.homes[ANNA] = elsewhere.url
        entries, batches = await poll(source, there)
        assert [entry.native_id for entry in entries] == [uri]
        assert batches[-1].cursor["server"] == elsewhere.url
        there.asked.clear()
        await poll(source, there, batches[-1].cursor)
        assert "com.atproto.repo.listRecords" not in dict(there.asked)


async def test_a_repository_that_is_gone_without_a_new_home_is_not_there(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.errors["com.atproto.repo.listRecords"] = (
        400,
        {"error": "InvalidRequest", "message": f"Could not find repo: {ANNA}"},
    )
    with pytest.raises(NotFound):
        await poll(source, there)


async def test_recorded_posts_are_known_by_who_wrote_them_and_how_many_answered() -> None:
    posts = recorded(__file__, "bluesky/getPosts.json")
    async with serve({"/xrpc/app.bsky.feed.getPosts": posts}) as served, served.http() as http:
        known, network = Known(), Network(http, served.url, served.url)
        (uri,) = [post["uri"] for post in posts["posts"]]
        await network.look_at(known, [uri, uri.replace("3ju", "3jx")])
    assert set(known.posts) == {uri}
    assert known.posts[uri]["replyCount"] == 8
    assert known.people[uri.split("/")[2]].name == "anna.example"


async def test_who_asks_not_to_be_shown_to_strangers_is_not_kept(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.post(ANNA, ago(hours=1), "For people who are signed in")
    there.labels[ANNA] = ["!no-unauthenticated"]
    with pytest.raises(Private, match="signed in"):
        await source.resolve(Handle("bluesky", ANNA))
    with pytest.raises(Private, match=r"anna\.example shows posts only to people who are signed in"):
        await poll(source, there)
    there.labels.clear()
    entries, _ = await poll(source, there)
    assert len(entries) == 1


async def test_words_of_others_who_ask_that_are_not_kept_either(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.labels[BEN] = ["!no-unauthenticated"]
    asked = there.post(BEN, ago(hours=2), "A question among us?")
    answer = there.post(ANNA, ago(hours=1), "An answer", below=asked)
    found = by_id((await poll(source, there))[0])
    assert (found[answer].root.id, found[answer].parent_text) == (BEN, "")


async def test_an_answer_to_what_was_deleted_still_knows_whose_it_was(world: tuple[World, Bluesky]) -> None:
    there, source = world
    asked = there.post(BEN, ago(hours=2), "Soon gone")
    answer = there.post(ANNA, ago(hours=1), "An answer", below=asked)
    del there.records[asked]
    entry = by_id((await poll(source, there))[0])[answer]
    assert (entry.root, entry.parent, entry.parent_text) == (Party(BEN, "ben.example"), Party(BEN, "ben.example"), "")


async def test_links_are_written_out_and_mentions_known(world: tuple[World, Bluesky]) -> None:
    there, source = world
    text = "🌱 Hi @ben.example, see pages.example/long/p... and the handbook"
    raw = text.encode()

    def facet(shown: str, **feature: str) -> dict[str, Any]:
        start = raw.index(shown.encode())
        feature["$type"] = "app.bsky.richtext.facet#" + ("mention" if "did" in feature else "link")
        return {"index": {"byteStart": start, "byteEnd": start + len(shown.encode())}, "features": [feature]}

    facets = [
        facet("@ben.example", did=BEN),
        facet("pages.example/long/p...", uri="https://pages.example/long/path?a=1"),
        facet("the handbook", uri="https://handbook.example/"),
        {
            "index": {"byteStart": 3, "byteEnd": 9999},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "javascript:1"}],
        },
    ]
    card = {
        "$type": "app.bsky.embed.external",
        "external": {"uri": "https://pages.example/long/path?a=1", "title": "A path"},
    }
    uri = there.post(ANNA, ago(hours=1), text, facets=facets, embed=card, langs=["de", "en"])
    picture = {
        "$type": "app.bsky.embed.external",
        "external": {"uri": "https://media.tenor.com/cat.gif", "title": "A cat"},
    }
    moving = there.post(ANNA, ago(minutes=50), "Look", embed=picture, labels={"values": [{"val": "graphic-media"}]})
    found = by_id((await poll(source, there))[0])
    assert found[uri].text == "🌱 Hi @ben.example, see https://pages.example/long/path?a=1 and the handbook"
    assert found[uri].links == ("https://pages.example/long/path?a=1", "https://handbook.example/")
    assert (found[uri].mentions, found[uri].lang, found[uri].traits) == ((BEN,), "de", frozenset())
    assert (found[moving].links, found[moving].traits) == ((), {"sensitive"})


async def test_a_post_nobody_may_answer_is_closed(world: tuple[World, Bluesky]) -> None:
    there, source = world
    closed, some, open_ = (there.post(ANNA, ago(hours=hours), "Boats") for hours in (3, 2, 1))
    there.closed = {closed: [], some: [{"$type": "app.bsky.feed.threadgate#mentionRule"}]}
    found = by_id((await poll(source, there))[0])
    assert [found[uri].comments_open for uri in (closed, some, open_)] == [False, True, True]


async def test_names_of_many_take_few_questions(world: tuple[World, Bluesky]) -> None:
    there, source = world
    people = [there.join(name) for name in ("dora", "emil", "fynn", "gitta", "henk")]
    for number in range(60):
        there.put(
            ANNA,
            LIKE,
            ago(hours=3, seconds=-number),
            {"subject": {"uri": f"at://{people[number % 5]}/{POST}/{key_of(NOW)}", "cid": "x"}},
        )
    entries, _ = await poll(source, there)
    assert {entry.of.name for entry in entries} == {
        "dora.example",
        "emil.example",
        "fynn.example",
        "gitta.example",
        "henk.example",
    }
    assert [method for method, _ in there.asked].count("app.bsky.actor.getProfiles") == 1


def test_nonsense_in_any_field_is_unreadable_and_nothing_worse() -> None:
    feed = recorded(__file__, "bluesky/getAuthorFeed.json")["feed"]
    linked = next(item["post"] for item in feed if item["post"]["record"].get("facets") and "reason" not in item)
    quoting = recorded(__file__, "bluesky/thread_view_post_with_embed_media.json")["thread"]["post"]
    thread = recorded(__file__, "bluesky/getPostThread.json")["thread"]
    me = thread["post"]["author"]["did"]
    for post in (linked, quoting, feed[1]["post"]):
        uri, own = AtUri.read(post["uri"]), Party(post["author"]["did"])
        for broken in with_nonsense({"value": post["record"], "view": post}):
            known = read.Known()
            with suppress(*read.UNREADABLE):
                known.add(broken["view"])
            with suppress(*read.UNREADABLE):
                record = read.Record(uri, moment_of(uri.key), broken["value"])
                read.needs(record)
                entry = read.entry(record, own, known, NOW)
                assert not re.search(r"\\ud800|\\x00", repr(entry))
            with suppress(*read.UNREADABLE):
                assert read.is_open(broken["view"], NOW) in (True, False)
                read.talk(broken["view"], NOW)
    for broken in with_nonsense({"thread": thread}):
        with suppress(*read.UNREADABLE):
            read.below(broken["thread"], me, (), NOW)
            read.spoken(broken["thread"], NOW)


@pytest.mark.parametrize("labels", ["x", 1, True, [None, "x"], {"val": "!no-unauthenticated"}])
async def test_labels_that_make_no_sense_do_not_stop_anything(world: tuple[World, Bluesky], labels: object) -> None:
    there, source = world
    there.errors["app.bsky.actor.getProfile"] = (200, {"did": ANNA, "handle": "anna.example", "labels": labels})
    assert (await source.resolve(Handle("bluesky", ANNA))).native_id == ANNA


async def test_a_document_on_ones_own_domain_is_asked_for_there(world: tuple[World, Bluesky]) -> None:
    there, source = world
    port = there.place.rpartition(":")[2]
    who = f"did:web:127.0.0.1%3A{port}"
    there.people[who] = "web.example"
    with pytest.raises(Unreachable):  # asked over TLS, which is not spoken here; never at the directory of the others
        await source.resolve(Handle("bluesky", who))
    assert who not in dict(there.asked)


async def received(source: Bluesky, world: World) -> dict[str, Any]:
    entries, _ = await poll(source, world)
    who = Identity("bluesky", ANNA, "anna.example", "", server=world.url)
    return {each.native_id: each for each in await source.received(who, tuple(entries), now=NOW)}


async def test_what_others_said_below_own_posts_and_whether_it_was_answered(world: tuple[World, Bluesky]) -> None:
    there, source = world
    own = there.post(ANNA, ago(hours=20), "What do you think?")
    there.post(ANNA, ago(hours=20, minutes=-1), "I mean the boat", below=own)
    first = there.post(BEN, ago(hours=19), "Fine", below=own)
    there.post(CLEO, ago(hours=18), "Ben is right", below=first)  # to Ben, not to Anna
    there.post(ANNA, ago(hours=17), "Thank you", below=first)
    second = there.post(CLEO, ago(hours=16), "The oars?", below=own)
    there.put(ANNA, LIKE, ago(hours=15), {"subject": {"uri": second, "cid": "x"}})
    found = await received(source, there)
    assert {uri: (each.author.name, each.on, each.answered_at, each.liked) for uri, each in found.items()} == {
        first: ("ben.example", own, ago(hours=17), False),
        second: ("cleo.example", own, None, True),
    }
    assert found[first].text == "Fine"
    assert found[first].at == ago(hours=19)


async def test_a_recorded_thread_of_four_answers_is_read(world: tuple[World, Bluesky]) -> None:
    thread = recorded(__file__, "bluesky/getPostThread.json")["thread"]
    me = thread["post"]["author"]["did"]
    found = read.below(thread, me, (), NOW)
    assert found is not None
    assert [(each.on, each.answered_at) for each in found] == [(thread["post"]["uri"], None)] * 4


async def test_a_thread_that_is_not_shown_in_full_is_left_out(world: tuple[World, Bluesky]) -> None:
    there, source = world
    own, other = there.post(ANNA, ago(hours=20), "One"), there.post(ANNA, ago(hours=10), "Two")
    comment = there.post(BEN, ago(hours=9), "Hello", below=other)
    there.post(BEN, ago(hours=19), "Hello", below=own)
    there.unseen = {there.post(CLEO, ago(hours=18), "Counted, not shown", below=own)}
    assert set(await received(source, there)) == {comment}


async def test_an_answer_deeper_than_is_shown_leaves_its_thread_out(world: tuple[World, Bluesky]) -> None:
    there, source = world
    last = there.post(ANNA, ago(hours=20), "Down we go")
    for step in range(7):
        last = there.post(BEN if step % 2 else ANNA, ago(hours=19 - step), f"Step {step}", below=last)
    entries, _ = await poll(source, there)
    who = Identity("bluesky", ANNA, "anna.example", "", server=there.url)
    top = tuple(entry for entry in entries if entry.kind is Kind.POST)
    assert await source.received(who, top, now=NOW) == ()


async def test_what_the_member_hid_and_spam_wait_for_no_answer(world: tuple[World, Bluesky]) -> None:
    there, source = world
    own = there.post(ANNA, ago(hours=20), "One")
    there.hidden = [there.post(BEN, ago(hours=19), "Rude", below=own)]
    there.labels[there.post(CLEO, ago(hours=18), "Buy oars", below=own)] = ["spam"]
    fine = there.post(CLEO, ago(hours=17), "Kind", below=own)
    assert set(await received(source, there)) == {fine}


async def test_no_answers_take_one_question(world: tuple[World, Bluesky]) -> None:
    there, source = world
    there.post(ANNA, ago(hours=20), "One")
    entries, _ = await poll(source, there)
    there.asked.clear()
    who = Identity("bluesky", ANNA, "anna.example", "", server=there.url)
    assert await source.received(who, tuple(entries), now=NOW) == ()
    assert [method for method, _ in there.asked] == ["app.bsky.feed.getPosts"]


async def test_open_conversations_of_people_met_questions_first(world: tuple[World, Bluesky]) -> None:
    there, source = world
    plain = there.post(BEN, ago(hours=2), "A boat. https://pages.example/?q=1")
    question = there.post(CLEO, ago(hours=30), "Which green for a boat?\nMine is pale.")
    last = there.post(BEN, ago(hours=5), "Dark", below=question)
    joined = there.post(BEN, ago(hours=4), "And oars?")
    there.post(ANNA, ago(hours=3), "Wood", below=joined)
    there.closed[there.post(BEN, ago(hours=3), "Among us?")] = []
    there.post(CLEO, ago(days=4), "Too old?")
    there.labels[there.post(CLEO, ago(hours=6), "Look away?")] = ["porn"]
    shy, robot = there.join("shy"), there.join("robot")
    there.labels |= {shy: ["!no-unauthenticated"], robot: ["bot"]}
    there.post(shy, ago(hours=1), "Not for strangers?")
    there.post(robot, ago(hours=1), "Beep?")
    who = Identity("bluesky", ANNA, "anna.example", "", server=there.url)
    met = tuple(Party(id_) for id_ in (BEN, CLEO, BEN, ANNA, shy, robot, did("gone"), "12345"))

    talks = await source.talks(who, met, ("boats",), now=NOW)

    assert [talk.native_id for talk in talks if not talk.sensitive] == [question, plain]
    asked = next(talk for talk in talks if talk.native_id == question)
    assert (asked.title, asked.messages, asked.last_at, asked.is_question) == (
        "Which green for a boat?",
        2,
        moment(there.records[last]["createdAt"]),
        True,
    )
    assert asked.starter == Party(CLEO, "cleo.example")
    assert [talk.text for talk in talks if talk.sensitive] == ["Look away?"]

"""Lemmy, as 0.18, 0.19 and 1.0 speak: whose ground a comment is on is known, and everything comes once."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY, Entry
from bot.domain.ground import Ground, Holding
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, Unreachable
from bot.sources import lemmy as lemmy_source
from bot.sources import lemmy_ask
from bot.sources import lemmy_read as read
from bot.sources.base import Batch, Handle, Heard, Identity
from bot.sources.discourse import Discourse
from bot.sources.http import Http
from bot.sources.lemmy import Lemmy
from tests.sources import lemmy_server
from tests.sources.lemmy_server import VERSIONS
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Reply, recorded

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
World = lemmy_server.Lemmy


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture(params=VERSIONS)
async def there(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    async with lemmy_server.lemmy(request.param) as running:
        yield running


@pytest.fixture
async def one() -> AsyncIterator[World]:
    async with lemmy_server.lemmy() as running:
        yield running


@asynccontextmanager
async def over(there: World) -> AsyncIterator[Lemmy]:
    async with there.server.http() as http:
        yield Lemmy(http)


def wren(there: World) -> Identity:
    address = f"{there.server.url}/u/wren"
    return Identity("lemmy", address, f"@wren@{there.server.place}", address, server=there.server.url)


async def poll(
    there: World, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> tuple[list[Entry], list[Batch]]:
    async with over(there) as source:
        fetching = source.fetch(wren(there), cursor or {}, since=SINCE, now=now, sweep=sweep)
        batches = [batch async for batch in fetching]
    return [entry for batch in batches for entry in batch.entries], batches


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name", "server"),
    [
        ("lemmy:wren@lemmy.example", "wren", "https://lemmy.example"),
        ("lemmy:@wren@Harbour.Example", "wren", "https://harbour.example"),
        ("u/wren@harbour.example", "wren", "https://harbour.example"),
        ("/u/wren@harbour.example", "wren", "https://harbour.example"),
        ("https://lemmy.example/u/wren", "wren", "https://lemmy.example"),
        ("https://programming.dev/u/wren", "wren", "https://programming.dev"),
        ("https://lemmy.example/u/wren@harbour.example", "wren", "https://harbour.example"),
        ("lemmy:https://harbour.example/u/wren", "wren", "https://harbour.example"),
        ("lemmy:http://127.0.0.1:8536/u/wren", "wren", "http://127.0.0.1:8536"),
    ],
)
def test_a_handle_is_recognised_as_people_type_it(typed: str, name: str, server: str) -> None:
    assert Lemmy(Http()).recognise(typed) == Handle("lemmy", name, server)
    assert Discourse(Http()).recognise(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["", "lemmy:", "lemmy:wren", "@wren@lemmy.example", "wren@lemmy.example", "https://forum.example/u/wren",
     "https://lemmy.example/c/sailing", "https://lemmy.example/post/1", "https://www.reddit.com/u/wren", "u/wren"],
)  # fmt: skip
def test_what_is_not_of_this_network_is_left_to_others(typed: str) -> None:
    assert Lemmy(Http()).recognise(typed) is None


async def test_a_person_is_found_on_every_version(there: World) -> None:
    async with over(there) as source:
        found = await source.resolve(Handle("lemmy", "wren", there.server.url))
    assert (found.native_id, found.handle) == (f"{there.server.url}/u/wren", f"@wren@{there.server.place}")


async def test_nobody_there_is_told_with_advice(there: World) -> None:
    async with over(there) as source:
        with pytest.raises(NotFound, match=r"knows nobody called zoe\. Check the spelling, as in lemmy:zoe@"):
            await source.resolve(Handle("lemmy", "zoe", there.server.url))


async def test_a_profile_tells_what_they_say_of_themselves(there: World) -> None:
    there.people["wren"] |= {"bio": "Ties [knots](https://wren.example).", "display_name": "Wren Tal"}
    async with over(there) as source:
        profile = await source.profile(wren(there))
    assert (profile.name, profile.text) == ("Wren Tal", "Ties [knots](https://wren.example).")


def test_it_says_what_it_sees() -> None:
    assert Lemmy.coverage is Coverage.FULL
    assert all(Lemmy(Http()).recognise(example) for example in Lemmy.examples)


# --- what is what ---


async def test_what_a_member_does_is_told_apart(there: World) -> None:
    own = there.post(
        1,
        "wren",
        ago(days=4),
        "A tide clock",
        url="https://tides.example/clock",
        body="With [a table](https://moon.example/t).",
    )
    theirs = there.post(2, "gull@birch.example", ago(days=4), "Which knot?")
    asked = there.comment(10, 1, "gull@birch.example", ago(days=3))
    host = there.comment(11, 1, "wren", ago(days=2, hours=3), below=10)
    more = there.comment(12, 1, "wren", ago(days=2, hours=2))
    goes_on = there.comment(13, 1, "wren", ago(days=2, hours=1), below=12)
    join = there.comment(20, 2, "wren", ago(days=1, hours=3))
    below = there.comment(21, 2, "tern", ago(days=1, hours=2), below=20)
    deep = there.comment(
        22, 2, "wren", ago(days=1, hours=1), below=21, content="> it slips\n\nNot mine: https://knots.example/a"
    )
    continued = there.comment(23, 2, "wren", ago(days=1), below=22)

    entries, _ = await poll(there)
    found = {entry.native_id: entry for entry in entries}
    me, gull, tern = (read.party(there.people[acct]) for acct in ("wren", "gull@birch.example", "tern"))
    assert {id_: (each.kind, each.root, each.parent, each.thread, each.parent_id) for id_, each in found.items()} == {
        own: (Kind.POST, NOBODY, NOBODY, "", ""),
        host: (Kind.REPLY, me, gull, own, asked),
        more: (Kind.REPLY, me, me, own, own),
        goes_on: (Kind.REPLY, me, me, own, more),
        join: (Kind.REPLY, gull, gull, theirs, theirs),
        deep: (Kind.REPLY, gull, tern, theirs, below),
        continued: (Kind.REPLY, gull, me, theirs, deep),
    }
    assert found[own].links == ("https://tides.example/clock", "https://moon.example/t")
    assert found[own].at == ago(days=4)
    assert found[join].parent_text == "Which knot?"
    assert found[deep].links == ("https://knots.example/a",)
    assert {entry.venue for entry in entries} == {f"!sailing@{there.server.place}"}
    assert gull.name == "@gull@birch.example"
    ground = Ground(Holding(accounts=frozenset({("lemmy", me.id)})))
    judged = {id_: (what.place, what.act) for id_, each in found.items() if (what := classify(each, ground))}
    assert judged == {
        own: (Place.THEIRS, Act.BROADCAST),  # in a community that is nobody's own
        host: (Place.MINE, Act.HOST),
        more: (Place.MINE, Act.BROADCAST),
        goes_on: (Place.MINE, Act.BROADCAST),
        join: (Place.THEIRS, Act.JOIN),
        deep: (Place.THEIRS, Act.JOIN),
        continued: (Place.THEIRS, Act.JOIN),
    }


def test_a_time_without_a_zone_is_utc_and_one_with_z_is_the_same() -> None:
    old, new = {"published": "2023-09-23T10:41:41.254290"}, {"published_at": "2023-09-23T10:41:41.254290Z"}
    assert (
        read.written_at(old, NOW) == read.written_at(new, NOW) == datetime(2023, 9, 23, 10, 41, 41, 254290, tzinfo=UTC)
    )


def test_a_recorded_answer_of_comments_is_read() -> None:
    views = recorded(__file__, "lemmy/comments.json")["comments"]
    parent, child = views
    assert (read.parent_of(parent["comment"]), read.parent_of(child["comment"])) == ("", "10")
    entry = read.comment(child, read.Above(None, parent), NOW)
    me = read.party(child["creator"])
    assert (entry.root, entry.parent, entry.thread) == (me, me, "https://harbour.example/post/1")
    assert (entry.parent_id, entry.parent_text) == ("https://harbour.example/comment/10", "Parent comment")
    assert (entry.native_id, entry.venue) == ("https://harbour.example/comment/20", "!sailing@harbour.example")
    assert entry.at == datetime(2026, 6, 12, 23, 40, tzinfo=UTC)


async def test_what_is_not_for_everybody_is_dropped(there: World) -> None:
    there.visibility = "local_only_private" if there.is_new else "LocalOnly"
    there.post(1, "wren", ago(days=1), "For members")
    entries, batches = await poll(there)
    assert entries == []
    assert "For members" not in repr(batches)
    there.visibility = "public" if there.is_new else "Public"
    assert len((await poll(there))[0]) == 1


async def test_what_answers_something_deleted_does_not_repeat_it(one: World) -> None:
    one.post(2, "tern", ago(days=4))
    one.comment(20, 2, "tern", ago(days=3), content="Never mind", deleted=True)
    one.comment(21, 2, "wren", ago(days=2), below=20)
    assert [(entry.parent_text, entry.parent.name) for entry in (await poll(one))[0]] == [
        ("", f"@tern@{one.server.place}")
    ]


# --- a server that changes ---


async def test_every_item_comes_once_however_often_it_is_asked(there: World) -> None:
    stored: dict[str, Entry] = {}
    cursor: Mapping[str, object] = {}
    for day in range(8):
        now = NOW + timedelta(days=day)
        expected = {there.post(100 + day, "wren", now - timedelta(hours=2))}
        there.comment(1000 + day, 100, "tern", now - timedelta(hours=1))
        expected.add(there.comment(2000 + day, 100, "wren", now - timedelta(minutes=10), below=1000 + day))
        entries, batches = await poll(there, cursor, now=now)
        assert {entry.native_id for entry in entries} - stored.keys() == expected
        stored |= {entry.native_id: entry for entry in entries}
        cursor = batches[-1].cursor
        again, _ = await poll(there, cursor, now=now + timedelta(hours=1))
        assert not {entry.native_id for entry in again} - stored.keys()
    assert len(stored) == 16


async def test_many_pages_are_read_and_nothing_is_lost_or_doubled(there: World) -> None:
    for number in range(1, 131):
        there.post(number, "wren", ago(hours=number))
    entries, batches = await poll(there)
    assert [entry.native_id for entry in entries] == [f"{there.server.url}/post/{n}" for n in range(130, 0, -1)]
    assert all(len(batch.entries) <= 25 for batch in batches)


async def test_what_pushes_things_onto_the_next_page_does_not_make_them_come_twice(one: World) -> None:
    for number in range(1, 61):
        one.post(number, "wren", ago(hours=number))
    answer, pages = one.answer, []

    def changing(asked: lemmy_server.Asked) -> Reply:
        reply = answer(asked)
        if "page" in asked.query:
            pages.append(asked.query["page"])
            one.post(1000 + len(pages), "wren", NOW)
        return reply

    one.server.routes["*"] = changing
    entries, _ = await poll(one)
    assert pages == ["1", "2"]
    assert len({entry.native_id for entry in entries}) == len(entries) == 60


async def test_what_was_too_much_for_one_poll_comes_with_the_next(one: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lemmy_source, "QUESTIONS", 10)
    for number in range(1, 31):
        one.post(number, "tern", ago(days=5))
        one.comment(100 + number, number, "wren", ago(hours=number * 2))
    found: list[str] = []
    cursor: Mapping[str, object] = {}
    for turn in range(4):
        entries, batches = await poll(one, cursor, now=NOW + timedelta(minutes=turn))
        found += [entry.native_id for entry in entries if entry.native_id not in found]
        assert all(entry.root for entry in entries)
        cursor = batches[-1].cursor
    assert len(found) == 30


async def test_whose_post_it_is_is_asked_once(one: World) -> None:
    one.post(2, "tern", ago(days=4))
    for number in range(20, 30):
        one.comment(number, 2, "wren", ago(hours=number))
    async with over(one) as source:
        for _ in range(2):
            [batch async for batch in source.fetch(wren(one), {}, since=SINCE, now=NOW)]
    assert one.server.paths().count("/api/v3/post") == 1
    assert one.server.paths().count("/api/v4/site") == 1


async def test_an_edit_replaces_what_was_said_before_and_a_sweep_finds_it(there: World) -> None:
    there.post(1, "wren", ago(days=2), body="Before")
    _, batches = await poll(there)
    there.posts[1] |= {"body": "After", **there.dated("updated", ago(hours=1))}
    entries, _ = await poll(there, batches[-1].cursor, sweep=True)
    assert [(entry.text, entry.edited_at) for entry in entries] == [("After", ago(hours=1))]


async def test_a_sweep_says_what_is_gone(there: World) -> None:
    there.post(1, "wren", ago(days=3))
    shell = there.post(2, "wren", ago(days=2))
    there.post(3, "wren", ago(days=1))
    _, batches = await poll(there)
    there.posts[2]["deleted"] = True  # the shell stays
    del there.posts[3]
    entries, batches = await poll(there, batches[-1].cursor, sweep=True)
    assert [entry.native_id for entry in entries] == [f"{there.server.url}/post/1"]
    assert batches[-1].complete_since == ago(days=7)
    assert batches[-1].deleted == {shell}


async def test_what_could_not_be_read_is_never_called_deleted(one: World) -> None:
    one.post(1, "wren", ago(days=3))
    one.post(2, "wren", ago(days=2), published="soon")
    entries, batches = await poll(one, sweep=True)
    assert len(entries) == 1
    assert batches[-1].complete_since is None
    assert sum(batch.skipped.get("unreadable", 0) for batch in batches) == 1


@pytest.mark.parametrize("change", [{"deleted": True}, {"ap_id": "https://other.example/u/wren"}])
async def test_an_account_that_is_gone_or_somebody_elses_is_told(change: dict[str, object]) -> None:
    async with lemmy_server.lemmy("1.0") as there:
        who = wren(there)
        there.people["wren"].update(change)
        async with over(there) as source:
            with pytest.raises(Gone, match="Disconnect"):
                [batch async for batch in source.fetch(who, {}, since=SINCE, now=NOW)]


# --- what came back ---


async def test_what_others_said_is_heard_with_the_moment_it_was_answered(there: World) -> None:
    own = there.post(1, "wren", ago(days=3))
    there.post(2, "tern", ago(days=3))
    asked = there.comment(10, 1, "gull@birch.example", ago(days=2))
    there.comment(11, 1, "tern", ago(hours=40), below=10)  # to Gull, not to Wren
    there.comment(12, 1, "wren", ago(hours=30), below=11)
    mine = there.comment(20, 2, "wren", ago(hours=20))
    back = there.comment(21, 2, "tern", ago(hours=10), below=20)
    there.comment(22, 2, "tern", ago(hours=9))
    there.comment(23, 1, "tern", ago(hours=8), removed=True)
    below = there.comment(24, 1, "tern", ago(hours=7), below=12)
    entries, _ = await poll(there)
    async with over(there) as source:
        heard = await source.received(wren(there), tuple(entries), now=NOW)
    assert [(each.native_id, each.on, each.answered_at) for each in heard] == [
        (asked, own, ago(hours=30)),
        (back, mine, None),
        (below, f"{there.server.url}/comment/12", None),
    ]
    assert heard[0].author.name == "@gull@birch.example"
    assert isinstance(heard, Heard)
    assert heard.whole == {entry.native_id for entry in entries}


async def test_of_a_talk_that_is_too_long_nothing_is_said(one: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lemmy_ask, "THREAD_PAGES", 2)
    one.post(1, "wren", ago(days=3))
    for number in range(10, 99):
        one.comment(number, 1, "tern", ago(hours=number / 10))
    entries, _ = await poll(one)
    async with over(one) as source:
        assert len(await source.received(wren(one), tuple(entries), now=NOW)) == 89
        for number in range(100, 120):
            one.comment(number, 1, "tern", ago(hours=1))
        assert await source.received(wren(one), tuple(entries), now=NOW) == ()


async def test_talks_are_of_others_and_of_these_days(there: World) -> None:
    there.post(1, "tern", ago(days=9))
    there.comment(10, 1, "wren", ago(days=8))
    asked = there.post(2, "tern", ago(hours=5), "Which knot?")
    there.post(3, "wren", ago(hours=4))
    told = there.post(4, "gull@birch.example", ago(hours=6), "I moored")
    there.comment(40, 4, "tern", ago(hours=1))
    there.post(5, "tern", ago(hours=3), locked=True)
    there.post(6, "tern", ago(hours=3))
    there.comment(60, 6, "wren", ago(hours=2))
    async with over(there) as source:
        talks = await source.talks(wren(there), (read.party(there.people["tern"]),), ("moored",), now=NOW)
    assert [(talk.native_id, talk.messages, talk.last_at, talk.is_question) for talk in talks] == [
        (asked, 1, ago(hours=5), True),
        (told, 2, ago(hours=1), False),
    ]


# --- when something is wrong ---


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((401, JSON, {"error": "not_logged_in"}), NeedsCredential),
        ((400, JSON, {"error": "instance_is_private"}), NeedsCredential),
        ((400, JSON, {"error": "rate_limit_error"}), RateLimited),
        ((429, {**JSON, "retry-after": "90"}, {}), RateLimited),
        ((400, JSON, {"error": "couldnt_find_person"}), Gone),
        ((404, {"content-type": "text/html"}, "<html>"), Gone),
        ((403, JSON, {}), Private),
        ((410, JSON, {}), Gone),
        ((500, JSON, {}), Unreachable),
        ((502, {"content-type": "text/html"}, "<html>"), Unreachable),
        ((200, {"content-type": "text/html"}, "<html>Hello</html>"), Garbled),
        ((200, JSON, '{"person_view": {"person": {"na'), Garbled),
        ((200, JSON, []), Garbled),
    ],
)
async def test_each_trouble_is_told_as_what_it_is(there: World, reply: Reply, error: type[Exception]) -> None:
    there.errors["/person" if there.is_new else "/user"] = reply
    with pytest.raises(error) as raised:
        await poll(there)
    assert str(raised.value).endswith(".")


async def test_a_server_that_was_renewed_is_asked_the_new_way_from_then_on(one: World) -> None:
    one.post(1, "wren", ago(days=1))
    async with over(one) as source:
        [batch async for batch in source.fetch(wren(one), {}, since=SINCE, now=NOW)]
        one.version = "1.0"
        for person in one.people.values():
            person["ap_id"] = person["actor_id"]
        one.posts[1] |= one.dated("published", ago(days=1))
        batches = [batch async for batch in source.fetch(wren(one), {}, since=SINCE, now=NOW)]
    assert sum(len(batch.entries) for batch in batches) == 1


async def test_a_listing_without_an_end_is_left_and_nothing_is_called_deleted(there: World) -> None:
    for number in range(1, 51):
        there.post(number, "wren", ago(hours=number))
    answer = there.answer

    def endless(asked: lemmy_server.Asked) -> Reply:
        query = {name: value for name, value in asked.query.items() if name not in ("page", "page_cursor")}
        status, headers, body = answer(lemmy_server.Asked("GET", asked.path, query, asked.headers, b""))
        return status, headers, {**body, "next_page": "more"} if isinstance(body, dict) else body

    there.server.routes["*"] = endless
    entries, batches = await poll(there, sweep=True)
    assert len(entries) == 50
    assert batches[-1].complete_since is None
    assert len(there.server.asked) < 30


def test_nonsense_in_an_answer_costs_at_most_that_item() -> None:
    views = recorded(__file__, "lemmy/comments.json")["comments"]
    for broken in with_nonsense({"view": views[1]}):
        with suppress(*read.UNREADABLE):
            assert read.comment(broken["view"], read.Above(broken["view"], broken["view"]), NOW).at <= NOW
        with suppress(*read.UNREADABLE):
            read.post(broken["view"], NOW)
        with suppress(*read.UNREADABLE):
            read.talk(broken["view"], NOW)
        read.received([views[0], broken["view"]], views[0]["creator"], NOW)

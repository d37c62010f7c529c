"""DEV and Forem: own articles and the talk below them, each once; what no server lists is not pretended to be seen."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground, Holding
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, Unreachable
from bot.sources import dev
from bot.sources import dev_read as read
from bot.sources.base import Batch, Handle, Heard, Identity
from bot.sources.dev import Dev
from bot.sources.dev_ask import below
from bot.sources.http import Http
from tests.sources.forem_server import Forem, forem, said
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Reply, recorded, serve

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
WREN = Identity("dev", "dev.to/users/100", "wren_tal", "https://dev.to/wren_tal", name="Wren_tal")
ME = Party("dev.to/users/100", "wren_tal")
GULL = Party("dev.to/users/101", "gull")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
async def network() -> AsyncIterator[Forem]:
    async with forem() as running:
        yield running


@asynccontextmanager
async def over(network: Forem) -> AsyncIterator[Dev]:
    async with network.server.http() as http:
        yield Dev(http, site=network.server.url)


async def poll(
    network: Forem, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> tuple[list[Entry], list[Batch]]:
    async with over(network) as source:
        fetching = source.fetch(WREN, cursor or {}, since=SINCE, now=now, sweep=sweep)
        batches = [batch async for batch in fetching]
    return [entry for batch in batches for entry in batch.entries], batches


def ids(entries: list[Entry]) -> list[str]:
    return sorted(entry.native_id for entry in entries)


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name", "server"),
    [
        ("dev:wren_tal", "wren_tal", ""),
        ("DEV: @wren_tal", "wren_tal", ""),
        ("dev.to/wren_tal", "wren_tal", ""),
        ("https://dev.to/wren_tal", "wren_tal", ""),
        ("https://www.dev.to/wren_tal/", "wren_tal", ""),
        ("https://dev.to/wren_tal/tides-1a2b", "wren_tal", ""),
        ("dev:https://forem.example/wren_tal", "wren_tal", "https://forem.example"),
        ("forem:http://127.0.0.1:3000/wren_tal", "wren_tal", "http://127.0.0.1:3000"),
    ],
)
def test_a_handle_is_recognised_as_people_type_it(typed: str, name: str, server: str) -> None:
    assert Dev(Http()).recognise(typed) == Handle("dev", name, server)


@pytest.mark.parametrize(
    "typed",
    ["", "dev:", "wren_tal", "https://dev.to/", "https://dev.to/t/python", "https://dev.to/search?q=x",
     "https://forem.example/wren_tal", "https://dev.to.example.org/wren_tal", "mastodon:wren_tal", "dev:a b",
     "dev:https://wren@forem.example/x y"],
)  # fmt: skip
def test_what_is_not_of_this_network_is_left_to_others(typed: str) -> None:
    assert Dev(Http()).recognise(typed) is None


async def test_a_person_is_found_and_known_by_number(network: Forem) -> None:
    async with over(network) as source:
        assert await source.resolve(Handle("dev", "wren_tal")) == WREN


async def test_a_person_on_another_server_is_known_by_that_server(network: Forem) -> None:
    async with over(network) as source:
        found = await source.resolve(Handle("dev", "gull", network.server.url))
    assert found.native_id == f"{network.server.place}/users/101"
    assert (found.server, found.handle) == (network.server.url, f"{network.server.place}/gull")


async def test_nobody_there_is_told_with_advice(network: Forem) -> None:
    async with over(network) as source:
        with pytest.raises(NotFound, match=r"dev\.to knows nobody called zoe\. Copy the address of your profile"):
            await source.resolve(Handle("dev", "zoe"))


async def test_a_server_of_another_kind_is_told(network: Forem) -> None:
    network.errors["/api/users/by_username"] = (200, JSON, ["hello"])
    async with over(network) as source:
        with pytest.raises(Garbled, match="Check that it is a Forem server"):
            await source.resolve(Handle("dev", "wren_tal"))


async def test_a_profile_is_asked_for_by_the_number_that_survives_renames(network: Forem) -> None:
    network.users["wren_tal"] |= {"username": "wren", "summary": "Ties knots.", "website_url": "https://wren.example"}
    async with over(network) as source:
        profile = await source.profile(WREN)
    assert (profile.handle, profile.url) == ("wren", "https://dev.to/wren")
    assert profile.text == "Ties knots.\n\nhttps://wren.example"


def test_it_says_what_it_sees_and_what_it_does_not() -> None:
    assert Dev.coverage is Coverage.OWN_POSTS_ONLY
    assert "comments below articles of others" in Dev.hides
    assert all(Dev(Http()).recognise(example) for example in Dev.examples)


# --- what is what ---


async def test_what_a_member_does_is_told_apart(network: Forem) -> None:
    network.publish(
        1, "wren_tal", ago(days=3), "A tide clock", body_html="<p>Made of <a href='https://svg.example/a'>SVG</a></p>"
    )
    network.publish(2, "gull", ago(days=3))
    network.comment("a", 1, "gull", ago(days=2), text="Which way round?")
    network.comment("b", 1, "wren_tal", ago(hours=40), below="a", text="The other way")
    network.comment("c", 1, "wren_tal", ago(hours=30), text="A correction")
    network.comment("d", 1, "wren_tal", ago(hours=20), below="c", text="And another")
    network.comment("e", 2, "wren_tal", ago(hours=10), text="Lovely")

    entries, _ = await poll(network)
    found = {entry.native_id: entry for entry in entries}

    seen = {id_: (each.kind, each.root, each.parent, each.thread, each.parent_id) for id_, each in found.items()}
    assert seen == {
        "dev.to/1": (Kind.POST, NOBODY, NOBODY, "", ""),
        "dev.to/comment/b": (Kind.REPLY, ME, GULL, "dev.to/1", "dev.to/comment/a"),
        "dev.to/comment/c": (Kind.REPLY, ME, ME, "dev.to/1", "dev.to/1"),
        "dev.to/comment/d": (Kind.REPLY, ME, ME, "dev.to/1", "dev.to/comment/c"),
    }  # and "e", a comment elsewhere, is seen nowhere
    post = found["dev.to/1"]
    assert (post.title, post.text, post.links) == ("A tide clock", "Made of SVG", ("https://svg.example/a",))
    assert (post.url, post.author, post.lang) == ("https://dev.to/wren_tal/tides-1", ME, "en")
    assert found["dev.to/comment/b"].parent_text == "Which way round?"
    assert found["dev.to/comment/b"].url == "https://dev.to/wren_tal/comment/b"
    ground = Ground(Holding(accounts=frozenset({("dev", WREN.native_id)})))
    judged = {id_: (what.place, what.act) for id_, each in found.items() if (what := classify(each, ground))}
    assert judged == {
        "dev.to/1": (Place.MINE, Act.BROADCAST),
        "dev.to/comment/b": (Place.MINE, Act.HOST),
        "dev.to/comment/c": (Place.MINE, Act.BROADCAST),
        "dev.to/comment/d": (Place.MINE, Act.BROADCAST),
    }


async def test_a_cross_post_leads_to_where_it_was_first(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=1), canonical_url="https://wren.example/tides")
    network.publish(2, "wren_tal", ago(days=1), canonical_url="https://dev.to/wren_tal/tides-2")
    entries, _ = await poll(network)
    first, second = sorted(entries, key=lambda entry: entry.native_id)
    assert (first.links, first.traits) == (("https://wren.example/tides",), {"crossposted"})
    assert (second.links, second.traits) == ((), frozenset())


async def test_recorded_forms_are_read() -> None:
    answers = recorded(__file__, "dev/answers.json")

    async with serve({path: (200, JSON, body) for path, body in answers.items()}) as server, server.http() as http:
        source = Dev(http, site=server.url)
        who = await source.resolve(Handle("dev", "wren_tal"))
        batches = [batch async for batch in source.fetch(who, {}, since=SINCE, now=NOW)]
        entries = tuple(entry for batch in batches for entry in batch.entries)
        heard = await source.received(who, entries, now=NOW)
    assert ids(list(entries)) == ["dev.to/2100001", "dev.to/comment/3abce"]
    assert [(one.native_id, one.on, one.author.name) for one in heard] == [
        ("dev.to/comment/3abcd", "dev.to/2100001", "gull_erik"),
        ("dev.to/comment/3abcg", "dev.to/comment/3abce", "gull_erik"),
    ]
    assert heard[0].answered_at == datetime(2026, 11, 18, 13, 20, tzinfo=UTC)
    assert batches[0].deleted == {"dev.to/comment/3abcf"}


# --- a server that changes ---


async def test_every_item_comes_once_however_often_it_is_asked(network: Forem) -> None:
    stored: dict[str, Entry] = {}
    cursor: Mapping[str, object] = {}
    for day in range(12):
        now = NOW + timedelta(days=day)
        network.publish(10 + day, "wren_tal", now - timedelta(hours=1))
        network.comment(f"g{day}", 10 + day // 2, "gull", now - timedelta(minutes=50))
        network.comment(f"w{day}", 10 + day // 2, "wren_tal", now - timedelta(minutes=40), below=f"g{day}")
        entries, batches = await poll(network, cursor, now=now)
        new = {entry.native_id for entry in entries} - stored.keys()
        assert new == {f"dev.to/{10 + day}", f"dev.to/comment/w{day}"}
        stored |= {entry.native_id: entry for entry in entries}
        cursor = batches[-1].cursor
        again, _ = await poll(network, cursor, now=now + timedelta(minutes=30))
        assert not {entry.native_id for entry in again} - stored.keys()
    assert len(stored) == 24


async def test_what_was_too_much_for_one_poll_comes_with_the_next(
    network: Forem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "QUESTIONS", 7)
    for number in range(1, 21):
        network.publish(number, "wren_tal", ago(days=number))
    found: list[str] = []
    cursor: Mapping[str, object] = {}
    for _ in range(4):
        entries, batches = await poll(network, cursor)
        found += ids(entries)
        cursor = batches[-1].cursor
    assert sorted(found) == sorted(f"dev.to/{number}" for number in range(1, 21))
    assert "wait" not in cursor


async def test_an_edit_replaces_what_was_said_before(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=20))
    _, batches = await poll(network)
    network.articles[1] |= {"edited_at": said(NOW + timedelta(minutes=10)), "body_html": "<p>Better words.</p>"}
    entries, _ = await poll(network, batches[-1].cursor, now=NOW + timedelta(hours=1))
    assert [(entry.native_id, entry.text) for entry in entries] == [("dev.to/1", "Better words.")]
    assert entries[0].edited_at == NOW + timedelta(minutes=10)


async def test_a_sweep_says_from_when_on_nothing_is_missing(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=3))
    network.publish(2, "wren_tal", ago(days=2))
    network.comment("a", 1, "gull", ago(days=1))
    network.comment("b", 1, "wren_tal", ago(hours=20), below="a")
    _, batches = await poll(network)
    assert batches[-1].complete_since is None
    del network.articles[2]
    network.comments["b"]["gone"] = True
    entries, batches = await poll(network, batches[-1].cursor, sweep=True)
    assert ids(entries) == ["dev.to/1"]
    assert batches[-1].complete_since == ago(days=7)
    assert frozenset().union(*(batch.deleted for batch in batches)) == {"dev.to/comment/b"}


async def test_what_could_not_be_read_is_never_called_deleted(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=3))
    network.publish(2, "wren_tal", ago(days=2), title=None)
    network.errors["/api/articles/1"] = (404, JSON, {"error": "not found"})
    entries, batches = await poll(network, sweep=True)
    assert ids(entries) == ["dev.to/2"]  # a title is text, whatever it says
    assert batches[-1].complete_since is None


async def test_a_new_name_is_followed_by_the_number(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=1))
    network.users["wren_tal"]["username"] = "wren"
    entries, _ = await poll(network)
    assert [entry.author.name for entry in entries] == ["wren"]


async def test_a_name_that_somebody_else_has_now_is_not_followed(network: Forem) -> None:
    network.users["wren_tal"]["user_id"] = 999
    network.publish(1, "wren_tal", ago(days=1))
    with pytest.raises(Gone, match="connect the new name"):
        await poll(network)


# --- what came back ---


async def test_what_others_said_is_heard_with_the_moment_it_was_answered(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=3))
    network.comment("a", 1, "gull", ago(days=2), text="Which way?")
    network.comment("b", 1, "dock_hand", ago(hours=40), below="a", text="That way")
    network.comment("c", 1, "wren_tal", ago(hours=30), below="b", text="Yes")
    network.comment("d", 1, "gull", ago(hours=20), below="c", text="Ah")
    network.comment("e", 1, "gull", ago(hours=10))
    network.comments["e"]["gone"] = True
    entries, _ = await poll(network)
    async with over(network) as source:
        heard = await source.received(WREN, tuple(entries), now=NOW)
    assert [(one.native_id, one.on, one.answered_at) for one in heard] == [
        ("dev.to/comment/a", "dev.to/1", ago(hours=30)),
        ("dev.to/comment/d", "dev.to/comment/c", None),
    ]
    assert (heard[0].author, heard[0].text) == (GULL, "Which way?")
    assert isinstance(heard, Heard)
    assert heard.whole == {entry.native_id for entry in entries}


@pytest.mark.parametrize("knows_pages", [True, False])
async def test_a_long_talk_is_read_to_its_end_or_left_out(network: Forem, knows_pages: bool) -> None:
    network.knows_pages = knows_pages
    network.publish(1, "wren_tal", ago(days=3))
    for number in range(230):
        network.comment(f"a{number}", 1, "gull", ago(hours=40, minutes=-number))
    entries, _ = await poll(network)
    async with over(network) as source:
        assert len(await source.received(WREN, tuple(entries), now=NOW)) == 230
        for number in range(230, 600):
            network.comment(f"a{number}", 1, "gull", ago(hours=40, minutes=-number))
        heard = await source.received(WREN, tuple(entries), now=NOW)
    assert len(heard) == (0 if knows_pages else 600)
    assert isinstance(heard, Heard)
    assert heard.whole == (set() if knows_pages else {"dev.to/1"})


async def test_talks_are_of_others_and_of_these_days(network: Forem) -> None:
    network.publish(1, "wren_tal", ago(days=30))
    network.publish(2, "gull", ago(hours=5), "How do you moor?", tag_list=["discuss"])
    network.publish(3, "gull", ago(days=9), tag_list=["discuss"])
    network.publish(4, "dock_hand", ago(hours=9), "Knots", tag_list=["sailing"], comments_count=4)
    network.publish(5, "wren_tal", ago(hours=3), tag_list=["discuss"])
    async with over(network) as source:
        talks = await source.talks(WREN, (), ("sailing",), now=NOW)
    assert [(talk.native_id, talk.messages, talk.is_question, talk.venue) for talk in talks] == [
        ("dev.to/2", 1, True, "#discuss"),
        ("dev.to/4", 5, False, "#sailing"),
    ]


# --- when something is wrong ---


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((401, JSON, {"error": "unauthorized"}), NeedsCredential),
        ((403, JSON, {}), Private),
        ((404, JSON, {}), NotFound),
        ((410, JSON, {}), Gone),
        ((429, {**JSON, "retry-after": "2"}, {}), RateLimited),
        ((500, JSON, {}), Unreachable),
        ((503, {"content-type": "text/html"}, "<html>Maintenance</html>"), Unreachable),
        ((200, {"content-type": "text/html"}, "<html>Hello</html>"), Garbled),
        ((200, JSON, '[{"id": 1, "title": "Ti'), Garbled),
        ((200, JSON, {"error": "no list"}), Garbled),
    ],
)
async def test_each_trouble_is_told_as_what_it_is(network: Forem, reply: Reply, error: type[Exception]) -> None:
    network.errors["/api/articles"] = reply
    with pytest.raises(error) as raised:
        await poll(network)
    assert str(raised.value).endswith(".")


def test_nonsense_in_an_answer_costs_at_most_that_item() -> None:
    answers = recorded(__file__, "dev/answers.json")
    article, tree = answers["/api/articles"][0], answers["/api/comments"]
    for broken in with_nonsense({"article": article | answers["/api/articles/2100001"]}):
        with suppress(*read.UNREADABLE):
            assert read.article(broken["article"], ME, "dev.to", NOW).at <= NOW
        with suppress(*read.UNREADABLE):
            read.talk(broken["article"], "https://dev.to", NOW)
    for broken in with_nonsense({"tree": tree}):
        list(
            read.received(
                [each for each in broken["tree"] if isinstance(each, dict)], "dev.to/1", ME, "https://dev.to", NOW
            )
        )
        for comment, above in below([each for each in broken["tree"] if isinstance(each, dict)]):
            with suppress(*read.UNREADABLE):
                read.own_comment(comment, above, article, ME, "https://dev.to", NOW)

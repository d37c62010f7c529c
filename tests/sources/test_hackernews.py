"""Hacker News: whose ground a comment is on is known before it is handed out, and every item comes once."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, Gone, NotFound, RateLimited, Unreachable
from bot.sources.base import Batch, Identity
from bot.sources.hackernews import HackerNews
from bot.sources.http import Http
from tests.sources.hackernews_network import ALGOLIA, FIREBASE, Network, hacker_news
from tests.sources.serve import Asked, Reply, Route, Served, recorded, serve

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
T = int(NOW.timestamp())
HOUR, DAY = 3_600, 86_400
WREN = Identity("hackernews", "wren_tal", "wren_tal", "https://news.ycombinator.com/user?id=wren_tal")


@asynccontextmanager
async def over(server: Served) -> AsyncIterator[HackerNews]:
    async with server.http() as http:
        yield HackerNews(http, algolia=server.url, firebase=server.url)


async def fetched(
    source: HackerNews, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> list[Batch]:
    return [batch async for batch in source.fetch(WREN, cursor or {}, since=SINCE, now=now, sweep=sweep)]


def ids(batches: list[Batch]) -> list[str]:
    return [entry.native_id for batch in batches for entry in batch.entries]


def tape(name: str) -> object:
    return recorded(__file__, f"hackernews/{name}.json")


def tapes() -> dict[str, Route]:
    """The recorded answers, each where the networks have it."""

    def search(asked: Asked) -> Reply:
        name = "author" if asked.query["tags"].startswith("author_wren_tal") else "stories"
        return 200, ALGOLIA, tape(f"search_by_date.{name}")

    def item(asked: Asked) -> Reply:
        known = {"51000140": "parent", "51000330": "parent_elsewhere", "51000100": "story"}
        name = known.get(asked.path.removeprefix("/v0/item/").removesuffix(".json"))
        return 200, FIREBASE, tape(f"firebase.{name}") if name else None

    return {
        "/api/v1/search_by_date": search,
        "/api/v1/items/51000100": (200, ALGOLIA, tape("items.story")),
        "/v0/user/wren_tal.json": (200, FIREBASE, tape("firebase.user")),
        "/v0/user/Wren_Tal.json": (200, FIREBASE, None),
        "*": item,
    }


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hn:wren_tal", "wren_tal"),
        ("HN: Wren-Tal", "Wren-Tal"),
        ("hackernews:wren_tal", "wren_tal"),
        ("hn:@wren_tal", "wren_tal"),
        ("https://news.ycombinator.com/user?id=wren_tal", "wren_tal"),
        ("http://news.ycombinator.com/user?id=wren_tal&x=1", "wren_tal"),
        ("news.ycombinator.com/user?id=Wren", "Wren"),
        ("https://news.ycombinator.com/threads?id=wren_tal", "wren_tal"),
        ("https://news.ycombinator.com/submitted?id=wren_tal", "wren_tal"),
        ("  hn:wren_tal\u200b\u202e", "wren_tal"),
    ],
)
def test_a_handle_is_recognised_as_people_type_it(typed: str, name: str | None) -> None:
    handle = HackerNews(Http()).recognise(typed)
    assert (handle.name if handle else None) == name
    if handle:
        assert handle.network == "hackernews"


@pytest.mark.parametrize(
    "typed",
    [
        "", "wren_tal", "@wren_tal", "hn:", "hn:a", "hn:much-too-long-for-it", "hn:a b", "hn:a,author_b", "hn:../x",
        "https://news.ycombinator.com/item?id=123", "https://news.ycombinator.com/user", "https://[::1",
        "https://news.ycombinator.com.example.org/user?id=wren_tal", "mastodon:wren_tal", "hn:http://127.0.0.1/x",
    ],
)  # fmt: skip
def test_what_is_not_of_this_network_is_left_to_others(typed: str) -> None:
    assert HackerNews(Http()).recognise(typed) is None


async def test_a_person_is_found_by_name() -> None:
    async with serve(tapes()) as server, over(server) as source:
        handle = source.recognise("hn:wren_tal")
        assert handle is not None
        assert await source.resolve(handle) == Identity(
            "hackernews", "wren_tal", "wren_tal", "https://news.ycombinator.com/user?id=wren_tal", name="wren_tal"
        )


async def test_null_is_nobody_and_the_sentence_tells_of_upper_and_lower_case() -> None:
    async with serve(tapes()) as server, over(server) as source:
        handle = source.recognise("hn:Wren_Tal")
        assert handle is not None
        with pytest.raises(
            NotFound, match=r"Nobody called Wren_Tal .* Upper and lower case matter there: copy the name"
        ):
            await source.resolve(handle)


@pytest.mark.parametrize("answer", [[], "text", {}, {"id": None}, {"id": "a,author_b"}])
async def test_a_user_that_is_none_is_garbled(answer: object) -> None:
    async with serve({"*": (200, FIREBASE, answer)}) as server, over(server) as source:
        handle = source.recognise("hn:wren_tal")
        assert handle is not None
        with pytest.raises(Garbled):
            await source.resolve(handle)


def test_it_says_what_it_sees() -> None:
    assert HackerNews.coverage is Coverage.FULL
    assert HackerNews.hides == "votes"
    assert all(HackerNews(Http()).recognise(example) for example in HackerNews.examples)


# --- recorded answers ---


@pytest.fixture
async def entries() -> dict[str, Entry]:
    async with serve(tapes()) as server, over(server) as source:
        return {entry.native_id: entry for batch in await fetched(source) for entry in batch.entries}


def test_an_own_story_is_a_post_with_its_address(entries: dict[str, Entry]) -> None:
    story = entries["51000100"]
    assert (story.kind, story.title) == (Kind.POST, "Show HN: A tide clock drawn with one SVG path")
    assert story.links == ("https://tides.example.org/clock",)
    assert story.url == "https://news.ycombinator.com/item?id=51000100"
    assert story.at == datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)
    assert (story.thread, story.root, story.parent) == ("", NOBODY, NOBODY)
    assert story.venue == "Hacker News"
    assert story.author == Party("wren_tal", "wren_tal")


def test_a_question_is_a_post_with_its_text_in_plain_words(entries: dict[str, Entry]) -> None:
    ask = entries["51000200"]
    assert (ask.kind, ask.title) == (Kind.POST, "Ask HN: How do you test code that depends on the moon?")
    assert ask.text.startswith('Ephemerides are "fixed", my tests are not.\n\nThe tables I use: https://moon.example')
    assert ask.links == ("https://moon.example.net/tables?y=2026&z=1",)


def test_an_answer_to_another_below_the_own_story_is_told_apart(entries: dict[str, Entry]) -> None:
    answer = entries["51000145"]
    assert (answer.kind, answer.thread) == (Kind.REPLY, "51000100")
    assert (answer.root.id, answer.parent.id, answer.parent_id) == ("wren_tal", "gull_erik", "51000140")
    assert answer.parent_text == "Lovely. Are springs and neaps the wrong way round?"


def test_an_answer_to_oneself_below_the_own_story_is_told_apart(entries: dict[str, Entry]) -> None:
    for native_id, parent in (("51000150", "51000100"), ("51000160", "51000150")):
        note = entries[native_id]
        assert (note.root.id, note.parent.id, note.parent_id) == ("wren_tal", "wren_tal", parent)


def test_a_comment_below_anothers_story_is_told_apart(entries: dict[str, Entry]) -> None:
    comment = entries["51000340"]
    assert (comment.root.id, comment.parent.id) == ("pilot_oona", "dock_hand")
    assert comment.parent_text == "Honestly it's just habit."
    assert comment.text.split("\n\n")[1:] == ["> it's just habit", "I don't think so."]
    top = entries["51000320"]
    assert (top.root.id, top.parent.id, top.parent_text) == (
        "pilot_oona",
        "pilot_oona",
        "Why harbour pilots still carry paper",
    )


async def test_stories_are_looked_up_together_and_parents_once() -> None:
    async with serve(tapes()) as server, over(server) as source:
        await fetched(source)
        assert [asked.query["tags"] for asked in server.asked if asked.path.endswith("search_by_date")] == [
            "author_wren_tal,(story,comment,poll)",
            "(story,poll,job),(story_51000300)",
        ]
        items = [path for path in server.paths() if path.startswith("/v0/item/")]
        assert sorted(items) == ["/v0/item/51000140.json", "/v0/item/51000330.json"]
        await fetched(source)
        assert len([path for path in server.paths() if path.startswith("/v0/item/")]) == 2


async def test_what_others_said_below_is_heard_with_the_moment_it_was_answered(entries: dict[str, Entry]) -> None:
    async with serve(tapes()) as server, over(server) as source:
        own = tuple(entries[native_id] for native_id in ("51000100", "51000150", "51000145"))
        heard = {one.native_id: one for one in await source.received(WREN, own, now=NOW)}
        trees = [path for path in server.paths() if path.startswith("/api/v1/items/")]
    assert set(heard) == {"51000140", "51000147", "51000170"}
    assert heard["51000140"].answered_at == datetime(2026, 11, 18, 13, 20, tzinfo=UTC)
    assert heard["51000140"].author == Party("gull_erik", "gull_erik")
    assert (heard["51000140"].on, heard["51000147"].on) == ("51000100", "51000145")
    assert heard["51000170"].answered_at is None
    assert heard["51000170"].url == "https://news.ycombinator.com/item?id=51000170"
    assert trees == ["/api/v1/items/51000100"]  # what stands within it came along


@pytest.mark.parametrize("name", ["deleted", "dead"])
async def test_a_recorded_item_that_is_gone_is_gone(name: str) -> None:
    gone = tape(f"firebase.{name}")
    assert isinstance(gone, dict)
    routes = tapes() | {f"/v0/item/{gone['id']}.json": (200, FIREBASE, gone)}
    async with serve(routes) as server, over(server) as source:
        batches = await fetched(source, sweep=True)
    assert batches[-1].deleted == {str(gone["id"])}
    assert str(gone["id"]) not in ids(batches)


# --- a network that changes ---


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with hacker_news() as running:
        yield running


@dataclass
class Store:
    """What a poll leaves behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    async def poll(self, source: HackerNews, now: datetime, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        batches = await fetched(source, self.cursor, now=now, sweep=sweep)
        new = [native_id for native_id in ids(batches) if native_id not in self.entries]
        came = {entry.native_id: entry for batch in batches for entry in batch.entries}
        self.entries |= came
        for batch in batches:
            self.cursor = batch.cursor
            for native_id in batch.deleted:
                self.entries.pop(native_id, None)
            if batch.complete_since:
                self.entries = {
                    key: entry for key, entry in self.entries.items() if entry.at < batch.complete_since or key in came
                }
        return new


async def test_each_item_is_found_exactly_once_while_the_network_grows(network: Network) -> None:
    network.story(1, "other", T - 80 * DAY)
    wanted, found, store = [], [], Store()
    async with over(network.server) as source:
        for hour in range(12):
            now = NOW + timedelta(hours=hour)
            for minute in range(3):
                id_ = 100 + hour * 10 + minute
                network.comment(id_, "wren_tal", T + hour * HOUR - minute * 60, 1)
                wanted.append(str(id_))
            found += await store.poll(source, now)
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found))


async def test_an_item_the_search_sees_late_is_found_all_the_same(network: Network) -> None:
    network.story(1, "wren_tal", T - 1_800)
    network.story(2, "wren_tal", T - 600)
    network.unindexed = {1}
    store = Store()
    async with over(network.server) as source:
        assert await store.poll(source, NOW) == ["2"]
        network.unindexed = set()
        assert await store.poll(source, NOW + timedelta(minutes=20)) == ["1"]


async def test_an_item_the_search_has_lost_is_found_by_a_sweep(network: Network) -> None:
    network.story(1, "other", T - 5 * DAY)
    network.comment(2, "another", T - 4 * DAY, 1, "A question?")
    network.comment(3, "wren_tal", T - 3 * DAY, 2)
    network.unindexed = {3}
    store = Store()
    async with over(network.server) as source:
        assert await store.poll(source, NOW) == []
        assert await store.poll(source, NOW, sweep=True) == ["3"]
    late = store.entries["3"]
    assert (late.thread, late.root.id, late.parent.id, late.parent_text) == ("1", "other", "another", "A question?")


async def test_two_polls_store_each_item_once(network: Network) -> None:
    network.story(1, "wren_tal", T - 2 * DAY)
    network.comment(2, "wren_tal", T - 600, 1)
    store = Store()
    async with over(network.server) as source:
        first = await store.poll(source, NOW)
        again = ids(await fetched(source, store.cursor))
        assert await store.poll(source, NOW + timedelta(minutes=5)) == []
    assert sorted(first) == ["1", "2"]
    assert again == ["2"]  # within the overlap, under the same id


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("listed", [False, True])
async def test_a_sweep_tells_what_was_deleted_even_where_the_search_still_shows_it(
    network: Network, late: bool, listed: bool
) -> None:
    network.story(1, "wren_tal", T - 20 * DAY)
    for id_ in range(2, 8):
        network.comment(id_, "wren_tal", T - id_ * HOUR, 1)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source, NOW)
        assert len(store.entries) == 7
        network.delete(3)
        network.items[3]["was_by"] = "wren_tal" if listed else ""
        network.items[5]["dead"] = True
        network.lost = {3: "wren_tal", 5: "wren_tal"} if late else {}
        network.comment(9, "wren_tal", T + 60, 1)
        batches = await fetched(source, store.cursor, now=NOW + timedelta(hours=1), sweep=True)
        assert batches[-1].deleted == ({"3", "5"} if late or listed else {"5"})  # the rest is told by complete_since
        assert batches[-1].complete_since == NOW + timedelta(hours=1) - timedelta(days=7)
        await store.poll(source, NOW + timedelta(hours=1), sweep=True)
    assert set(store.entries) == {"1", "2", "4", "6", "7", "9"}


async def test_a_poll_without_a_sweep_never_says_that_something_is_gone(network: Network) -> None:
    network.story(1, "wren_tal", T - HOUR)
    async with over(network.server) as source:
        batches = await fetched(source)
        network.delete(1)
        batches += await fetched(source, batches[-1].cursor)
    assert all(batch.complete_since is None and not batch.deleted for batch in batches)


async def test_a_sweep_of_somebody_who_is_gone_says_so(network: Network) -> None:
    async with over(network.server) as source:
        with pytest.raises(Gone, match="wren_tal is not on Hacker News any more"):
            await fetched(source, sweep=True)


async def test_more_than_one_search_can_show_comes_in_slices_oldest_first(network: Network) -> None:
    network.story(1, "other", T - 89 * DAY)
    for n in range(1_250):
        network.comment(1_000 + n, "wren_tal", T - 80 * DAY + n * 5_000 - n % 7, 1)
    async with over(network.server) as source:
        batches = await fetched(source)
    found = ids(batches)
    assert len(found) == len(set(found)) == 1_250
    reached = [batch.cursor["at"] for batch in batches]
    assert reached == sorted(reached, key=str)
    assert reached[-1] == T
    times = [entry.at for batch in batches for entry in batch.entries]
    assert times == sorted(times)
    assert network.most_shown <= 100
    assert max(len(batch.entries) for batch in batches) <= 400
    assert all("page" not in asked.query for asked in network.server.asked)


async def test_a_burst_within_seconds_is_found_whole(network: Network) -> None:
    network.story(1, "other", T - 2 * DAY)
    for n in range(350):
        network.comment(1_000 + n, "wren_tal", T - 1_000 + n // 10, 1)
    async with over(network.server) as source:
        assert len(ids(await fetched(source))) == 350


async def test_a_backfill_that_breaks_off_goes_on_where_it_stopped(network: Network) -> None:
    network.story(1, "other", T - 89 * DAY)
    for n in range(600):
        network.comment(1_000 + n, "wren_tal", T - 80 * DAY + n * 10_000, 1)
    async with over(network.server) as source:
        batches = source.fetch(WREN, {}, since=SINCE, now=NOW)
        first = await anext(batches)
        await batches.aclose()  # type: ignore[attr-defined]
        rest = await fetched(source, first.cursor)
    assert 0 < len(first.entries) < 600
    assert {entry.native_id for entry in first.entries} | set(ids(rest)) == {str(1_000 + n) for n in range(600)}
    assert len(ids(rest)) <= 600 - len(first.entries) + 1  # the overlap is an hour


async def test_a_cursor_from_the_future_does_not_hide_what_was_said_since(network: Network) -> None:
    network.story(1, "wren_tal", T - 600)
    async with over(network.server) as source:
        assert ids(await fetched(source, {"at": T + 30 * DAY})) == ["1"]


async def test_what_others_wrote_under_a_similar_name_is_not_theirs(network: Network) -> None:
    network.story(1, "wren_tal", T - 600)
    hits = network.searched()
    routes: dict[str, Route] = {
        "/api/v1/search_by_date": {"hits": [*hits, {**hits[0], "objectID": "2", "author": "Wren_Tal"}], "nbHits": 2}
    }
    async with serve(routes) as server, over(server) as source:
        assert ids(await fetched(source)) == ["1"]


# --- what the network will not say ---


async def test_a_deleted_parent_stays_unknown_and_the_story_is_known(network: Network) -> None:
    network.story(1, "other", T - DAY)
    network.comment(2, "another", T - 20 * HOUR, 1)
    network.comment(3, "wren_tal", T - 10 * HOUR, 2)
    network.delete(2)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
    (entry,) = batch.entries
    assert (entry.root.id, entry.parent, entry.parent_id, entry.parent_text) == ("other", NOBODY, "2", "")


async def test_a_deleted_story_leaves_the_ground_unknown(network: Network) -> None:
    network.story(1, "other", T - DAY)
    network.comment(2, "wren_tal", T - 10 * HOUR, 1)
    network.delete(1)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
    (entry,) = batch.entries
    assert (entry.thread, entry.root, entry.parent) == ("1", NOBODY, NOBODY)


async def test_a_comment_without_its_story_finds_it_by_going_up(network: Network) -> None:
    network.story(1, "other", T - DAY)
    network.comment(2, "another", T - 20 * HOUR, 1)
    network.comment(3, "wren_tal", T - 10 * HOUR, 2)
    (hit,) = [hit for hit in network.searched() if hit["objectID"] == "3"]
    network.server.routes["/api/v1/search_by_date"] = {"hits": [{**hit, "story_id": None}], "nbHits": 1}
    async with over(network.server) as source:
        (batch,) = await fetched(source)
    assert [(entry.thread, entry.root.id) for entry in batch.entries] == [("1", "other")]


async def test_a_comment_whose_way_up_breaks_off_does_not_look_like_a_post(network: Network) -> None:
    network.story(1, "wren_tal", T - DAY)
    network.comment(2, "another", T - 20 * HOUR, 1)
    network.comment(3, "wren_tal", T - 10 * HOUR, 2)
    (hit,) = [hit for hit in network.searched() if hit["objectID"] == "3"]
    network.server.routes["/api/v1/search_by_date"] = {"hits": [{**hit, "story_id": None}], "nbHits": 1}
    del network.items[1]
    async with over(network.server) as source:
        (batch,) = await fetched(source)
    (entry,) = batch.entries
    assert (entry.kind, entry.thread, entry.root, entry.parent.id) == (Kind.REPLY, "2", NOBODY, "another")


@pytest.mark.parametrize(
    "wrong",
    [
        {"objectID": None}, {"objectID": "../x"}, {"author": None}, {"author": []}, {"created_at_i": None},
        {"created_at_i": 10**18}, {"created_at_i": -1}, {"created_at_i": "x"},
    ],
)  # fmt: skip
async def test_a_hit_that_is_none_is_passed_over(network: Network, wrong: dict[str, object]) -> None:
    network.story(1, "wren_tal", T - HOUR)
    (hit,) = network.searched()
    hits = [{**hit, "objectID": "2"} | wrong, {}, None, 7, hit]
    network.server.routes["/api/v1/search_by_date"] = {"hits": hits, "nbHits": 5}
    async with over(network.server) as source:
        assert ids(await fetched(source)) == ["1"]


@pytest.mark.parametrize("answer", [None, [], {}, {"hits": None}, {"hits": {}}, {"message": "invalid"}])
async def test_a_search_without_results_in_it_is_garbled_and_not_nothing(answer: object) -> None:
    async with serve({"/api/v1/search_by_date": (200, ALGOLIA, answer)}) as server, over(server) as source:
        with pytest.raises(Garbled, match="Try again later"):
            await fetched(source)


async def test_a_rate_limit_says_when_to_come_back_and_hands_nothing_out(network: Network) -> None:
    network.story(1, "other", T - DAY)
    network.comment(2, "another", T - 20 * HOUR, 1)
    network.comment(3, "wren_tal", T - 10 * HOUR, 2)
    network.server.routes["/v0/item/2.json"] = (429, {**FIREBASE, "retry-after": "120"}, {"error": "slow down"})
    async with over(network.server) as source:
        with pytest.raises(RateLimited) as caught:
            await fetched(source)
    assert caught.value.wait == timedelta(minutes=2)


async def test_an_outage_of_one_archive_hands_nothing_out(network: Network) -> None:
    network.story(1, "wren_tal", T - DAY)
    network.server.routes["/api/v1/search_by_date"] = (502, {}, b"Bad Gateway")
    async with over(network.server) as source:
        with pytest.raises(Unreachable):
            await fetched(source)


# --- what came back ---


async def test_only_what_is_said_to_the_member_is_heard(network: Network) -> None:
    network.story(1, "wren_tal", T - DAY)
    network.comment(2, "gull", T - 23 * HOUR, 1)
    network.comment(3, "moss", T - 22 * HOUR, 2)  # talks to gull
    network.comment(4, "wren_tal", T - 21 * HOUR, 3)  # and is answered, below gull's words
    network.comment(5, "moss", T - 20 * HOUR, 4)
    network.comment(6, "gull", T - 19 * HOUR, 1)
    network.delete(6)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        heard = {one.native_id: one for one in await source.received(WREN, batch.entries, now=NOW)}
    assert {native_id: one.on for native_id, one in heard.items()} == {"2": "1", "5": "4"}
    assert heard["2"].answered_at == batch.entries[1].at
    assert heard["5"].answered_at is None


async def test_answers_to_a_comment_elsewhere_are_heard(network: Network) -> None:
    network.story(1, "other", T - DAY)
    network.comment(2, "wren_tal", T - 23 * HOUR, 1)
    network.comment(3, "wren_tal", T - 22 * HOUR, 1)
    network.comment(4, "gull", T - 21 * HOUR, 2, "You are right.")
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        (one,) = await source.received(WREN, batch.entries, now=NOW)
        assert [path for path in network.server.paths() if "/items/" in path] == ["/api/v1/items/2"]  # 3 has no answers
    assert (one.native_id, one.on, one.text, one.liked) == ("4", "2", "You are right.", False)


async def test_an_item_whose_conversation_cannot_be_had_is_left_out(network: Network) -> None:
    network.story(1, "wren_tal", T - DAY)
    network.story(2, "wren_tal", T - DAY)
    network.comment(3, "gull", T - 23 * HOUR, 1)
    network.comment(4, "gull", T - 23 * HOUR, 2)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        network.unindexed = {1}
        heard = await source.received(WREN, batch.entries, now=NOW)
    assert [one.native_id for one in heard] == ["4"]


async def test_an_endless_staircase_of_answers_is_walked(network: Network) -> None:
    network.story(1, "wren_tal", T - DAY)
    for n in range(2, 302):
        network.comment(n, "gull" if n % 2 else "moss", T - DAY + n, n - 1)
    network.comment(400, "wren_tal", T - 600, 301)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        heard = await source.received(WREN, batch.entries, now=NOW)
    assert [(one.native_id, one.answered_at) for one in heard] == [("2", batch.entries[-1].at)]


async def test_without_entries_nobody_is_asked(network: Network) -> None:
    async with over(network.server) as source:
        assert await source.received(WREN, (), now=NOW) == ()
    assert network.server.asked == []


# --- conversations to join ---


async def test_open_conversations_are_found_by_people_topics_and_questions(network: Network) -> None:
    network.story(1, "gull", T - 5 * HOUR, title="Charts I drew", url="https://charts.example.org/")
    network.story(2, "stranger", T - 6 * HOUR, title="Tide clocks of the Baltic", text="By hand.")
    network.story(3, "asker", T - 7 * HOUR, title="Ask HN: Which sextant?", text="For a beginner.")
    network.story(4, "stranger", T - 8 * HOUR, title="Something else entirely")
    network.story(5, "gull", T - 5 * DAY, title="Too long ago")
    network.story(6, "wren_tal", T - 2 * HOUR, title="Ask HN: My own question")
    network.story(7, "asker", T - 3 * HOUR, title="Ask HN: Joined already?")
    network.story(8, "whoishiring", T - 3 * HOUR, title="Ask HN: Who is hiring? (November 2026)")
    network.comment(70, "wren_tal", T - 2 * HOUR, 7)
    network.comment(30, "moss", T - HOUR, 3)
    network.comment(31, "moss", T - 2 * HOUR, 3)
    met = (Party("gull", "gull"), Party("wren_tal", "wren_tal"), Party("odd,author_x", "odd"))
    async with over(network.server) as source:
        talks = {talk.native_id: talk for talk in await source.talks(WREN, met, ("tide clocks",), now=NOW)}
    assert list(talks) == ["1", "2", "3"]
    assert talks["3"].is_question
    assert (talks["3"].messages, talks["3"].last_at) == (3, NOW - timedelta(hours=1))
    assert (talks["3"].starter.id, talks["3"].text, talks["3"].venue) == ("asker", "For a beginner.", "Hacker News")
    assert talks["3"].url == "https://news.ycombinator.com/item?id=3"
    assert not talks["1"].is_question
    assert (talks["1"].messages, talks["1"].last_at) == (1, NOW - timedelta(hours=5))


async def test_with_nobody_met_and_no_topics_questions_are_left(network: Network) -> None:
    network.story(3, "asker", T - 7 * HOUR, title="Ask HN: Which sextant?")
    async with over(network.server) as source:
        assert [talk.native_id for talk in await source.talks(WREN, (), (), now=NOW)] == ["3"]


async def test_a_quiet_network_has_no_talks(network: Network) -> None:
    async with over(network.server) as source:
        assert await source.talks(WREN, (), ('odd "topic"',), now=NOW) == ()

"""YouTube: what a channel shows of its owner, who talks below its videos, and a day that has only so many units."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.classify import classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, SourceError, Unreachable
from bot.sources import youtube_read as read
from bot.sources.base import Batch, Identity
from bot.sources.http import Http
from bot.sources.known import Sources
from bot.sources.youtube import YouTube
from bot.sources.youtube_quota import DAILY, SPARED, Bucket, Quota
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Route, Served, recorded, serve
from tests.sources.youtube_network import (
    DOCK,
    GULL,
    KEY,
    ME,
    UPLOADS,
    YouTubeNetwork,
    error,
    youtube,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WREN = Identity("youtube", ME, "@wren-ties-knots", f"https://www.youtube.com/channel/{ME}", name="Wren")
I_AM, THEY = Party(ME, "@wren-ties-knots"), Party(GULL, "@gull-erik")


@asynccontextmanager
async def over(server: Served, key: str = KEY) -> AsyncIterator[YouTube]:
    async with server.http() as http, YouTube(http, api=server.url, feeds=server.url, key=key) as source:
        yield source


async def fetched(
    source: YouTube, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> list[Batch]:
    return [batch async for batch in source.fetch(WREN, cursor or {}, since=SINCE, now=now, sweep=sweep)]


async def entries_of(source: YouTube, now: datetime = NOW) -> dict[str, Entry]:
    return {entry.native_id: entry for batch in await fetched(source, now=now) for entry in batch.entries}


def how(entry: Entry) -> tuple[Place, Act]:
    classified = classify(entry, Ground())
    assert classified is not None
    return classified.place, classified.act


@pytest.fixture
async def network() -> AsyncIterator[YouTubeNetwork]:
    async with youtube() as running:
        yield running


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("youtube:@wren-ties-knots", "@wren-ties-knots"),
        ("YouTube: wren.ties", "@wren.ties"),
        ("yt:wren", "@wren"),
        ("@wren-ties-knots", "@wren-ties-knots"),
        ("https://www.youtube.com/@wren", "@wren"),
        ("youtube.com/@wren/videos", "@wren"),
        ("https://m.youtube.com/%40wren?si=abc", "@wren"),
        (f"https://www.youtube.com/channel/{ME}", ME),
        (f"https://www.youtube.com/channel/{ME}/about", ME),
        (ME, ME),
        (f"youtube:{ME}", ME),
        ("https://www.youtube.com/user/WrenTiesKnots", "user/WrenTiesKnots"),
        ("https://www.youtube.com/c/WrenTiesKnots", "c/WrenTiesKnots"),
    ],
)
def test_a_channel_is_recognised_as_people_name_it(typed: str, name: str) -> None:
    handle = YouTube(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name, handle.server) == ("youtube", name, "")


@pytest.mark.parametrize(
    "typed",
    [
        "", "wren", "@me", "@wren.example.org", "@wren@mastodon.example", "hn:wren", "youtube:", "UCtooshort",
        "https://www.youtube.com/watch?v=knotKnot001", "https://www.youtube.com/channel/UCshort",
        "https://youtube.com.example.org/@wren", "https://www.youtube.com/", "https://[::1/@wren", "youtube:@a b",
    ],
)  # fmt: skip
def test_what_names_no_channel_is_left_to_others(typed: str) -> None:
    assert YouTube(Http()).recognise(typed) is None


def test_every_example_is_recognised_by_youtube_first() -> None:
    sources = Sources(Http())
    assert [sources.recognise(example).network for example in YouTube.examples] == ["youtube"] * 3


async def test_a_channel_is_found_by_its_handle_its_number_and_without_a_key(network: YouTubeNetwork) -> None:
    for key in (KEY, ""):
        async with over(network.server, key) as source:
            for typed in ("@wren-ties-knots", ME):
                handle = source.recognise(typed)
                assert handle is not None
                who = await source.resolve(handle)
                assert (who.native_id, who.url) == (ME, f"https://www.youtube.com/channel/{ME}")
                assert who.name == "The channel of @wren-ties-knots"
    assert network.server.asked[0].query.get("forHandle") == "@wren-ties-knots"


async def test_who_is_not_there_is_not_found(network: YouTubeNetwork) -> None:
    async with over(network.server) as source:
        handle = source.recognise("youtube:@nobody-here")
        assert handle is not None
        with pytest.raises(NotFound, match="YouTube has no channel @nobody-here"):
            await source.resolve(handle)
    async with over(network.server, key="") as source:
        with pytest.raises(NotFound):
            await source.resolve(handle)


async def test_a_page_that_names_no_channel_says_what_a_key_would_do() -> None:
    async with (
        serve({"*": (200, {"content-type": "text/html"}, "<!doctype html><html>Before you continue</html>")}) as it,
        over(it, key="") as source,
    ):
        handle = source.recognise("@wren-ties-knots")
        assert handle is not None
        with pytest.raises(NotFound, match=r"begins with UC.*INVOLVE_YOUTUBE_KEY"):
            await source.resolve(handle)


def test_it_says_what_it_sees_and_what_a_key_adds() -> None:
    assert YouTube.coverage is Coverage.OWN_POSTS_ONLY
    assert YouTube.hides.startswith("comments below other people's videos")
    assert "INVOLVE_YOUTUBE_KEY" in YouTube.quality["credential"]
    assert "INVOLVE_YOUTUBE_KEY" in str(YouTube(Http()).budget())
    assert str(YouTube(Http(), key=KEY).budget()) == (
        "0 of 10,000 units and 0 of 100 searches used today, as counted since Involve started; renewed at "
        "midnight Pacific time."
    )


# --- what is what ---


async def test_a_video_is_ones_own_wherever_its_description_leads(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY, title="A &amp; B", text="The rope: https://ropes.example")
    async with over(network.server) as source:
        (entry,) = (await entries_of(source)).values()
    assert (entry.kind, entry.native_id, entry.author) == (Kind.POST, "knotKnot001", I_AM)
    assert (entry.url, entry.at) == ("https://www.youtube.com/watch?v=knotKnot001", NOW - DAY)
    assert (entry.title, entry.text, entry.links) == ("A &amp; B", "The rope: https://ropes.example", ())
    assert how(entry) == (Place.MINE, Act.BROADCAST)


async def test_comments_below_own_videos_are_told_apart(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - 3 * DAY)
    network.comment("Ua", "knotKnot001", ME, NOW - 3 * DAY)  # adds something to the own video
    network.comment("Ub", "knotKnot001", GULL, NOW - 2 * DAY)
    network.comment("Ub.1", "knotKnot001", ME, NOW - DAY)  # answers somebody
    network.comment("Ua.1", "knotKnot001", ME, NOW - 2 * DAY)  # goes on below oneself
    network.comment("Ua.2", "knotKnot001", DOCK, NOW - DAY)
    network.comment("Ua.3", "knotKnot001", ME, NOW - HOUR, edited=NOW - HOUR / 2)  # answers who spoke before
    async with over(network.server) as source:
        found = await entries_of(source)
    assert sorted(found) == ["Ua", "Ua.1", "Ua.3", "Ub.1", "knotKnot001"]
    added, answer, goes_on, late = (found[id_] for id_ in ("Ua", "Ub.1", "Ua.1", "Ua.3"))
    assert (added.kind, added.thread, added.root, added.parent) == (Kind.REPLY, "knotKnot001", I_AM, I_AM)
    assert (answer.root, answer.parent, answer.parent_id, answer.parent_text) == (I_AM, THEY, "Ub", "Words of Ub.")
    assert answer.url == "https://www.youtube.com/watch?v=knotKnot001&lc=Ub.1"
    assert (late.parent, late.edited_at) == (Party(DOCK, "@dock-hand"), NOW - HOUR / 2)
    assert [how(each) for each in (added, goes_on)] == [(Place.MINE, Act.BROADCAST)] * 2
    assert [how(each) for each in (answer, late)] == [(Place.MINE, Act.HOST)] * 2


async def test_what_somebody_says_below_anothers_video_is_not_visible_and_therefore_never_judged(
    network: YouTubeNetwork,
) -> None:
    network.video("gullGull001", NOW - DAY, by=GULL)
    network.comment("Uz", "gullGull001", ME, NOW - HOUR)
    async with over(network.server) as source:
        assert await entries_of(source) == {}
    assert YouTube.coverage is Coverage.OWN_POSTS_ONLY


async def test_private_and_planned_videos_are_none_and_unlisted_ones_say_so(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY, privacy="private")
    network.video("knotKnot002", NOW - DAY, privacy="unlisted")
    async with over(network.server) as source:
        (batch,) = await fetched(source)
    assert [(entry.native_id, entry.visibility) for entry in batch.entries] == [("knotKnot002", "unlisted")]
    assert batch.skipped == {"private": 1}


def test_recorded_threads_are_read() -> None:
    threads = [read.thread(item, NOW) for item in recorded(__file__, "youtube/threads_all_to_me.json")["items"]]
    assert [(thread.video, thread.said, thread.is_whole) for thread in threads] == [
        ("knotKnot001", 0, True), ("knotKnot001", 0, True), ("", 0, True), ("", 1, False),
    ]  # fmt: skip
    first = threads[0].top
    assert (first.author, first.text, first.edited_at) == (THEY, "Which knot did you use at 1:05?", None)
    assert first.at == datetime(2019, 12, 1, 3, 36, 55, tzinfo=UTC)


def test_a_recorded_comment_is_html_and_its_tags_are_no_links() -> None:
    items = recorded(__file__, "youtube/threads_of_video.json")["items"]
    comments = [read.thread(item, NOW).top for item in items]
    assert comments[0].text == "ropes.example"
    assert comments[0].links == ("http://ropes.example/",)
    assert comments[3].text == "All ropes in the shop for boats show the maker and the length\nin metres"
    assert comments[4].text.startswith("Lot's of good light coming in from here #KnotSummit")
    assert comments[4].links == ()


def test_the_id_of_an_answer_is_its_comments_and_its_own() -> None:
    for name in ("comments_by_parent_1", "comments_by_parent_2"):
        for item in recorded(__file__, f"youtube/{name}.json")["items"]:
            assert read.comment(item, NOW).id.partition(".")[0] == item["snippet"]["parentId"]


def test_nonsense_costs_only_itself() -> None:
    for answer in with_nonsense(recorded(__file__, "youtube/threads_all_to_me.json")):
        items = (
            [item for item in answer["items"] if isinstance(item, dict)]
            if isinstance(answer.get("items"), list)
            else []
        )
        for thread in read.readable(read.thread, items, NOW):
            assert thread.top.id
            list(read.own_comments(thread, THEY))
            list(read.received(thread, I_AM, frozenset({"knotKnot001"})))


# --- a channel that changes ---


@dataclass
class Store:
    """What polls leave behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    async def poll(self, source: YouTube, now: datetime = NOW, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        new = []
        for batch in await fetched(source, self.cursor, now=now, sweep=sweep):
            new += [entry.native_id for entry in batch.entries if entry.native_id not in self.entries]
            self.entries |= {entry.native_id: entry for entry in batch.entries}
            self.entries = {id_: entry for id_, entry in self.entries.items() if id_ not in batch.deleted}
            self.cursor = json.loads(json.dumps(batch.cursor))
        return new


@pytest.mark.parametrize("key", [KEY, ""])
async def test_each_video_is_found_exactly_once_while_the_channel_grows(network: YouTubeNetwork, key: str) -> None:
    wanted, found, store = [], [], Store()
    async with over(network.server, key) as source:
        for hour in range(12):
            for number in range(hour % 3):
                id_ = f"knot{hour:03}x{number:03}"
                network.video(id_, NOW + hour * HOUR - number * timedelta(minutes=7))
                wanted.append(id_)
            found += await store.poll(source, NOW + hour * HOUR)
    assert sorted(found) == sorted(wanted)


async def test_more_videos_than_a_page_are_all_found(network: YouTubeNetwork) -> None:
    for number in range(120):
        network.video(f"knotKnot{number:03}", NOW - number * HOUR)
    store = Store()
    async with over(network.server) as source:
        assert len(await store.poll(source)) == 120
        for number in range(200, 270):
            network.video(f"knotKnot{number:03}", NOW + (number - 190) * timedelta(minutes=1))
        assert len(await store.poll(source, NOW + DAY)) == 70


async def test_each_own_comment_is_found_exactly_once(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    wanted, found, store = ["knotKnot001"], [], Store()
    async with over(network.server) as source:
        for hour in range(10):
            network.comment(f"U{hour}", "knotKnot001", GULL, NOW + hour * HOUR - HOUR / 2)
            network.comment(f"U{hour // 2}.{hour}", "knotKnot001", ME, NOW + hour * HOUR)
            wanted.append(f"U{hour // 2}.{hour}")
            found += await store.poll(source, NOW + hour * HOUR)
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("key", [KEY, ""])
async def test_a_changed_title_replaces_and_a_deleted_video_goes(network: YouTubeNetwork, key: str) -> None:
    for number in range(3):
        network.video(f"knotKnot00{number}", NOW - (number + 1) * DAY)
    store = Store()
    async with over(network.server, key) as source:
        await store.poll(source)
        network.videos["knotKnot000"]["title"] = "Another title"
        del network.videos["knotKnot001"]
        assert await store.poll(source, NOW + HOUR) == []
        assert sorted(store.entries) == ["knotKnot000", "knotKnot002"]
        assert store.entries["knotKnot000"].title == "Another title"
        network.video("knotKnot001", NOW - 2 * DAY)  # made public again
        assert await store.poll(source, NOW + 2 * HOUR) == ["knotKnot001"]


async def test_a_deleted_comment_goes_with_the_sweep_and_an_old_one_stays(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - 30 * DAY)
    network.comment("Ua", "knotKnot001", GULL, NOW - 13 * DAY)
    network.comment("Ua.1", "knotKnot001", ME, NOW - DAY)
    network.comment("Ub", "knotKnot001", ME, NOW - DAY)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        assert sorted(store.entries) == ["Ua.1", "Ub", "knotKnot001"]
        del network.comments["Ub"]
        await store.poll(source, NOW + 2 * DAY, sweep=True)  # the thread of Ua is older than what is looked at now
        assert sorted(store.entries) == ["Ua.1", "knotKnot001"]


async def test_an_edited_comment_replaces_itself(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    network.comment("Ua", "knotKnot001", ME, NOW - HOUR)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        network.comments["Ua"] |= {"text": "Better words.", "edited": NOW}
        assert await store.poll(source, NOW + HOUR) == []
    assert (store.entries["Ua"].text, store.entries["Ua"].edited_at) == ("Better words.", NOW)


async def test_with_a_key_set_later_nothing_comes_twice(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    store = Store()
    async with over(network.server, key="") as source:
        assert await store.poll(source) == ["knotKnot001"]
    async with over(network.server) as source:
        assert await store.poll(source, NOW + HOUR) == []
        assert sorted(store.entries) == ["knotKnot001"]


async def test_nothing_new_is_heard_by_the_etag_in_the_body(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        (again,) = await fetched(source, batch.cursor, now=NOW + HOUR)
    assert again.entries == ()
    assert again.cursor == batch.cursor
    asked = [asked for asked in network.server.asked if asked.path.endswith("playlistItems")]
    assert [each.headers.get("if-none-match") for each in asked] == [None, batch.cursor["etag"]]


async def test_nothing_new_in_the_feed_is_heard_by_its_validators(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    async with over(network.server, key="") as source:
        (batch,) = await fetched(source)
        assert await fetched(source, batch.cursor) == []


async def test_the_feed_tells_title_text_and_moment() -> None:
    body = (Path(__file__).parent / "recorded/youtube/feed.xml").read_bytes()
    routes = {"/feeds/videos.xml": (200, {"content-type": "text/xml; charset=UTF-8"}, body)}
    async with serve(routes) as server, over(server, key="") as source:
        found = await entries_of(source)
    assert [(entry.title, entry.at.isoformat()) for entry in found.values()] == [
        ("Splices & whippings", "2026-11-18T09:00:08+00:00"),
        ("A bowline with one hand", "2026-11-10T09:00:08+00:00"),
    ]
    assert found["knotKnot002"].text.startswith("Ends that hold.")
    assert found["knotKnot002"].url == "https://www.youtube.com/watch?v=knotKnot002"


async def test_a_moment_from_the_future_counts_as_now(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW + 30 * DAY)
    async with over(network.server) as source:
        assert (await entries_of(source))["knotKnot001"].at == NOW


# --- what came back ---


async def test_comments_and_answers_to_own_ones_are_received_with_when_they_were_answered(
    network: YouTubeNetwork,
) -> None:
    network.video("knotKnot001", NOW - 5 * DAY)
    network.comment("Ua", "knotKnot001", GULL, NOW - 4 * DAY)
    network.comment("Ua.1", "knotKnot001", DOCK, NOW - 3 * DAY)  # to Gull, not to the member
    network.comment("Ua.2", "knotKnot001", ME, NOW - 2 * DAY)
    network.comment("Ub", "knotKnot001", ME, NOW - 4 * DAY)
    network.comment("Ub.1", "knotKnot001", DOCK, NOW - 3 * DAY)
    network.comment("Uc", "knotKnot001", "", NOW - DAY)  # whose channel is gone
    network.comment("Ud", "knotKnot001", DOCK, NOW - DAY)
    async with over(network.server) as source:
        entries = tuple((await entries_of(source)).values())
        heard = await source.received(WREN, entries, now=NOW)
    assert [(one.native_id, one.on, one.answered_at) for one in heard] == [
        ("Ua", "knotKnot001", NOW - 2 * DAY),
        ("Ub.1", "Ub", None),
        ("Ud", "knotKnot001", None),
    ]
    assert (heard[0].author, heard[0].text) == (THEY, "Words of Ua.")
    assert heard[0].url == "https://www.youtube.com/watch?v=knotKnot001&lc=Ua"


async def test_answers_that_are_not_sent_along_are_asked_for_once(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - 5 * DAY)
    network.comment("Ua", "knotKnot001", GULL, NOW - 4 * DAY)
    network.comment("Ua.1", "knotKnot001", ME, NOW - 3 * DAY)
    for number in range(2, 150):
        network.comment(f"Ua.{number}", "knotKnot001", DOCK, NOW - 2 * DAY + number * timedelta(minutes=1))
    async with over(network.server) as source:
        entries = await entries_of(source)
        assert "Ua.1" in entries
        (heard,) = await source.received(WREN, (entries["knotKnot001"],), now=NOW)
        assert heard.answered_at == NOW - 3 * DAY
        asked = [asked for asked in network.server.asked if asked.path.endswith("/comments")]
        assert [each.query.get("pageToken") for each in asked] == [None, "100"]
        await fetched(source, now=NOW + HOUR)
        assert len([asked for asked in network.server.asked if asked.path.endswith("/comments")]) == 2


async def test_one_poll_reads_the_comments_once(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    network.comment("Ua", "knotKnot001", GULL, NOW - HOUR)
    async with over(network.server) as source:
        entries = tuple((await entries_of(source)).values())
        await source.received(WREN, entries, now=NOW)
    assert [path.rpartition("/")[2] for path in network.server.paths()] == [
        "channels", "playlistItems", "commentThreads",
    ]  # fmt: skip


async def test_comments_switched_off_are_no_trouble(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    network.refuse = lambda asked: error(403, "commentsDisabled") if asked.path.endswith("commentThreads") else None
    async with over(network.server) as source:
        found = await entries_of(source)
        assert list(found) == ["knotKnot001"]
        assert await source.received(WREN, tuple(found.values()), now=NOW) == ()


# --- who talks there ---


async def test_what_a_recorded_search_finds_is_looked_up_and_read() -> None:
    routes: dict[str, Route] = {
        "/youtube/v3/search": recorded(__file__, "youtube/search.json"),
        "/youtube/v3/videos": recorded(__file__, "youtube/videos.json"),
    }
    async with serve(routes) as server, over(server) as source:
        found = await source.talks(WREN, (), ("knots",), now=datetime(2019, 9, 13, tzinfo=UTC))
    assert [(talk.native_id, talk.title, talk.messages) for talk in found] == [
        ("knotVideo02", "Which knot holds wet rope & old rope?", 6)
    ]
    assert server.asked[1].query["id"] == "knotVideo01,knotVideo02,knotVideo03"


async def test_talks_are_new_videos_of_people_one_met_that_anybody_may_comment_on(network: YouTubeNetwork) -> None:
    network.video("gullGull001", NOW - DAY, by=GULL, title="Which splice holds best?")
    network.video("gullGull002", NOW - 9 * DAY, by=GULL)
    network.video("gullGull003", NOW - DAY, by=GULL, count=None)  # comments are off
    network.video("dockDock001", NOW - DAY, by=DOCK, title="Whipping twine")
    async with over(network.server) as source:
        (talk,) = await source.talks(WREN, (THEY, I_AM, Party("UCnobodyNobodyNobody00000")), (), now=NOW)
        assert (talk.native_id, talk.starter.id, talk.messages, talk.is_question) == ("gullGull001", GULL, 4, True)
        found = await source.talks(WREN, (), ("twine", "rope"), now=NOW)
        assert [each.native_id for each in found] == ["dockDock001"]
        assert source.quota.left(Bucket.SEARCHES) == DAILY[Bucket.SEARCHES] - 1
    async with over(network.server, key="") as source:
        assert await source.talks(WREN, (THEY,), ("twine",), now=NOW) == ()


# --- a day's units ---


class Clock:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_a_day_begins_at_midnight_in_california_summer_and_winter() -> None:
    clock = Clock()
    quota = Quota(clock)
    quota.take(Bucket.UNITS)
    assert quota.until_renewal() == timedelta(hours=20)  # 04:00 there
    clock.now = datetime(2026, 11, 21, 7, 59, tzinfo=UTC)
    assert quota.left(Bucket.UNITS) == 9_999
    clock.now = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    assert quota.left(Bucket.UNITS) == 10_000
    clock.now = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    assert quota.until_renewal() == timedelta(hours=1)


def test_searches_are_counted_apart() -> None:
    quota = Quota(Clock())
    for _ in range(100):
        quota.take(Bucket.SEARCHES)
    quota.take(Bucket.UNITS)
    with pytest.raises(RateLimited, match="goes on by itself after midnight Pacific time, in 20 h"):
        quota.take(Bucket.SEARCHES)
    assert str(quota.said()).startswith("1 of 10,000 units and 100 of 100 searches used today")


async def test_what_is_used_up_is_not_asked_for(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    async with over(network.server) as source:
        for _ in range(DAILY[Bucket.UNITS]):
            source.quota.take(Bucket.UNITS)
        with pytest.raises(RateLimited):
            await fetched(source)
    assert network.server.asked == []


async def test_the_last_units_are_for_what_members_do_themselves(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    network.video("gullGull001", NOW - DAY, by=GULL)
    async with over(network.server) as source:
        for _ in range(DAILY[Bucket.UNITS] - SPARED + 10):
            source.quota.take(Bucket.UNITS)
        found = await entries_of(source)
        assert list(found) == ["knotKnot001"]
        assert await source.received(WREN, tuple(found.values()), now=NOW) == ()
        assert await source.talks(WREN, (THEY,), (), now=NOW) == ()
    assert [path.rpartition("/")[2] for path in network.server.paths()] == ["channels", "playlistItems"]


async def test_a_poll_with_nothing_new_costs_two_units(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        network.units = 0
        await fetched(source, batch.cursor, now=NOW + HOUR)
    assert network.units == 2


# --- what can go wrong ---


@pytest.mark.parametrize(
    ("reply", "kind", "sentence"),
    [
        (
            error(400, "badRequest", "API key not valid. Please pass a valid API key."),
            NeedsCredential,
            "INVOLVE_YOUTUBE",
        ),
        (error(403, "accessNotConfigured"), NeedsCredential, "“YouTube Data API v3” must be switched on"),
        (error(403, "ipRefererBlocked"), NeedsCredential, "address allowed"),
        (error(401, "authError"), NeedsCredential, "INVOLVE_YOUTUBE_KEY"),
        (error(403, "quotaExceeded"), RateLimited, "midnight Pacific"),
        (error(403, "dailyLimitExceeded"), RateLimited, "midnight Pacific"),
        (error(403, "rateLimitExceeded"), RateLimited, "Try again in 5 minutes"),
        (error(403, "channelSuspended"), Gone, "suspended"),
        (error(403, "channelClosed"), Gone, "closed"),
        (error(403, "forbidden"), Private, "Check that the channel is public"),
        (recorded(__file__, "youtube/error_permission.json"), Private, "does not show this to others"),
        (error(404, "channelNotFound"), NotFound, "Copy the address"),
        (error(400, "invalidPageToken", "The page token"), Garbled, "The page token"),
        ((410, JSON, {}), Gone, "gone for good"),
        ((429, {**JSON, "retry-after": "90"}, {}), RateLimited, "asked less often"),
        ((503, JSON, {}), Unreachable, "a problem of its own"),
        ((200, {"content-type": "text/html"}, "<html>Sorry</html>"), Garbled, "a web page instead of an answer"),
        ((200, JSON, '{"items": [{"id": "'), Garbled, "an answer nobody can read"),
        ((403, {"content-type": "text/html"}, "<html>Sorry</html>"), Private, "403"),
        ((200, JSON, [1, 2]), Garbled, "does not understand"),
        ((200, JSON, {"items": [{"id": ME}]}), Garbled, "where that channel's videos are"),
        ((200, JSON, {"items": []}), Gone, "@wren-ties-knots is not on YouTube any more"),
    ],
)
async def test_every_refusal_is_put_into_words(reply: Any, kind: type[SourceError], sentence: str) -> None:
    reply = reply if isinstance(reply, tuple) else (403, JSON, reply)
    async with serve({"*": reply}) as server, over(server) as source:
        with pytest.raises(kind, match=sentence) as raised:
            await fetched(source)
    assert type(raised.value) is kind
    assert KEY not in str(raised.value)


async def test_when_google_says_that_a_day_is_over_nothing_more_is_asked_that_day() -> None:
    async with serve({"*": error(403, "quotaExceeded")}) as server, over(server) as source:
        for _ in range(3):
            with pytest.raises(RateLimited):
                await fetched(source)
    assert len(server.asked) == 1


async def test_a_channel_that_went_has_no_feed(network: YouTubeNetwork) -> None:
    network.channels.discard(ME)
    async with over(network.server, key="") as source:
        with pytest.raises(NotFound, match="Look whether the channel is still there"):
            await fetched(source)


async def test_a_channel_without_videos_is_no_trouble(network: YouTubeNetwork) -> None:
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        assert (batch.entries, batch.cursor["uploads"]) == ((), UPLOADS)


async def test_the_key_stays_out_of_addresses(network: YouTubeNetwork) -> None:
    network.video("knotKnot001", NOW - DAY)
    async with over(network.server) as source:
        await fetched(source)
    assert all(KEY not in str(asked.query) for asked in network.server.asked)


async def test_a_channels_description_is_shown_to_a_key_and_to_nobody_else(network: YouTubeNetwork) -> None:
    network.about = "Knots. involve-ABCD https://wren.example"
    async with over(network.server, key=KEY) as source:
        found = await source.profile(WREN)
        assert found.handle == "@wren-ties-knots"
        assert "involve-ABCD" in found.text
    async with over(network.server, key="") as source:
        with pytest.raises(NeedsCredential, match="INVOLVE_YOUTUBE_KEY"):
            await source.profile(WREN)

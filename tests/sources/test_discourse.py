"""Discourse: whose topic it was and whom a reply answers, from lists that new lines push along, on anybody's forum."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NotFound, Private, RateLimited, Unreachable
from bot.sources.base import Batch, Handle, Identity
from bot.sources.discourse import Discourse
from bot.sources.http import Http
from tests.sources.discourse_forum import JSON, Board, a_forum
from tests.sources.serve import Asked, Route, Served, recorded, serve

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def wren(server: Served) -> Identity:
    return Identity(
        "discourse",
        f"{server.place}/u/11",
        f"{server.place}/u/wren_tal",
        f"{server.url}/u/wren_tal",
        server.url,
        "Wren",
    )


@asynccontextmanager
async def over(server: Served) -> AsyncIterator[Discourse]:
    async with server.http() as http:
        yield Discourse(http)


async def fetched(
    source: Discourse, server: Served, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW,
    sweep: bool = False,
) -> list[Batch]:  # fmt: skip
    return [batch async for batch in source.fetch(wren(server), cursor or {}, since=SINCE, now=now, sweep=sweep)]


def entries_of(batches: list[Batch]) -> list[Entry]:
    return sorted((entry for batch in batches for entry in batch.entries), key=lambda entry: entry.at)


def ids(batches: list[Batch]) -> list[str]:
    return [entry.native_id.partition("/")[2] for batch in batches for entry in batch.entries]


def tape(name: str) -> Any:
    return recorded(__file__, f"discourse/{name}.json")


def tapes() -> dict[str, Route]:
    """The recorded answers, each where the forum has it."""
    return {
        "/user_actions.json": tape("user_actions"),
        "/u/wren_tal.json": tape("user"),
        "/t/57/14.json": tape("topic_57"),
        "/t/57.json": tape("topic_57"),
        "/t/58/1.json": tape("topic_58"),
        "/t/58.json": tape("topic_58"),
    }


def how(entry: Entry) -> tuple[Place, Act]:
    classified = classify(entry, Ground())
    assert classified is not None
    return classified.place, classified.act


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name", "server"),
    [
        ("https://forum.example/u/wren_tal", "wren_tal", "https://forum.example"),
        ("https://Forum.Example/u/Wren.Tal/summary", "Wren.Tal", "https://forum.example"),
        ("http://forum.example:8080/u/wren_tal?x=1", "wren_tal", "http://forum.example:8080"),
        ("https://example.org/community/u/wren_tal/activity", "wren_tal", "https://example.org/community"),
        ("discourse:https://forum.example/u/wren_tal", "wren_tal", "https://forum.example"),
        ("Discourse: http://localhost:4200/u/wren_tal", "wren_tal", "http://localhost:4200"),
        ("discourse:forum.example/u/wren_tal", "wren_tal", "https://forum.example"),
        ("discourse:127.0.0.1:4200/u/wren_tal", "wren_tal", "https://127.0.0.1:4200"),
    ],
)
def test_a_profile_on_any_forum_is_recognised(typed: str, name: str, server: str) -> None:
    assert Discourse(Http()).recognise(typed) == Handle("discourse", name, server)


@pytest.mark.parametrize(
    "typed",
    [
        "", "wren_tal", "discourse:", "discourse:wren_tal", "https://forum.example/", "https://forum.example/u/",
        "https://forum.example/t/topic/12", "https://www.reddit.com/u/wren_tal", "https://hub.docker.com/u/wren_tal",
        "https://lemmy.world/u/wren_tal", "https://user@forum.example/u/wren_tal", "http://localhost/u/wren_tal",
        "ftp://forum.example/u/wren_tal", "mastodon:wren_tal", "https://forum.example/u/wren tal", "forum.example/u/w",
        "https://mastodon.example/users/wren_tal", "https://stackoverflow.com/users/12345/wren",
    ],
)  # fmt: skip
def test_what_is_no_profile_is_left_to_others(typed: str) -> None:
    assert Discourse(Http()).recognise(typed) is None


async def test_a_profile_is_read_as_long_as_the_name_is_still_the_same_accounts(board: Board) -> None:
    user = board.users["wren_tal"]
    user |= {"bio_raw": "Knots. involve-ABCD", "bio_cooked": '<p><a href="https://wren.example/me">Me</a></p>'}
    async with over(board.server) as source:
        found = await source.profile(wren(board.server))
        assert {"Knots. involve-ABCD", "https://wren.example/me"} <= set(found.text.splitlines())
        user["id"] = 4_711
        with pytest.raises(NotFound, match="somebody else is called wren_tal now"):
            await source.profile(wren(board.server))


async def test_a_person_is_known_by_forum_and_number() -> None:
    async with serve(tapes()) as server, over(server) as source:
        handle = source.recognise(f"discourse:{server.url}/u/wren_tal")
        assert handle is not None
        assert await source.resolve(handle) == Identity(
            "discourse", f"{server.place}/u/11", f"{server.place}/u/wren_tal", f"{server.url}/u/wren_tal", server.url,
            "Wren Tal",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("user", "error", "sentence"),
    [
        (None, NotFound, "shows nobody called wren_tal. Copy the address"),
        ({"id": 11, "username": "wren_tal", "profile_hidden": True}, Private, "hides the profile .* cannot see"),
        ({"id": 11, "username": "wren_tal", "suspended_till": "3016-01-01"}, Gone, "wren_tal is suspended on"),
        ({"username": "wren_tal"}, Garbled, "did not say who that is"),
        ({"id": "../x", "username": "wren_tal"}, Garbled, "did not say who that is"),
    ],
)
async def test_who_cannot_be_seen_is_told_apart(user: Any, error: type[Exception], sentence: str) -> None:
    routes: dict[str, Route] = {"/u/wren_tal.json": {"user": user}} if user else {}
    async with serve(routes) as server, over(server) as source:
        with pytest.raises(error, match=sentence):
            await source.resolve(Handle("discourse", "wren_tal", server.url))


@pytest.mark.parametrize("answer", [[], "text", {}, {"user": []}, b"<html>A shop</html>"])
async def test_a_site_that_is_no_forum_is_garbled(answer: Any) -> None:
    async with serve({"*": (200, {}, answer)}) as server, over(server) as source:
        with pytest.raises(Garbled):
            await source.resolve(Handle("discourse", "wren_tal", server.url))


def test_it_says_what_it_sees() -> None:
    assert Discourse.coverage is Coverage.FULL
    assert "hidden" in Discourse.hides
    assert all(Discourse(Http()).recognise(example) for example in Discourse.examples)


# --- recorded answers ---


async def test_a_recorded_reply_knows_the_topic_and_whom_it_answers() -> None:
    async with serve(tapes()) as server, over(server) as source:
        place = server.place
        topic, reply, like = entries_of(await fetched(source, server))
        paths = server.paths()
    assert (reply.kind, reply.native_id, reply.thread) == (Kind.REPLY, f"{place}/p/226", f"{place}/t/57")
    assert reply.root == Party(f"{place}/u/15", "gull_erik")
    assert reply.parent == Party(f"{place}/u/23", "dock_hand")
    assert (reply.parent_id, reply.parent_text) == (f"{place}/p/86", "From left to right.")
    assert reply.text == "Left to right, but mind the hour: times are local, and @gull_erik sits elsewhere."
    assert (reply.links, reply.mentions) == (("https://zones.example.net/",), ("gull_erik",))
    assert reply.url == f"http://{place}/t/how-do-you-read-a-tide-table/57/14"
    assert reply.at == datetime(2026, 11, 17, 17, 14, 17, 364000, tzinfo=UTC)
    assert how(reply) == (Place.THEIRS, Act.JOIN)
    assert (topic.kind, topic.native_id, topic.title) == (Kind.POST, f"{place}/t/58", "A clock of tides & moons")
    assert (topic.text, topic.venue, topic.comments_open) == ("I drew one & it keeps time.", place, True)
    assert (like.kind, like.of.name, like.thread) == (Kind.REACTION, "dock_hand", f"{place}/t/57")
    assert how(like) == (Place.THEIRS, Act.APPLAUD)
    assert paths == ["/user_actions.json", "/t/57/14.json", "/t/58/1.json"]


async def test_what_others_said_below_is_heard_with_the_moment_it_was_answered() -> None:
    async with serve(tapes()) as server, over(server) as source:
        own = tuple(entries_of(await fetched(source, server)))
        asked, lovely = await source.received(wren(server), own, now=NOW)
        place = server.place
    assert (asked.native_id, asked.on, asked.text) == (f"{place}/p/301", f"{place}/t/58", "Does it know leap seconds?")
    assert asked.author == Party(f"{place}/u/15", "gull_erik")
    assert asked.answered_at == datetime(2026, 11, 15, 19, 0, tzinfo=UTC)
    assert (lovely.text, lovely.answered_at) == ("Lovely.", None)


# --- whose words stand below whose ---


@pytest.fixture
async def board() -> AsyncIterator[Board]:
    async with a_forum() as running:
        yield running


async def test_own_ground_and_others_are_told_apart(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - 9 * HOUR)
    note = board.post(1, "wren_tal", NOW - 8 * HOUR)
    asked = board.post(1, "gull_erik", NOW - 7 * HOUR)
    board.post(1, "wren_tal", NOW - 6 * HOUR, to=asked["post_number"])
    board.topic(2, "gull_erik", NOW - 9 * HOUR)
    board.post(2, "wren_tal", NOW - 5 * HOUR)
    board.post(2, "dock_hand", NOW - 4 * HOUR)
    board.post(2, "wren_tal", NOW - 3 * HOUR, to=3)
    async with over(board.server) as source:
        topic, goes_on, host, joined, deeper = entries_of(await fetched(source, board.server))
    me = topic.author
    assert how(topic) == (Place.THEIRS, Act.BROADCAST)  # a forum is common ground
    assert (goes_on.native_id.rpartition("/")[2], goes_on.root, goes_on.parent) == (str(note["id"]), me, me)
    assert how(goes_on) == (Place.MINE, Act.BROADCAST)
    assert (host.root, host.parent.name, how(host)) == (me, "gull_erik", (Place.MINE, Act.HOST))
    assert (joined.root.name, joined.parent.name, how(joined)) == ("gull_erik", "gull_erik", (Place.THEIRS, Act.JOIN))
    assert joined.parent_text == "Topic 2\nWho knows?"
    assert (deeper.root.name, deeper.parent.name) == ("gull_erik", "dock_hand")


async def test_a_reply_to_all_answers_whom_it_quotes_or_calls(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - 9 * HOUR)
    board.post(1, "gull_erik", NOW - 8 * HOUR, "<p>Does it float?</p>")
    board.post(1, "dock_hand", NOW - 7 * HOUR, "<p>Does it sink?</p>")
    quote = (
        '<aside class="quote no-group" data-username="gull_erik" data-post="2" data-topic="1"><blockquote><p>Does it '
        'float? <a href="https://quoted.example.org">x</a></p></blockquote></aside><p>It does.</p>'
    )
    board.post(1, "wren_tal", NOW - 6 * HOUR, quote)
    board.post(
        1, "wren_tal", NOW - 5 * HOUR, '<p><a class="mention" href="/u/dock_hand">@dock_hand</a> it does not.</p>'
    )
    async with over(board.server) as source:
        _, quoting, calling = entries_of(await fetched(source, board.server))
    assert (quoting.parent.name, quoting.parent_text, quoting.text) == ("gull_erik", "Does it float?", "It does.")
    assert (quoting.links, how(quoting)) == ((), (Place.MINE, Act.HOST))
    assert (calling.parent.name, calling.mentions) == ("dock_hand", ("dock_hand",))


async def test_a_post_far_above_is_looked_up(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - 9 * DAY)
    board.post(1, "dock_hand", NOW - 8 * DAY, "<p>Far above.</p>")
    for n in range(40):
        board.post(1, "gull_erik", NOW - 7 * DAY + n * MINUTE)
    board.post(1, "wren_tal", NOW - DAY, to=2)
    board.post(1, "wren_tal", NOW - HOUR, to=3, reply_to_user={"id": 15, "username": "gull_erik"})
    async with over(board.server) as source:
        first, second = entries_of(await fetched(source, board.server))
        paths = board.server.paths()
    assert (first.parent.name, first.parent_text, first.root.name) == ("dock_hand", "Far above.", "gull_erik")
    assert second.parent.name == "gull_erik"
    assert [path for path in paths if "by_number" in path] == ["/posts/by_number/1/2.json"]


async def test_an_accepted_solution_is_an_answer_that_was_worth_something(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - DAY)
    board.post(1, "wren_tal", NOW - HOUR, accepted_answer=True)
    board.topic(2, "wren_tal", NOW - DAY)
    board.post(2, "wren_tal", NOW - HOUR, accepted_answer=True)
    async with over(board.server) as source:
        found = {entry.thread[-1:]: entry for entry in entries_of(await fetched(source, board.server)) if entry.thread}
    assert (found["1"].outcome, found["1"].answers_question, found["1"].traits) == (1.0, True, {"accepted"})
    assert (found["2"].outcome, found["2"].answers_question) == (0.0, False)


async def test_only_what_people_write_for_everybody_is_kept(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - DAY)
    board.post(1, "wren_tal", NOW - 9 * HOUR, "closed this", post_type=3)
    board.post(1, "wren_tal", NOW - 8 * HOUR, "whispers", post_type=4)
    board.post(1, "wren_tal", NOW - 7 * HOUR, "(post deleted by author)", user_deleted=True)
    board.topic(2, "gull_erik", NOW - DAY, archetype="private_message")
    board.post(2, "wren_tal", NOW - 6 * HOUR)
    good = board.post(1, "wren_tal", NOW - 5 * HOUR)
    async with over(board.server) as source:
        batches = await fetched(source, board.server)
    assert ids(batches) == [f"p/{good['id']}"]
    assert sum(batch.skipped["not shown"] for batch in batches) == 4


async def test_a_topic_that_is_closed_to_strangers_leaves_the_ground_unknown(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - DAY, gone=True)
    board.post(1, "wren_tal", NOW - HOUR, to=5)
    async with over(board.server) as source:
        (entry,) = entries_of(await fetched(source, board.server))
    assert (entry.root, entry.parent, entry.text) == (NOBODY, NOBODY, "An excerpt…")
    assert entry.thread.endswith("/t/1")
    assert how(entry)[0] is Place.UNKNOWN


async def test_an_edit_is_told(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    board.posts[1][0] |= {"version": 2, "updated_at": "2026-11-20T10:00:00.000Z"}
    async with over(board.server) as source:
        (entry,) = entries_of(await fetched(source, board.server))
    assert entry.edited_at == NOW - 2 * HOUR


# --- a forum that changes ---


@dataclass
class Store:
    """What a poll leaves behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    async def poll(self, source: Discourse, board: Board, now: datetime = NOW, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        batches = await fetched(source, board.server, self.cursor, now=now, sweep=sweep)
        came = {entry.native_id: entry for entry in entries_of(batches)}
        new = [key for key in came if key not in self.entries]
        self.entries |= came
        for batch in batches:
            self.cursor = batch.cursor
            if batch.complete_since:
                self.entries = {
                    key: entry for key, entry in self.entries.items() if entry.at < batch.complete_since or key in came
                }
        return new


async def test_each_item_is_found_exactly_once_while_the_forum_grows(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - 9 * DAY)
    wanted, found, store = [], [], Store()
    async with over(board.server) as source:
        for hour in range(12):
            now = NOW + hour * HOUR
            for minute in range(3):
                post = board.post(1, "wren_tal", now - minute * 7 * MINUTE)
                wanted.append(f"{board.server.place}/p/{post['id']}")
            batches = await fetched(source, board.server, store.cursor, now=now)
            found += [entry.native_id for entry in entries_of(batches)]
            store.cursor = batches[-1].cursor
    assert sorted(found) == sorted(wanted)


async def test_an_idle_poll_costs_one_question(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - HOUR)
    store = Store()
    async with over(board.server) as source:
        assert len(await store.poll(source, board)) == 1
        board.server.asked.clear()
        assert await store.poll(source, board, NOW + HOUR) == []
        assert len(board.server.asked) == 1


async def test_many_topics_are_read_over_several_polls_and_none_is_missed(board: Board) -> None:
    for id_ in range(1, 101):
        board.topic(id_, "gull_erik", NOW - 80 * DAY)
        board.post(id_, "wren_tal", NOW - 70 * DAY + id_ * 10 * HOUR)
    store, polls = Store(), 0
    async with over(board.server) as source:
        while len(store.entries) < 100:
            before = len(board.server.asked)
            assert await store.poll(source, board, NOW + polls * HOUR)
            assert len(board.server.asked) - before <= 5 + 30 + 1
            polls += 1
            board.post(1, "gull_erik", NOW)
        assert polls <= 6
        await store.poll(source, board, NOW + polls * HOUR)
    assert "floor" not in store.cursor
    assert all(entry.root.name == "gull_erik" for entry in store.entries.values())


async def test_new_lines_do_not_hide_what_was_left_for_later(board: Board) -> None:
    for id_ in range(1, 81):
        board.topic(id_, "gull_erik", NOW - 80 * DAY)
        board.post(id_, "wren_tal", NOW - 70 * DAY + id_ * 10 * HOUR)
    store = Store()
    async with over(board.server) as source:
        await store.poll(source, board)
        board.topic(200, "gull_erik", NOW)
        for n in range(12):
            board.post(200, "wren_tal", NOW + n * MINUTE)
        for poll in range(1, 7):
            await store.poll(source, board, NOW + poll * HOUR)
    assert len(store.entries) == 92
    assert "floor" not in store.cursor


async def test_lines_taken_away_between_two_pages_hide_none(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - 80 * DAY)
    posts = [board.post(1, "wren_tal", NOW - 9 * DAY + n * HOUR) for n in range(60)]
    async with over(board.server) as source:
        batches = source.fetch(wren(board.server), {}, since=SINCE, now=NOW)
        found = {entry.native_id for entry in (await anext(batches)).entries}
        for post in posts[-5:]:
            board.delete(post)
        async for batch in batches:
            found |= {entry.native_id for entry in batch.entries}
    assert len(found) == 60


async def test_more_than_five_pages_go_on_at_the_next_poll(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - 80 * DAY)
    for n in range(240):
        liked = board.post(1, "dock_hand", NOW - 79 * DAY)
        board.like(liked, "wren_tal", NOW - 9 * DAY + n * MINUTE)
    store, found = Store(), []
    async with over(board.server) as source:
        for poll in range(3):
            board.server.asked.clear()
            found += await store.poll(source, board, NOW + poll * HOUR)
            assert len(board.server.asked) <= 5
    assert "floor" not in store.cursor
    assert len(found) == len(set(found)) == 240


async def test_a_sweep_shows_what_was_deleted_and_what_was_edited(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - 20 * DAY)
    old = board.post(1, "wren_tal", NOW - 19 * DAY)
    posts = [board.post(1, "wren_tal", NOW - n * DAY) for n in (5, 4, 3)]
    liked = board.post(1, "dock_hand", NOW - 3 * DAY)
    board.like(liked, "wren_tal", NOW - 2 * DAY)
    store = Store()
    async with over(board.server) as source:
        await store.poll(source, board)
        assert len(store.entries) == 5
        for post in (posts[1], old):
            board.delete(post)
        board.likes.clear()
        posts[0] |= {"cooked": "<p>Better words.</p>", "version": 2}
        assert all(
            not batch.complete_since for batch in await fetched(source, board.server, store.cursor, now=NOW + HOUR)
        )
        await store.poll(source, board, NOW + HOUR, sweep=True)
    left = {f"{board.server.place}/p/{post['id']}" for post in (old, posts[0], posts[2])}
    assert set(store.entries) == left  # what is older is not looked at again
    assert store.entries[f"{board.server.place}/p/{posts[0]['id']}"].text == "Better words."


async def test_a_sweep_that_runs_out_of_questions_forgets_nothing(board: Board) -> None:
    for id_ in range(1, 41):
        board.topic(id_, "gull_erik", NOW - 80 * DAY)
        board.post(id_, "wren_tal", NOW - 6 * DAY + id_ * HOUR)
    store = Store()
    async with over(board.server) as source:
        for poll in range(3):
            await store.poll(source, board, NOW + poll * HOUR)
        assert len(store.entries) == 40
        await store.poll(source, board, NOW + 5 * HOUR, sweep=True)
        assert len(store.entries) == 40
        assert await store.poll(source, board, NOW + 6 * HOUR) == []
    assert "floor" not in store.cursor


async def test_a_cursor_from_the_future_does_not_hide_what_was_said_since(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - MINUTE)
    cursor = {"newest": (NOW + 30 * DAY).isoformat()}
    async with over(board.server) as source:
        assert ids(await fetched(source, board.server, cursor)) == ["t/1"]


# --- hidden, gone, broken ---


async def test_a_hidden_profile_is_not_inactivity(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    store = Store()
    async with over(board.server) as source:
        await store.poll(source, board)
        board.users["wren_tal"]["profile_hidden"] = True
        with pytest.raises(
            Private, match=r"wren_tal hides the profile on .*, so Involve cannot see what they do there"
        ):
            await store.poll(source, board, NOW + HOUR, sweep=True)
    assert len(store.entries) == 1


@pytest.mark.parametrize("user", [{"profile_hidden": True}, {"suspended_till": "3016-01-01T00:00:00Z"}])
async def test_an_empty_list_is_looked_at_twice(board: Board, user: dict[str, object]) -> None:
    board.users["wren_tal"] |= user
    board.server.routes["/user_actions.json"] = {"user_actions": []}
    async with over(board.server) as source:
        with pytest.raises((Private, Gone), match=r"hides the profile|is suspended"):
            await fetched(source, board.server)


async def test_a_newcomer_has_done_nothing_yet(board: Board) -> None:
    async with over(board.server) as source:
        (batch,) = await fetched(source, board.server)
    assert (batch.entries, batch.cursor) == ((), {})


async def test_somebody_who_is_gone_is_gone(board: Board) -> None:
    del board.users["wren_tal"]
    async with over(board.server) as source:
        with pytest.raises(Gone, match=r"wren_tal is not on .* any more"):
            await fetched(source, board.server)


async def test_who_was_made_anonymous_is_gone_and_not_followed(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    store = Store()
    async with over(board.server) as source:
        await store.poll(source, board)
        board.users["anon8421"] = {**board.users.pop("wren_tal"), "username": "anon8421"}
        for post in board.posts[1]:
            post["username"] = "anon8421"
        with pytest.raises(Gone, match=r"wren_tal is not on .* any more"):
            await store.poll(source, board, NOW + HOUR)


async def test_what_somebody_else_does_under_the_name_is_not_theirs(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    board.users["wren_tal"]["id"] = 99
    async with over(board.server) as source:
        with pytest.raises(Gone, match="wren_tal is somebody else on"):
            await fetched(source, board.server)


async def test_a_forum_for_members_says_so(board: Board) -> None:
    said = {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}
    board.server.routes["*"] = (403, JSON, said)
    async with over(board.server) as source:
        with pytest.raises(Private, match=r"only to people who are signed in there.* Log by hand"):
            await fetched(source, board.server)


async def test_too_many_requests_say_when_to_come_back(board: Board) -> None:
    board.server.routes["/user_actions.json"] = (429, {**JSON, "retry-after": "77"}, {"errors": ["slow down"]})
    async with over(board.server) as source:
        with pytest.raises(RateLimited) as caught:
            await fetched(source, board.server)
    assert caught.value.wait == timedelta(seconds=77)


async def test_a_limit_among_look_ups_keeps_what_was_read(board: Board) -> None:
    for id_ in (1, 2, 3):
        board.topic(id_, "gull_erik", NOW - 80 * DAY)
        board.post(id_, "wren_tal", NOW - id_ * DAY)
    board.server.routes["/t/2/2.json"] = (429, {**JSON, "retry-after": "60"}, {})
    store = Store()
    async with over(board.server) as source:
        assert len(await store.poll(source, board)) == 1
    del board.server.routes["/t/2/2.json"]
    async with over(board.server) as source:
        await store.poll(source, board, NOW + HOUR)
    assert len(store.entries) == 3


async def test_an_outage_hands_nothing_out(board: Board) -> None:
    board.server.routes["/user_actions.json"] = (503, {}, b"<html>Down for an update</html>")
    async with over(board.server) as source:
        with pytest.raises(Unreachable):
            await fetched(source, board.server)


@pytest.mark.parametrize("answer", [[], {}, {"user_actions": None}, {"user_actions": {}}, b"<html></html>"])
async def test_a_list_that_is_none_is_garbled_and_not_nothing(board: Board, answer: Any) -> None:
    board.server.routes["/user_actions.json"] = (200, {}, answer)
    async with over(board.server) as source:
        with pytest.raises(Garbled):
            await fetched(source, board.server)


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic_id": None},
        {"topic_id": "1/../2"},
        {"created_at": "x"},
        {"action_type": 5, "post_id": "x"},
        {"user_id": None},
    ],
)
async def test_a_line_that_is_none_is_passed_over_and_nothing_is_taken_for_gone(
    board: Board, wrong: dict[str, object]
) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    rows = board._rows("wren_tal")
    board.server.routes["/user_actions.json"] = {"user_actions": [{**rows[0], **wrong}, *rows]}
    async with over(board.server) as source:
        (batch,) = await fetched(source, board.server, sweep=True)
    assert ids([batch]) == ["t/1"]
    assert batch.skipped == {"unreadable": 1}
    assert batch.complete_since is None


async def test_a_forum_below_a_folder_is_asked_there() -> None:
    rows = tape("user_actions")
    async with serve({"/talk/user_actions.json": rows, "/talk/t/57/14.json": tape("topic_57")}) as server:
        who = Identity(
            "discourse", f"{server.place}/talk/u/11", f"{server.place}/talk/u/wren_tal", "", f"{server.url}/talk"
        )
        async with over(server) as source:
            found = [each async for each in source.fetch(who, {}, since=SINCE, now=NOW)]
    reply = next(entry for entry in entries_of(found) if entry.kind is Kind.REPLY)
    assert reply.native_id == f"{server.place}/talk/p/226"
    assert reply.url.startswith(f"{server.url}/talk/t/")


# --- what came back ---


async def test_only_what_is_said_to_the_member_is_heard(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - DAY)
    mine = board.post(1, "wren_tal", NOW - 9 * HOUR)
    board.post(1, "dock_hand", NOW - 8 * HOUR, "<p>You are right.</p>", to=mine["post_number"])
    board.post(1, "dock_hand", NOW - 7 * HOUR, "<p>To all.</p>")
    board.post(1, "system", NOW - 6 * HOUR, to=mine["post_number"])
    board.post(1, "dock_hand", NOW - 5 * HOUR, to=mine["post_number"], post_type=4)
    board.post(1, "wren_tal", NOW - 4 * HOUR, to=3)
    async with over(board.server) as source:
        own = tuple(entries_of(await fetched(source, board.server)))
        (one,) = await source.received(wren(board.server), own, now=NOW)
    assert (one.text, one.on, one.answered_at) == (
        "You are right.",
        f"{board.server.place}/p/{mine['id']}",
        NOW - 4 * HOUR,
    )
    assert (one.author.name, one.liked) == ("dock_hand", False)
    assert one.url == f"{board.server.url}/t/-/1/3"


async def test_a_topic_of_several_pages_is_read_whole_and_a_long_one_post_by_post(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    for n in range(60):
        board.post(1, "gull_erik", NOW - 20 * HOUR + n * MINUTE)
    board.topic(2, "gull_erik", NOW - DAY)
    for n in range(100):
        board.post(2, "gull_erik", NOW - 20 * HOUR + n * MINUTE)
    mine = board.post(2, "wren_tal", NOW - 9 * HOUR)
    board.post(2, "dock_hand", NOW - 8 * HOUR, "<p>You are right.</p>", to=mine["post_number"])
    board.post(2, "wren_tal", NOW - 7 * HOUR, to=mine["post_number"] + 1)
    async with over(board.server) as source:
        own = tuple(entries_of(await fetched(source, board.server)))
        board.server.asked.clear()
        heard = await source.received(wren(board.server), own, now=NOW)
    assert len([one for one in heard if one.on.endswith("/t/1")]) == 60
    (one,) = [one for one in heard if "/p/" in one.on]
    assert (one.text, one.answered_at) == ("You are right.", NOW - 7 * HOUR)
    assert len(board.server.asked) == 4 + 1 + 2


async def test_a_topic_that_changes_while_it_is_read_is_left_out(board: Board) -> None:
    board.topic(1, "wren_tal", NOW - DAY)
    for n in range(30):
        board.post(1, "gull_erik", NOW - 20 * HOUR + n * MINUTE)
    async with over(board.server) as source:
        own = tuple(entries_of(await fetched(source, board.server)))
        shown = board.answer(Asked("GET", "/t/1.json", {}, {}, b""))
        board.delete(board.posts[1][5])
        board.server.routes["/t/1.json"] = lambda asked: board.answer(asked) if asked.query else shown
        assert await source.received(wren(board.server), own, now=NOW) == ()


async def test_hearing_is_bounded_and_a_topic_that_is_gone_is_left_out(board: Board) -> None:
    for id_ in range(1, 25):
        board.topic(id_, "wren_tal", NOW - id_ * HOUR)
        board.post(id_, "gull_erik", NOW - MINUTE)
    store = Store()
    async with over(board.server) as source:
        await store.poll(source, board)
        board.topics[3]["gone"] = True
        board.server.asked.clear()
        heard = await source.received(wren(board.server), tuple(store.entries.values()), now=NOW)
    assert len(board.server.asked) == 15
    assert len(heard) == 14


async def test_without_entries_nobody_is_asked(board: Board) -> None:
    async with over(board.server) as source:
        assert await source.received(wren(board.server), (), now=NOW) == ()
    assert board.server.asked == []


# --- conversations to join ---


async def test_topics_without_a_reply_are_found_where_one_talks(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - 9 * DAY)
    board.post(1, "wren_tal", NOW - 8 * DAY)
    board.topic(2, "dock_hand", NOW - HOUR, "<p>For a beginner.</p>", title="Which sextant fits?")
    board.topic(3, "dock_hand", NOW - HOUR)
    board.post(3, "gull_erik", NOW - HOUR)
    board.topic(4, "dock_hand", NOW - 5 * DAY)
    board.topic(5, "wren_tal", NOW - HOUR)
    board.topic(6, "dock_hand", NOW - HOUR, closed=True)
    board.topic(7, "dock_hand", NOW - HOUR, pinned=True)
    board.topic(8, "system", NOW - HOUR)
    board.topic(9, "dock_hand", NOW - HOUR, category_id=99, title="About bowlines")
    board.topic(10, "gull_erik", NOW - 2 * HOUR, category_id=99)
    place = board.server.place
    met = (Party(f"{place}/u/15", "gull_erik"), Party("other.example/u/23", "dock_hand"))
    async with over(board.server) as source:
        plain = {talk.native_id: talk for talk in await source.talks(wren(board.server), (), (), now=NOW)}
        assert list(plain) == [f"{place}/t/2"]
        more = [talk.native_id for talk in await source.talks(wren(board.server), met, ("bowline",), now=NOW)]
    assert set(more) == {f"{place}/t/{id_}" for id_ in (2, 9, 10)}
    talk = plain[f"{place}/t/2"]
    assert (talk.title, talk.text, talk.messages) == ("Which sextant fits?", "For a beginner.", 1)
    assert (talk.starter, talk.is_question, talk.venue) == (Party(f"{place}/u/23", "dock_hand"), True, place)
    assert talk.url == f"{board.server.url}/t/2"


async def test_of_a_recorded_list_the_new_topics_without_a_reply_are_looked_into() -> None:
    new = {**tape("topic_57"), "id": 61, "posts_count": 1, "details": {"created_by": {"id": 15, "username": "gull"}}}
    routes = {**tapes(), "/latest.json": tape("latest"), "/t/61.json": new}
    async with serve(routes) as server, over(server) as source:
        found = await source.talks(wren(server), (), (), now=datetime(2013, 11, 7, 12, tzinfo=UTC))
    assert [path for path in server.paths() if path.startswith("/t/")] == ["/t/61.json"]  # others are old, or pinned
    assert [talk.native_id for talk in found] == [f"{server.place}/t/61"]


async def test_a_forum_that_gives_no_lists_has_no_talks(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - HOUR)
    board.post(1, "wren_tal", NOW - HOUR)
    board.server.routes["/latest.json"] = (404, JSON, {})
    async with over(board.server) as source:
        assert await source.talks(wren(board.server), (), ("anything",), now=NOW) == ()


async def test_a_limit_while_looking_for_talks_is_no_trouble(board: Board) -> None:
    board.topic(1, "gull_erik", NOW - HOUR)
    board.post(1, "wren_tal", NOW - HOUR)
    board.server.routes["/latest.json"] = (429, {**JSON, "retry-after": "60"}, {})
    async with over(board.server) as source:
        assert await source.talks(wren(board.server), (), (), now=NOW) == ()

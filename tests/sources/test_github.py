"""GitHub: an event only points; whose ground it was on is looked up, within a small quota; every item comes once."""

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
from bot.sources.base import Batch, Identity
from bot.sources.github import GitHub
from bot.sources.github_read import links, mentions, words
from bot.sources.http import Http
from tests.sources.github_network import Network, git_hub, stamp, user
from tests.sources.serve import Asked, Reply, Route, Served, recorded, serve

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WREN = Identity("github", "4100201", "wren-tal", "https://github.com/wren-tal", name="Wren Tal")
ME = Party("4100201", "wren-tal")
TABLES, KNOTS, OWN = "gull-erik/tide-tables", "dock-hand/mooring", "wren-tal/moon-phase"


@asynccontextmanager
async def over(server: Served) -> AsyncIterator[GitHub]:
    async with server.http() as http:
        yield GitHub(http, api=server.url)


async def fetched(
    source: GitHub, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> list[Batch]:
    return [batch async for batch in source.fetch(WREN, cursor or {}, since=SINCE, now=now, sweep=sweep)]


def entries_of(batches: list[Batch]) -> list[Entry]:
    return [entry for batch in batches for entry in batch.entries]


def ids(batches: list[Batch]) -> list[str]:
    return [entry.native_id for entry in entries_of(batches)]


def tape(name: str) -> Any:
    return recorded(__file__, f"github/{name}.json")


def tapes() -> dict[str, Route]:
    """The recorded answers, each where GitHub has it."""

    def events(asked: Asked) -> Reply:
        return 200, {"etag": '"x"', "x-poll-interval": "60"}, tape("events") if asked.query["page"] == "1" else []

    return {
        "/users/wren-tal/events/public": events,
        f"/repos/{TABLES}/issues/8": tape("pull_8"),
        f"/repos/{KNOTS}/issues/21": tape("pull_21"),
        f"/repos/{TABLES}/issues/6/comments": tape("issue_6_comments"),
        f"/repos/{KNOTS}": {"full_name": KNOTS, "owner": {"login": "dock-hand", "id": 4100403, "type": "User"}},
    }


def how(entry: Entry) -> tuple[Place, Act]:
    classified = classify(entry, Ground())
    assert classified is not None
    return classified.place, classified.act


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("github:wren-tal", "wren-tal"),
        ("GitHub: @wren-tal", "wren-tal"),
        ("https://github.com/wren-tal", "wren-tal"),
        ("https://www.github.com/wren-tal/?tab=repositories", "wren-tal"),
        ("github.com/Wren-Tal", "Wren-Tal"),
        ("github:https://github.com/wren-tal", "wren-tal"),
        ("https://github.com/wren_acme", "wren_acme"),
    ],
)
def test_a_handle_is_recognised_as_people_type_it(typed: str, name: str) -> None:
    handle = GitHub(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name, handle.server) == ("github", name, "")


@pytest.mark.parametrize(
    "typed",
    [
        "", "wren-tal", "@wren-tal", "github:", "github:a b", "github:-x", "github:../x", "github:" + "x" * 40,
        "https://github.com/", "https://github.com/features", "https://github.com/gull-erik/tide-tables",
        "https://github.com.example.org/wren-tal", "https://gist.github.com/wren-tal", "mastodon:wren-tal",
        "https://github.com/orgs/acme", "https://github.io/wren-tal",
    ],
)  # fmt: skip
def test_what_is_no_person_there_is_left_to_others(typed: str) -> None:
    assert GitHub(Http()).recognise(typed) is None


async def test_a_person_is_found_by_name_and_known_by_number(network: Network) -> None:
    async with over(network.server) as source:
        handle = source.recognise("github:wren-tal")
        assert handle is not None
        assert await source.resolve(handle) == Identity(
            "github", "4100201", "wren-tal", "https://github.com/wren-tal", name="Wren-Tal"
        )
    assert network.server.asked[0].headers["x-github-api-version"] == "2022-11-28"
    assert "authorization" not in network.server.asked[0].headers


@pytest.mark.parametrize(
    ("login", "more", "sentence"),
    [
        ("nobody", {}, "Nobody is called nobody on GitHub. Copy the name"),
        ("acme", {"type": "Organization"}, "acme is an organisation .* `/involve house add github.com/acme`"),
        ("helper", {"type": "Bot", "login": "helper[bot]"}, "helper is a program"),
    ],
)
async def test_who_is_no_person_is_told_apart(network: Network, login: str, more: Any, sentence: str) -> None:
    if more:
        network.users[login] = {"login": login, "id": 77, "name": None, **more}
    async with over(network.server) as source:
        handle = source.recognise(f"github:{login}")
        assert handle is not None
        with pytest.raises(NotFound, match=sentence):
            await source.resolve(handle)


@pytest.mark.parametrize(
    "answer", [[], "text", {}, {"login": "x"}, {"login": "x", "id": "../1"}, {"login": "x", "id": True}]
)
async def test_a_person_who_is_none_is_garbled(answer: object) -> None:
    async with serve({"*": (200, {}, answer)}) as server, over(server) as source:
        handle = source.recognise("github:wren-tal")
        assert handle is not None
        with pytest.raises(Garbled):
            await source.resolve(handle)


def test_it_says_what_it_sees() -> None:
    assert GitHub.coverage is Coverage.FULL
    assert "private repositories" in GitHub.hides
    assert "30 days" in GitHub.hides
    assert all(GitHub(Http()).recognise(example) for example in GitHub.examples)


# --- recorded answers ---


@pytest.fixture
async def entries() -> dict[str, Entry]:
    async with serve(tapes()) as server, over(server) as source:
        return {entry.native_id: entry for entry in entries_of(await fetched(source))}


def test_an_opened_issue_is_a_post_in_its_repository(entries: dict[str, Entry]) -> None:
    issue = entries[f"{TABLES}/issues/6"]
    assert (issue.kind, issue.title) == (Kind.POST, "Springs and neaps are swapped in the table of Brest")
    assert issue.text.startswith("On page 3 the *springs* are smaller")
    assert issue.links == ("https://tides.example.org/brest",)
    assert (issue.venue, issue.author, issue.thread) == (TABLES, ME, "")
    assert issue.url == f"https://github.com/{TABLES}/issues/6"
    assert issue.comments_open is True
    assert how(issue) == (Place.THEIRS, Act.BROADCAST)


def test_a_comment_below_anothers_issue_is_out_there(entries: dict[str, Entry]) -> None:
    comment = entries["issuecomment-1760203693"]
    assert (comment.kind, comment.thread) == (Kind.REPLY, f"{TABLES}/issues/5")
    assert comment.root == comment.parent == Party("4100302", "gull-erik")
    assert comment.parent_text == "Which datum do the heights refer to?\nChart datum or mean sea level?"
    assert comment.links == ("https://charts.example.net/datum",)
    assert comment.url.endswith("/issues/5#issuecomment-1760203693")
    assert comment.traits == frozenset()
    assert how(comment) == (Place.THEIRS, Act.JOIN)


def test_an_opened_pull_request_gets_its_title_by_a_look_up(entries: dict[str, Entry]) -> None:
    pull = entries[f"{TABLES}/pull/8"]
    assert (pull.kind, pull.title, pull.text) == (Kind.POST, "Put springs and neaps right", "Fixes the table of Brest.")
    assert pull.url == f"https://github.com/{TABLES}/pull/8"


def test_a_review_of_anothers_pull_request_is_out_there(entries: dict[str, Entry]) -> None:
    review = entries["pullrequestreview-1294651480"]
    assert (review.kind, review.thread, review.root.name) == (Kind.REPLY, f"{KNOTS}/pull/21", "dock-hand")
    assert review.parent_text.startswith("Tie two knots instead of one")
    assert how(review) == (Place.THEIRS, Act.JOIN)


def test_words_on_a_line_belong_to_the_same_thread(entries: dict[str, Entry]) -> None:
    line = entries["discussion_r560976245"]
    assert (line.thread, line.root.name, line.parent.name) == (f"{KNOTS}/pull/21", "dock-hand", "dock-hand")
    assert line.edited_at == datetime(2026, 11, 14, 4, 6, 8, tzinfo=UTC)


def test_a_comment_on_a_commit_is_a_reply_to_nobody_known_where_its_author_is_not(entries: dict[str, Entry]) -> None:
    comment = entries["commitcomment-46377107"]
    assert (comment.kind, comment.root, comment.parent) == (Kind.REPLY, NOBODY, NOBODY)
    assert comment.thread == f"{KNOTS}/commit/d287fa985a6501fe8cbda3957e10949512c5d4c6"


def test_a_discussion_is_a_post(entries: dict[str, Entry]) -> None:
    discussion = entries[f"{TABLES}/discussions/9"]
    assert (discussion.kind, discussion.text) == (Kind.POST, "By harbour, or by sea?")


def test_a_star_is_a_reaction_to_whose_repository_it_is(entries: dict[str, Entry]) -> None:
    star = entries["event-51123637655"]
    assert (star.kind, star.of, star.venue) == (Kind.REACTION, Party("4100403", "dock-hand"), KNOTS)
    assert how(star) == (Place.THEIRS, Act.APPLAUD)


def test_pushes_releases_and_forks_are_production_and_branches_are_nothing(entries: dict[str, Entry]) -> None:
    made = {entry.title: entry for entry in entries.values() if entry.kind is Kind.PRODUCTION}
    assert set(made) == {"Forked gull-erik/tide-tables", "Pushed to master", "Moon phase 1.2"}
    assert made["Moon phase 1.2"].text == "Leap seconds are kept."
    assert len(entries) == 11


async def test_programs_and_unknown_events_are_passed_over() -> None:
    async with serve(tapes()) as server, over(server) as source:
        batches = await fetched(source)
    assert sum(batch.skipped.get("program", 0) for batch in batches) == 1
    assert not any("unreadable" in batch.skipped for batch in batches)


async def test_a_pull_request_is_looked_up_once_for_all_its_events() -> None:
    async with serve(tapes()) as server, over(server) as source:
        await fetched(source)
        assert server.paths().count(f"/repos/{KNOTS}/issues/21") == 1
        assert len(server.asked) == 1 + 2 + 1 + 1  # events, two pull requests, a commit, a repository


async def test_what_others_said_below_is_heard_with_the_moment_it_was_answered(entries: dict[str, Entry]) -> None:
    issue = {**tape("pull_8"), "number": 6, "comments": 3, "updated_at": "2026-11-12T12:00:00Z"}
    del issue["pull_request"]
    found = {"total_count": 1, "items": [issue]}
    async with serve({**tapes(), "/search/issues": found}) as server, over(server) as source:
        (one,) = await source.received(WREN, (entries[f"{TABLES}/issues/6"],), now=NOW)
    assert (one.native_id, one.on) == ("issuecomment-1531516956", f"{TABLES}/issues/6")
    assert (one.author, one.text) == (Party("4100302", "gull-erik"), "Well spotted. Is it only Brest?")
    assert one.answered_at == datetime(2026, 11, 12, 11, 30, tzinfo=UTC)
    assert one.url.endswith("/issues/6#issuecomment-1531516956")


# --- a network that changes ---


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with git_hub(NOW) as running:
        yield running


@dataclass
class Store:
    """What a poll leaves behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    async def poll(self, source: GitHub, now: datetime = NOW, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        batches = await fetched(source, self.cursor, now=now, sweep=sweep)
        new = [native_id for native_id in ids(batches) if native_id not in self.entries]
        for batch in batches:
            self.entries |= {entry.native_id: entry for entry in batch.entries}
            self.cursor = batch.cursor
            for native_id in batch.deleted:
                self.entries.pop(native_id, None)
            assert batch.complete_since is None  # events stay when what they tell of is gone
        return new


async def test_own_ground_and_others_are_told_apart(network: Network) -> None:
    network.issue(OWN, 1, "wren-tal", NOW - 3 * DAY)
    first = network.comments(OWN, 1, NOW - 70 * HOUR, "One more thing.")
    network.comment(OWN, 1, "gull-erik", NOW - 60 * HOUR, "Does it count eclipses?")
    answer = network.comments(OWN, 1, NOW - 50 * HOUR, "It does, since 1.1.")
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    joined = network.comments(TABLES, 2, NOW - 40 * HOUR)
    async with over(network.server) as source:
        found = {entry.native_id: entry for entry in entries_of(await fetched(source))}
    goes_on, host = found[f"issuecomment-{first['id']}"], found[f"issuecomment-{answer['id']}"]
    assert (goes_on.root, goes_on.parent, how(goes_on)) == (ME, ME, (Place.MINE, Act.BROADCAST))
    assert (host.root, host.parent.name, host.parent_text) == (ME, "gull-erik", "Does it count eclipses?")
    assert how(host) == (Place.MINE, Act.HOST)
    assert how(found[f"issuecomment-{joined['id']}"]) == (Place.THEIRS, Act.JOIN)


async def test_an_answer_on_own_ground_is_for_whom_it_names(network: Network) -> None:
    network.issue(OWN, 1, "wren-tal", NOW - 3 * DAY)
    network.comment(OWN, 1, "gull-erik", NOW - 60 * HOUR, "Does it count eclipses?")
    network.comment(OWN, 1, "dock-hand", NOW - 59 * HOUR, "And comets?")
    network.comment(OWN, 1, "tide-bot[bot]", NOW - 58 * HOUR, "Labelled.")
    network.comments(OWN, 1, NOW - 50 * HOUR, "@Gull-Erik it does.")
    network.comments(OWN, 1, NOW - 49 * HOUR, "Comets come next year.")
    async with over(network.server) as source:
        assert [entry.parent.name for entry in entries_of(await fetched(source))] == ["gull-erik", "dock-hand"]
    assert network.server.paths().count(f"/repos/{OWN}/issues/1/comments") == 1


async def test_a_reviewer_of_the_own_pull_request_is_answered(network: Network) -> None:
    network.issue(TABLES, 3, "wren-tal", NOW - 3 * DAY, pull=True)
    network.review(TABLES, 3, "gull-erik", NOW - 2 * DAY, "Please add a test.")
    network.comments(TABLES, 3, NOW - 40 * HOUR, "There it is.")
    line = network.line(TABLES, 3, "gull-erik", NOW - 39 * HOUR, "Why 12?")
    reply = network.line(TABLES, 3, "wren-tal", NOW - 38 * HOUR, "Hours between tides.", answers=line["id"])
    payload = {"action": "created", "comment": reply, "pull_request": network.pointer(TABLES, 3)}
    network.event("PullRequestReviewCommentEvent", TABLES, NOW - 38 * HOUR, payload)
    async with over(network.server) as source:
        comment, words = entries_of(await fetched(source))
    assert (comment.parent.name, comment.parent_text, how(comment)[1]) == ("gull-erik", "Please add a test.", Act.HOST)
    assert (words.root, words.parent.name, words.parent_text, how(words)[1]) == (ME, "gull-erik", "Why 12?", Act.HOST)
    assert words.parent_id == f"discussion_r{line['id']}"


async def test_an_approval_without_words_is_a_reaction_and_an_empty_review_nothing(network: Network) -> None:
    network.issue(TABLES, 3, "gull-erik", NOW - 3 * DAY, pull=True)
    approval = network.reviews(TABLES, 3, NOW - 2 * DAY, "", "APPROVED")
    network.reviews(TABLES, 3, NOW - 1 * DAY, "", "COMMENTED")
    async with over(network.server) as source:
        (entry,) = entries_of(await fetched(source))
    assert (entry.native_id, entry.kind) == (f"pullrequestreview-{approval['id']}", Kind.REACTION)
    assert how(entry) == (Place.THEIRS, Act.APPLAUD)


async def test_who_belongs_to_the_repository_is_marked(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    network.comments(TABLES, 2, NOW - 40 * HOUR)["author_association"] = "MEMBER"
    async with over(network.server) as source:
        (entry,) = entries_of(await fetched(source))
    assert entry.traits == {"maintainer"}


async def test_each_item_is_found_exactly_once_while_the_network_grows(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    wanted, found, store = [], [], Store()
    network.left["core"] = 1_000
    async with over(network.server) as source:
        for hour in range(30):
            network.now = now = NOW + hour * HOUR
            for minute in range(3):
                comment = network.comments(TABLES, 2, now - minute * timedelta(minutes=7))
                wanted.append(f"issuecomment-{comment['id']}")
            batches = await fetched(source, store.cursor, now=now)
            found += ids(batches)
            store.cursor = batches[-1].cursor
    assert sorted(found) == sorted(wanted)


async def test_an_event_that_appears_late_is_found_all_the_same(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    late = network.comments(TABLES, 2, NOW - 5 * HOUR)
    hidden = network.events.pop()
    soon = network.comments(TABLES, 2, NOW - HOUR)
    store = Store()
    async with over(network.server) as source:
        assert await store.poll(source) == [f"issuecomment-{soon['id']}"]
        network.events.append(hidden)
        assert await store.poll(source, NOW + HOUR) == [f"issuecomment-{late['id']}"]


async def test_two_polls_hand_out_each_item_once_and_the_second_is_not_modified(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    network.comments(TABLES, 2, NOW - HOUR)
    async with over(network.server) as source:
        first = await fetched(source)
        assert len(entries_of(first)) == 1
        assert await fetched(source, first[-1].cursor, now=NOW + HOUR) == []
    assert network.server.asked[-1].headers["if-none-match"] == first[-1].cursor["etag"]


async def test_github_is_left_alone_as_long_as_it_wants(network: Network) -> None:
    answer = (200, {"x-poll-interval": "7200", "etag": '"1"'}, [])
    network.server.routes["/users/wren-tal/events/public"] = answer
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        assert await fetched(source, batch.cursor, now=NOW + HOUR) == []
        assert len(network.server.asked) == 1
        await fetched(source, batch.cursor, now=NOW + 3 * HOUR)
        assert len(network.server.asked) == 2


async def test_three_pages_are_all_there_is(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 20 * DAY)
    for n in range(330):
        network.comments(TABLES, 2, NOW - 10 * DAY + n * timedelta(minutes=9))
    async with over(network.server) as source:
        batches = await fetched(source)
        found = ids(batches)
        assert len(found) == len(set(found)) == 300
        assert len(network.server.asked) == 3
        assert max(len(batch.entries) for batch in batches) <= 30
        times = [entry.at for entry in entries_of(batches)]
        assert times == sorted(times)


async def test_a_backfill_that_breaks_off_goes_on_where_it_stopped(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 20 * DAY)
    for n in range(100):
        network.comments(TABLES, 2, NOW - 10 * DAY + n * 2 * HOUR)
    async with over(network.server) as source:
        batches = source.fetch(WREN, {}, since=SINCE, now=NOW)
        first = await anext(batches)
        await batches.aclose()  # type: ignore[attr-defined]
        rest = await fetched(source, first.cursor)
    assert len(first.entries) == 30
    assert len(ids(rest)) == 70
    assert len({entry.native_id for entry in first.entries} | set(ids(rest))) == 100


async def test_what_cannot_be_looked_up_now_is_completed_next_time(network: Network) -> None:
    for number in range(1, 21):
        network.issue(KNOTS, number, "dock-hand", NOW - 9 * DAY, pull=True)
        network.reviews(KNOTS, number, NOW - 8 * DAY + number * HOUR, "The knot slips under load.")
    store = Store()
    async with over(network.server) as source:
        assert len(await store.poll(source)) == 20
        assert sum(not entry.root for entry in store.entries.values()) == 8
        assert "etag" not in store.cursor
        assert await store.poll(source, NOW + HOUR) == []
        assert all(entry.root.name == "dock-hand" for entry in store.entries.values())
        assert "etag" in store.cursor
        assert await fetched(source, store.cursor, now=NOW + 2 * HOUR) == []
    assert len([path for path in network.server.paths() if "/issues/" in path]) == 20


async def test_what_waited_to_be_looked_up_is_not_lost_when_a_poll_breaks_off(network: Network) -> None:
    for number in range(1, 14):
        network.issue(KNOTS, number, "dock-hand", NOW - 9 * DAY, pull=True)
        network.reviews(KNOTS, number, NOW - 8 * DAY + number * HOUR, "The knot slips under load.")
    for n in range(50):
        network.reviews(KNOTS, 13, NOW - 6 * DAY + n * HOUR, f"And line {n} is too long.")
    store = Store()
    async with over(network.server) as source:
        assert len(await store.poll(source)) == 63
        assert sum(not entry.root for entry in store.entries.values()) == 51
        batches = source.fetch(WREN, store.cursor, since=SINCE, now=NOW + HOUR)
        first = await anext(batches)  # one look-up tells of all in it
        await batches.aclose()  # type: ignore[attr-defined]
        rest = await fetched(source, first.cursor, now=NOW + 2 * HOUR)
    assert all(entry.root for entry in first.entries)
    assert len(first.entries) + len(ids(rest)) == 51


async def test_a_used_up_quota_costs_look_ups_and_not_what_was_read(network: Network) -> None:
    for number in range(1, 6):
        network.issue(KNOTS, number, "dock-hand", NOW - 9 * DAY, pull=True)
        network.reviews(KNOTS, number, NOW - 8 * DAY + number * HOUR, "The knot slips under load.")
    network.left["core"] = 3
    store = Store()
    async with over(network.server) as source:
        assert len(await store.poll(source)) == 5
    assert [bool(entry.root) for entry in store.entries.values()] == [True, True, False, False, False]
    assert len(network.server.asked) == 3  # nobody knocks again once the quota is used up
    network.left["core"] = 60
    async with over(network.server) as source:  # an hour later, or after a restart
        assert await store.poll(source, NOW + HOUR) == []
    assert all(entry.root for entry in store.entries.values())


async def test_a_used_up_quota_before_anything_was_read_says_when_to_come_back(network: Network) -> None:
    network.left["core"] = 0
    async with over(network.server) as source:
        with pytest.raises(RateLimited, match=r"wants to be asked less often\. Try again in 30 minutes") as caught:
            await fetched(source)
    assert timedelta(minutes=28) < caught.value.wait <= timedelta(minutes=31)


async def test_too_many_requests_say_when_to_come_back(network: Network) -> None:
    network.server.routes["/users/wren-tal/events/public"] = (429, {"retry-after": "240"}, {"message": "slow down"})
    async with over(network.server) as source:
        with pytest.raises(RateLimited) as caught:
            await fetched(source)
    assert caught.value.wait == timedelta(minutes=4)


async def test_an_outage_hands_nothing_out(network: Network) -> None:
    network.server.routes["/users/wren-tal/events/public"] = (502, {}, b"Bad Gateway")
    async with over(network.server) as source:
        with pytest.raises(Unreachable):
            await fetched(source)


async def test_a_sweep_finds_what_was_edited_and_what_is_gone(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 9 * DAY)
    kept = network.comments(TABLES, 2, NOW - 5 * DAY)
    edited = network.comments(TABLES, 2, NOW - 4 * DAY, "Frist version.")
    gone = network.comments(TABLES, 2, NOW - 3 * DAY)
    old = network.comments(TABLES, 2, NOW - 8 * DAY)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        for comment in (gone, old):
            network.delete(comment)
        network.events[1]["payload"]["comment"] = dict(edited)  # the event keeps what was said first
        edited |= {"body": "First version.", "updated_at": stamp(NOW)}
        new = network.comments(TABLES, 2, NOW + HOUR)
        network.now = NOW + 2 * HOUR
        assert await store.poll(source, NOW + 2 * HOUR, sweep=True) == [f"issuecomment-{new['id']}"]
    left = {f"issuecomment-{each['id']}" for each in (kept, edited, new, old)}  # what is older is not asked for
    assert set(store.entries) == left
    rewritten = store.entries[f"issuecomment-{edited['id']}"]
    assert (rewritten.text, rewritten.edited_at, rewritten.root.name) == ("First version.", NOW, "gull-erik")


async def test_a_sweep_asks_for_no_more_than_twelve(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 9 * DAY)
    for n in range(30):
        network.comments(TABLES, 2, NOW - 5 * DAY + n * HOUR)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        before = len(network.server.asked)
        await store.poll(source, NOW + HOUR, sweep=True)
    assert len(network.server.asked) - before == 1 + 12


# --- renamed, hidden, gone ---


async def test_a_new_name_is_followed(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    comment = network.comments(TABLES, 2, NOW - HOUR)
    network.users["wren-of-the-sea"] = {**network.users.pop("wren-tal"), "login": "wren-of-the-sea"}
    store = Store()
    async with over(network.server) as source:
        assert await store.poll(source) == [f"issuecomment-{comment['id']}"]
        assert store.cursor["login"] == "wren-of-the-sea"
        await store.poll(source, NOW + HOUR)
    assert network.server.paths()[-1] == "/users/wren-of-the-sea/events/public"


async def test_what_somebody_else_does_under_the_old_name_is_not_theirs(network: Network) -> None:
    network.users["wren-of-the-sea"] = {**network.users["wren-tal"], "login": "wren-of-the-sea"}
    network.users["wren-tal"] = {**user("gull-erik"), "login": "wren-tal"}
    network.event("WatchEvent", KNOTS, NOW - HOUR, {"action": "started"}, by="gull-erik")
    mine = network.event("WatchEvent", KNOTS, NOW - HOUR, {"action": "started"})
    async with over(network.server) as source:
        assert ids(await fetched(source)) == [f"event-{mine['id']}"]


async def test_somebody_who_is_gone_is_gone_and_not_idle(network: Network) -> None:
    network.users.clear()
    async with over(network.server) as source:
        with pytest.raises(Gone, match="wren-tal is not on GitHub any more"):
            await fetched(source)


async def test_a_hidden_profile_is_said_to_be_hidden(network: Network) -> None:
    network.hidden = {"wren-tal"}
    async with over(network.server) as source:
        with pytest.raises(Private, match="GitHub shows nothing of what wren-tal does"):
            await fetched(source)


async def test_what_is_not_public_is_dropped_before_anything_is_read(network: Network) -> None:
    network.event("WatchEvent", "wren-tal/secret", NOW - HOUR, {"action": "started"}, public=False)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
    assert (batch.entries, batch.skipped) == ((), {"private": 1})
    assert len(network.server.asked) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": None}, {"id": "x"}, {"actor": None}, {"repo": {"name": "../x"}}, {"repo": {"name": "a/b/c"}},
        {"created_at": "yesterday"}, {"payload": None}, {"payload": {"action": "created"}},
        {"payload": {"action": "created", "issue": {"number": "1/../2"}, "comment": {}}},
    ],
)  # fmt: skip
async def test_an_event_that_is_none_is_passed_over(network: Network, wrong: dict[str, object]) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    comment = network.comments(TABLES, 2, NOW - HOUR)
    network.events.append({**network.events[0], "id": "777"} | wrong)
    network.server.routes["/users/wren-tal/events/public"] = [*network.events, 7]
    async with over(network.server) as source:
        batches = await fetched(source)
    assert ids(batches) == [f"issuecomment-{comment['id']}"]
    assert sum(batch.skipped.get("unreadable", 0) for batch in batches) == 1


@pytest.mark.parametrize("answer", [None, {}, "text", {"message": "oops"}])
async def test_events_that_are_no_list_are_garbled_and_not_nothing(network: Network, answer: object) -> None:
    network.server.routes["/users/wren-tal/events/public"] = (200, {}, answer)
    async with over(network.server) as source:
        with pytest.raises(Garbled):
            await fetched(source)


async def test_markdown_is_read_for_links_people_meant(network: Network) -> None:
    network.issue(TABLES, 2, "gull-erik", NOW - 3 * DAY)
    body = (
        "<!-- Fill in: https://template.example.org -->Look at [this](https://a.example.org/x) and "
        "https://b.example.org/y.\r\n> https://quoted.example.org\r\n![shot](https://pictures.example.org/1.png)\r\n"
        "```\nhttps://code.example.org\n```\ncc @gull-erik, not me@mail.example.org"
    )
    network.comments(TABLES, 2, NOW - HOUR, body)
    async with over(network.server) as source:
        (entry,) = entries_of(await fetched(source))
    assert entry.links == ("https://a.example.org/x", "https://b.example.org/y")
    assert entry.mentions == ("gull-erik",)
    assert entry.text.startswith("Look at [this]")


@pytest.mark.parametrize("part", ["`", "```\n", "~~~`", "![", "![a](", "<img ", "<!--", "https://", "@a", "> ", "\n"])
def test_hostile_markdown_is_read_in_one_pass(part: str) -> None:
    body = part * (1_000_000 // len(part))
    assert len(words(body)) <= 4_000
    assert len(links(body)) <= 50
    assert len(mentions(body)) <= 50


# --- what came back ---


async def test_only_threads_that_changed_are_looked_into(network: Network) -> None:
    for number in range(1, 4):
        issue = network.issue(OWN, number, "wren-tal", NOW - 3 * DAY)
        network.event("IssuesEvent", OWN, NOW - 3 * DAY, {"action": "opened", "issue": dict(issue)})
    network.comment(OWN, 1, "gull-erik", NOW - 2 * DAY, "Does it count eclipses?")
    async with over(network.server) as source:
        own = tuple(entries_of(await fetched(source)))
        assert [one.text for one in await source.received(WREN, own, now=NOW)] == ["Does it count eclipses?"]
        assert await source.received(WREN, own, now=NOW) == ()
        network.comment(OWN, 1, "dock-hand", NOW - HOUR, "And comets?")
        assert len(await source.received(WREN, own, now=NOW)) == 2
    below = [path for path in network.server.paths() if path.endswith("/comments")]
    assert below == [f"/repos/{OWN}/issues/1/comments"] * 2


async def test_all_that_is_said_in_an_own_pull_request_is_heard(network: Network) -> None:
    pull = network.issue(TABLES, 3, "wren-tal", NOW - 3 * DAY, pull=True)
    payload = {"action": "opened", "number": 3, "pull_request": network.pointer(TABLES, 3)}
    network.event("PullRequestEvent", TABLES, NOW - 3 * DAY, payload)
    network.comment(TABLES, 3, "gull-erik", NOW - 50 * HOUR, "Thank you!")
    network.review(TABLES, 3, "gull-erik", NOW - 49 * HOUR, "Please add a test.", "changes_requested")
    network.review(TABLES, 3, "dock-hand", NOW - 48 * HOUR, "", "approved")
    line = network.line(TABLES, 3, "gull-erik", NOW - 47 * HOUR, "Why 12?")
    network.line(TABLES, 3, "gull-erik", NOW - 46 * HOUR, "And why 6?")
    network.line(TABLES, 3, "wren-tal", NOW - 45 * HOUR, "Hours between tides.", answers=line["id"])
    network.comment(TABLES, 3, "tide-bot[bot]", NOW - 44 * HOUR, "All checks passed.")
    async with over(network.server) as source:
        own = tuple(entries_of(await fetched(source)))
        heard = {one.text: one for one in await source.received(WREN, own, now=NOW)}
    assert set(heard) == {"Thank you!", "Please add a test.", "Why 12?", "And why 6?"}
    assert heard["Why 12?"].answered_at == NOW - 45 * HOUR
    assert heard["And why 6?"].answered_at is None
    assert {one.on for one in heard.values()} == {f"{TABLES}/pull/{pull['number']}"}


async def test_more_than_one_answer_holds_is_left_out(network: Network) -> None:
    issue = network.issue(OWN, 1, "wren-tal", NOW - 3 * DAY)
    network.event("IssuesEvent", OWN, NOW - 3 * DAY, {"action": "opened", "issue": dict(issue)})
    for _ in range(100):
        network.comment(OWN, 1, "gull-erik", NOW - 2 * DAY)
    async with over(network.server) as source:
        own = tuple(entries_of(await fetched(source)))
        assert await source.received(WREN, own, now=NOW) == ()


async def test_without_own_threads_nobody_is_asked(network: Network) -> None:
    async with over(network.server) as source:
        assert await source.received(WREN, (), now=NOW) == ()
    assert network.server.asked == []


async def test_a_used_up_search_costs_answers_and_talks_but_not_the_poll(network: Network) -> None:
    issue = network.issue(OWN, 1, "wren-tal", NOW - 3 * DAY)
    network.event("IssuesEvent", OWN, NOW - 3 * DAY, {"action": "opened", "issue": dict(issue)})
    network.left["search"] = 0
    async with over(network.server) as source:
        own = tuple(entries_of(await fetched(source)))
        assert await source.received(WREN, own, now=NOW) == ()
        assert await source.talks(WREN, (), (), now=NOW) == ()


# --- conversations to join ---


async def test_unanswered_issues_are_found_where_one_talks(network: Network) -> None:
    network.issue(TABLES, 1, "gull-erik", NOW - 9 * DAY)
    network.comments(TABLES, 1, NOW - 8 * DAY)
    network.issue(TABLES, 2, "dock-hand", NOW - DAY, title="Which sextant fits?", body="For a beginner.")
    network.issue(TABLES, 3, "dock-hand", NOW - DAY, comments=2)
    network.issue(TABLES, 4, "dock-hand", NOW - 5 * DAY)
    network.issue(TABLES, 5, "wren-tal", NOW - DAY)
    network.issue(TABLES, 6, "tide-bot[bot]", NOW - DAY)
    network.issue(TABLES, 7, "dock-hand", NOW - DAY, pull=True)
    network.issue(TABLES, 8, "dock-hand", NOW - DAY, locked=True)
    network.issue(TABLES, 9, "dock-hand", NOW - DAY, labels=[{"name": "help wanted"}])
    network.issue(KNOTS, 10, "gull-erik", NOW - DAY, title="A bowline that slips")
    network.issue(OWN, 11, "gull-erik", NOW - DAY)
    network.comment(OWN, 11, "wren-tal", NOW - DAY)
    async with over(network.server) as source:
        talks = {talk.native_id: talk for talk in await source.talks(WREN, (), ('bow"line',), now=NOW)}
        assert list(talks) == [f"{TABLES}/issues/2", f"{TABLES}/issues/9"]
        more = await source.talks(WREN, (), ("bowline",), now=NOW)
    asked = talks[f"{TABLES}/issues/2"]
    assert (asked.title, asked.text, asked.venue, asked.messages) == (
        "Which sextant fits?",
        "For a beginner.",
        TABLES,
        1,
    )
    assert asked.starter == Party("4100403", "dock-hand")
    assert asked.is_question
    assert asked.url == f"https://github.com/{TABLES}/issues/2"
    assert f"{KNOTS}/issues/10" in [talk.native_id for talk in more]
    assert not [path for path in network.server.paths() if path != "/search/issues"]


async def test_a_newcomer_has_no_talks(network: Network) -> None:
    async with over(network.server) as source:
        assert await source.talks(WREN, (), (), now=NOW) == ()
    assert len(network.server.asked) == 1


async def test_a_search_github_refuses_is_no_trouble(network: Network) -> None:
    network.server.routes["/search/issues"] = (422, {}, {"message": "Validation Failed"})
    async with over(network.server) as source:
        assert await source.talks(WREN, (), (), now=NOW) == ()

"""Stack Exchange: three kinds of words on one site, whose they answer, and a day that has only 300 questions."""

import gzip
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.classify import classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, RateLimited, Unreachable
from bot.sources.base import Batch, Identity
from bot.sources.http import Http
from bot.sources.stackexchange import StackExchange
from tests.sources.serve import Served
from tests.sources.stackexchange_network import SITE, ZIPPED, Network, stack_exchange

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
T = int(NOW.timestamp())
HOUR, DAY = 3_600, 86_400
ME, GULL, DOCK, LOST = 12345, 67, 89, 404
WREN = Identity(
    "stackexchange", f"{SITE}/users/12345", "stackoverflow:12345", f"https://{SITE}/users/12345", f"https://{SITE}",
    "Wren & Tal",
)  # fmt: skip
I_AM = Party(f"{SITE}/users/12345", "Wren & Tal")
THEY = Party(f"{SITE}/users/67", "Gull Erik")


@asynccontextmanager
async def over(server: Served, key: str = "") -> AsyncIterator[StackExchange]:
    async with server.http() as http:
        yield StackExchange(http, api=server.url, key=key)


async def fetched(
    source: StackExchange, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> list[Batch]:
    return [batch async for batch in source.fetch(WREN, cursor or {}, since=SINCE, now=now, sweep=sweep)]


async def entries_of(source: StackExchange) -> dict[str, Entry]:
    return {entry.native_id: entry for batch in await fetched(source) for entry in batch.entries}


def ids(batches: list[Batch]) -> list[str]:
    return [entry.native_id.removeprefix(f"{SITE}/") for batch in batches for entry in batch.entries]


def how(entry: Entry) -> tuple[Place, Act]:
    classified = classify(entry, Ground())
    assert classified is not None
    return classified.place, classified.act


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with stack_exchange() as running:
        yield running


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("stackoverflow:12345", "https://stackoverflow.com"),
        ("StackOverflow: 12345", "https://stackoverflow.com"),
        ("superuser:12345", "https://superuser.com"),
        ("mathoverflow:12345", "https://mathoverflow.net"),
        ("math.stackexchange:12345", "https://math.stackexchange.com"),
        ("https://stackoverflow.com/users/12345/wren-tal", "https://stackoverflow.com"),
        ("https://stackoverflow.com/users/12345/wren-tal?tab=profile", "https://stackoverflow.com"),
        ("https://www.stackoverflow.com/users/12345", "https://stackoverflow.com"),
        ("pt.stackoverflow.com/users/12345/x", "https://pt.stackoverflow.com"),
        ("https://cooking.stackexchange.com/users/12345", "https://cooking.stackexchange.com"),
        ("https://math.meta.stackexchange.com/users/12345", "https://math.meta.stackexchange.com"),
        ("stackexchange:https://askubuntu.com/users/12345/x", "https://askubuntu.com"),
    ],
)
def test_a_handle_is_recognised_as_people_type_it(typed: str, server: str) -> None:
    handle = StackExchange(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name, handle.server) == ("stackexchange", "12345", server)


@pytest.mark.parametrize(
    "typed",
    [
        "", "12345", "stackoverflow:", "stackoverflow:wren", "stackoverflow:0", "stackoverflow:-1", "hn:12345",
        "stackoverflow:" + "9" * 20, "https://stackoverflow.com/questions/12345", "https://stackoverflow.com/users/wren",
        "https://stackexchange.com/users/12345/wren", "https://chat.stackexchange.com/users/12345",
        "https://stackoverflow.com.example.org/users/12345", "https://example.org/users/12345",
        "https://stackoverflow.com/users/12345/../../x y",
    ],
)  # fmt: skip
def test_what_is_not_of_this_network_is_left_to_others(typed: str) -> None:
    assert StackExchange(Http()).recognise(typed) is None


async def test_a_person_is_found_by_number_and_called_by_name(network: Network) -> None:
    async with over(network.server) as source:
        handle = source.recognise("stackoverflow:12345")
        assert handle is not None
        assert await source.resolve(handle) == WREN
    assert network.server.asked[0].query["site"] == SITE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("stackoverflow:999", "stackoverflow.com has no user with the number 999"),
        ("https://knots.stackexchange.com/users/1", "knots.stackexchange.com is no site of Stack Exchange"),
    ],
)
async def test_who_is_not_there_is_not_found(network: Network, typed: str, sentence: str) -> None:
    async with over(network.server) as source:
        handle = source.recognise(typed)
        assert handle is not None
        with pytest.raises(NotFound, match=sentence):
            await source.resolve(handle)


def test_it_says_what_it_sees() -> None:
    assert StackExchange.coverage is Coverage.FULL
    assert StackExchange.hides.startswith("votes")
    assert all(StackExchange(Http()).recognise(example) for example in StackExchange.examples)


# --- whose words stand below whose ---


async def test_a_question_is_a_post_that_asks(network: Network) -> None:
    body = '<p>I use <code>a &lt; b</code>, see <a href="https://knots.example.org/1">this</a>.</p>'
    network.question(1, ME, T - DAY, title="Is a &quot;granny&quot; a knot", body=body, last_edit_date=T - HOUR)
    async with over(network.server) as source:
        entry = (await entries_of(source))[f"{SITE}/1"]
    assert (entry.kind, entry.title) == (Kind.POST, 'Is a "granny" a knot')
    assert entry.text == "I use a < b, see this."
    assert entry.links == ("https://knots.example.org/1",)
    assert (entry.author, entry.venue, entry.url) == (I_AM, SITE, f"https://{SITE}/questions/1")
    assert entry.edited_at == NOW - timedelta(hours=1)
    assert "question" in entry.traits


async def test_an_answer_answers_who_asked(network: Network) -> None:
    network.question(1, GULL, T - 2 * DAY)
    network.answer(2, 1, ME, T - DAY)
    async with over(network.server) as source:
        entry = (await entries_of(source))[f"{SITE}/2"]
    assert (entry.kind, entry.root, entry.parent) == (Kind.REPLY, THEY, THEY)
    assert entry.thread == entry.parent_id == f"{SITE}/1"
    assert entry.parent_text == "How do I tie knot 1?\nWords of question 1."
    assert entry.answers_question
    assert (entry.outcome, entry.traits) == (0.0, frozenset())
    assert entry.url == f"https://{SITE}/a/2"
    assert how(entry) == (Place.THEIRS, Act.JOIN)


@pytest.mark.parametrize(
    ("more", "outcome", "traits"),
    [({"is_accepted": True}, 1.0, {"accepted"}), ({"score": 3}, 0.5, set()), ({"score": -2}, 0.0, set())],
)
async def test_what_came_of_an_answer_is_told(
    network: Network, more: dict[str, object], outcome: float, traits: set[str]
) -> None:
    network.question(1, GULL, T - 2 * DAY)
    network.answer(2, 1, ME, T - DAY, **more)
    async with over(network.server) as source:
        entry = (await entries_of(source))[f"{SITE}/2"]
    assert (entry.outcome, entry.traits) == (outcome, traits)


async def test_an_answer_to_oneself_is_a_thread_that_goes_on_whatever_one_thinks_of_it(network: Network) -> None:
    network.question(1, ME, T - 2 * DAY)
    network.answer(2, 1, ME, T - DAY, is_accepted=True, score=9)
    async with over(network.server) as source:
        entry = (await entries_of(source))[f"{SITE}/2"]
    assert (entry.root, entry.parent) == (I_AM, I_AM)
    assert (entry.outcome, entry.answers_question, entry.traits) == (0.0, False, frozenset())
    assert how(entry) == (Place.MINE, Act.BROADCAST)


async def test_a_comment_knows_the_question_and_whom_it_answers(network: Network) -> None:
    network.question(1, GULL, T - 3 * DAY)
    network.answer(2, 1, DOCK, T - 2 * DAY)
    network.question(3, ME, T - 3 * DAY)
    network.comment(10, 1, ME, T - DAY)
    network.comment(11, 2, ME, T - DAY)
    network.comment(12, 2, ME, T - DAY, to=GULL)
    network.comment(13, 3, ME, T - DAY, to=GULL)
    network.comment(14, 3, ME, T - DAY)
    async with over(network.server) as source:
        found = await entries_of(source)
    on_question, on_answer, to_another, own_answer, own_note = (found[f"{SITE}/comment/{id_}"] for id_ in range(10, 15))
    assert (on_question.root, on_question.parent, on_question.thread) == (THEY, THEY, f"{SITE}/1")
    assert on_question.parent_text == "How do I tie knot 1?\nWords of question 1."
    assert on_question.url == f"https://{SITE}/q/1#comment10_1"
    assert (on_answer.root, on_answer.parent.name, on_answer.thread) == (THEY, "Dock Hand", f"{SITE}/1")
    assert (on_answer.parent_id, on_answer.parent_text) == (f"{SITE}/2", "Words of answer 2.")
    assert on_answer.url == f"https://{SITE}/a/2#comment11_2"
    assert (to_another.parent, to_another.parent_text) == (THEY, "")
    assert (own_answer.root, own_answer.parent, how(own_answer)) == (I_AM, THEY, (Place.MINE, Act.HOST))
    assert how(own_note) == (Place.MINE, Act.BROADCAST)
    assert [how(entry)[0] for entry in (on_question, on_answer, to_another)] == [Place.THEIRS] * 3


async def test_a_deleted_asker_stays_unknown(network: Network) -> None:
    network.question(1, LOST, T - 2 * DAY)
    network.answer(2, 1, ME, T - DAY)
    async with over(network.server) as source:
        entry = (await entries_of(source))[f"{SITE}/2"]
    assert (entry.root, entry.parent.id) == (Party("", "user404"), "")
    assert how(entry)[0] is Place.UNKNOWN


async def test_a_comment_below_what_is_gone_does_not_look_like_a_post(network: Network) -> None:
    network.comment(10, 1, ME, T - DAY)
    async with over(network.server) as source:
        (entry,) = (await entries_of(source)).values()
    assert (entry.kind, entry.root, entry.thread) == (Kind.REPLY, Party(), f"{SITE}/1")


# --- few questions ---


async def test_an_idle_poll_costs_two_questions_and_a_busy_one_five(network: Network) -> None:
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        assert len(network.server.asked) == 2
        network.question(1, GULL, T)
        network.answer(2, 1, DOCK, T)
        for n in range(50):
            network.comment(10 + n, 1 + n % 2, ME, T + n)
        network.answer(3, 1, ME, T)
        await fetched(source, batch.cursor, now=NOW + timedelta(hours=1))
        assert len(network.server.asked) == 2 + 5


async def test_others_posts_are_looked_up_once(network: Network) -> None:
    network.question(1, GULL, T - DAY)
    network.comment(10, 1, ME, T - 300)
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        network.comment(11, 1, ME, T)
        network.server.asked.clear()
        assert ids(await fetched(source, batch.cursor, now=NOW + timedelta(minutes=5))) == ["comment/10", "comment/11"]
        assert len(network.server.asked) == 2


async def test_pages_are_never_counted(network: Network) -> None:
    network.question(1, GULL, T - 80 * DAY)
    for n in range(250):
        network.comment(1_000 + n, 1, ME, T - 80 * DAY + n * 5_000)
    async with over(network.server) as source:
        await fetched(source)
    assert all("page" not in asked.query for asked in network.server.asked)


# --- a network that changes ---


@dataclass
class Store:
    """What a poll leaves behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    async def poll(self, source: StackExchange, now: datetime = NOW, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        batches = await fetched(source, self.cursor, now=now, sweep=sweep)
        new = [native_id for native_id in ids(batches) if f"{SITE}/{native_id}" not in self.entries]
        came = {entry.native_id: entry for batch in batches for entry in batch.entries}
        self.entries |= came
        for batch in batches:
            self.cursor = batch.cursor
            if batch.complete_since:
                self.entries = {
                    key: entry for key, entry in self.entries.items() if entry.at < batch.complete_since or key in came
                }
        return new


async def test_each_item_is_found_exactly_once_while_the_network_grows(network: Network) -> None:
    network.question(1, GULL, T - 80 * DAY)
    network.left = 1_000
    wanted, found, store = [], [], Store()
    async with over(network.server) as source:
        for hour in range(30):
            for minute in range(3):
                id_ = 100 + hour * 10 + minute
                network.comment(id_, 1, ME, T + hour * HOUR - minute * 60)
                wanted.append(f"comment/{id_}")
            found += await store.poll(source, NOW + timedelta(hours=hour))
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found))


async def test_two_polls_store_each_item_once(network: Network) -> None:
    network.question(1, ME, T - 2 * DAY)
    network.answer(2, 1, ME, T - 600)
    store = Store()
    async with over(network.server) as source:
        assert sorted(await store.poll(source)) == ["1", "2"]
        assert ids(await fetched(source, store.cursor)) == ["2"]  # within the overlap, under the same id
        assert await store.poll(source, NOW + timedelta(minutes=5)) == []


async def test_more_than_a_poll_reads_comes_in_slices_oldest_first(network: Network) -> None:
    network.question(1, GULL, T - 89 * DAY)
    for n in range(750):
        network.comment(1_000 + n, 1, ME, T - 80 * DAY + n * 5_000 - n % 7)
    for n in range(40):
        network.answer(5_000 + n, 1, ME, T - 80 * DAY + n * 90_000)
    store = Store()
    async with over(network.server) as source:
        first = await fetched(source)
        assert len(first) == 5
        assert len([asked for asked in network.server.asked if asked.path.endswith("/comments")]) == 5
        times = [entry.at for batch in first for entry in batch.entries]
        assert times == sorted(times)
        store.cursor = first[-1].cursor
        store.entries = {entry.native_id: entry for batch in first for entry in batch.entries}
        await store.poll(source, NOW + timedelta(minutes=5))
    assert len(store.entries) == 790


async def test_a_burst_at_the_edge_of_a_page_is_found_whole(network: Network) -> None:
    network.question(1, GULL, T - 2 * DAY)
    for n in range(230):
        network.comment(1_000 + n, 1, ME, T - 1_000 + n // 60)
    async with over(network.server) as source:
        found = ids(await fetched(source))
    assert len(found) == len(set(found)) == 230


async def test_a_week_too_full_to_be_read_again_does_not_hold_up_what_is_new(network: Network) -> None:
    network.question(1, GULL, T - 8 * DAY)
    for n in range(1_150):
        network.comment(1_000 + n, 1, ME, T - 6 * DAY + n * 400)
    store = Store()
    network.left = 1_000
    async with over(network.server) as source:
        while len(store.entries) < 1_150:
            assert await store.poll(source)
        later = NOW + timedelta(days=1)
        network.comment(9_000, 1, ME, T + DAY - 60)
        found = await store.poll(source, later) + await store.poll(source, later + timedelta(minutes=5))
    assert found == ["comment/9000"]


async def test_a_cursor_from_the_future_does_not_hide_what_was_said_since(network: Network) -> None:
    network.question(1, ME, T - 600)
    async with over(network.server) as source:
        assert ids(await fetched(source, {"at": T + 30 * DAY, "looked": T})) == ["1"]


async def test_an_acceptance_shows_within_a_day(network: Network) -> None:
    network.question(1, GULL, T - 4 * DAY)
    answer = network.answer(2, 1, ME, T - 3 * DAY)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        answer["is_accepted"] = True
        await store.poll(source, NOW + timedelta(hours=23))
        assert store.entries[f"{SITE}/2"].outcome == 0
        await store.poll(source, NOW + timedelta(hours=24))
    assert store.entries[f"{SITE}/2"].traits == {"accepted"}


async def test_a_sweep_shows_what_was_deleted(network: Network) -> None:
    network.question(1, GULL, T - 20 * DAY)
    for id_ in range(2, 8):
        network.answer(id_, 1, ME, T - id_ * HOUR)
    network.answer(8, 1, ME, T - 19 * DAY)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        for id_ in (3, 5, 8):
            del network.posts[id_]
        network.answer(9, 1, ME, T + 60)
        batches = await fetched(source, store.cursor, now=NOW + timedelta(hours=1))
        assert all(batch.complete_since is None for batch in batches)
        assert await store.poll(source, NOW + timedelta(hours=1), sweep=True) == ["9"]
    assert sorted(store.entries) == [f"{SITE}/{id_}" for id_ in (2, 4, 6, 7, 8, 9)]  # 8 is older than a sweep looks


async def test_a_sweep_of_an_account_that_is_gone_says_so_and_forgets_nothing(network: Network) -> None:
    network.users.remove(ME)
    async with over(network.server) as source:
        with pytest.raises(Gone, match=r"stackoverflow:12345 is not on stackoverflow\.com any more"):
            await fetched(source, sweep=True)


# --- brakes ---


async def test_a_pause_for_one_method_holds_for_that_method(network: Network) -> None:
    network.backoff = {"/users/{ids}/posts": 30}
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        handle = source.recognise("stackoverflow:67")
        assert handle is not None
        await source.resolve(handle)
        asked = len(network.server.asked)
        with pytest.raises(RateLimited, match="wants to be asked less often") as caught:
            await fetched(source, batch.cursor, now=NOW + timedelta(minutes=5))
        assert len(network.server.asked) == asked  # it is not even asked
    assert caught.value.wait == timedelta(minutes=1)


async def test_a_short_pause_is_waited_for(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.sources.stackexchange_ask.asyncio.sleep", sleep)
    network.backoff = {"/users/{ids}/comments": 4}
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        await fetched(source, batch.cursor, now=NOW + timedelta(minutes=5))
    assert len(waited) == 1
    assert 0 < waited[0] <= 4


async def test_the_last_question_of_the_day_is_the_last(network: Network) -> None:
    network.left = 2
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        with pytest.raises(RateLimited, match="Try again in 60 minutes"):
            await fetched(source, batch.cursor, now=NOW + timedelta(minutes=5))
    assert len(network.server.asked) == 2


async def test_a_used_up_quota_says_when_there_is_more(network: Network) -> None:
    network.left = 0
    async with over(network.server) as source:
        with pytest.raises(RateLimited, match="Try again in 13 hours") as caught:
            await fetched(source)
        with pytest.raises(RateLimited):
            await fetched(source)
    assert caught.value.wait == timedelta(seconds=46_472)
    assert len(network.server.asked) == 1


async def test_the_last_questions_of_a_day_are_kept_for_what_members_do(network: Network) -> None:
    network.question(1, ME, T - DAY)
    network.answer(2, 1, GULL, T - HOUR)
    network.tags[ME] = ["knots"]
    network.left = 41
    async with over(network.server) as source:
        (batch,) = await fetched(source)
        assert await source.received(WREN, batch.entries, now=NOW) == ()
        assert await source.talks(WREN, (), (), now=NOW) == ()
        assert ids(await fetched(source, batch.cursor, now=NOW + timedelta(minutes=30))) == []


async def test_too_many_requests_at_once_say_when_to_come_back(network: Network) -> None:
    network.server.routes["/2.3/users/12345/posts"] = (429, {"retry-after": "90"}, b"<html>slow down</html>")
    async with over(network.server) as source:
        with pytest.raises(RateLimited) as caught:
            await fetched(source)
    assert caught.value.wait == timedelta(seconds=90)


def zipped(said: object) -> bytes:
    return gzip.compress(json.dumps(said).encode(), mtime=0)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, zipped({"error_id": 500, "error_name": "internal_error", "error_message": "oops"}), Unreachable),
        (200, zipped({"error_id": 503, "error_name": "temporarily_unavailable"}), Unreachable),
        (400, zipped({"error_id": 400, "error_name": "bad_parameter", "error_message": "pagesize"}), Garbled),
        (200, zipped({"items": None}), Garbled),
        (200, zipped([]), Garbled),
        (200, gzip.compress(b"<html>", mtime=0), Garbled),
        (200, zipped({"items": []})[:-9], Garbled),
    ],
)
async def test_an_answer_that_is_none_is_no_silence(
    network: Network, status: int, body: bytes, error: type[Exception]
) -> None:
    network.server.routes["/2.3/users/12345/posts"] = (status, ZIPPED, body)
    async with over(network.server) as source:
        with pytest.raises(error, match=r"[Tt]ry again later"):
            await fetched(source)


async def test_a_gateway_without_words_is_an_outage(network: Network) -> None:
    network.server.routes["/2.3/users/12345/posts"] = (502, {}, b"<html>Bad Gateway</html>")
    async with over(network.server) as source:
        with pytest.raises(Unreachable):
            await fetched(source)


@pytest.mark.parametrize(
    "wrong",
    [
        {"comment_id": None},
        {"comment_id": "../x"},
        {"post_id": None},
        {"owner": {"user_id": "x"}},
        {"creation_date": "x"},
    ],
)
async def test_a_comment_that_is_none_is_passed_over(network: Network, wrong: dict[str, object]) -> None:
    network.question(1, GULL, T - 2 * DAY)
    good = network.comment(10, 1, ME, T - DAY)
    bad = {**network.comment(11, 1, ME, T - DAY), **wrong}
    said = {"items": [bad, good], "has_more": False, "quota_max": 300, "quota_remaining": 200}
    network.server.routes["/2.3/users/12345/comments"] = (200, ZIPPED, zipped(said))
    async with over(network.server) as source:
        (batch,) = await fetched(source, sweep=True)
    assert ids([batch]) == ["comment/10"]
    assert batch.skipped == {"unreadable": 1}
    assert batch.complete_since is None  # what could not be read is not gone


# --- what came back ---


async def test_answers_and_comments_of_others_are_heard(network: Network) -> None:
    network.question(1, ME, T - 3 * DAY)
    network.answer(2, 1, GULL, T - 2 * DAY, is_accepted=True)
    network.comment(20, 1, GULL, T - 40 * HOUR)
    network.comment(21, 1, ME, T - 39 * HOUR, to=GULL)
    network.comment(22, 2, ME, T - 38 * HOUR)
    network.comment(23, 1, DOCK, T - 37 * HOUR, to=GULL)  # talks to somebody else
    network.comment(24, 1, -1, T - 36 * HOUR)
    network.question(3, GULL, T - 3 * DAY)
    network.answer(4, 3, ME, T - 2 * DAY)
    network.comment(25, 4, GULL, T - 30 * HOUR)
    network.comment(26, 3, GULL, T - 30 * HOUR)  # below the question of another
    async with over(network.server) as source:
        own = tuple((await entries_of(source)).values())
        heard = {one.native_id.removeprefix(f"{SITE}/"): one for one in await source.received(WREN, own, now=NOW)}
    assert set(heard) == {"2", "comment/20", "comment/25"}
    assert (heard["2"].liked, heard["2"].on, heard["2"].author) == (True, f"{SITE}/1", THEY)
    assert heard["2"].answered_at == NOW - timedelta(hours=38)
    assert heard["comment/20"].answered_at == NOW - timedelta(hours=39)
    assert (heard["comment/25"].answered_at, heard["comment/25"].on) == (None, f"{SITE}/4")


async def test_who_names_the_member_below_others_words_is_heard(network: Network) -> None:
    network.question(1, GULL, T - 3 * DAY)
    network.comment(20, 1, ME, T - 2 * DAY)
    network.comment(21, 1, GULL, T - DAY, to=ME)
    network.comment(22, 1, ME, T - HOUR, to=GULL)
    network.question(2, DOCK, T - 3 * DAY)
    network.comment(23, 2, DOCK, T - DAY, to=ME)  # where the member said nothing
    async with over(network.server) as source:
        own = tuple((await entries_of(source)).values())
        (one,) = await source.received(WREN, own, now=NOW)
    assert (one.native_id, one.on) == (f"{SITE}/comment/21", f"{SITE}/comment/20")
    assert one.answered_at == NOW - timedelta(hours=1)


async def test_who_names_the_member_below_own_words_is_heard_once(network: Network) -> None:
    network.question(1, ME, T - 3 * DAY)
    network.comment(20, 1, ME, T - 2 * DAY)
    network.comment(21, 1, GULL, T - DAY, to=ME)
    async with over(network.server) as source:
        own = tuple((await entries_of(source)).values())
        (one,) = await source.received(WREN, own, now=NOW)
    assert (one.native_id, one.on) == (f"{SITE}/comment/21", f"{SITE}/1")


async def test_others_are_not_listened_to_at_every_poll(network: Network) -> None:
    network.question(1, ME, T - DAY)
    network.answer(2, 1, GULL, T - HOUR)
    async with over(network.server) as source:
        own = tuple((await entries_of(source)).values())
        assert len(await source.received(WREN, own, now=NOW)) == 1
        assert await source.received(WREN, own, now=NOW + timedelta(minutes=30)) == ()
        assert len(await source.received(WREN, own, now=NOW + timedelta(hours=2))) == 1


async def test_more_than_one_answer_holds_is_left_out(network: Network) -> None:
    network.question(1, ME, T - DAY)
    network.answer(2, 1, GULL, T - HOUR)
    for n in range(101):
        network.comment(100 + n, 1, GULL, T - HOUR + n)
    async with over(network.server) as source:
        own = tuple((await entries_of(source)).values())
        assert [one.native_id for one in await source.received(WREN, own, now=NOW)] == [f"{SITE}/2"]


async def test_without_entries_nobody_is_asked(network: Network) -> None:
    async with over(network.server) as source:
        assert await source.received(WREN, (), now=NOW) == ()
    assert network.server.asked == []


# --- conversations to join ---


async def test_questions_without_answers_are_found_by_tags_and_people(network: Network) -> None:
    network.tags[ME] = ["knots", "rope"]
    network.question(1, GULL, T - HOUR)
    network.question(2, DOCK, T - 2 * HOUR, tags=["rope"], title="Which rope floats", body="<p>For a <b>buoy</b>.</p>")
    network.question(3, DOCK, T - 2 * HOUR, tags=["sails"])
    network.question(4, DOCK, T - 5 * DAY)
    network.question(5, ME, T - HOUR)
    network.question(6, DOCK, T - HOUR)
    network.answer(60, 6, GULL, T - HOUR)
    network.question(7, DOCK, T - HOUR, closed_date=T)
    network.question(8, GULL, T - HOUR, tags=["sails"])
    network.question(9, LOST, T - HOUR)
    met = (THEY, Party("superuser.com/users/89", "elsewhere"), Party(f"{SITE}/users/../x", "odd"))
    async with over(network.server) as source:
        talks = {talk.native_id: talk for talk in await source.talks(WREN, met, ("sails", "no tag!"), now=NOW)}
        assert set(talks) == {f"{SITE}/{id_}" for id_ in (1, 2, 3, 8)}
        assert set(await source.talks(WREN, met, (), now=NOW)) == {
            talk for key, talk in talks.items() if key != f"{SITE}/3"
        }
    talk = talks[f"{SITE}/2"]
    assert (talk.title, talk.text, talk.messages, talk.is_question) == ("Which rope floats", "For a buoy.", 1, True)
    assert (talk.starter.name, talk.venue, talk.url) == ("Dock Hand", SITE, f"https://{SITE}/questions/2")
    assert len(network.server.asked) == 2 * 3


async def test_a_newcomer_has_no_talks(network: Network) -> None:
    network.question(1, GULL, T - HOUR)
    async with over(network.server) as source:
        assert await source.talks(WREN, (), (), now=NOW) == ()


# --- a key of the team's ---


async def test_with_a_key_there_are_ten_thousand_questions_a_day_and_answers_are_heard_each_time(
    network: Network,
) -> None:
    network.left = 0  # for those without one
    network.question(1, ME, T - 5 * DAY)
    network.answer(2, 1, GULL, T - DAY)
    async with over(network.server, key="harbour((") as source:
        assert source.budget() is None
        own = tuple((await entries_of(source)).values())
        for _ in range(2):
            assert len(await source.received(WREN, own, now=NOW)) == 1
        assert re.fullmatch(r"9,99\d of 10,000 questions left today", str(source.budget()))
    assert all(asked.query["key"] == "harbour((" for asked in network.server.asked)


async def test_without_a_key_none_is_sent(network: Network) -> None:
    async with over(network.server) as source:
        await fetched(source)
        assert str(source.budget()) == f"{network.left} of 300 questions left today"
    assert not any("key" in asked.query for asked in network.server.asked)


async def test_a_key_nobody_knows_is_told_with_its_setting(network: Network) -> None:
    async with over(network.server, key="wrong") as source:
        with pytest.raises(NeedsCredential, match="check INVOLVE_STACKEXCHANGE_KEY"):
            await fetched(source)

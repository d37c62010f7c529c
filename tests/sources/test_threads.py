"""Threads: a member's answers anywhere, by the member's own token, which lasts sixty days and is renewed in time."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.classify import classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, SourceError, Unreachable
from bot.sources import threads_read as read
from bot.sources.base import Batch, Checked, Identity
from bot.sources.http import Http
from bot.sources.known import Sources
from bot.sources.meta_read import UNREADABLE
from bot.sources.threads import Threads
from bot.sources.threads_read import Known, Pointed
from bot.sources.threads_token import Token
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Served, recorded, serve
from tests.sources.threads_network import ID, TOKEN, ThreadsNetwork, error, stamp, threads_network

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MADE = int((NOW - 5 * DAY).timestamp())
WREN = Identity(
    "threads", "wren.ties", "@wren.ties", "https://www.threads.net/@wren.ties",
    credential=Token(TOKEN, ID, "wren.ties", MADE, int((NOW + 55 * DAY).timestamp())).checked().credential,
)  # fmt: skip
I_AM, THEY, DOCK = Party("wren.ties", "@wren.ties"), Party("gull_erik", "@gull_erik"), Party("dock_hand", "@dock_hand")


@asynccontextmanager
async def over(server: Served) -> AsyncIterator[Threads]:
    async with server.http() as http:
        yield Threads(http, api=server.url)


async def fetched(
    source: Threads,
    cursor: Mapping[str, object] | None = None,
    *,
    now: datetime = NOW,
    sweep: bool = False,
    who: Identity = WREN,
) -> list[Batch]:
    return [batch async for batch in source.fetch(who, cursor or {}, since=SINCE, now=now, sweep=sweep)]


async def entries_of(source: Threads) -> dict[str, Entry]:
    return {entry.native_id: entry for batch in await fetched(source) for entry in batch.entries}


def how(entry: Entry) -> tuple[Place, Act]:
    classified = classify(entry, Ground())
    assert classified is not None
    return classified.place, classified.act


@pytest.fixture
async def network() -> AsyncIterator[ThreadsNetwork]:
    async with threads_network() as running:
        yield running


# --- who that is ---


@pytest.mark.parametrize(
    "typed",
    [
        "threads:@wren.ties", "Threads: Wren.Ties", "https://www.threads.net/@wren.ties",
        "threads.com/@Wren.Ties?igsh=x", "https://threads.net/@wren.ties/replies",
    ],
)  # fmt: skip
def test_a_handle_is_recognised_as_people_type_it(typed: str) -> None:
    handle = Threads(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name) == ("threads", "wren.ties")


@pytest.mark.parametrize(
    "typed",
    [
        "", "wren.ties", "@wren", "threads:", "threads:a b", "https://www.threads.net/", "https://[::1/@wren",
        "https://www.threads.net/@wren/post/DAbc", "https://www.threads.net/wren", "https://threads.example/@wren",
    ],
)  # fmt: skip
def test_what_names_nobody_is_left_to_others(typed: str) -> None:
    assert Threads(Http()).recognise(typed) is None


def test_every_example_is_recognised_first() -> None:
    sources = Sources(Http())
    assert [sources.recognise(example).network for example in Threads.examples] == ["threads", "threads"]


async def test_an_account_is_known_by_its_name_before_there_is_a_token(network: ThreadsNetwork) -> None:
    async with over(network.server) as source:
        handle = source.recognise("threads:@wren.ties")
        assert handle is not None
        assert await source.resolve(handle) == replace(WREN, credential="")
    assert network.server.asked == []


def test_it_says_what_it_sees_and_that_it_wants_a_token() -> None:
    assert Threads.coverage is Coverage.FULL
    assert Threads.wants.needed
    assert "developers.facebook.com" in Threads.wants.where


# --- the token ---


async def test_without_a_token_nothing_is_asked(network: ThreadsNetwork) -> None:
    async with over(network.server) as source:
        for credential in ("", "no json", "[]", "{}"):
            who = replace(WREN, credential=credential)
            with pytest.raises(NeedsCredential, match="Connect the account with one"):
                await fetched(source, who=who)
    assert network.server.asked == []


async def test_a_token_is_checked_renewed_and_its_end_known(network: ThreadsNetwork) -> None:
    network.tokens = {TOKEN: "THAA-the-second"}
    async with over(network.server) as source:
        checked = await source.check(replace(WREN, credential=""), f"  {TOKEN}\n", now=NOW)
    kept = Token.kept(checked.credential)
    assert (kept.token, kept.id, kept.name, kept.made) == ("THAA-the-second", ID, "wren.ties", int(NOW.timestamp()))
    assert checked.ends == NOW + timedelta(seconds=5_183_944)
    assert checked.who is not None
    assert (checked.who.native_id, checked.who.handle) == (ID, "@wren.ties")
    assert "THAA" not in repr(checked)
    assert "THAA" not in repr(kept)


async def test_a_token_made_today_is_kept_as_it_is_and_renewed_tomorrow(network: ThreadsNetwork) -> None:
    async with over(network.server) as source:
        checked = await source.check(WREN, TOKEN, now=NOW)
        assert (Token.kept(checked.credential).token, checked.ends) == (TOKEN, None)
        network.tokens = {TOKEN: "THAA-the-second"}
        who = replace(WREN, credential=checked.credential)
        assert [batch.renewed for batch in await fetched(source, who=who, now=NOW + 23 * HOUR)] == [None, None]
        renewed = (await fetched(source, who=who, now=NOW + 25 * HOUR))[0].renewed
        assert renewed is not None
        assert renewed.ends == NOW + 25 * HOUR + timedelta(seconds=5_183_944)


async def test_a_token_of_somebody_else_is_refused(network: ThreadsNetwork) -> None:
    network.me = "gull_erik"
    async with over(network.server) as source:
        with pytest.raises(NeedsCredential, match=r"belongs to @gull_erik, not to @wren\.ties"):
            await source.check(WREN, TOKEN, now=NOW)


@pytest.mark.parametrize("typed", ["", "short", "THAA-пароль-пароль"])
async def test_what_is_no_token_is_not_sent_anywhere(network: ThreadsNetwork, typed: str) -> None:
    async with over(network.server) as source:
        with pytest.raises(NeedsCredential, match="no token of Meta's"):
            await source.check(WREN, typed, now=NOW)
    assert network.server.asked == []


@pytest.mark.parametrize(("days_left", "is_renewed"), [(55, False), (21, False), (19, True), (1, True)])
async def test_a_token_is_renewed_when_it_is_near_its_end(
    network: ThreadsNetwork, days_left: int, is_renewed: bool
) -> None:
    network.tokens = {TOKEN: "THAA-the-second"}
    ends = int((NOW + timedelta(days=days_left)).timestamp())
    who = replace(WREN, credential=Token(TOKEN, ID, "wren.ties", MADE, ends).checked().credential)
    async with over(network.server) as source:
        first = (await fetched(source, who=who))[0]
    assert (first.renewed is not None) is is_renewed
    if first.renewed:
        assert Token.kept(first.renewed.credential).token == "THAA-the-second"
        used = [asked.headers["authorization"] for asked in network.server.asked if asked.path.startswith("/v1.0")]
        assert set(used) == {"Bearer THAA-the-second"}


async def test_a_renewal_that_fails_is_tried_again_and_reading_goes_on(network: ThreadsNetwork) -> None:
    network.post("wren.ties", NOW - HOUR)
    who = replace(
        WREN, credential=Token(TOKEN, ID, "wren.ties", MADE, int((NOW + DAY).timestamp())).checked().credential
    )
    async with over(network.server) as source:
        batches = await fetched(source, who=who)
    assert [batch.renewed for batch in batches] == [None, None]
    assert sum(len(batch.entries) for batch in batches) == 1


async def test_a_token_that_ended_says_what_to_do(network: ThreadsNetwork) -> None:
    network.tokens = {}
    async with over(network.server) as source:
        with pytest.raises(NeedsCredential, match="Make a new one and connect the account with it"):
            await fetched(source)


async def test_a_new_name_is_noticed_with_the_sweep_and_answers_stay_ones_own(network: ThreadsNetwork) -> None:
    mine = network.post("wren.ties", NOW - 2 * DAY)
    for post in network.posts.values():
        post["username"] = "wren.knots"
    network.me = "wren.knots"
    network.post("wren.knots", NOW - DAY, replied_to=mine)
    async with over(network.server) as source:
        first, *rest = await fetched(source, sweep=True)
        assert first.renewed is not None
        assert Token.kept(first.renewed.credential).name == "wren.knots"
        entries = [entry for batch in rest for entry in batch.entries]
    assert {entry.author.id for entry in entries} == {"wren.ties"}
    assert [how(entry) for entry in entries] == [(Place.MINE, Act.BROADCAST)] * 2


async def test_a_profile_is_shown_to_its_own_token_with_the_name_it_has_now(network: ThreadsNetwork) -> None:
    network.me = "wren.knots"
    async with over(network.server) as source:
        found = await source.profile(WREN)
        assert (found.handle, found.url) == ("@wren.knots", "https://www.threads.net/@wren.knots")
        assert found.text == "Wren\nI tie knots. https://wren.example"
        with pytest.raises(NeedsCredential, match="Connect the account with one"):
            await source.profile(replace(WREN, credential=""))


async def test_known_by_number_own_things_stay_own_and_a_mention_of_oneself_is_none(network: ThreadsNetwork) -> None:
    mine = network.post("wren.ties", NOW - 2 * DAY, "Said as @wren.ties and @gull_erik")
    network.post("wren.ties", NOW - DAY, replied_to=mine)
    async with over(network.server) as source:
        entries = await fetched(source, who=replace(WREN, native_id=ID))
    said = [entry for batch in entries for entry in batch.entries]
    assert [how(entry) for entry in said] == [(Place.MINE, Act.BROADCAST)] * 2
    assert said[0].mentions == ("gull_erik",)


# --- what is what ---


async def test_who_is_answered_and_whose_thread_it_is_are_told_apart(network: ThreadsNetwork) -> None:
    mine, theirs = network.post("wren.ties", NOW - 9 * HOUR), network.post("gull_erik", NOW - 9 * HOUR)
    goes_on = network.post("wren.ties", NOW - 8 * HOUR, replied_to=mine)
    asked = network.post("gull_erik", NOW - 7 * HOUR, replied_to=mine)
    answer = network.post("wren.ties", NOW - 6 * HOUR, replied_to=asked)
    joined = network.post("wren.ties", NOW - 6 * HOUR, replied_to=theirs)
    others = network.post("dock_hand", NOW - 5 * HOUR, replied_to=theirs)
    deep = network.post("wren.ties", NOW - 4 * HOUR, replied_to=others)
    continued = network.post("wren.ties", NOW - 3 * HOUR, replied_to=joined)
    async with over(network.server) as source:
        found = await entries_of(source)
    assert how(found[mine]) == how(found[goes_on]) == (Place.MINE, Act.BROADCAST)
    assert how(found[answer]) == (Place.MINE, Act.HOST)
    assert [how(found[id_]) for id_ in (joined, deep, continued)] == [(Place.THEIRS, Act.JOIN)] * 3
    assert (found[deep].root, found[deep].parent, found[deep].thread) == (THEY, DOCK, theirs)
    assert (found[continued].root, found[continued].parent) == (THEY, I_AM)
    assert (found[answer].root, found[answer].parent, found[answer].parent_text) == (I_AM, THEY, "Words 1004")
    assert found[joined].parent_id == network.posts[theirs]["permalink"].rpartition("/")[2]


async def test_a_repost_is_a_boost_and_a_quote_with_words_is_half_a_conversation(network: ThreadsNetwork) -> None:
    theirs, mine = network.post("gull_erik", NOW - 9 * HOUR), network.post("wren.ties", NOW - 9 * HOUR)
    boost = network.post("wren.ties", NOW - 8 * HOUR, reposted_post=theirs)
    own = network.post("wren.ties", NOW - 8 * HOUR, reposted_post=mine)
    words = "This splice has held for seven winters on our boat"
    quote = network.post("wren.ties", NOW - 7 * HOUR, words, quoted_post=theirs, is_quote_post=True)
    async with over(network.server) as source:
        found = await entries_of(source)
    assert (found[boost].kind, found[boost].of, found[boost].parent_text) == (Kind.BOOST, THEY, "Words 1001")
    assert how(found[boost]) == (Place.THEIRS, Act.AMPLIFY)
    assert how(found[own]) == (Place.MINE, Act.BROADCAST)
    assert (found[quote].kind, found[quote].of) == (Kind.QUOTE, THEY)
    assert how(found[quote]) == (Place.THEIRS, Act.QUOTE)


async def test_an_answer_to_what_the_token_may_not_see_is_somebody_elses_all_the_same(network: ThreadsNetwork) -> None:
    theirs = network.post("gull_erik", NOW - 9 * HOUR)
    joined = network.post("wren.ties", NOW - 6 * HOUR, replied_to=theirs)
    network.private.add(theirs)
    async with over(network.server) as source:
        entry = (await entries_of(source))[joined]
        assert (entry.root.id, entry.root.name) == (f"somebody:{theirs}", "")
        assert how(entry) == (Place.THEIRS, Act.JOIN)
        await fetched(source)
    assert network.server.paths().count(f"/v1.0/{theirs}") == 1  # asked once


async def test_a_look_up_that_is_not_permitted_hides_that_post_alone(network: ThreadsNetwork) -> None:
    theirs = network.post("gull_erik", NOW - 9 * HOUR)
    joined = network.post("wren.ties", NOW - 6 * HOUR, replied_to=theirs)
    network.refuse = lambda asked: error(10, "not approved") if asked.path == f"/v1.0/{theirs}" else None
    async with over(network.server) as source:
        assert (await entries_of(source))[joined].root.id == f"somebody:{theirs}"


async def test_a_token_that_ends_in_the_middle_of_a_poll_hides_nothing(network: ThreadsNetwork) -> None:
    theirs = network.post("gull_erik", NOW - 9 * HOUR)
    network.post("wren.ties", NOW - 6 * HOUR, replied_to=theirs)
    network.refuse = lambda asked: error(190) if asked.path in (f"/v1.0/{theirs}", "/v1.0/me") else None
    async with over(network.server) as source:
        with pytest.raises(NeedsCredential, match="Make a new one"):
            await fetched(source)


def test_documented_posts_are_read() -> None:
    known = Known({"18060000000000091": Pointed(DOCK), "18060000000000092": Pointed(THEY, "Their words", "DGul92")})
    quote, boost, post = (
        read.entry(item, I_AM, known, NOW) for item in recorded(__file__, "threads/threads.json")["data"]
    )
    assert [each.kind for each in (quote, boost, post)] == [Kind.QUOTE, Kind.BOOST, Kind.POST]
    assert (boost.of, boost.parent_text) == (THEY, "Their words")
    assert post.at == datetime(2026, 11, 17, 5, 42, 3, tzinfo=UTC)
    assert (post.links, post.mentions) == (("https://wren.example/bowline",), ("gull_erik",))
    assert (post.url, post.comments_open) == ("https://www.threads.net/@wren.ties/post/DAbc03", True)


def test_a_documented_conversation_is_flat_and_hidden_and_closed_voices_stay_out() -> None:
    items = recorded(__file__, "threads/conversation.json")["data"]
    nodes = {node.id: node for item in items if (node := read.said(item, "wren.ties", NOW))}
    heard = read.answered(nodes, frozenset({"18060000000000003"}))
    assert [(one.author, one.on[-2:], one.answered_at) for one in heard] == [
        (THEY, "03", datetime(2026, 11, 17, 8, 0, tzinfo=UTC)),
        (DOCK, "12", None),
    ]


def test_nonsense_costs_only_itself() -> None:
    for name in ("threads", "replies", "conversation"):
        for answer in with_nonsense(recorded(__file__, f"threads/{name}.json")):
            data = answer.get("data")
            for item in data if isinstance(data, list) else []:
                for reads in (
                    lambda it: read.entry(it, I_AM, Known(), NOW),
                    lambda it: read.said(it, "wren.ties", NOW),
                    lambda it: read.talk(it, "wren.ties", NOW),
                ):
                    try:
                        reads(item)
                    except UNREADABLE:
                        continue


# --- a network that changes ---


@dataclass
class Store:
    """What polls leave behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    async def poll(self, source: Threads, now: datetime = NOW, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        new, came, complete = [], dict[str, Entry](), None
        for batch in await fetched(source, self.cursor, now=now, sweep=sweep):
            new += [entry.native_id for entry in batch.entries if entry.native_id not in self.entries | came]
            came |= {entry.native_id: entry for entry in batch.entries}
            complete = batch.complete_since or complete
            self.cursor = json.loads(json.dumps(batch.cursor))
        self.entries |= came
        if complete:
            self.entries = {id_: one for id_, one in self.entries.items() if one.at < complete or id_ in came}
        return new


async def test_each_item_is_found_exactly_once_while_somebody_writes(network: ThreadsNetwork) -> None:
    theirs = network.post("gull_erik", NOW - DAY)
    wanted, found, store = [], [], Store()
    async with over(network.server) as source:
        for hour in range(12):
            at = NOW + hour * HOUR
            wanted += [network.post("wren.ties", at - n * timedelta(minutes=3)) for n in range(hour % 3)]
            wanted += [
                network.post("wren.ties", at - n * timedelta(minutes=3), replied_to=theirs) for n in range(hour % 2)
            ]
            found += await store.poll(source, at)
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found))


async def test_a_list_goes_on_although_no_page_names_the_next(network: ThreadsNetwork) -> None:
    wanted = [network.post("wren.ties", NOW - number * HOUR) for number in range(20)]
    async with over(network.server) as source:
        assert sorted(await entries_of(source)) == sorted(wanted)


async def test_more_look_ups_than_a_poll_has_are_gone_on_with_and_nothing_is_lost(network: ThreadsNetwork) -> None:
    wanted = []
    for number in range(50):  # two look-ups each: root and parent
        root = network.post("gull_erik", NOW - 40 * DAY)
        parent = network.post("dock_hand", NOW - 40 * DAY, replied_to=root)
        wanted.append(network.post("wren.ties", NOW - (55 - number) * HOUR, replied_to=parent))
    store = Store()
    async with over(network.server) as source:
        found = await store.poll(source)
        assert found == wanted[:40]
        found += await store.poll(source, NOW + HOUR)
    assert found == wanted
    assert {entry.root.id for entry in store.entries.values()} == {"gull_erik"}


async def test_an_edit_is_seen_at_once_and_a_deletion_with_the_sweep(network: ThreadsNetwork) -> None:
    edited, deleted = network.post("wren.ties", NOW - timedelta(minutes=5)), network.post("wren.ties", NOW - 2 * DAY)
    old = network.post("wren.ties", NOW - 20 * DAY)
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        network.posts[edited]["text"] = "Better words"
        del network.posts[deleted], network.posts[old]
        assert await store.poll(source, NOW + timedelta(minutes=5)) == []
        assert store.entries[edited].text == "Better words"
        assert deleted in store.entries
        await store.poll(source, NOW + HOUR, sweep=True)
    assert set(store.entries) == {edited, old}  # a week is read again, not everything


async def test_a_post_from_the_future_counts_as_now(network: ThreadsNetwork) -> None:
    id_ = network.post("wren.ties", NOW + DAY)
    async with over(network.server) as source:
        assert (await entries_of(source))[id_].at == NOW


async def test_nothing_is_asked_about_the_time_before_threads(network: ThreadsNetwork) -> None:
    async with over(network.server) as source:
        _ = [batch async for batch in source.fetch(WREN, {}, since=datetime(2020, 1, 1, tzinfo=UTC), now=NOW)]
    assert {asked.query.get("since") for asked in network.server.asked} == {"1688540400"}


# --- what came back ---


async def test_what_others_said_is_received_with_when_it_was_answered(network: ThreadsNetwork) -> None:
    mine, theirs = network.post("wren.ties", NOW - 9 * HOUR), network.post("gull_erik", NOW - 9 * HOUR)
    answered = network.post("gull_erik", NOW - 8 * HOUR, replied_to=mine)
    mine_too = network.post("wren.ties", NOW - 7 * HOUR, replied_to=answered)
    network.post("dock_hand", NOW - 7 * HOUR, replied_to=answered)  # in one's own thread, and to somebody else
    waiting = network.post("dock_hand", NOW - 6 * HOUR, replied_to=mine_too)
    joined = network.post("wren.ties", NOW - 6 * HOUR, replied_to=theirs)
    back = network.post("gull_erik", NOW - 5 * HOUR, replied_to=joined)
    network.post("wren.ties", NOW - 4 * HOUR, replied_to=back)
    network.post("dock_hand", NOW - 5 * HOUR, replied_to=theirs)
    named = network.post("dock_hand", NOW - 3 * HOUR, "Ask @wren.ties")
    network.mentions = [named, waiting]
    async with over(network.server) as source:
        entries = tuple((await entries_of(source)).values())
        heard = await source.received(WREN, entries, now=NOW)
    assert [(one.native_id, one.on, one.answered_at) for one in heard] == [
        (answered, mine, NOW - 7 * HOUR),
        (waiting, mine_too, None),
        (back, joined, NOW - 4 * HOUR),
        (named, "", None),
    ]
    assert (heard[0].author, heard[0].url) == (THEY, network.posts[answered]["permalink"])


async def test_without_the_permission_for_mentions_the_rest_is_heard_and_it_is_asked_once_a_day(
    network: ThreadsNetwork,
) -> None:
    network.may = set()
    mine = network.post("wren.ties", NOW - 9 * HOUR)
    heard = network.post("gull_erik", NOW - 8 * HOUR, replied_to=mine)
    async with over(network.server) as source:
        entries = tuple((await entries_of(source)).values())
        for hour in range(3):
            found = await source.received(WREN, entries, now=NOW + hour * HOUR)
            assert [one.native_id for one in found] == [heard]
    assert network.server.paths().count("/v1.0/me/mentions") == 1


# --- who talks there ---


async def test_talks_are_what_is_said_on_ones_topics_and_tags(network: ThreadsNetwork) -> None:
    network.post("wren.ties", NOW - DAY, topic_tag="Knots")
    asked = network.post("gull_erik", NOW - HOUR, "Which splice holds best?")
    tagged = network.post("dock_hand", NOW - HOUR, "New rope", topic_tag="Knots", has_replies=True)
    network.post("dock_hand", NOW - 9 * DAY, "An old splice")
    network.post("wren.ties", NOW - HOUR, "My own splice")
    network.post("dock_hand", NOW - HOUR, "A splice below", replied_to=asked)
    async with over(network.server) as source:
        await fetched(source)
        talks = await source.talks(WREN, (), ("splice",), now=NOW)
    assert {(talk.native_id, talk.starter.id, talk.messages, talk.is_question) for talk in talks} == {
        (asked, "gull_erik", 1, True), (tagged, "dock_hand", 2, False),
    }  # fmt: skip


async def test_where_the_token_may_not_search_there_are_no_talks(network: ThreadsNetwork) -> None:
    network.may = set()
    async with over(network.server) as source:
        for hour in range(3):
            assert await source.talks(WREN, (), ("splice",), now=NOW + hour * HOUR) == ()
    assert len(network.server.asked) == 1


# --- what can go wrong ---


@pytest.mark.parametrize(
    ("reply", "kind", "sentence"),
    [
        (error(190, "Session has expired"), NeedsCredential, "Make a new one"),
        (error(10, "Application does not have permission"), NeedsCredential, "may not read this on Threads"),
        (error(4, "Application request limit reached"), RateLimited, "asked less often"),
        (error(2, "Service temporarily unavailable"), Unreachable, "Threads has a problem"),
        (error(24, "The requested resource does not exist"), NotFound, "shows nothing there"),
        (error(100, "Invalid parameter"), Garbled, "does not accept"),
        ((401, JSON, {}), NeedsCredential, "401"),
        ((403, JSON, {}), Private, "403"),
        ((404, JSON, {}), NotFound, "404"),
        ((410, JSON, {}), Gone, "gone for good"),
        ((429, {**JSON, "retry-after": "Fri, 20 Nov 2026 12:10:00 GMT"}, {}), RateLimited, "asked less often"),
        ((503, JSON, {}), Unreachable, "a problem of its own"),
        ((200, {"content-type": "text/html"}, "<html>Sorry</html>"), Garbled, "a web page instead of an answer"),
        ((200, JSON, '{"data": [{"id": "1'), Garbled, "an answer nobody can read"),
        ((200, JSON, {"data": {}}), Garbled, "without a list"),
        ((200, JSON, []), Garbled, "does not understand"),
    ],
)
async def test_every_refusal_is_put_into_words(reply: Any, kind: type[SourceError], sentence: str) -> None:
    async with serve({"*": reply}) as server, over(server) as source:
        with pytest.raises(kind, match=sentence) as raised:
            await fetched(source)
    assert type(raised.value) is kind
    assert TOKEN not in str(raised.value)


async def test_a_page_that_names_itself_as_the_next_is_no_list_to_trust() -> None:
    item = {"id": "1", "username": "wren.ties", "text": "Words", "timestamp": stamp(NOW - HOUR)}
    said = {"data": [item], "paging": {"cursors": {"after": "x"}}}
    async with serve({"*": (200, JSON, said)}) as server, over(server) as source:
        with pytest.raises(Garbled, match="same page again and again"):
            await fetched(source)
    assert len(server.asked) == 2


def test_a_checked_token_is_what_was_checked() -> None:
    token = Token(TOKEN, ID, "wren.ties", 1, 2)
    assert Token.kept(token.checked().credential) == token
    assert token.checked() == Checked(token.checked().credential, datetime.fromtimestamp(2, UTC))

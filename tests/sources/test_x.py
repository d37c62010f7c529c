"""X: posts that point at each other by number alone, and every one of them has its price."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import (
    BadSetting,
    Garbled,
    Gone,
    NeedsCredential,
    NotFound,
    Private,
    RateLimited,
    SourceError,
    UnknownHandle,
    Unreachable,
)
from bot.sources import x_read as read
from bot.sources.base import Batch, Identity
from bot.sources.http import Http
from bot.sources.known import Sources
from bot.sources.x import X
from bot.sources.x_money import POST_READ, USER_READ, Purse, microdollars
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Served, recorded, serve
from tests.sources.x_network import DOCK, GULL, ME, TOKEN, XNetwork, mention, x_network

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WREN = Identity("x", ME, "@wren_ties", "https://x.com/wren_ties", name="Wren Tal")
I_AM, THEY = Party(ME, "@wren_ties"), Party(GULL, "@gull_erik")


@asynccontextmanager
async def over(server: Served, token: str = TOKEN, cap: str = "50") -> AsyncIterator[X]:
    async with server.http() as http:
        yield X(http, api=server.url, token=token, cap=cap)


async def fetched(
    source: X, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> list[Batch]:
    return [batch async for batch in source.fetch(WREN, cursor or {}, since=SINCE, now=now, sweep=sweep)]


async def entries_of(source: X) -> dict[str, Entry]:
    return {entry.native_id: entry for batch in await fetched(source) for entry in batch.entries}


def how(entry: Entry) -> tuple[Place, Act]:
    classified = classify(entry, Ground())
    assert classified is not None
    return classified.place, classified.act


@pytest.fixture
async def network() -> AsyncIterator[XNetwork]:
    async with x_network() as running:
        yield running


# --- off by default ---


@pytest.mark.parametrize(("token", "cap"), [("", "0"), ("", "10"), (TOKEN, "0")])
async def test_without_a_token_or_money_it_is_off_and_says_both_and_the_other_way(
    network: XNetwork, token: str, cap: str
) -> None:
    async with over(network.server, token, cap) as source:
        handle = source.recognise("@wren_ties")
        assert handle is not None
        for ask in (source.resolve(handle), fetched(source)):
            with pytest.raises(NeedsCredential, match=r"INVOLVE_X_TOKEN and INVOLVE_X_CAP .* or send the archive"):
                await ask
        assert await source.received(WREN, (), now=NOW) == ()
        assert await source.talks(WREN, (THEY,), (), now=NOW) == ()
    assert network.server.asked == []


def test_it_is_off_until_somebody_switches_it_on() -> None:
    assert X(Http()).cap_microdollars == 0


@pytest.mark.parametrize(
    ("said", "amount"), [("0", 0), ("10", 10_000_000), ("2.50", 2_500_000), ("$5", 5_000_000), (" 0.5 ", 500_000)]
)
def test_a_cap_is_an_amount_of_dollars(said: str, amount: int) -> None:
    assert microdollars(said) == amount
    assert X(Http(), cap=said).cap_microdollars == amount


@pytest.mark.parametrize("said", ["ten", "-1", "1e9", "nan", "inf", "1,50", "1.234", "", "99999999"])
def test_what_is_no_amount_is_refused_at_the_start(said: str) -> None:
    with pytest.raises(BadSetting, match="INVOLVE_X_CAP must be an amount of US dollars a month"):
        X(Http(), cap=said)


# --- who that is ---


@pytest.mark.parametrize(
    "typed",
    [
        "@wren_ties", "x:wren_ties", "X: @wren_ties", "twitter:@wren_ties", "https://x.com/wren_ties",
        "https://twitter.com/wren_ties", "https://mobile.twitter.com/wren_ties?lang=en", "x.com/wren_ties/with_replies",
        "https://www.x.com/@wren_ties",
    ],
)  # fmt: skip
def test_a_handle_is_recognised_as_people_type_it(typed: str) -> None:
    handle = X(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name, handle.server) == ("x", "wren_ties", "")


@pytest.mark.parametrize(
    "typed",
    [
        "", "@", "wren_ties", "@wren@mastodon.example", "@wren.bsky.social", "@a-name-with-dashes", "hn:wren",
        "https://x.com/home", "https://x.com/i/lists/1", "https://x.com/search?q=knots", "https://x.com/",
        "https://x.com/wren_ties/status/1364275610764201984", "https://x.com.example.org/wren", "https://[::1/wren",
        "@" + "a" * 16,
    ],
)  # fmt: skip
def test_what_names_nobody_is_left_to_others(typed: str) -> None:
    assert X(Http()).recognise(typed) is None


def test_a_bare_handle_that_two_networks_know_is_asked_about() -> None:
    sources = Sources(Http())
    with pytest.raises(UnknownHandle, match="X or YouTube"):
        sources.recognise("@wren_ties")
    assert sources.recognise("x:@wren_ties").network == "x"
    assert sources.recognise("@wren-ties").network == "youtube"
    assert sources.recognise("youtube:@wren_ties").network == "youtube"


async def test_a_person_is_found_by_name_and_kept_by_number(network: XNetwork) -> None:
    async with over(network.server) as source:
        handle = source.recognise("@Wren_Ties")
        assert handle is not None
        assert await source.resolve(handle) == WREN
        assert (source.owed_microdollars(0), source.owed_microdollars(0)) == (USER_READ, 0)
        (page,) = await fetched(source)
        assert page.cost == 0


async def test_who_is_not_there_is_not_found(network: XNetwork) -> None:
    async with over(network.server) as source:
        handle = source.recognise("@nobody")
        assert handle is not None
        with pytest.raises(NotFound, match="Nobody is called @nobody on X"):
            await source.resolve(handle)


def test_it_says_what_it_sees() -> None:
    assert X.coverage is Coverage.FULL
    assert X.hides.startswith("likes")
    assert all(X(Http()).recognise(example) for example in X.examples)


# --- what is what ---


async def test_a_post_is_a_post_and_a_long_one_is_read_in_full(network: XNetwork) -> None:
    id_ = network.post(
        ME, NOW - DAY, "Short &amp; cut…", note_tweet={"text": "Long &amp; whole."}, reply_settings="mentionedUsers"
    )
    async with over(network.server) as source:
        (entry,) = (await entries_of(source)).values()
    assert (entry.kind, entry.native_id, entry.text, entry.author) == (Kind.POST, id_, "Long & whole.", I_AM)
    assert (entry.url, entry.lang) == (f"https://x.com/wren_ties/status/{id_}", "en")
    assert (entry.comments_open, entry.at) == (False, NOW - DAY)
    assert how(entry) == (Place.MINE, Act.BROADCAST)


async def test_links_are_written_out_and_pictures_and_quoted_posts_are_none(network: XNetwork) -> None:
    asked = network.post(GULL, NOW - DAY)
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://short.example/1", "unwound_url": "https://knots.example/1"},
        {"url": "https://t.co/b", "expanded_url": "https://twitter.com/wren_ties/status/1/photo/1"},
        {"url": "https://t.co/c", "expanded_url": f"https://x.com/gull_erik/status/{asked}"},
        {"url": "https://t.co/d", "expanded_url": "https://x.com/wren_ties/status/1/video/1", "media_key": "3_1"},
        {"url": "https://t.co/e", "expanded_url": "https://pic.twitter.com/abc"},
    ]
    text = "See https://t.co/a and more https://t.co/b https://t.co/c https://t.co/d https://t.co/e"
    network.post(ME, NOW - HOUR, text, entities={"urls": urls}, quoted=asked)
    async with over(network.server) as source:
        (entry,) = (await entries_of(source)).values()
    assert (entry.kind, entry.links) == (Kind.QUOTE, ("https://knots.example/1",))
    assert entry.text == "See https://knots.example/1 and more"


async def test_who_is_answered_and_whose_thread_it_is_are_told_apart(network: XNetwork) -> None:
    mine, theirs = network.post(ME, NOW - 9 * HOUR), network.post(GULL, NOW - 9 * HOUR)
    goes_on = network.post(ME, NOW - 8 * HOUR, replied_to=mine)
    asked = network.post(GULL, NOW - 7 * HOUR, replied_to=mine)
    answer = network.post(ME, NOW - 6 * HOUR, "@gull_erik Yes", replied_to=asked, entities=mention(GULL))
    joined = network.post(ME, NOW - 6 * HOUR, replied_to=theirs)
    others = network.post(DOCK, NOW - 5 * HOUR, replied_to=theirs)
    deep = network.post(ME, NOW - 4 * HOUR, replied_to=others)
    continued = network.post(ME, NOW - 3 * HOUR, replied_to=joined)
    async with over(network.server) as source:
        found = await entries_of(source)
    assert how(found[goes_on]) == (Place.MINE, Act.BROADCAST)
    assert how(found[answer]) == (Place.MINE, Act.HOST)
    assert [how(found[id_]) for id_ in (joined, deep, continued)] == [(Place.THEIRS, Act.JOIN)] * 3
    assert (found[answer].root, found[answer].parent, found[answer].thread) == (I_AM, THEY, mine)
    assert (found[deep].root, found[deep].parent, found[deep].thread) == (Party(GULL), Party(DOCK), theirs)
    assert (found[continued].root, found[continued].parent) == (Party(GULL), I_AM)
    assert found[answer].mentions == (GULL,)


async def test_a_retweet_is_a_boost_and_of_oneself_a_broadcast(network: XNetwork) -> None:
    theirs, mine = network.post(GULL, NOW - 3 * HOUR), network.post(ME, NOW - 2 * HOUR)
    boost = network.post(ME, NOW - HOUR, "RT @gull_erik: A rope &amp; a half", retweeted=theirs, entities=mention(GULL))
    again = network.post(ME, NOW - HOUR, "RT @Wren_Ties: Words", retweeted=mine)
    async with over(network.server) as source:
        found = await entries_of(source)
    assert (found[boost].kind, found[boost].of, found[boost].parent_id) == (Kind.BOOST, THEY, theirs)
    assert (found[boost].text, found[boost].parent_text) == ("", "A rope & a half")
    assert how(found[boost]) == (Place.THEIRS, Act.AMPLIFY)
    assert how(found[again]) == (Place.MINE, Act.BROADCAST)
    assert "/2/tweets" not in network.server.paths()  # nobody had to be looked up


async def test_a_quote_with_words_of_ones_own_is_half_a_conversation(network: XNetwork) -> None:
    theirs, mine = network.post(GULL, NOW - 3 * HOUR), network.post(ME, NOW - 2 * HOUR)
    urls = {"urls": [{"url": "https://t.co/q", "expanded_url": f"https://twitter.com/gull_erik/status/{theirs}"}]}
    words = "This splice has held for seven winters on our boat https://t.co/q"
    quote = network.post(ME, NOW - HOUR, words, quoted=theirs, entities=urls)
    own = network.post(ME, NOW - HOUR, "Once more for the evening crowd", quoted=mine)
    async with over(network.server) as source:
        found = await entries_of(source)
    assert (found[quote].of, found[quote].links, found[quote].parent_id) == (THEY, (), theirs)
    assert how(found[quote]) == (Place.THEIRS, Act.QUOTE)
    assert how(found[own]) == (Place.MINE, Act.BROADCAST)


async def test_likes_are_not_shown_and_it_says_so(network: XNetwork) -> None:
    async with over(network.server) as source:
        await fetched(source)
    assert not any("liked" in path for path in network.server.paths())
    assert "likes" in X.hides


async def test_an_answer_to_what_was_deleted_has_an_unknown_thread(network: XNetwork) -> None:
    theirs = network.post(GULL, NOW - 3 * HOUR)
    others = network.post(DOCK, NOW - 2 * HOUR, replied_to=theirs)
    answer = network.post(ME, NOW - HOUR, replied_to=others)
    del network.posts[theirs]
    async with over(network.server) as source:
        entry = (await entries_of(source))[answer]
        assert (entry.root, entry.parent) == (NOBODY, Party(DOCK))
        await fetched(source)
    assert network.server.paths().count("/2/tweets") == 1  # what is gone is not asked for again


async def test_words_to_somebody_that_answer_no_post_are_a_post(network: XNetwork) -> None:
    network.post(ME, NOW - HOUR, "@gull_erik hello", in_reply_to_user_id=GULL, entities=mention(GULL))
    async with over(network.server) as source:
        (entry,) = (await entries_of(source)).values()
    assert (entry.kind, entry.parent, entry.mentions) == (Kind.POST, NOBODY, (GULL,))


def test_recorded_posts_are_read() -> None:
    by_id = {post["id"]: post for post in recorded(__file__, "x/search.json")["data"]}
    me = Party("172000003", "@wren_ties")
    goes_on = read.entry(by_id["1275882613572583424"], me, {}, NOW)
    assert (goes_on.kind, goes_on.parent, goes_on.parent_id) == (Kind.REPLY, me, "1273733248749690880")
    assert goes_on.at == datetime(2020, 6, 24, 20, 4, 54, tzinfo=UTC)
    asked = read.entry(by_id["1275653067283759104"], me, {}, NOW)
    assert (asked.parent.id, asked.text[:18]) == ("630000001", "@gull_erik Wait, w")
    gull = Party("630000001", "@gull_erik")
    with_picture = read.entry(by_id["1276035977375477760"], gull, {}, NOW)
    assert (with_picture.links, with_picture.parent.id) == ((), "172000003")
    assert with_picture.text.endswith("looking for")
    assert read.entry(by_id["1275763727908798470"], gull, {}, NOW).lang == ""


def test_a_recorded_timeline_is_read_and_its_numbers_are_moments() -> None:
    for post in recorded(__file__, "x/timeline.json")["data"]:
        entry = read.entry(post, I_AM, {}, NOW)
        found = read.moment_of(post["id"])
        assert found is not None
        assert timedelta() <= found - entry.at < timedelta(seconds=1)


def test_nonsense_costs_only_itself() -> None:
    for answer in with_nonsense(recorded(__file__, "x/search.json")):
        data = answer.get("data")
        for post in data if isinstance(data, list) else []:
            try:
                read.unclear(post, I_AM)
                entry = read.entry(post, I_AM, {}, NOW)
            except read.UNREADABLE:
                continue
            assert entry.at <= NOW


# --- a network that changes ---


@dataclass
class Store:
    """What polls leave behind, kept as the service keeps it: by native id, with the cursor."""

    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    cost: int = 0

    async def poll(self, source: X, now: datetime = NOW, *, sweep: bool = False) -> list[str]:
        """Returns what was new."""
        new, came, complete = [], dict[str, Entry](), None
        for batch in await fetched(source, self.cursor, now=now, sweep=sweep):
            new += [entry.native_id for entry in batch.entries if entry.native_id not in self.entries | came]
            came |= {entry.native_id: entry for entry in batch.entries}
            complete = batch.complete_since or complete
            self.cursor = json.loads(json.dumps(batch.cursor))
            self.cost += batch.cost
        self.entries |= came
        if complete:
            self.entries = {id_: one for id_, one in self.entries.items() if one.at < complete or id_ in came}
        return new


async def test_each_post_is_found_exactly_once_while_somebody_writes(network: XNetwork) -> None:
    wanted, found, store = [], [], Store()
    async with over(network.server) as source:
        for hour in range(20):
            wanted += [
                network.post(ME, NOW + hour * HOUR - minute * timedelta(minutes=4)) for minute in range(hour % 4)
            ]
            found += await store.poll(source, NOW + hour * HOUR)
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found)) == 30


async def test_more_than_a_poll_reads_is_gone_on_with_and_meets_what_came_meanwhile(network: XNetwork) -> None:
    wanted = [network.post(ME, NOW - number * HOUR) for number in range(450)]
    store = Store()
    async with over(network.server) as source:
        found = await store.poll(source)
        assert len(found) == 200
        assert "below" in store.cursor
        for poll in range(1, 5):
            wanted.append(network.post(ME, NOW + poll * HOUR))
            found += await store.poll(source, NOW + poll * HOUR)
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found))
    assert "below" not in store.cursor


async def test_the_first_poll_goes_back_thirty_days_for_every_post_costs(network: XNetwork) -> None:
    network.post(ME, NOW - 31 * DAY)
    recent = network.post(ME, NOW - 29 * DAY)
    async with over(network.server) as source:
        assert list(await entries_of(source)) == [recent]


async def test_an_edit_replaces_the_post_it_was(network: XNetwork) -> None:
    first = network.post(ME, NOW - HOUR, "A bowlnie")
    store = Store()
    async with over(network.server) as source:
        assert await store.poll(source) == [first]
        latest = network.edit(first, NOW - HOUR / 2, "A bowline")
        assert await store.poll(source, NOW + HOUR) == []
    entry = store.entries[first]
    assert (entry.text, entry.at, entry.edited_at) == ("A bowline", NOW - HOUR, NOW - HOUR / 2)
    assert entry.url.endswith(latest)


async def test_what_was_deleted_goes_with_the_sweep_and_what_is_older_stays(network: XNetwork) -> None:
    ids = [network.post(ME, NOW - number * DAY) for number in range(12)]
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        del network.posts[ids[3]], network.posts[ids[10]]
        new = network.post(ME, NOW + HOUR)
        assert await store.poll(source, NOW + 2 * HOUR, sweep=True) == [new]
    assert set(store.entries) == {*ids, new} - {ids[3]}  # a week is read again, not everything


async def test_a_sweep_reads_a_hundred_posts_and_says_how_far_that_went(network: XNetwork) -> None:
    ids = [network.post(ME, NOW - number * timedelta(minutes=40)) for number in range(180)]
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        assert set(store.entries) == set(ids)
        del network.posts[ids[5]], network.posts[ids[150]]
        await store.poll(source, NOW + HOUR, sweep=True)
    assert set(store.entries) == set(ids) - {ids[5]}


async def test_a_post_from_the_future_counts_as_now(network: XNetwork) -> None:
    id_ = network.post(ME, NOW + DAY)
    async with over(network.server) as source:
        assert (await entries_of(source))[id_].at == NOW


# --- what it costs ---


async def test_every_batch_says_what_it_cost(network: XNetwork) -> None:
    theirs = network.post(GULL, NOW - 9 * HOUR)
    others = network.post(DOCK, NOW - 8 * HOUR, replied_to=theirs)
    for minute in range(60):
        network.post(ME, NOW - minute * timedelta(minutes=1))
    network.post(ME, NOW - 7 * HOUR, replied_to=others)  # one look-up: whose thread it is
    store = Store()
    async with over(network.server) as source:
        await store.poll(source)
        assert store.cost == 62 * POST_READ
        assert network.dollars() == pytest.approx(store.cost / 1e6)
        await store.poll(source, NOW + HOUR)  # within a day a post is paid for once
        assert store.cost == 62 * POST_READ


async def test_mentions_and_searches_are_owed_for_until_somebody_asks(network: XNetwork) -> None:
    mine = network.post(ME, NOW - 2 * HOUR)
    network.post(GULL, NOW - HOUR, replied_to=mine)
    network.post(DOCK, NOW - HOUR)
    async with over(network.server) as source:
        (first,) = await fetched(source)
        await source.received(WREN, first.entries, now=NOW)
        assert len(await source.talks(WREN, (Party(DOCK),), (), now=NOW)) == 1
        assert (source.owed_microdollars(0), source.owed_microdollars(0)) == (2 * POST_READ, 0)
        (page,) = await fetched(source, first.cursor, now=NOW + HOUR)
        assert page.cost == 0


async def test_no_more_is_asked_for_than_is_left_and_then_it_says_until_when(network: XNetwork) -> None:
    for minute in range(60):
        network.post(ME, NOW - minute * timedelta(minutes=1))
    async with over(network.server, cap="0.05") as source:
        pages = source.fetch(WREN, {}, since=SINCE, now=NOW)
        first = await anext(pages)
        with pytest.raises(RateLimited, match=r"The \$0\.05 a month that X may cost here are used up"):
            await anext(pages)
        assert first.cost == 50_000
        assert network.dollars() == pytest.approx(0.05)
        asked = len(network.server.asked)
        assert await source.received(WREN, first.entries, now=NOW) == ()
        assert await source.talks(WREN, (THEY,), (), now=NOW) == ()
        assert len(network.server.asked) == asked


def test_a_month_has_its_own_money_and_a_day_its_own_reads() -> None:
    now = [datetime(2026, 11, 30, 23, 0, tzinfo=UTC)]
    purse = Purse(1_000_000, lambda: now[0])
    purse.charge(POST_READ, ["1", "2", "2"])
    purse.charge(POST_READ, ["1"])
    assert (purse.left, purse.owed(), purse.owed()) == (990_000, 10_000, 0)
    assert purse.used_up().wait == timedelta(hours=1)
    assert "1 December" in str(purse.used_up())
    now[0] += timedelta(hours=2)
    assert purse.left == 1_000_000
    purse.charge(POST_READ, ["1"])
    assert purse.left == 995_000


# --- what came back ---


async def test_answers_and_mentions_are_received_with_when_they_were_answered(network: XNetwork) -> None:
    mine = network.post(ME, NOW - 9 * HOUR)
    theirs = network.post(GULL, NOW - 9 * HOUR)
    answered = network.post(GULL, NOW - 8 * HOUR, replied_to=mine)
    network.post(ME, NOW - 7 * HOUR, replied_to=answered)
    waiting = network.post(DOCK, NOW - 6 * HOUR, "@wren_ties Which rope?", replied_to=mine)
    named = network.post(DOCK, NOW - 5 * HOUR, "Ask @wren_ties", entities=mention(ME))
    network.post(DOCK, NOW - 5 * HOUR, replied_to=theirs)
    async with over(network.server) as source:
        entries = tuple((await entries_of(source)).values())
        heard = await source.received(WREN, entries, now=NOW)
        assert [(one.native_id, one.on, one.answered_at) for one in heard] == [
            (answered, mine, NOW - 7 * HOUR), (waiting, mine, None), (named, "", None),
        ]  # fmt: skip
        assert (heard[1].author, heard[1].text) == (Party(DOCK), "@wren_ties Which rope?")
        assert heard[1].url == f"https://x.com/i/status/{waiting}"
        again = await source.received(WREN, entries, now=NOW + HOUR)
        assert again == heard
    asked = [asked.query["since_id"] for asked in network.server.asked if asked.path.endswith("/mentions")]
    assert asked[1] == named  # only what is newer than what is known


async def test_mentions_too_many_to_be_read_are_told_as_far_as_they_are_whole(network: XNetwork) -> None:
    mine = network.post(ME, NOW - 9 * HOUR)
    ids = [network.post(GULL, NOW - n * timedelta(minutes=4), replied_to=mine) for n in range(120)]
    async with over(network.server) as source:
        entries = tuple((await entries_of(source)).values())
        heard = await source.received(WREN, entries, now=NOW)
    assert {one.native_id for one in heard} <= set(ids[:100])
    assert len(heard) >= 99


# --- who talks there ---


async def test_talks_are_new_posts_of_people_one_met_once_a_day(network: XNetwork) -> None:
    asked = network.post(GULL, NOW - HOUR, "Which splice holds best?", public_metrics={"reply_count": 2})
    network.post(GULL, NOW - HOUR, reply_settings="following")
    network.post(GULL, NOW - 9 * DAY)
    network.post(DOCK, NOW - HOUR)
    async with over(network.server) as source:
        (talk,) = await source.talks(WREN, (THEY, I_AM, Party("not a number")), (), now=NOW)
        assert (talk.native_id, talk.starter, talk.messages, talk.is_question) == (asked, THEY, 3, True)
        assert talk.url == f"https://x.com/gull_erik/status/{asked}"
        assert await source.talks(WREN, (THEY,), (), now=NOW + HOUR) == ()
    assert network.server.paths().count("/2/tweets/search/recent") == 1


# --- what can go wrong ---


def told(title: str, detail: str) -> Any:
    return 200, JSON, {"errors": [{"title": title, "detail": detail, "resource_type": "user"}]}


@pytest.mark.parametrize(
    ("reply", "kind", "sentence"),
    [
        ((401, JSON, {"title": "Unauthorized", "status": 401}), NeedsCredential, "INVOLVE_X_TOKEN"),
        ((402, JSON, {"title": "CreditsDepleted"}), NeedsCredential, "has no credit left"),
        ((403, JSON, {"reason": "client-not-enrolled", "title": "Client Forbidden"}), NeedsCredential, "may read"),
        ((403, JSON, {"title": "Forbidden"}), Private, "does not show this"),
        ((404, JSON, {}), NotFound, "X has nothing there"),
        ((410, JSON, {}), Gone, "gone for good"),
        ((400, JSON, {"detail": "One or more parameters"}), Garbled, "One or more parameters"),
        ((429, {**JSON, "x-rate-limit-reset": "1"}, {"title": "Too Many Requests"}), RateLimited, "asked less often"),
        ((429, {**JSON, "retry-after": "120"}, {}), RateLimited, "2 minutes"),
        ((503, JSON, {"title": "Service Unavailable"}), Unreachable, "a problem of its own"),
        ((200, {"content-type": "text/html"}, "<html>Sorry</html>"), Garbled, "a web page instead of an answer"),
        ((200, JSON, '{"data": [{"id": "1'), Garbled, "an answer nobody can read"),
        ((403, {"content-type": "text/html"}, "<html>Sorry</html>"), Private, "403"),
        ((200, JSON, []), Garbled, "does not understand"),
        (told("Not Found Error", "Could not find user with id: [1]."), Gone, "not there any more"),
        (told("Forbidden", "User has been suspended: [wren_ties]."), Gone, "suspended"),
        (told("Authorization Error", "Sorry, you are not authorized to see"), Private, "followers only"),
        (told("", ""), Garbled, "without saying why"),
    ],
)
async def test_every_refusal_is_put_into_words(reply: Any, kind: type[SourceError], sentence: str) -> None:
    async with serve({"*": reply}) as server, over(server) as source:
        with pytest.raises(kind, match=sentence) as raised:
            await fetched(source)
    assert type(raised.value) is kind
    assert TOKEN not in str(raised.value)


async def test_a_cursor_that_makes_no_sense_is_begun_anew(network: XNetwork) -> None:
    id_ = network.post(ME, NOW - HOUR)
    async with over(network.server) as source:
        for cursor in ({"reached": "x"}, {"reached": 3, "top": "a", "below": None}):
            found = [entry.native_id for batch in await fetched(source, cursor) for entry in batch.entries]
            assert found == [id_]


async def test_a_profile_is_read_by_its_number_and_paid_for(network: XNetwork) -> None:
    async with over(network.server) as source:
        found = await source.profile(replace(WREN, handle="@before"))
        assert (found.handle, found.url) == ("@wren_ties", "https://x.com/wren_ties")
        assert {"Knots. involve-ABCD", "https://wren.example"} <= set(found.text.splitlines())
        assert source.owed_microdollars(0) == USER_READ
    async with over(network.server, cap="0") as source:
        with pytest.raises(NeedsCredential, match="off here"):
            await source.profile(WREN)

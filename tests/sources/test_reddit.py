"""Reddit, by a private feed address and by an approved app: whose post it is is known, everything comes once."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground, Holding
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, Unreachable
from bot.sources import reddit_read as read
from bot.sources.base import Batch, Handle, Heard, Identity
from bot.sources.http import Http
from bot.sources.reddit import Reddit
from bot.sources.reddit_ask import PrivateFeed
from tests.sources.nonsense import with_nonsense
from tests.sources.reddit_network import ATOM, DOOR, KEY, Network, reddit
from tests.sources.serve import JSON, Reply, recorded

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
ME = Party("wren_tal", "Wren_Tal")
BARE = Identity("reddit", "wren_tal", "u/Wren_Tal", "https://www.reddit.com/user/Wren_Tal", name="Wren_Tal")
WREN = Identity(**{name: getattr(BARE, name) for name in BARE.__slots__} | {"credential": str(PrivateFeed.of(DOOR))})
GROUND = Ground(Holding(accounts=frozenset({("reddit", "wren_tal")})))
APP = {"app": "harbour", "secret": "secret"}


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with reddit() as running:
        yield running


@asynccontextmanager
async def over(network: Network, **app: str) -> AsyncIterator[Reddit]:
    async with (
        network.server.http() as http,
        Reddit(http, site=network.server.url, api=network.server.url, **app) as source,
    ):
        yield source


async def poll(
    source: Reddit,
    who: Identity,
    cursor: Mapping[str, object] | None = None,
    *,
    now: datetime = NOW,
    sweep: bool = False,
) -> tuple[list[Entry], Batch]:
    batches = [batch async for batch in source.fetch(who, cursor or {}, since=SINCE, now=now, sweep=sweep)]
    return [entry for batch in batches for entry in batch.entries], batches[-1]


def how(entry: Entry) -> tuple[Place, Act]:
    what = classify(entry, GROUND)
    assert what is not None
    return what.place, what.act


# --- who that is, and the key to their feeds ---


@pytest.mark.parametrize(
    "typed",
    ["u/Wren_Tal", "/u/Wren_Tal", "reddit:Wren_Tal", "reddit: u/Wren_Tal", "https://www.reddit.com/user/Wren_Tal",
     "https://old.reddit.com/u/Wren_Tal/comments/", "reddit.com/user/Wren_Tal?x=1"],
)  # fmt: skip
def test_a_handle_is_recognised_as_people_type_it(typed: str) -> None:
    assert Reddit(Http()).recognise(typed) == Handle("reddit", "Wren_Tal")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Wren_Tal",
        "u/x",
        "u/wren@lemmy.example",
        "r/knots",
        "https://www.reddit.com/r/knots",
        "lemmy:wren@x.example",
    ],
)
def test_what_is_not_of_this_network_is_left_to_others(typed: str) -> None:
    assert Reddit(Http()).recognise(typed) is None


async def test_without_an_app_a_name_is_taken_as_it_is(network: Network) -> None:
    async with over(network) as source:
        assert await source.resolve(Handle("reddit", "Wren_Tal")) == BARE
    assert network.server.asked == []


async def test_with_an_app_a_name_is_looked_up(network: Network) -> None:
    async with over(network, **APP) as source:
        assert await source.resolve(Handle("reddit", "wren_tal")) == BARE
        with pytest.raises(NotFound, match=r"knows nobody called u/zoe\. Check the spelling"):
            await source.resolve(Handle("reddit", "zoe"))
        assert not source.wants.needed
    assert Reddit.wants.needed


@pytest.mark.parametrize(
    "address",
    [DOOR, f"https://www.reddit.com/user/Wren_Tal/saved.json?feed={KEY}&user=Wren_Tal", f"feed={KEY}&user=wren_tal",
     f"https://old.reddit.com/message/inbox/.rss?user=wren_tal&feed={KEY}"],
)  # fmt: skip
async def test_any_private_feed_address_is_a_key(network: Network, address: str) -> None:
    async with over(network) as source:
        checked = await source.check(BARE, address, now=NOW)
    assert PrivateFeed.of(checked.credential) is not None
    assert KEY not in repr(checked)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://www.reddit.com/.rss", "That is no private feed address"),
        ("hello", "That is no private feed address"),
        (f"https://www.reddit.com/.rss?feed={KEY}&user=gull", r"That address is u/gull's"),
        (f"https://www.reddit.com/.rss?feed={KEY[::-1]}&user=wren_tal", "does not take this private feed address"),
    ],
)
async def test_what_is_no_key_of_theirs_is_told(network: Network, address: str, sentence: str) -> None:
    async with over(network) as source:
        with pytest.raises(NeedsCredential, match=sentence):
            await source.check(BARE, address, now=NOW)


async def test_without_a_key_the_archive_is_named_as_the_other_way(network: Network) -> None:
    async with over(network) as source:
        with pytest.raises(NeedsCredential, match=r"prefs/feeds, or import the archive from reddit\.com/settings"):
            await poll(source, BARE)
        assert await source.received(BARE, (), now=NOW) == ()
        assert await source.talks(BARE, (), (), now=NOW) == ()


def test_it_says_what_it_sees() -> None:
    assert Reddit.coverage is Coverage.FULL
    assert all(Reddit(Http()).recognise(example) for example in Reddit.examples)


async def test_a_profile_is_shown_to_an_app_alone(network: Network) -> None:
    async with over(network, **APP) as source:
        assert (await source.profile(BARE)).text == "\nTies knots."
    async with over(network) as source:
        with pytest.raises(NeedsCredential, match="proves that the account is yours"):
            await source.profile(BARE)


# --- what is what ---


def fill(network: Network) -> None:
    own = network.post("a1", "Wren_Tal", ago(days=4), "Which knot?", selftext="See https://knots.example/b")
    network.post("a2", "Wren_Tal", ago(days=4, hours=-1), "A film", is_self=False, url="https://film.example/k")
    theirs = network.post("b1", "gull", ago(days=4), "Moorings", sub="rope")
    asked = network.comment("c1", own, "gull", ago(days=3))
    network.comment("c2", asked, "Wren_Tal", ago(days=2, hours=3))
    more = network.comment("c3", own, "Wren_Tal", ago(days=2, hours=2))
    network.comment("c4", more, "Wren_Tal", ago(days=2, hours=1))
    network.comment("c5", theirs, "Wren_Tal", ago(days=1, hours=3))
    below = network.comment("c6", "t1_c5", "dock_hand", ago(days=1, hours=2))
    network.comment("c7", below, "Wren_Tal", ago(days=1))


async def test_with_an_app_what_a_member_does_is_told_apart(network: Network) -> None:
    fill(network)
    network.post(
        "a3",
        "Wren_Tal",
        ago(hours=9),
        "Look",
        crosspost_parent="t3_b1",
        crosspost_parent_list=[network.things["t3_b1"]["data"]],
    )
    async with over(network, **APP) as source:
        entries, _ = await poll(source, BARE)
    found = {entry.native_id: entry for entry in entries}
    gull, dock = Party("gull", "gull"), Party("dock_hand", "dock_hand")
    assert {id_: (each.kind, each.root, each.parent, each.of, each.thread) for id_, each in found.items()} == {
        "t3_a1": (Kind.POST, NOBODY, NOBODY, NOBODY, ""),
        "t3_a2": (Kind.POST, NOBODY, NOBODY, NOBODY, ""),
        "t3_a3": (Kind.BOOST, NOBODY, NOBODY, gull, ""),
        "t1_c2": (Kind.REPLY, ME, gull, NOBODY, "t3_a1"),
        "t1_c3": (Kind.REPLY, ME, ME, NOBODY, "t3_a1"),
        "t1_c4": (Kind.REPLY, ME, ME, NOBODY, "t3_a1"),
        "t1_c5": (Kind.REPLY, gull, gull, NOBODY, "t3_b1"),
        "t1_c7": (Kind.REPLY, gull, dock, NOBODY, "t3_b1"),
    }
    assert {id_: how(each) for id_, each in found.items()} == {
        "t3_a1": (Place.THEIRS, Act.BROADCAST),
        "t3_a2": (Place.THEIRS, Act.BROADCAST),
        "t3_a3": (Place.THEIRS, Act.AMPLIFY),
        "t1_c2": (Place.MINE, Act.HOST),
        "t1_c3": (Place.MINE, Act.BROADCAST),
        "t1_c4": (Place.MINE, Act.BROADCAST),
        "t1_c5": (Place.THEIRS, Act.JOIN),
        "t1_c7": (Place.THEIRS, Act.JOIN),
    }
    assert (found["t3_a1"].links, found["t3_a2"].links) == (("https://knots.example/b",), ("https://film.example/k",))
    assert (found["t1_c7"].parent_text, found["t1_c7"].venue) == ("Comment c6.", "r/rope")


async def test_by_feed_what_a_member_does_is_told_apart_as_far_as_it_says(network: Network) -> None:
    fill(network)
    async with over(network) as source:
        entries, batch = await poll(source, WREN)
        heard = await source.received(WREN, tuple(entries), now=NOW)
    found = {entry.native_id: entry for entry in entries}
    assert {id_: (each.kind, each.root.id, each.parent, each.thread, how(each)[0]) for id_, each in found.items()} == {
        "t3_a1": (Kind.POST, "", NOBODY, "", Place.THEIRS),
        "t3_a2": (Kind.POST, "", NOBODY, "", Place.THEIRS),
        "t1_c2": (Kind.REPLY, "wren_tal", NOBODY, "t3_a1", Place.MINE),
        "t1_c3": (Kind.REPLY, "wren_tal", NOBODY, "t3_a1", Place.MINE),
        "t1_c4": (Kind.REPLY, "wren_tal", NOBODY, "t3_a1", Place.MINE),
        "t1_c5": (Kind.REPLY, "somebody:t3_b1", NOBODY, "t3_b1", Place.THEIRS),
        "t1_c7": (Kind.REPLY, "somebody:t3_b1", NOBODY, "t3_b1", Place.THEIRS),
    }
    assert (found["t3_a2"].text, found["t3_a2"].venue) == ("", "r/knots")
    assert found["t3_a2"].links == ("https://film.example/k",)
    assert KEY not in repr(batch)
    assert [(one.native_id, one.on, one.author.name, one.answered_at) for one in heard] == [
        ("t1_c1", "t3_a1", "gull", ago(days=2, hours=3)),
        ("t1_c6", "t1_c5", "dock_hand", ago(days=1)),
    ]
    assert not [path for path in network.server.paths() if "inbox" in path or "messages" in path]


async def test_recorded_answers_are_read(network: Network) -> None:
    network.errors["/user/Wren_Tal/overview"] = (200, JSON, recorded(__file__, "reddit/overview.json"))
    async with over(network, **APP) as source:
        [batch] = [batch async for batch in source.fetch(BARE, {}, since=datetime(2019, 1, 1, tzinfo=UTC), now=NOW)]
    comment, post = batch.entries
    assert (comment.native_id, comment.thread, comment.root, comment.parent) == (
        "t1_f0zsa37", "t3_d7ejpn", Party("dock_hand", "dock_hand"), Party("dock_hand", "dock_hand"),
    )  # fmt: skip
    assert comment.at == datetime(2019, 9, 21, 21, 38, 16, tzinfo=UTC)
    assert (
        comment.url == "https://www.reddit.com/r/rope/comments/d7ejpn/im_giving_away_a_hundred_metres_of_rope/f0zsa37/"
    )
    assert (post.title, post.text) == (
        "Which knot holds & lets go?",
        "Is [this list](https://knots.example/list) whole?\n\nI tie & untie.",
    )
    assert (post.links, post.venue, post.edited_at) == (("https://knots.example/list",), "r/knots", None)


async def test_a_feed_of_the_true_form_is_read(network: Network) -> None:
    feed = (Path(__file__).parent / "recorded" / "reddit" / "overview.rss").read_text()
    network.errors["/user/wren_tal/overview/.rss"] = (200, ATOM, feed)
    async with over(network) as source:
        entries, _ = await poll(source, WREN)
    post, comment = entries
    assert (post.title, post.text, post.links) == (
        "Which knot holds & lets go?",
        "Is this list whole?",
        ("https://knots.example/list",),
    )
    assert (comment.text, comment.links, comment.thread) == (
        "Thank you! See here.",
        ("https://rope.example/a",),
        "t3_d7ejpn",
    )
    assert (comment.root, comment.venue) == (Party("somebody:t3_d7ejpn"), "r/rope")


def test_whose_post_it_is_is_only_said_where_the_own_ones_are_known() -> None:
    some = read.Own(["t3_b5", "t3_b1"], whole=False)
    assert [some.author(f"t3_{id_}", ME) for id_ in ("b1", "b3", "zz", "a9")] == [
        ME, Party("somebody:t3_b3"), Party("somebody:t3_zz"), NOBODY,
    ]  # fmt: skip
    assert read.Own([], whole=True).author("t3_a9", ME) == Party("somebody:t3_a9")
    assert read.Own([], whole=False).author("t3_a9", ME) == NOBODY


async def test_what_is_private_or_gone_is_dropped(network: Network) -> None:
    network.post("a1", "Wren_Tal", ago(days=2), "For members", subreddit_type="private")
    network.post("a2", "Wren_Tal", ago(days=1), selftext="[removed]")
    async with over(network, **APP) as source:
        entries, batch = await poll(source, BARE)
    assert (entries, batch.skipped, batch.deleted) == ([], {"private": 1}, {"t3_a2"})
    assert "For members" not in repr(batch)


# --- a network that changes ---


@pytest.mark.parametrize("app", [{}, APP])
async def test_every_item_comes_once_also_when_the_newest_is_deleted(network: Network, app: dict[str, str]) -> None:
    stored: dict[str, Entry] = {}
    cursor: Mapping[str, object] = {}
    network.post("b0", "gull", ago(days=1))
    async with over(network, **app) as source:
        for turn in range(6):
            now = NOW + timedelta(hours=turn)
            new = {network.post(f"p{turn}", "Wren_Tal", now - timedelta(minutes=9))}
            new.add(network.comment(f"m{turn}", "t3_b0", "Wren_Tal", now - timedelta(minutes=1)))
            entries, batch = await poll(source, WREN if not app else BARE, cursor, now=now)
            assert {entry.native_id for entry in entries} - stored.keys() == new
            stored |= {entry.native_id: entry for entry in entries}
            cursor = batch.cursor
            # Reddit says "nothing came before this", for ever, of a thing that is deleted.
            del network.things[f"t1_m{turn}"]
    assert len(stored) == 12
    assert not any("before" in asked.query for asked in network.server.asked)


@pytest.mark.parametrize("app", [{}, APP])
async def test_many_pages_are_read_and_nothing_is_lost(network: Network, app: dict[str, str]) -> None:
    for number in range(250):
        network.post(f"p{number:03}", "Wren_Tal", ago(hours=2 * number + 1))
    async with over(network, **app) as source:
        entries, batch = await poll(source, WREN if not app else BARE, sweep=True)
        assert [entry.native_id for entry in entries] == [f"t3_p{number:03}" for number in reversed(range(250))]
        assert batch.complete_since == SINCE
        for number in range(250):
            del network.things[f"t3_p{number:03}"]
        entries, batch = await poll(source, WREN if not app else BARE, batch.cursor, sweep=True)
    assert (entries, batch.complete_since) == ([], ago(days=7))


async def test_an_edit_replaces_what_was_said_before(network: Network) -> None:
    network.post("a1", "Wren_Tal", ago(days=2), selftext="Before")
    async with over(network, **APP) as source:
        _, batch = await poll(source, BARE)
        network.things["t3_a1"]["data"] |= {"selftext": "After &amp; better", "edited": ago(hours=1).timestamp()}
        entries, _ = await poll(source, BARE, batch.cursor, sweep=True)
    assert [(entry.text, entry.edited_at) for entry in entries] == [("After & better", ago(hours=1))]


# --- what came back ---


async def test_with_an_app_what_others_said_is_heard_from_the_talk(network: Network) -> None:
    fill(network)
    network.comment("c8", "t1_c1", "dock_hand", ago(hours=9))  # to Gull, not to Wren
    network.comment("c9", "t1_c3", "gull", ago(hours=8))
    async with over(network, **APP) as source:
        entries, _ = await poll(source, BARE)
        heard = await source.received(BARE, tuple(entries), now=NOW)
        assert [(one.native_id, one.on, one.answered_at) for one in heard] == [
            ("t1_c1", "t3_a1", ago(days=2, hours=3)),
            ("t1_c6", "t1_c5", ago(days=1)),
            ("t1_c9", "t1_c3", None),
        ]
        assert isinstance(heard, Heard)
        assert heard.whole == {entry.native_id for entry in entries}
        network.keeps_back = True
        assert await source.received(BARE, tuple(entries), now=NOW) == ()


async def test_talks_are_of_others_and_of_these_days(network: Network) -> None:
    fill(network)
    network.post("d1", "gull", ago(hours=5), "How do you moor?", sub="rope")
    network.post("d2", "gull", ago(days=3), "Old", sub="rope")
    network.post("d3", "AutoModerator", ago(hours=5), "Weekly", sub="rope")
    network.post("d4", "gull", ago(hours=5), "Closed", sub="rope", locked=True)
    network.post("d5", "dock_hand", ago(hours=5), "On tides", sub="sea", num_comments=3)
    network.post("d6", "gull", ago(hours=5), "Mine too", sub="rope")
    network.comment("e1", "t3_d6", "Wren_Tal", ago(hours=2))
    async with over(network, **APP) as source:
        talks = await source.talks(BARE, (), ("tides",), now=NOW)
    assert [(talk.native_id, talk.messages, talk.is_question) for talk in talks] == [
        ("t3_d1", 1, True),
        ("t3_d5", 4, False),
    ]


# --- when something is wrong ---


async def test_a_token_is_asked_for_once_and_again_when_it_was_taken_back(network: Network) -> None:
    async with over(network, **APP) as source:
        for _ in range(3):
            await poll(source, BARE)
        assert network.tokens == 1
        network.tokens = 5
        await poll(source, BARE)
    assert network.tokens == 6


async def test_an_app_that_is_not_taken_is_told_with_its_settings(network: Network) -> None:
    async with over(network, app="harbour", secret="wrong") as source:
        with pytest.raises(NeedsCredential, match="check INVOLVE_REDDIT_APP"):
            await poll(source, BARE)


async def test_a_used_up_quota_is_obeyed(network: Network) -> None:
    network.left = 0.0
    async with over(network, **APP) as source:
        await poll(source, BARE)
        with pytest.raises(RateLimited) as raised:
            await poll(source, BARE)
    assert timedelta(minutes=4) < raised.value.wait <= timedelta(minutes=5)


TROUBLES: list[tuple[Reply, type[Exception], type[Exception]]] = [
    ((401, JSON, {}), NeedsCredential, NeedsCredential),
    ((403, JSON, {}), Private, NeedsCredential),
    ((404, JSON, {}), Gone, NeedsCredential),
    ((410, JSON, {}), Gone, NeedsCredential),
    ((429, {**JSON, "retry-after": "600"}, {}), RateLimited, RateLimited),
    ((500, JSON, {}), Unreachable, Unreachable),
    ((200, {"content-type": "text/html"}, "<html>Hello</html>"), Garbled, Garbled),
    ((200, JSON, '{"kind": "Listing", "data": {"child'), Garbled, Garbled),
    ((200, JSON, []), Garbled, Garbled),
]


@pytest.mark.parametrize(("reply", "error"), [(reply, by_app) for reply, by_app, _ in TROUBLES])
async def test_each_trouble_of_the_app_is_told_as_what_it_is(
    network: Network, reply: Reply, error: type[Exception]
) -> None:
    network.errors["/user/Wren_Tal/overview"] = reply
    async with over(network, **APP) as source:
        with pytest.raises(error) as raised:
            await poll(source, BARE)
    assert str(raised.value).endswith(".")


async def test_each_trouble_of_the_feed_is_told_as_what_it_is_and_never_with_the_key(network: Network) -> None:
    for reply, _, error in TROUBLES:
        network.errors["/user/wren_tal/submitted/.rss"] = reply
        async with over(network) as source:
            with pytest.raises(error) as raised:
                await poll(source, WREN)
        assert str(raised.value).endswith(".")
        assert KEY not in str(raised.value)


async def test_a_listing_without_an_end_is_left_and_nothing_is_called_deleted(network: Network) -> None:
    network.post("a1", "Wren_Tal", ago(days=1))
    things = [network.things["t3_a1"]]
    endless = {"kind": "Listing", "data": {"after": "t3_a1", "before": None, "children": things}}
    network.errors["/user/Wren_Tal/overview"] = (200, JSON, endless)
    async with over(network, **APP) as source:
        entries, batch = await poll(source, BARE, sweep=True)
    assert [entry.native_id for entry in entries] == ["t3_a1"]
    assert batch.complete_since is None
    assert len(network.server.asked) < 15


def test_nonsense_in_an_answer_costs_at_most_that_item() -> None:
    things: list[dict[str, Any]] = recorded(__file__, "reddit/overview.json")["data"]["children"]
    for thing in things:
        short = {name: value for name, value in thing["data"].items() if name in _READ}
        for broken in with_nonsense({"thing": {"kind": thing["kind"], "data": short}}):
            one = broken["thing"]
            with suppress(*read.UNREADABLE):
                if not read.is_gone(one) and read.is_shown(one):
                    assert read.entry(one, ME, {}, NOW).at <= NOW
            with suppress(*read.UNREADABLE):
                read.talk(one, NOW)
            with suppress(*read.UNREADABLE):
                read.heard([one], ME, NOW, True)


_READ = frozenset(
    {"author", "body", "selftext", "title", "url", "is_self", "domain", "subreddit", "subreddit_type", "permalink"}
    | {"edited", "created_utc", "locked", "stickied", "archived", "over_18", "name", "link_id", "parent_id"}
    | {"link_author", "link_title", "is_submitter", "removed_by_category", "num_comments"}
)


async def test_the_pause_one_members_key_is_told_is_no_pause_of_anothers(network: Network) -> None:
    other = replace(WREN, native_id="gull", handle="u/gull", credential=f"feed={KEY[::-1]}&user=gull")
    for who in ("wren_tal", "gull"):
        network.errors[f"/user/{who}/submitted/.rss"] = (429, {**JSON, "retry-after": "600"}, {})
    async with over(network) as source:
        for each in (WREN, other):
            with pytest.raises(RateLimited):
                await poll(source, each)
        assert len(network.server.asked) == 2  # who was told to wait is not asked for again, the other is
        for each in (WREN, other):
            with pytest.raises(RateLimited):
                await poll(source, each)
        assert len(network.server.asked) == 2

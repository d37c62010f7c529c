"""Pinterest: own pins, bare repins and repins with words are told apart; comments are nowhere, and that is said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.classify import Trait, classify
from bot.domain.entry import Entry
from bot.domain.ground import Ground, Holding
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, RateLimited, SourceError, Unreachable
from bot.sources.base import Identity
from bot.sources.http import Http
from bot.sources.pinterest import Pinterest
from tests.sources.kept import Store
from tests.sources.nonsense import with_nonsense
from tests.sources.pinterest_pins import TOKEN, Pins, pinterest
from tests.sources.serve import JSON, Route, Served, recorded, serve

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = int(NOW.timestamp())
HOUR, DAY = 3_600, 86_400
WREN = Identity(
    "pinterest", "wren_tal", "wren_tal", "https://www.pinterest.com/wren_tal/", name="wren_tal", credential=TOKEN
)


@pytest.fixture
async def account() -> AsyncIterator[Pins]:
    async with pinterest() as pins:
        yield pins


@asynccontextmanager
async def over(server: Served) -> AsyncIterator[Pinterest]:
    async with server.http() as http:
        yield Pinterest(http, api=f"{server.url}/v5")


def tape(name: str) -> Any:
    return recorded(__file__, f"pinterest/{name}.json")


@pytest.fixture
async def entries() -> dict[int, Entry]:
    async with serve({"/v5/pins": (200, JSON, tape("pins"))}) as server, over(server) as source:
        store = Store(WREN)
        await store.poll(source, NOW)
    return {int(entry.native_id) % 10: entry for entry in store.entries.values()}


def test_own_pins_and_repins_with_and_without_words_are_told_apart(entries: dict[int, Entry]) -> None:
    ground = Ground(mine=Holding(domains=frozenset({"tides.example.org"})))
    own, bare, said = (classify(entries[number], ground) for number in (4, 5, 6))
    assert own is not None
    assert bare is not None
    assert said is not None
    assert (own.place, own.act) == (Place.MINE, Act.BROADCAST)
    assert Trait.OWN_LINK in own.traits
    assert (bare.place, bare.act) == (Place.THEIRS, Act.AMPLIFY)
    assert (said.place, said.act) == (Place.THEIRS, Act.AMPLIFY)  # the words are whoever pinned it first's
    assert [(entries[number].kind, bool(entries[number].text)) for number in (4, 5, 6)] == [
        (Kind.POST, True), (Kind.BOOST, False), (Kind.BOOST, False),
    ]  # fmt: skip
    assert "curated" in entries[5].traits
    other = classify(entries[4], Ground())
    assert other is not None
    assert Trait.CURATION in other.traits  # the same link, where the site is somebody else's


def test_a_pin_carries_its_text_time_and_link(entries: dict[int, Entry]) -> None:
    own = entries[4]
    assert own.at == datetime(2026, 11, 19, 20, 10, 40, tzinfo=UTC)  # UTC without saying so
    assert (own.title, own.text) == ("A tide clock on one sheet", "Drawn with a ruler and a thumb.")
    assert own.links == ("https://tides.example.org/clock",)
    assert own.url == "https://www.pinterest.com/pin/813744226420795884/"
    assert entries[8].links == ()  # a link to Pinterest itself leads nowhere else


def test_what_others_pinned_on_a_common_board_is_not_the_members(entries: dict[int, Entry]) -> None:
    assert set(entries) == {4, 5, 6, 8}


async def test_it_says_that_there_are_no_comments_anywhere() -> None:
    assert Pinterest.coverage is Coverage.OWN_POSTS_ONLY
    assert "comments" in Pinterest.hides
    assert Pinterest.wants.needed
    async with Http() as http:
        source = Pinterest(http)
        assert await source.received(WREN, (), now=NOW) == ()
        assert await source.talks(WREN, (), (), now=NOW) == ()
        assert all(source.recognise(example) for example in Pinterest.examples)


async def test_each_pin_is_found_exactly_once_while_the_account_grows(account: Pins) -> None:
    store, wanted, found = Store(WREN), [], []
    async with over(account.server) as source:
        for hour in range(0, 60, 4):
            wanted += [account.pin(hour * 10 + each, T + hour * HOUR - each * 60) for each in range(5)]
            found += await store.poll(source, NOW + timedelta(hours=hour), sweep=hour % 20 == 0)
    assert sorted(found) == sorted(wanted)
    assert sorted(store.ids()) == sorted(wanted)


async def test_pages_are_read_until_what_is_known_and_no_further(account: Pins) -> None:
    for number in range(90):
        account.pin(number, T - 88 * DAY + number * DAY)
    account.pin(999, T - 120 * DAY)
    account.most = 10
    store = Store(WREN)
    async with over(account.server) as source:
        assert len(await store.poll(source, NOW)) == 90
        asked = len(account.server.asked)
        new = account.pin(1_000, T + HOUR)
        assert await store.poll(source, NOW + timedelta(hours=2)) == [new]
    assert len(account.server.asked) == asked + 1


async def test_a_backfill_that_breaks_off_begins_again_and_loses_nothing(account: Pins) -> None:
    wanted = {account.pin(number, T - number * DAY) for number in range(1, 9)}
    async with over(account.server) as source:
        batches = source.fetch(WREN, {}, since=NOW - timedelta(days=90), now=NOW)
        first = await anext(batches)
        await batches.aclose()  # type: ignore[attr-defined]
        assert first.cursor == {}
        store = Store(WREN, first.cursor)
        assert set(await store.poll(source, NOW)) == wanted


async def test_an_edited_pin_is_read_again_and_a_deleted_one_is_missing_after_a_sweep(account: Pins) -> None:
    old, edited, gone = account.pin(1, T - 20 * DAY), account.pin(2, T - 3 * DAY), account.pin(3, T - 2 * DAY)
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW)
        account.pins[edited]["description"] = "Mist."
        del account.pins[gone]
        await store.poll(source, NOW + timedelta(hours=1))
        assert all(batch.complete_since is None for batch in store.batches)
        await store.poll(source, NOW + timedelta(hours=2), sweep=True)
    assert set(store.ids()) == {old, edited}
    assert store.entries[f"post:{edited}"].text == "Mist."


async def test_an_unreadable_pin_is_told_of_and_never_called_deleted(account: Pins) -> None:
    pin = account.pin(1, T - DAY)
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW)
        account.pins[pin]["created_at"] = 7
        await store.poll(source, NOW + timedelta(hours=1), sweep=True)
    assert store.ids() == [pin]
    assert dict(store.batches[-1].skipped) == {"unreadable": 1}


async def test_bookmarks_without_end_come_to_an_end(account: Pins) -> None:
    pin = {"id": "1", "created_at": "2026-11-19T00:00:00", "is_owner": True}
    turns = iter(range(1_000))
    account.server.routes["/v5/pins"] = lambda asked: (200, JSON, {"items": [pin], "bookmark": f"b{next(turns)}"})
    store = Store(WREN)
    async with over(account.server) as source:
        assert await store.poll(source, NOW, sweep=True) == ["1"]
    assert len(account.server.asked) == 20
    assert store.batches[-1].complete_since is None
    assert dict(store.batches[-1].skipped) == {"too many at once": 1}


@pytest.mark.parametrize(
    ("status", "headers", "body", "leaf", "sentence"),
    [
        (401, {}, tape("error"), NeedsCredential, "lives for 30 days"),
        (403, {}, {"code": 29, "message": "not permitted"}, NeedsCredential, "pins:read"),
        (403, {"retry-after": "60"}, {}, RateLimited, "Try again in"),
        (404, {}, {}, NotFound, "nothing there"),
        (410, {}, {}, Gone, "gone for good"),
        (429, {"x-ratelimit-reset": "120"}, {"code": 8}, RateLimited, "2 minutes"),
        (500, {}, {}, Unreachable, "problem of its own"),
        (200, {}, "<html>", Garbled, "web page"),
        (200, {}, '{"items": [{"id', Garbled, "nobody can read"),
        (200, {}, [], Garbled, "does not understand"),
        (200, {}, {"items": None}, Garbled, "without any pins"),
    ],
)
async def test_every_refusal_becomes_a_leaf_with_a_sentence(
    status: int, headers: dict[str, str], body: Any, leaf: type[SourceError], sentence: str
) -> None:
    async with serve({"*": (status, JSON | headers, body)}) as server, over(server) as source:
        with pytest.raises(SourceError, match=sentence) as caught:
            await Store(WREN).poll(source, NOW)
    assert type(caught.value) is leaf
    assert TOKEN not in str(caught.value)


async def test_nonsense_in_an_answer_costs_itself_and_nothing_else() -> None:
    routes: dict[str, Route] = {}
    async with serve(routes) as server, over(server) as source:
        for broken in with_nonsense({"pins": tape("pins")}):
            routes["/v5/pins"] = (200, JSON, broken["pins"])
            with suppress(Garbled):
                await Store(WREN).poll(source, NOW)


async def test_without_a_token_the_sentence_names_what_is_open_to_everybody(account: Pins) -> None:
    async with over(account.server) as source:
        with pytest.raises(NeedsCredential, match=r"archive.*/involve log"):
            await Store(replace(WREN, credential="")).poll(source, NOW)
    assert account.server.asked == []


async def test_a_token_of_the_account_is_taken_and_ends_within_a_month(account: Pins) -> None:
    async with over(account.server) as source:
        checked = await source.check(replace(WREN, credential="", handle="Wren_Tal"), f" {TOKEN}\n", now=NOW)
    assert (checked.credential, checked.ends) == (TOKEN, NOW + timedelta(days=30))
    assert TOKEN not in repr(checked)


async def test_the_number_a_token_tells_is_what_the_account_is_known_by(account: Pins) -> None:
    account.owner |= {"id": "549755885175", "about": "Fog over harbours", "website_url": "https://wren.example"}
    async with over(account.server) as source:
        checked = await source.check(replace(WREN, credential=""), TOKEN, now=NOW)
        assert checked.who is not None
        assert checked.who.native_id == "549755885175"
        account.owner["username"] = "wren_knots"
        found = await source.profile(WREN)
        assert (found.handle, found.url) == ("wren_knots", "https://www.pinterest.com/wren_knots/")
        assert found.text.splitlines()[1:] == ["Fog over harbours", "https://wren.example"]
        with pytest.raises(NeedsCredential, match="Connect the account with one"):
            await source.profile(replace(WREN, credential=""))


@pytest.mark.parametrize(
    ("handle", "credential", "sentence"),
    [
        ("another", TOKEN, "of wren_tal, not of another"),
        ("wren_tal", "pina_old", "does not take the token any more"),
        ("wren_tal", "short", "no token of Pinterest's"),
    ],
)
async def test_a_token_that_is_none_of_theirs_is_refused(
    account: Pins, handle: str, credential: str, sentence: str
) -> None:
    async with over(account.server) as source:
        with pytest.raises(NeedsCredential, match=sentence):
            await source.check(replace(WREN, handle=handle), credential, now=NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "pinterest:wren_tal", "Pinterest: @Wren_Tal", "https://www.pinterest.com/wren_tal/", "pinterest.de/wren_tal",
        "https://de.pinterest.com/wren_tal/_created/", "https://www.pinterest.co.uk/wren_tal?x=1",
        "pinterest:https://www.pinterest.com/wren_tal/",
    ],
)  # fmt: skip
async def test_an_account_is_recognised_as_people_type_it(typed: str) -> None:
    source = Pinterest(Http())
    handle = source.recognise(typed)
    assert handle is not None
    assert await source.resolve(handle) == replace(WREN, credential="")


@pytest.mark.parametrize(
    "typed",
    [
        "", "pinterest:", "wren_tal", "https://www.pinterest.com/pin/813744226420795884/", "https://pin.it/AbC",
        "https://www.pinterest.com/", "https://pinterest.com.example.org/wren", "https://[::1", "pinterest:a b",
        "https://www.pinterest.com/wren_tal/harbours/", "https://www.pinterest.com/ideas/",
    ],
)  # fmt: skip
def test_what_is_no_account_is_left_to_others(typed: str) -> None:
    assert Pinterest(Http()).recognise(typed) is None

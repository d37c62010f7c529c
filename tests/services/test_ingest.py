"""The one door in: once each, in any order, whole batches or none, and nothing a database would refuse."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import database
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind, Visibility
from bot.errors import BadInput
from bot.services import accounts, hearing, ingest, log, members, outcomes, removal, setup, talks, unique
from bot.services.ingest import Progress, Recorded
from bot.services.judge import Judge
from bot.services.poll import entry_of
from bot.sources.base import Identity, Received, Talk
from models import Account, Activity, Conversation, Correction, Member, Result
from models import Received as ReceivedRow
from tests.services.people import (
    IMPORTED,
    LOGGED,
    NOW,
    OLGA,
    POLLED,
    a_member,
    a_post,
    a_reply,
    a_workspace,
    an_account,
    rows,
)

A_LOT = settings(
    max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@pytest.fixture
async def base(database_url) -> AsyncIterator[None]:
    async with database(database_url):
        yield


async def put(member: Member, *entries: Entry, origin=POLLED, account: Account | None = None, **more) -> Recorded:
    return await ingest.record(member, entries, origin=origin, now=NOW, account=account, **more)


# --- once each, in any order -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
async def test_the_same_again_is_known_and_changes_nothing():
    member = await a_member()
    first = await put(member, a_reply("1"), a_reply("2"))
    assert (first.new, first.changed, first.known) == (2, 0, 0)
    before = await Activity.all().order_by("id").values()
    again = await put(member, a_reply("2"), a_reply("1"), a_reply("3"))
    assert (again.new, again.changed, again.known) == (1, 0, 2)
    assert await Activity.exclude(key__endswith=":3").order_by("id").values() == before
    assert again.revision == first.revision + 1
    assert (await put(member, a_reply("1"))).revision is None


@pytest.mark.usefixtures("base")
async def test_the_same_twice_in_one_batch_is_one():
    member = await a_member()
    assert (await put(member, a_reply("1"), a_reply("1"))).new == 1
    assert await rows(member) == {"1"}


@pytest.mark.usefixtures("base")
async def test_an_edit_replaces_what_was_said_and_counts_as_a_change():
    member = await a_member()
    await put(member, a_reply("1", text="Frist!"))
    edited = a_reply("1", text="First!", url="https://forum.example/moved", thread="elsewhere", days=2)
    done = await put(member, edited)
    assert (done.new, done.changed, done.known) == (0, 1, 0)
    row = await Activity.get()
    assert entry_of(row) == edited
    assert row.thread == "forum:elsewhere"


@pytest.mark.usefixtures("base")
async def test_one_native_id_may_be_several_acts():
    """Who likes and boosts the same post did two things."""
    member = await a_member()
    liked = a_reply("1", kind=Kind.REACTION)
    await put(member, liked, replace(liked, kind=Kind.BOOST), replace(liked, network="another"))
    assert await Activity.all().count() == 3


@pytest.mark.usefixtures("base")
async def test_two_workspaces_record_the_same_account_apart():
    one, other = await a_member(), await a_member()
    await put(one, a_reply("1"))
    assert (await put(other, a_reply("1"))).new == 1


ITEMS = st.lists(st.integers(0, 9), min_size=1, max_size=14)


async def test_order_and_division_into_batches_do_not_matter(sqlite_url):
    async with database(sqlite_url):

        @A_LOT
        @given(ITEMS, st.integers(0, 99), st.integers(1, 5))
        async def check(items, seed, size):
            outcomes_, chance = [], random.Random(seed)
            for _ in range(2):
                chance.shuffle(items)
                member = await a_member()
                for start in range(0, len(items), size):
                    some = [a_reply(str(number), days=number) for number in items[start : start + size]]
                    await put(member, *some)
                found = await Activity.filter(member_id=member.id)
                outcomes_.append({(row.key.partition(":")[2], row.facts, row.at, row.thread, row.url) for row in found})
            assert outcomes_[0] == outcomes_[1]

        await _run(check)


async def _run(check) -> None:
    """Hypothesis calls a plain function; ours has to run in this loop, which is busy running us."""
    examples = []
    inner = check.hypothesis.inner_test
    check.hypothesis.inner_test = lambda *args, **kwargs: examples.append((args, kwargs))
    check()
    for args, kwargs in examples:
        await inner(*args, **kwargs)


@pytest.mark.usefixtures("base")
async def test_many_at_once_store_each_item_once():
    member = await a_member()
    batches = [[a_reply(str(number)) for number in range(start, start + 30)] for start in (0, 10, 20, 0, 15)]
    await asyncio.gather(*(put(member, *batch) for batch in batches), return_exceptions=True)
    for batch in batches:  # who lost a race comes again
        await put(member, *batch)
    assert await Activity.all().count() == 50


# --- what may not be stored ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
async def test_what_is_not_public_is_dropped_before_it_is_stored():
    member = await a_member()
    done = await put(member, a_reply("1", visibility=Visibility.PRIVATE, text="secret"), a_reply("2"))
    assert done.new == 1
    assert await rows(member) == {"2"}


@pytest.mark.usefixtures("base")
async def test_what_became_private_goes_at_the_next_complete_look():
    member = await a_member()
    account = await an_account(member)
    await put(member, a_reply("1"), a_reply("2"), account=account)
    seen = await put(member, a_reply("1", visibility=Visibility.PRIVATE), a_reply("2"), account=account)
    assert await removal.forget_missing(account, seen.keys, since=NOW - timedelta(days=7), until=NOW) == 1
    assert await rows(member) == {"2"}


@pytest.mark.usefixtures("base")
async def test_only_what_this_account_was_polled_for_within_the_window_can_be_missing():
    member = await a_member()
    account, another = await an_account(member), await an_account(member)
    await put(member, a_reply("gone", days=2), a_reply("there", days=3), account=account)
    await put(member, a_reply("old", days=8), account=account)
    await put(member, a_reply("imported", days=2), origin=IMPORTED, account=account)
    await put(member, a_reply("logged", days=2, network="other"), origin=LOGGED)
    await put(member, a_reply("another", days=2), account=another)
    colleague = await a_member()
    await put(colleague, a_reply("colleague", days=2), account=await an_account(colleague))
    seen = frozenset({unique.key_of(member.workspace_id, a_reply("there"))})
    revision = (await Member.get(id=member.id)).revision
    assert await removal.forget_missing(account, seen, since=NOW - timedelta(days=7), until=NOW) == 1
    assert await rows(member) == {"there", "old", "imported", "logged", "another"}
    assert await rows(colleague) == {"colleague"}
    assert (await Member.get(id=member.id)).revision == revision + 1
    assert await removal.forget_missing(account, seen, since=NOW - timedelta(days=7), until=NOW) == 0


@pytest.mark.usefixtures("base")
async def test_what_a_network_says_is_gone_goes_and_nothing_of_anybody_else():
    member = await a_member()
    account = await an_account(member)
    await put(member, a_reply("1"), a_reply("2"), a_reply("1", kind=Kind.REACTION), account=account)
    colleague = await a_member(await setup_of(member))
    await put(colleague, a_reply("3"))
    assert await removal.forget_items(account, ["1", "3", "never there"]) == 2
    assert await rows(member) == {"2"}
    assert await rows(colleague) == {"3"}
    assert await removal.forget_items(account, []) == 0


async def setup_of(member: Member):
    await member.fetch_related("workspace")
    return member.workspace


# --- cursors ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
async def test_a_cursor_moves_with_its_items_or_not_at_all():
    member = await a_member()
    account = await an_account(member)
    await put(member, a_reply("1"), account=account, progress=Progress("{}", '{"at":1}'))
    assert account.cursor == (await Account.get()).cursor == '{"at":1}'
    stale = await Account.get()
    await put(member, a_reply("2"), account=account, progress=Progress('{"at":1}', '{"at":2}'))
    with pytest.raises(ingest.StaleCursorError):
        await put(member, a_reply("3"), account=stale, progress=Progress(stale.cursor, '{"at":9}'))
    assert (await Account.get()).cursor == '{"at":2}'
    assert await rows(member) == {"1", "2"}


@pytest.mark.usefixtures("base")
async def test_items_that_cannot_be_stored_leave_the_cursor_where_it_was():
    member = await a_member()
    account = await an_account(member)
    await Member.filter(id=member.id).delete()
    with pytest.raises(Exception):  # noqa: B017, PT011  # of the driver
        await put(member, a_reply("1"), account=account, progress=Progress("{}", '{"at":1}'))
    assert not await Activity.exists()


# --- typed and polled ------------------------------------------------------------------------------------------------

THREAD = "https://news.ycombinator.com/item?id=4711"


def polled(hours: float = 0, **more) -> Entry:
    return a_reply(
        "4712", at=NOW - timedelta(hours=hours), network="hackernews", thread="4711",
        url="https://news.ycombinator.com/item?id=4712", **more,
    )  # fmt: skip


@pytest.mark.parametrize("address", [THREAD, "https://news.ycombinator.com/item?id=4712"])
@pytest.mark.parametrize("typed_first", [True, False])
@pytest.mark.usefixtures("base")
async def test_what_was_typed_and_is_polled_too_counts_once_in_either_order(address, typed_first):
    member, judge = await a_member(), Judge({})
    workspace = await setup_of(member)
    await an_account(member, "hackernews")
    steps = [
        lambda: log.log(member, workspace, judge, f"{address} told them", now=NOW),
        lambda: put(member, polled(hours=2)),
    ]
    for step in steps if typed_first else reversed(steps):
        await member.refresh_from_db()
        done = await step()
    assert await rows(member) == {"4712"}
    if not typed_first:
        assert [each.known_before for each in done.logged] == [True]
        assert done.effect.before == done.effect.after


@pytest.mark.usefixtures("base")
async def test_another_day_another_thread_or_another_act_is_another_thing():
    member, judge = await a_member(), Judge({})
    workspace = await setup_of(member)
    for line in (f"{THREAD} told them", f"liked {THREAD}9", "https://elsewhere.example/4711 told them"):
        await member.refresh_from_db()
        await log.log(member, workspace, judge, line, now=NOW)
    await put(member, polled(hours=25), a_reply("of today", days=0))
    assert await Activity.all().count() == 5
    await put(member, replace(polled(hours=1), native_id="4799", thread="47119"))
    assert await Activity.filter(kind=Kind.REACTION).count() == 1  # a comment there is not the like
    assert await Activity.all().count() == 6


@pytest.mark.usefixtures("base")
async def test_what_people_said_of_a_typed_item_is_said_of_the_polled_one():
    member, judge = await a_member(), Judge({})
    workspace = await setup_of(member)
    done = await log.log(member, workspace, judge, f"{THREAD} told them", now=NOW)
    await outcomes.record(member, f"sale: they ordered one {THREAD}", now=NOW)
    key = done.logged[0].shown.key
    await Correction.create(workspace_id=workspace.id, key=key, member_id=member.id, place="theirs", act="join", at=NOW)
    await put(member, polled())
    assert (await Result.get()).activity_key == (await Correction.get()).key == (await Activity.get()).key


@pytest.mark.usefixtures("base")
async def test_undo_takes_back_what_was_typed_once_and_nothing_that_was_polled():
    member, judge = await a_member(), Judge({})
    done = await log.log(member, await setup_of(member), judge, "met Olga at the fair", now=NOW)
    await put(member, a_reply("1"))
    assert await removal.remove(member, done.logged[0].shown.key)
    assert not await removal.remove(member, done.logged[0].shown.key)
    assert not await removal.remove(member, unique.key_of(member.workspace_id, a_reply("1")))
    assert not await removal.remove(await a_member(), unique.key_of(member.workspace_id, a_reply("1")))
    assert await rows(member) == {"1"}


@pytest.mark.usefixtures("base")
async def test_something_older_than_the_scales_reach_is_known_all_the_same():
    member = await a_member()
    workspace = await setup_of(member)
    for expected in (False, True):
        await member.refresh_from_db()
        done = await log.log(member, workspace, Judge({}), "https://forum.example/t/1 2026-01-02", now=NOW)
        assert [each.known_before for each in done.logged] == [expected]
    assert await Activity.all().count() == 1


# --- what comes back -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
async def test_words_of_others_are_kept_once_and_brought_up_to_date():
    member = await a_member()
    account = await an_account(member)
    heard = Received("c1", OLGA, NOW - timedelta(hours=5), "And in winter?", "https://forum.example/c1", on="p1")
    assert await hearing.hear(account, [heard, replace(heard, native_id="c2")]) == 2
    assert await hearing.hear(account, [heard]) == 0
    assert await hearing.hear(account, [replace(heard, answered_at=NOW)]) == 1
    assert await ReceivedRow.all().count() == 2
    assert (await ReceivedRow.get(key__endswith="c1")).answered_at == NOW


@pytest.mark.usefixtures("base")
async def test_words_that_were_taken_back_go_where_it_is_known_that_nothing_is_missing():
    member = await a_member()
    account, other = await an_account(member), await an_account(await a_member())
    words = [Received(f"c{n}", OLGA, NOW, "And in winter?", on=f"p{n % 2}", url="") for n in range(4)]
    await hearing.hear(account, words)
    await hearing.hear(other, [Received("elsewhere", OLGA, NOW, "Hm?", on="p0", url="")])
    assert await hearing.hear(account, [words[0]], whole={"p0"}) == 1
    assert await hearing.hear(account, [], whole=()) == 0
    assert {row.key.rpartition(":")[2] for row in await ReceivedRow.all()} == {"c0", "c1", "c3", "elsewhere"}


@pytest.mark.usefixtures("base")
async def test_what_was_said_below_something_goes_with_it():
    member = await a_member()
    account = await an_account(member)
    await ingest.record(member, [a_post("p:1"), a_post("p2")], origin=POLLED, now=NOW, account=account)
    await hearing.hear(account, [Received(f"c{on}", OLGA, NOW, "Hm?", on=on, url="") for on in ("p:1", "p2")])
    assert await removal.forget_items(account, ["p:1"]) == 1
    assert [row.on for row in await ReceivedRow.all()] == ["p2"]


# --- texts of strangers ----------------------------------------------------------------------------------------------

NASTY = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="\x00\x01\x1f\x7f\ud800\udfff\u202e\ufeffa\\u0", max_size=12),
    st.sampled_from(["x" * 5000, "\x00", "\ud83d", "a\x00b" * 400, "😀" * 700, "\\u0000", "https://[home/", "'; --"]),
)
IDS = NASTY.filter(bool)
PARTIES = st.builds(Party, NASTY, NASTY)
_SEQUENCE = itertools.count()


@st.composite
def any_entry(draw) -> Entry:
    return Entry(
        network="forum", native_id=draw(IDS), kind=draw(st.sampled_from(list(Kind))), at=NOW, author=draw(PARTIES),
        url=draw(NASTY), text=draw(NASTY), title=draw(NASTY), lang=draw(NASTY), venue=draw(NASTY),
        links=tuple(draw(st.lists(NASTY, max_size=2))), mentions=tuple(draw(st.lists(NASTY, max_size=2))),
        thread=draw(NASTY), root=draw(PARTIES), parent=draw(PARTIES), parent_id=draw(NASTY), parent_text=draw(NASTY),
        of=draw(PARTIES), traits=frozenset(draw(st.lists(st.sampled_from(["accepted", "curated"]), max_size=2))),
    )  # fmt: skip


async def test_whatever_a_network_says_can_be_stored_read_back_and_judged(database_url):
    async with database(database_url):
        workspace = await a_workspace()

        @A_LOT
        @given(st.lists(any_entry(), min_size=1, max_size=3), NASTY, NASTY)
        async def check(entries, some, more):
            member = await a_member(workspace)
            account = await an_account(member)
            each = f"{next(_SEQUENCE)}"
            entries = [replace(entry, native_id=entry.native_id + each) for entry in entries]
            await put(member, *entries, account=account)
            assert (await put(member, *entries, account=account)).new == 0
            stored = await Activity.filter(member_id=member.id)
            assert len(stored) == len({unique.key_of(1, entry_of(row)) for row in stored}) > 0
            await hearing.hear(account, [Received(each + some, Party(some, more), NOW, more, some, on=more)])
            talk = Talk(each + more, Party(some, more), NOW, NOW, 1, title=some, text=more, url=some or "x", venue=more)
            await talks.keep(member, "forum", [talk], now=NOW)
            await talks.keep(member, "forum", [talk], now=NOW)
            assert await Conversation.filter(found_for_id=member.id).count() == 1
            report = await Judge({}).report(await Member.get(id=member.id), now=NOW)
            assert len(report.items) <= len(stored)

        await _run(check)


async def test_whatever_a_person_is_called_or_types_can_be_stored_or_is_refused_in_a_sentence(database_url):
    async with database(database_url):
        workspace = await a_workspace()

        class Somewhere:
            coverage = "full"

        @A_LOT
        @given(NASTY, NASTY)
        async def check(some, more):
            member = await a_member(workspace)
            person = members.Person(member.slack_id, "T", some, zone=more, locale=some)
            await members.seen(member, person, now=NOW)
            who = Identity("forum", f"{next(_SEQUENCE)}{some}", more, some, more, some)
            done = await accounts.connect(member, Somewhere, who, now=NOW)
            assert not (await accounts.connect(member, Somewhere, who, now=NOW)).new
            assert done.account.member_id == member.id
            for attempt in (
                outcomes.record(member, f"sale {some} {more}", now=NOW),
                setup.add_house(workspace, some, now=NOW),
                setup.add_house(workspace, f"{more}.example", now=NOW),
                log.log(member, workspace, Judge({}), f"{some} {more}", now=NOW),
                log.log(member, workspace, Judge({}), f"https://forum.example/{some} {more}", now=NOW),
            ):
                with suppress(BadInput):
                    await attempt
            await member.refresh_from_db()

        await _run(check)


@pytest.mark.usefixtures("base")
async def test_what_is_dated_in_the_future_is_dated_to_when_it_was_read():
    member = await a_member()
    await put(member, a_post("ahead", at=NOW + timedelta(days=400)), a_post("nearly", at=NOW + timedelta(minutes=1)))
    dated = {key.rpartition(":")[2]: at for key, at in await Activity.all().values_list("key", "at")}
    assert dated == {"ahead": NOW, "nearly": NOW + timedelta(minutes=1)}

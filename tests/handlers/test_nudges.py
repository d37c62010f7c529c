"""Private notes: only for who asked, in their hours, never too often, and always with the rows they rest on."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.kinds import Appears, DeliveryKind, Origin
from bot.playground import Member as Person
from bot.services import ingest, nudge
from bot.services.nudge import Silent
from models import Account, Activity, Conversation, Delivery, Lesson, Member, Received
from tests.bot import TEAM, House, a_house
from tests.handlers.test_digest import SAID
from tests.services.people import a_post, a_reply, an_account

DORA = Person(id="U0DORA", name="dora", real_name="Dora", tz="UTC")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
async def house(sqlite_url):
    async with a_house(sqlite_url, now=MONDAY, team=(*TEAM, DORA)) as house:
        await house.types("U0DORA", "help")
        yield house


async def posts_a_lot(house: House, *, asked: bool = True, named: bool = False) -> Member:
    """Dora joins; of what she said lately most are posts of her own, and some conversations."""
    await house.joins("U0DORA", named=named, notes=asked)
    dora = await Member.get(slack_id="U0DORA")
    account = await an_account(dora, due_at=house.clock() + timedelta(days=300))
    now = house.clock()
    posts = [a_post(f"p{day}", at=now - timedelta(days=day, hours=1)) for day in range(1, 14)]
    joins = [a_reply(f"j{day}", at=now - timedelta(days=day, hours=2)) for day in range(1, 2)]
    older = [a_reply(f"k{day}", at=now - timedelta(days=day)) for day in range(15, 40)]
    await ingest.record(dora, [*posts, *joins, *older], origin=Origin.POLLED, now=now, account=account)
    return dora


def notes(house: House):
    return [each for each in house.slack.dms("U0DORA") if "why_nudge" in each.action_ids]


async def later(house: House, **by) -> None:
    house.clock.forward(timedelta(**by))
    await house.tick()


async def test_who_did_not_ask_gets_none(house: House):
    await posts_a_lot(house, asked=False)
    for _ in range(8):
        await later(house, days=1)
    assert notes(house) == []


async def test_who_asked_gets_one_with_its_reason_and_at_most_one_a_week(house: House):
    await posts_a_lot(house)
    await house.tick()
    (note,) = notes(house)
    assert "posts of your own" in note.reads
    assert "at most once in 7 days, Mon, Tue, Wed, Thu, Fri, between 9 and 17" in note.reads
    await later(house, days=4)
    assert len(notes(house)) == 1
    await later(house, days=3)
    assert len(notes(house)) == 2


@pytest.mark.parametrize("away_from_work", [timedelta(hours=8), timedelta(hours=-2), timedelta(days=5)])
async def test_not_outside_of_the_hours_and_days_they_chose(sqlite_url, away_from_work):
    async with a_house(sqlite_url, now=MONDAY + away_from_work, team=(*TEAM, DORA)) as house:
        await house.types("U0DORA", "help")
        dora = await posts_a_lot(house)
        await house.tick()
        assert notes(house) == []
        await Member.filter(id=dora.id).update(nudge_from=0, nudge_to=24, nudge_weekdays="0,1,2,3,4,5,6")
        await house.tick()
        assert len(notes(house)) == 1


async def test_not_while_they_are_away_and_on_the_day_after(house: House):
    dora = await posts_a_lot(house)
    await Member.filter(id=dora.id).update(away_until=date(2026, 11, 18))
    await later(house, days=2)
    assert notes(house) == []
    await later(house, days=1)
    assert len(notes(house)) == 1


async def test_every_button_says_it_was_not_ignored_and_two_ignored_make_it_half_as_often(house: House):
    await posts_a_lot(house)
    await Member.filter(slack_id="U0DORA").update(nudge_days=1)
    sent = []
    for _ in range(9):
        await house.tick()
        sent.append(len(notes(house)))
        house.clock.forward(timedelta(days=1))
    # Monday, Tuesday, two ignored: Thursday, and after four ignored in vain not before the next Monday
    assert sent == [1, 2, 2, 3, 3, 3, 3, 4, 4]
    await house.slack.press("U0DORA", notes(house)[-1], "nudge_done")
    await house.settle()
    await house.tick()
    assert len(notes(house)) == 4  # the pressed one was replaced by its answer, and today's came


async def test_praise_alone_comes_once_a_week_however_often_somebody_wants_a_note(house: House):
    await house.joins("U0DORA", notes=True)
    dora = await Member.get(slack_id="U0DORA")
    account = await an_account(dora, due_at=house.clock() + timedelta(days=300))
    joins = [a_reply(f"j{day}", at=MONDAY - timedelta(days=day), text=SAID[day % len(SAID)]) for day in range(1, 40)]
    await ingest.record(dora, joins, origin=Origin.POLLED, now=house.clock(), account=account)
    await Member.filter(id=dora.id).update(nudge_days=1)
    sent = []
    for _ in range(8):
        await house.tick()
        sent.append(len(notes(house)))
        house.clock.forward(timedelta(days=1))
    assert "That is what taking part looks like" in notes(house)[0].reads
    assert sent == [1, 1, 1, 1, 1, 1, 1, 2]


async def test_speaking_where_it_pointed_is_an_answer_too(house: House):
    dora = await posts_a_lot(house)
    talk = await Conversation.create(
        workspace_id=dora.workspace_id, key=f"{dora.workspace_id}:forum:open", network="forum", native_id="open",
        title="How do you seal a lens?", url="https://forum.example/t/open", started_at=MONDAY, last_at=MONDAY,
        is_question=True, found_for_id=dora.id, found_at=MONDAY,
    )  # fmt: skip
    await Member.filter(id=dora.id).update(nudge_days=1)
    for _ in range(2):
        await house.tick()
        house.clock.forward(timedelta(days=1))
    first = await Delivery.filter(kind=DeliveryKind.NUDGE).order_by("id").first()
    assert json.loads(first.rests_on)["conversation"] == talk.id
    there = a_reply("said", at=house.clock() - timedelta(hours=3), thread="open")
    await ingest.record(await Member.get(id=dora.id), [there], origin=Origin.LOGGED, now=house.clock())
    await house.tick()
    assert await Delivery.filter(kind=DeliveryKind.NUDGE).count() == 3  # not half as often


async def test_why_shows_the_very_rows(house: House):
    await posts_a_lot(house)
    await house.tick()
    await house.slack.press("U0DORA", notes(house)[0], "why_nudge")
    await house.settle()
    view = house.slack.modal("U0DORA")
    kept = json.loads((await Delivery.get(kind=DeliveryKind.NUDGE)).rests_on)
    assert kept["card"] == "mostly posts"
    assert len(kept["rows"]) == 14
    shown = json.dumps(view.blocks).split('"url": "')[1:]
    assert len({each.partition('"')[0] for each in shown}) == 14
    assert "You asked for private notes" in view.reads


async def test_who_is_waiting_is_named_with_their_words_and_answering_them_is_an_answer(house: House):
    dora = await posts_a_lot(house)
    account_id = (await dora_account(dora)).id
    await Received.create(
        workspace_id=dora.workspace_id, member_id=dora.id, account_id=account_id, key=f"{dora.workspace_id}:forum:r",
        on="p2", author_id="olga", author_name="Olga", at=MONDAY - timedelta(days=2), text="Which seal was that?",
    )  # fmt: skip
    await house.tick()
    (note,) = notes(house)
    assert "1 person wrote to you and is still waiting." in note.reads
    assert "Which seal was that?" in note.reads
    await house.slack.press("U0DORA", note, "why_nudge")
    await house.settle()
    assert "Which seal was that?" in house.slack.modal("U0DORA").reads


async def dora_account(dora: Member):
    from models import Account

    return await Account.get(member_id=dora.id)


async def test_snoozed_until_a_date_it_comes_back_on_that_day(house: House):
    await posts_a_lot(house)
    await Member.filter(slack_id="U0DORA").update(nudge_days=1)
    await house.tick()
    await house.slack.press("U0DORA", notes(house)[0], "nudge_until", "2026-11-20")
    await house.settle()
    for day in (17, 18, 19):
        await later(house, days=1)
        assert notes(house) == [], day
    await later(house, days=1)
    assert len(notes(house)) == 1


async def test_a_day_that_has_passed_is_refused_with_what_to_do(house: House):
    await posts_a_lot(house)
    await house.tick()
    await house.slack.press("U0DORA", notes(house)[0], "nudge_until", "2026-11-16")
    await house.settle()
    assert (await Member.get(slack_id="U0DORA")).muted_until is None
    assert any("Choose a day ahead" in each.reads for each in house.slack.ephemerals("U0DORA"))


async def test_less_often_is_the_next_step_and_can_be_taken_back(house: House):
    await posts_a_lot(house)
    await house.tick()
    note = notes(house)[0]
    await house.slack.press("U0DORA", note, "nudge_less")
    await house.settle()
    assert (await Member.get(slack_id="U0DORA")).nudge_days == 14
    await house.slack.press("U0DORA", note, "undo_less")
    await house.settle()
    assert (await Member.get(slack_id="U0DORA")).nudge_days == 7


async def test_muted_is_muted_and_can_be_taken_back(house: House):
    await posts_a_lot(house)
    await house.tick()
    await house.slack.press("U0DORA", notes(house)[0], "nudge_mute")
    await house.settle()
    await later(house, days=7)
    assert notes(house) == []
    await house.types("U0DORA", "unmute")
    await house.tick()
    assert len(notes(house)) == 1


async def test_undoing_a_mute_brings_back_what_was_before_and_no_notes_nobody_asked_for(house: House):
    await house.joins("U0DORA", notes=False)
    reply = await house.slack.command("U0DORA", "/involve", "mute", channel="C0TEAM")
    await house.slack.press("U0DORA", reply.messages[0], "undo_mute")
    await house.settle()
    dora = await Member.get(slack_id="U0DORA")
    assert (dora.nudges, dora.muted_until) == (False, None)
    assert "I write you no private notes" in house.slack.ephemerals("U0DORA")[-1].reads
    await house.types("U0DORA", "mute a week")
    before = (await Member.get(id=dora.id)).muted_until
    reply = await house.slack.command("U0DORA", "/involve", "mute", channel="C0TEAM")
    await house.slack.press("U0DORA", reply.messages[0], "undo_mute")
    await house.settle()
    assert (await Member.get(id=dora.id)).muted_until == before


async def a_digest(house: House, dora: Member, *, ago: timedelta, singled: bool) -> None:
    workspace = await house.workspace()
    created = house.clock() - ago
    await Delivery.create(
        workspace_id=workspace.id, key=f"{workspace.id}:digest:C0TEAM:{created.date()}", kind=DeliveryKind.DIGEST,
        recipient="C0TEAM", period=str(created.date()), payload="{}", about=json.dumps([dora.id]), state="sent",
        singled_out=json.dumps([dora.id]) if singled else None, created_at=created, not_before=created,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ago", "singled", "comes"),
    [
        (timedelta(hours=2), False, False),  # too near a digest with their usual line
        (timedelta(hours=4), False, True),
        (timedelta(hours=9), True, False),  # flagged this morning: not today
        (timedelta(hours=15), True, True),  # that was yesterday
    ],
)
async def test_not_on_the_day_a_digest_singles_them_out_and_hours_apart_from_any_other(
    house: House, ago, singled, comes
):
    dora = await posts_a_lot(house, named=True)
    await a_digest(house, dora, ago=ago, singled=singled)
    await house.tick()
    assert bool(notes(house)) is comes


async def test_a_digest_still_to_come_that_will_tell_of_them_counts_as_well(house: House):
    dora = await posts_a_lot(house, named=True)
    workspace = await house.workspace()
    workspace.digest_channel, workspace.digest_at, workspace.digest_days = "C0TEAM", "16:00", "0,1,2,3,4,5,6"
    await workspace.save()
    await Lesson.create(workspace_id=workspace.id, member_id=dora.id, words="ask first", at=MONDAY)
    await house.tick()
    assert notes(house) == []
    await Member.filter(id=dora.id).update(appears=Appears.IN_TOTALS)
    await house.tick()
    assert len(notes(house)) == 1


async def test_the_channel_reads_nothing_of_it(house: House):
    await posts_a_lot(house)
    await house.tick()
    assert house.slack.messages("C0TEAM") == []


async def test_who_has_nothing_to_be_told_is_weighed_again_after_an_hour_or_when_there_is_news(house: House):
    dora = await posts_a_lot(house)
    workspace, now, silent = await house.workspace(), house.clock(), Silent()
    assert not silent.covers(workspace, dora, now=now)
    silent.remember(workspace, dora, now=now)
    assert silent.covers(workspace, dora, now=now + timedelta(minutes=59))
    assert not silent.covers(workspace, dora, now=now + timedelta(hours=1))
    silent.remember(workspace, dora, now=now)
    dora.revision += 1
    assert not silent.covers(workspace, dora, now=now)


async def test_nobody_is_weighed_at_every_tick(house: House):
    await posts_a_lot(house)
    await Account.all().delete()
    await Activity.all().delete()
    workspace, silent, judge = await house.workspace(), Silent(), house.bot.wiring.judge
    calls = []

    class Counting:
        async def report(self, member, *, now):
            calls.append(now)
            return await judge.report(member, now=now)

    for minutes in (0, 1, 30, 59, 61):
        await nudge.owe_if_due(
            workspace, Counting(), now=house.clock() + timedelta(minutes=minutes), view=None, silent=silent
        )
    assert len(calls) == 2

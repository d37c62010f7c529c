"""Consent: nothing before a yes, nothing after it was taken back, and nothing of who is not of the team any more."""

import json
from datetime import timedelta

import pytest

from bot.domain.kinds import Appears, DeliveryKind, Origin
from bot.services import digest, ingest, members
from models import Account, Activity, Delivery, Lesson, Member
from tests.bot import House, a_house
from tests.services.people import a_reply, an_account


@pytest.fixture
async def house(sqlite_url):
    async with a_house(sqlite_url) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        await house.types("U0BEN", "help")
        yield house


async def takes_part(house: House, user: str = "U0BEN") -> Member:
    await house.joins(user, notes=True)
    member = await Member.get(slack_id=user)
    account = await an_account(member, due_at=house.clock() + timedelta(days=300))
    entries = [a_reply(f"{user}-{day}", days=day) for day in range(1, 30)]
    await ingest.record(member, entries, origin=Origin.POLLED, now=house.clock(), account=account)
    return member


async def asked(house: House, user: str = "U0BEN"):
    reply = await house.slack.command(user, "/involve", "join", channel="C0TEAM")
    await house.settle()
    return reply.messages[-1]


async def test_the_question_says_what_is_read_what_is_shown_and_how_to_stop(house: House):
    message = await asked(house)
    for part in ("What I read:", "What the channel may see:", "How to stop:", "By name", "Without a name"):
        assert part in message.reads
    await house.slack.press("U0BEN", message, "join")
    await house.settle()
    ben = await Member.get(slack_id="U0BEN")
    assert not ben.nudges  # nothing was ticked beforehand
    assert ben.appears is Appears.BY_NAME


@pytest.mark.parametrize("level", list(Appears))
async def test_what_is_chosen_above_the_button_is_kept(house: House, level: Appears):
    message = await asked(house)
    await house.slack.press("U0BEN", message, "appears", str(level))
    await house.slack.press("U0BEN", message, "wants_nudges", ["nudges"])
    await house.slack.press("U0BEN", message, "join")
    await house.settle()
    ben = await Member.get(slack_id="U0BEN")
    assert (ben.appears, ben.nudges) == (level, True)


async def test_an_old_question_pressed_again_undoes_nothing_chosen_since(house: House):
    message = await asked(house)
    await house.slack.press("U0BEN", message, "join")
    await house.settle()
    await house.types("U0BEN", "hide")
    second = await asked(house, "U0ANA")
    assert "join" not in second.action_ids
    assert (await Member.get(slack_id="U0BEN")).appears is Appears.IN_TOTALS


async def test_a_press_of_somebody_who_has_not_joined_writes_nothing_down(house: House):
    reply = await house.slack.command("U0ANA", "/involve", "me", channel="C0TEAM")
    await house.settle()
    posted = await house.bot.wiring.client_of(await house.workspace()).chat_postMessage(
        channel="C0TEAM", text="Conversations", blocks=json.loads(json.dumps(
            [{"type": "actions", "elements": [
                {"type": "button", "action_id": "take_conversation", "value": "1",
                 "text": {"type": "plain_text", "text": "I'll take it"}}]}])),
    )  # fmt: skip
    assert reply.messages
    message = next(each for each in house.slack.messages("C0TEAM") if each.ts == posted["ts"])
    pressed = await house.slack.press("U0BEN", message, "take_conversation")
    await house.settle()
    assert "Would you like to take part" in pressed.reads
    assert (await Member.get(slack_id="U0BEN")).joined_at is None


CHANGES = [{"deleted": True}, {"is_guest": True}, {"team_id": "T0ELSEWHERE"}]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("told", [True, False], ids=["Slack tells", "asked a day later"])
async def test_who_is_not_of_the_team_any_more_is_not_polled_judged_named_or_written_to(house: House, change, told):
    ben = await takes_part(house)
    workspace = await house.workspace()
    workspace.digest_channel, workspace.zone, workspace.digest_at = "C0TEAM", "UTC", "10:30"
    await workspace.save()
    written = len(house.slack.dms("U0BEN"))
    await Delivery.create(
        workspace_id=workspace.id, key="waiting", kind=DeliveryKind.REVIEW, recipient="U0BEN", period="x",
        payload='{"text": "x"}', created_at=house.clock(), not_before=house.clock() + timedelta(days=2),
    )  # fmt: skip
    if told:
        house.slack.change_member("U0BEN", **change)
        await house.settle()
    else:
        for name, value in change.items():  # the news got lost
            setattr(house.slack.workspace.members["U0BEN"], name, value)
        house.clock.forward(timedelta(days=1, hours=1))
        await house.tick()
    ben = await Member.get(id=ben.id)
    assert ben.joined_at is None
    assert ben.gone_at is not None
    assert await Account.filter(member_id=ben.id, due_at__not_isnull=True).count() == 0
    assert await Delivery.filter(key="waiting").count() == 0
    built = await digest.build(await house.workspace(), house.bot.wiring.judge, now=house.clock())
    assert "Ben" not in {line.name for line in built.named}
    assert built.people <= 1
    house.clock.forward(timedelta(days=3))
    await house.tick()
    assert len(house.slack.dms("U0BEN")) == written
    assert "Ben" not in " ".join(each.reads for each in house.slack.messages("C0TEAM")[1:])


async def test_who_is_gone_longer_than_the_days_of_grace_is_forgotten(house: House):
    ben = await takes_part(house)
    house.slack.change_member("U0BEN", deleted=True)
    await house.settle()
    house.clock.forward(timedelta(days=6))
    await house.tick()
    assert await Activity.filter(member_id=ben.id).count() == 29
    house.clock.forward(timedelta(days=2))
    await house.tick()
    assert await Activity.filter(member_id=ben.id).count() == 0
    assert await Member.filter(id=ben.id).count() == 0


async def test_who_comes_back_is_asked_again(house: House):
    await takes_part(house)
    house.slack.change_member("U0BEN", is_guest=True)
    await house.settle()
    assert "full members of this workspace only" in await house.types("U0BEN", "me")
    house.slack.change_member("U0BEN", is_guest=False)
    await house.settle()
    assert "Would you like to take part" in await house.types("U0BEN", "me")
    await house.joins("U0BEN")
    assert (await Member.get(slack_id="U0BEN")).joined_at is not None


async def test_a_guest_who_presses_join_on_an_old_question_is_refused(house: House):
    message = await asked(house)
    house.slack.workspace.members["U0BEN"].is_guest = True  # and Slack told nobody
    house.clock.forward(timedelta(days=2))
    await house.slack.press("U0BEN", message, "join")
    await house.settle()
    assert (await Member.get(slack_id="U0BEN")).joined_at is None


async def test_a_slack_that_does_not_answer_makes_nobody_leave(house: House):
    await takes_part(house)
    house.clock.forward(timedelta(days=1, hours=1))
    house.slack.fail("users.info", "internal_error", times=3)
    await house.tick()
    assert await Member.filter(joined_at=None, slack_id="U0BEN").count() == 0


async def test_news_of_strangers_is_not_written_down(house: House):
    before = await Member.all().count()
    house.slack.change_member("U0CHI", tz="Europe/Paris")
    await house.settle()
    assert await Member.all().count() == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("joined", [True, False], ids=["of a member", "of somebody who has not joined"])
@pytest.mark.parametrize("told", [True, False], ids=["Slack tells", "found out a day later"])
async def test_a_form_that_was_open_when_somebody_left_the_team_is_not_taken(house: House, change, joined, told):
    if joined:
        await house.joins("U0BEN")
    await house.slack.global_shortcut("U0BEN", "log_activity")
    await house.settle()
    form = house.slack.modal("U0BEN")
    if told:
        house.slack.change_member("U0BEN", **change)
        await house.settle()
    else:
        for name, value in change.items():
            setattr(house.slack.workspace.members["U0BEN"], name, value)
        house.clock.forward(timedelta(days=1, hours=1))
    done = await house.slack.submit("U0BEN", form, {"url": "https://forum.example/t/lens/12"} if joined else {})
    assert "full members of this workspace only" in " ".join(done.errors.values())
    assert await Activity.all().count() == 0
    ben = await Member.get(slack_id="U0BEN")
    assert ben.joined_at is None or not told


async def test_a_stranger_in_a_shared_channel_presses_in_vain(house: House):
    """Nobody has asked Slack about them before: that is done before anything is written down."""
    house.slack.workspace.members["U0CHI"].team_id = "T0ELSEWHERE"
    await house.types("U0ANA", "goal answer everybody")
    client = house.bot.wiring.client_of(await house.workspace())
    button = {"type": "button", "action_id": "show_help", "text": {"type": "plain_text", "text": "Help"}}
    posted = await client.chat_postMessage(
        channel="C0TEAM", text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    message = next(each for each in house.slack.messages("C0TEAM") if each.ts == posted["ts"])
    pressed = await house.slack.press("U0CHI", message, "show_help")
    await house.settle()
    assert "full members of this workspace only" in pressed.reads
    assert (await Member.get(slack_id="U0CHI")).seen_at is None


async def test_slack_s_silence_keeps_nobody_out_who_was_of_the_team(house: House):
    await house.joins("U0BEN")
    await house.slack.command("U0BEN", "/involve", "learned", channel="C0TEAM")
    house.clock.forward(timedelta(days=1, hours=1))
    house.slack.fail("users.info", "internal_error", times=1)
    done = await house.slack.submit("U0BEN", house.slack.modal("U0BEN"), {"words": "pictures"})
    assert done.errors == {}
    assert await Lesson.all().count() == 1


async def test_undo_brings_back_the_very_level_they_had_chosen(house: House):
    await house.joins("U0BEN")
    ben = await Member.get(slack_id="U0BEN")
    for typed, now in (("hide", Appears.IN_TOTALS), ("show", Appears.BY_NAME)):
        for level in Appears:
            await members.appear(ben, level, now=house.clock())
            reply = await house.slack.command("U0BEN", "/involve", typed, channel="C0TEAM")
            assert (await Member.get(id=ben.id)).appears is now
            assert ("undo_appear" in reply.messages[0].action_ids) == (level is not now)
            if level is not now:
                await house.slack.press("U0BEN", reply.messages[0], "undo_appear")
                await house.settle()
            assert (await Member.get(id=ben.id)).appears is level

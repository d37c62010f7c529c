"""Dialogs, through the real Bolt app: errors at the field, what was typed stays, one dialog takes the other's place."""

import json

import pytest

from bot.playground import Reply, View
from models import Activity, Correction, Lesson, Promise, Result
from models import Member as Row
from models import Workspace as Team
from tests.bot import House as Home
from tests.bot import a_house

URL = "https://forum.example/t/lens/12"


@pytest.fixture
async def home(sqlite_url):
    async with a_house(sqlite_url) as house:
        for user in ("U0ANA", "U0BEN"):
            await house.types(user, "help")
        await house.joins("U0ANA")
        yield house


async def types(home: Home, text: str, user: str = "U0ANA", channel: str = "C0TEAM") -> Reply:
    reply = await home.slack.command(user, "/involve", text, channel=channel)
    await home.settle()
    assert not reply.error
    return reply


async def opened(home: Home, text: str, user: str = "U0ANA") -> View:
    reply = await types(home, text, user)
    assert reply.modal is not None
    assert len(reply.modal.private_metadata) < 400
    return reply.modal


async def pressed(home: Home, reply: Reply, action: str, user: str = "U0ANA") -> Reply:
    answer = await home.slack.press(user, reply.messages[-1], action)
    await home.settle()
    return answer


async def test_a_bare_log_opens_the_form_and_its_answer_stands_where_it_was_typed(home: Home):
    reply = await types(home, "log")
    done = await home.slack.submit("U0ANA", reply.modal, {"url": URL, "note": "how we seal it", "when": "yesterday"})
    await home.settle()
    assert done.errors == {}
    assert "Logged a conversation" in reply.reads
    assert "for 17 Nov 2026" in reply.reads
    assert home.slack.modal("U0ANA") is None


async def test_in_a_channel_the_bot_is_not_in_the_answer_arrives_all_the_same(home: Home):
    reply = await home.slack.command("U0ANA", "/involve", "log", channel="C0QUIET")
    await home.slack.submit("U0ANA", reply.modal, {"url": URL})
    await home.settle()
    assert "Logged a conversation" in reply.reads


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"url": "https://"}, "url", "no whole address"),
        ({"url": "somewhere nice"}, "url", "no address"),
        ({"url": URL, "when": "tomorrow"}, "when", "still ahead"),
        ({"url": URL, "when": "whenever"}, "when", "I do not understand"),
        ({}, "url", "Give the address"),
    ],
)
async def test_what_is_wrong_in_the_log_form_stands_at_its_field_and_nothing_is_lost(
    home: Home, values: dict[str, str], field: str, told: str
):
    form = await opened(home, "log")
    done = await home.slack.submit("U0ANA", form, values)
    assert told in done.errors[field]
    assert done.view is form
    again = await home.slack.submit("U0ANA", form, {"url": URL, "when": "", "note": "sealed"})
    assert again.errors == {}
    assert (await Activity.get()).url == URL


async def test_edit_shows_what_is_stored_and_changes_the_same_activity(home: Home):
    reply = await types(home, f"log {URL} how we seal the lens yesterday 3pm")
    before = await Activity.get()
    await pressed(home, reply, "edit_log")
    form = home.slack.modal("U0ANA")
    assert form is not None
    assert form.title == "Change it"
    for typed in (URL, "how we seal the lens", "2026-11-17 15:00", "Commented"):
        assert typed in form.reads or typed in json.dumps(form.blocks)
    await home.slack.submit("U0ANA", form, {"what": "quoted", "note": "how we seal the lens, twice"})
    await home.settle()
    after = await Activity.get()
    assert (after.id, after.key, after.at) == (before.id, before.key, before.at)
    assert (after.kind, "twice" in after.facts) == ("quote", True)
    await pressed(home, reply, "undo_log")  # the button from before the change
    assert await Activity.all().count() == 0


async def test_what_was_changed_into_another_address_frees_the_first_one(home: Home):
    reply = await types(home, f"log {URL} sealed")
    await pressed(home, reply, "edit_log")
    await home.slack.submit("U0ANA", home.slack.modal("U0ANA"), {"url": "https://forum.example/t/other/13"})
    assert "Logged a conversation" in (await types(home, f"log {URL} sealed")).reads
    assert "Already logged" in (await types(home, f"log {URL} sealed")).reads
    assert {row.url for row in await Activity.all()} == {URL, "https://forum.example/t/other/13"}


async def test_an_address_that_is_recorded_already_is_told_at_its_field(home: Home):
    await types(home, "log https://forum.example/t/other/13 sealed")
    reply = await types(home, f"log {URL} sealed")
    await pressed(home, reply, "edit_log")
    form = home.slack.modal("U0ANA")
    done = await home.slack.submit("U0ANA", form, {"url": "https://forum.example/t/other/13/"})
    assert "recorded already" in done.errors["url"]


async def test_undo_and_edit_survive_a_restart_and_twice_is_once(sqlite_url):
    async with a_house(sqlite_url) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        reply = await types(house, f"log {URL} sealed")
        message = reply.messages[-1]
    async with a_house(sqlite_url) as house:
        blocks = message.blocks
        await house.types("U0ANA", "help")
        again = await types(house, f"log {URL} sealed")
        assert [each["value"] for each in blocks[1]["elements"]] == [
            each["value"] for each in again.messages[-1].blocks[1]["elements"]
        ]
        await pressed(house, again, "edit_log")
        for _ in range(2):
            await house.slack.submit("U0ANA", house.slack.modal("U0ANA"), {"note": "sealed twice"})
            await pressed(house, again, "edit_log")
        assert await Activity.all().count() == 1
        await pressed(house, again, "undo_log")
        assert await Activity.all().count() == 0


async def test_a_like_and_a_comment_at_one_address_are_two_things(home: Home):
    await types(home, f"log liked {URL}")
    assert "Logged a conversation" in (await types(home, f"log commented {URL} how we seal it")).reads
    assert "Already logged" in (await types(home, f"log liked {URL}")).reads
    assert await Activity.all().count() == 2


async def test_results_promises_and_lessons_are_told_in_forms_changed_and_taken_back(home: Home):
    for verb, values, model, action in (
        ("result", {"kind": "sale", "words": "a shop wrote", "url": URL}, Result, "result"),
        ("own-up", {"words": "only links", "will": "answer"}, Promise, "promise"),
        ("learned", {"words": "pictures"}, Lesson, "lesson"),
    ):
        reply = await types(home, verb)
        await home.slack.submit("U0ANA", reply.modal, values)
        await home.settle()
        row = await model.get()
        await pressed(home, reply, f"edit_{action}")
        await home.slack.submit("U0ANA", home.slack.modal("U0ANA"), {"words": "in other words"})
        await home.settle()
        assert [each.words for each in await model.all()] == ["in other words"]
        assert (await model.get()).id == row.id
        for _ in range(2):
            if any("undo_" in action_id for action_id in reply.messages[0].action_ids):
                await home.slack.press("U0ANA", reply.messages[0], f"undo_{action}")
                await home.settle()
        assert await model.all().count() == 0


async def test_forgetting_needs_the_word(home: Home):
    reply = await types(home, "forget me")
    done = await home.slack.submit("U0ANA", reply.modal, {"word": "yes"})
    assert "forget me" in done.errors["word"]
    assert await Row.filter(slack_id="U0ANA").exists()
    done = await home.slack.submit("U0ANA", reply.modal, {"word": "Forget me."})
    assert done.view is not None
    assert done.view.title == "Forgotten"
    assert not await Row.filter(slack_id="U0ANA").exists()


async def test_forgotten_audit_lines_have_no_name(home: Home):
    reply = await types(home, f"log {URL} sealed")
    await pressed(home, reply, "why_item")
    await home.slack.press("U0ANA", home.slack.ephemerals("U0ANA")[-1], "correct_item")
    await home.slack.submit("U0ANA", home.slack.modal("U0ANA"), {"meaning": "post"})
    await home.settle()
    reply = await types(home, "forget me")
    await home.slack.submit("U0ANA", reply.modal, {"word": "forget me"})
    row = await Correction.get()
    assert (row.member_id, "forgotten" in row.key) == (None, True)


async def test_setup_and_goal_can_be_undone_by_whoever_may_set_them(home: Home):
    reply = await types(home, "setup #team 08:15 Mon Europe/Berlin")
    undone = await pressed(home, reply, "undo_setup")
    assert (await Team.get()).digest_channel == ""
    assert not undone.error
    reply = await types(home, 'goal "answer everybody"')
    assert (await Team.get()).goal == "answer everybody"
    await pressed(home, reply, "edit_goal")
    await home.slack.submit("U0ANA", home.slack.modal("U0ANA"), {"words": "answer everybody soon"})
    assert (await Team.get()).goal == "answer everybody soon"
    await pressed(home, reply, "undo_goal")
    assert (await Team.get()).goal == ""
    assert "Only" in (await types(home, "goal mine", user="U0BEN")).reads


async def test_log_this_works_in_a_thread_and_is_prefilled_from_the_message(home: Home):
    first = await home.slack.say("U0BEN", "C0TEAM", "look")
    message = await home.slack.say("U0ANA", "C0TEAM", f"I answered there: {URL} about the seal", thread_ts=first.ts)
    await home.slack.message_shortcut("U0ANA", message, "log_message")
    form = home.slack.modal("U0ANA")
    assert form is not None
    assert URL in json.dumps(form.blocks)
    assert "I answered there: about the seal" in json.dumps(form.blocks)
    await home.slack.submit("U0ANA", form)
    await home.settle()
    whispered = home.slack.ephemerals("U0ANA")[-1]
    assert "Logged a conversation" in whispered.reads
    assert whispered.thread_ts == first.ts


async def test_a_shortcut_of_somebody_new_asks_for_a_yes_and_goes_on_with_what_was_there(home: Home):
    message = await home.slack.say("U0CHI", "C0TEAM", f"I answered {URL} about the seal")
    await home.slack.message_shortcut("U0CHI", message, "log_message")
    await home.settle()
    form = home.slack.modal("U0CHI")
    assert form is not None
    assert "What I read" in form.reads
    assert await Activity.all().count() == 0
    done = await home.slack.submit("U0CHI", form, {"appears": "only in the totals"})
    assert done.view is not None
    assert URL in json.dumps(done.view.blocks)
    await home.slack.submit("U0CHI", done.view)
    await home.settle()
    assert await Activity.filter(member_id=(await Row.get(slack_id="U0CHI")).id).count() == 1
    assert not (await Row.get(slack_id="U0CHI")).named


async def test_a_guest_is_told_why_not_in_place_of_the_form(home: Home):
    await home.slack.global_shortcut("U0GUS", "log_activity")
    await home.settle()
    form = home.slack.modal("U0GUS")
    assert form is not None
    assert "full members" in form.reads
    assert form.callback_id == "said"


async def test_days_off_stand_in_the_setup_form_and_are_changed_there(home: Home):
    await types(home, "setup #team 08:15 Mon Europe/Berlin")
    await types(home, "digest off 2026-12-24 – 2026-12-27, 2027-01-01")
    form = await opened(home, "setup")
    assert "2026-12-24 – 2026-12-27, 2027-01-01" in json.dumps(form.blocks, ensure_ascii=False)
    for typed, told in (("at Christmas", "I do not understand"), ("2026-02-30", "no day of the calendar")):
        done = await home.slack.submit("U0ANA", form, {"off": typed})
        assert told in done.errors["off"]
    for typed, kept in (("2026-12-24 to 2026-12-26, 2020-01-01", '[["2026-12-24", "2026-12-26"]]'), ("", "")):
        done = await home.slack.submit("U0ANA", await opened(home, "setup"), {"off": typed})
        assert done.errors == {}
        assert (await Team.get()).digest_off == kept

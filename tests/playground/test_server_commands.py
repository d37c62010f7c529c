"""Slash commands under a real Bolt app: what the app gets, what the member sees, how it may answer later."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.playground import Playground
from bot.playground.manifest import DEFAULT_MANIFEST
from bot.playground.refusal import Refusal
from tests.playground.tiny_app import connected, new_app, post_to

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Logged."}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "undo", "text": {"type": "plain_text", "text": "Undo"}, "value": "7"}
        ],
    },
]


def answering(app: AsyncApp, answer: Any = None) -> list[dict]:
    """Every command the app gets; it acknowledges each with `answer`."""
    got: list[dict] = []

    @app.command("/involve")
    async def take(ack: Any, command: dict) -> None:
        got.append(command)
        await ack(**(answer or {}))

    return got


async def test_a_command_is_answered_to_its_author_alone(slack: Playground):
    app = new_app(slack)
    answering(app, {"text": "hello", "blocks": BUTTONS, "response_type": "ephemeral"})
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")

    assert reply.reads == "Logged.\nUndo"
    assert slack.ephemerals("U0ANA") == reply.messages
    assert slack.ephemerals("U0BEN") == []
    assert slack.messages("C0TEAM") == []
    assert slack.violations == []


async def test_an_answer_may_be_for_the_whole_channel(slack: Playground):
    app = new_app(slack)
    answering(app, {"text": "all of you", "response_type": "in_channel"})
    async with connected(slack, app):
        await slack.command("U0ANA", "/involve", "team", channel="C0QUIET")  # even where the bot is not

    assert [message.text for message in slack.messages("C0QUIET")] == ["all of you"]


async def test_the_app_gets_what_slack_tells_of_a_command(slack: Playground):
    app = new_app(slack)
    got = answering(app)
    async with connected(slack, app):
        await slack.command("U0BEN", "/involve", "log  this ", channel="C0TEAM")
        await slack.command("U0BEN", "/involve", channel="C0SECRET")
        await slack.command("U0BEN", "/involve")

    assert [each["channel_name"] for each in got] == ["team", "privategroup", "directmessage"]
    first = got[0]
    assert (first["text"], first["user_name"], first["team_id"], first["is_enterprise_install"]) == (
        "log  this",
        "ben",
        "T0HOME",
        "false",
    )
    assert first["response_url"].startswith(slack.url)
    assert len({each["trigger_id"] for each in got}) == 3


@pytest.mark.parametrize(
    ("typed", "escaped", "raw"),
    [
        ("who @ben?", "who <@U0BEN|ben>?", "who @ben?"),
        ("digest #team 09:00", "digest <#C0TEAM|team> 09:00", "digest #team 09:00"),
        ("log https://e.org/a?b=1&c=2 x", "log <https://e.org/a?b=1&amp;c=2> x", "log https://e.org/a?b=1&c=2 x"),
        ("log https://e.org/a#b.", "log <https://e.org/a#b>.", "log https://e.org/a#b."),
        ("log e.org/a", "log <http://e.org/a|e.org/a>", "log e.org/a"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", "a < b & c > d"),
        ("@nobody #nowhere #hidden", "@nobody #nowhere #hidden", "@nobody #nowhere #hidden"),
        ("me@ben.example.com", "me@ben.example.com", "me@ben.example.com"),
    ],
)
async def test_typed_names_and_links_are_escaped_if_the_manifest_asks(typed: str, escaped: str, raw: str):
    plain_command = {**DEFAULT_MANIFEST["features"]["slash_commands"][0], "should_escape": False}
    plain = {**DEFAULT_MANIFEST, "features": {**DEFAULT_MANIFEST["features"], "slash_commands": [plain_command]}}
    texts = []
    for manifest in (DEFAULT_MANIFEST, plain):
        async with Playground(manifest=manifest) as slack:
            app = new_app(slack)
            got = answering(app)
            async with connected(slack, app):
                await slack.command("U0ANA", "/involve", typed, channel="C0TEAM")
            texts.append(got[0]["text"])

    assert texts == [escaped, raw]


async def test_a_command_slack_does_not_know_never_reaches_the_app(slack: Playground):
    with pytest.raises(Refusal, match="unknown_command"):
        await slack.command("U0ANA", "/invlove", "help", channel="C0TEAM")


async def test_nobody_types_where_they_cannot_be(slack: Playground):
    for user, channel, code in (
        ("U0ANA", "C0HIDDEN", "channel_not_found"),
        ("U0DEE", "C0TEAM", "user_disabled"),
        ("U0GUS", "C0QUIET", "channel_not_found"),
    ):
        with pytest.raises(Refusal, match=code):
            await slack.command(user, "/involve", "help", channel=channel)


async def test_a_command_fails_if_no_app_is_there(slack: Playground):
    reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")

    assert reply.error == "dispatch_failed"
    assert reply.reads == '/involve failed with the error "dispatch_failed"'
    assert slack.violations == ["/involve help did not reach the app: dispatch_failed"]


async def test_a_late_answer_is_no_answer():
    async with Playground(ack_seconds=0.1) as slack:
        app = new_app(slack)
        waiting = asyncio.Event()

        @app.command("/involve")
        async def dawdle(ack: Any) -> None:
            await waiting.wait()
            await ack("too late")

        async with connected(slack, app):
            reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
            waiting.set()
            await slack.settle()

    assert reply.error == "operation_timeout"
    assert reply.reads == '/involve failed with the error "operation_timeout"'
    assert slack.violations == ["/involve help was not acknowledged within 0.1 s"]


async def test_an_acknowledgement_with_broken_blocks_is_not_shown(slack: Playground):
    app = new_app(slack)
    answering(app, {"text": "t", "blocks": [{"type": "section"}]})
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")

    assert reply.messages == []
    assert "invalid_blocks" in slack.violations[0]


# -- response_url ----------------------------------------------------------------------------------------------------


async def test_an_answer_may_come_later(slack: Playground):
    app = new_app(slack)

    @app.command("/involve")
    async def answer_later(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="here it is", response_type="ephemeral")
        await respond(text="for all", response_type="in_channel")

    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "me", channel="C0TEAM")
        await slack.settle()

    assert [message.text for message in reply.messages] == ["here it is", "for all"]
    assert [message.text for message in slack.messages("C0TEAM")] == ["for all"]
    assert slack.violations == []


async def test_an_address_is_good_for_five_answers(slack: Playground):
    app = new_app(slack)
    got = answering(app)
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "me", channel="C0TEAM")
        answers = [await post_to(got[0]["response_url"], {"text": str(number)}) for number in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1][1]
    assert len(reply.messages) == 5
    assert slack.violations == ["a response_url refused: used_url"]


async def test_an_address_is_good_for_half_an_hour():
    seconds = 0.0
    async with Playground(monotonic=lambda: seconds) as slack:
        app = new_app(slack)
        got = answering(app)
        async with connected(slack, app):
            await slack.command("U0ANA", "/involve", "me", channel="C0TEAM")
            seconds = 30 * 60.0
            in_time = await post_to(got[0]["response_url"], {"text": "just"})
            seconds += 1
            too_late = await post_to(got[0]["response_url"], {"text": "gone"})

    assert in_time == (200, "ok")
    assert too_late[0] == 404
    assert "expired_url" in too_late[1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "t", "blocks": [{"type": "header"}]}, "invalid_blocks"),
        ({"text": "t", "response_type": "everywhere"}, "invalid_arguments"),
        (["t"], "invalid_payload"),
    ],
)
async def test_what_a_message_may_not_hold_an_answer_may_not_either(slack: Playground, body: Any, said: str):
    app = new_app(slack)
    got = answering(app)
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "me", channel="C0TEAM")
        status, text = await post_to(got[0]["response_url"], body)

    assert status == 404
    assert said in text
    assert reply.messages == []
    assert slack.violations


async def test_there_is_nothing_to_replace_after_a_command(slack: Playground):
    app = new_app(slack)
    got = answering(app)
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "me", channel="C0TEAM")
        await post_to(got[0]["response_url"], {"text": "one"})
        await post_to(got[0]["response_url"], {"text": "two", "replace_original": True})
        await post_to(got[0]["response_url"], {"delete_original": True})

    assert [message.text for message in reply.messages] == ["one", "two"]
    assert len(slack.violations) == 2


async def test_an_unknown_address_answers_nobody(slack: Playground):
    status, _ = await post_to(f"{slack.url}hooks/commands/T0HOME/forged", {"text": "t"})

    assert status == 404


# -- elements of messages --------------------------------------------------------------------------------------------


async def test_a_button_in_an_answer_can_be_pressed_and_the_answer_replaced(slack: Playground):
    app = new_app(slack)
    answering(app, {"text": "Logged.", "blocks": BUTTONS})
    bodies: list[dict] = []

    @app.action("undo")
    async def undo(ack: Any, body: dict, respond: Any) -> None:
        bodies.append(body)
        await ack()
        await respond(text="Undone.", replace_original=True)

    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "log", channel="C0TEAM")
        await slack.press("U0ANA", reply.messages[0], "undo")
        await slack.settle()

    [message] = slack.ephemerals("U0ANA")
    assert (message.text, message.blocks) == ("Undone.", [])
    assert bodies[0]["actions"][0]["value"] == "7"
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]
    assert slack.violations == []


async def test_a_button_in_a_message_shows_the_message_and_may_take_it_away(slack: Playground):
    app = new_app(slack)
    bodies: list[dict] = []

    @app.action("undo")
    async def away(ack: Any, body: dict, respond: Any) -> None:
        bodies.append(body)
        await ack()
        await respond(delete_original=True)

    async with connected(slack, app):
        await app.client.chat_postMessage(channel="C0TEAM", text="Logged.", blocks=BUTTONS)
        await slack.press("U0BEN", slack.messages("C0TEAM")[0], "undo")
        await slack.settle()

    assert bodies[0]["message"]["text"] == "Logged."
    assert bodies[0]["user"]["id"] == "U0BEN"
    assert slack.messages("C0TEAM") == []
    assert slack.violations == []


async def test_an_answer_to_a_press_says_whether_it_replaces(slack: Playground):
    app = new_app(slack)

    @app.action("undo")
    async def answer(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="vague")

    async with connected(slack, app):
        await app.client.chat_postMessage(channel="C0TEAM", text="Logged.", blocks=BUTTONS)
        await slack.press("U0BEN", slack.messages("C0TEAM")[0], "undo")
        await slack.settle()

    assert slack.violations == ["a response_url does not say whether it replaces the original message"]


async def test_a_press_is_acknowledged_without_words(slack: Playground):
    app = new_app(slack)

    @app.action("undo")
    async def talk(ack: Any) -> None:
        await ack("Undone.")

    async with connected(slack, app):
        await app.client.chat_postMessage(channel="C0TEAM", text="Logged.", blocks=BUTTONS)
        await slack.press("U0BEN", slack.messages("C0TEAM")[0], "undo")

    assert slack.violations == ["the press of undo was answered with a body, which Slack ignores"]


async def test_nobody_presses_what_they_do_not_see(slack: Playground):
    app = new_app(slack)
    answering(app, {"text": "Logged.", "blocks": BUTTONS})
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "log", channel="C0TEAM")
        with pytest.raises(LookupError, match="does not see"):
            await slack.press("U0BEN", reply.messages[0], "undo")
        with pytest.raises(LookupError, match="there is no redo"):
            await slack.press("U0ANA", reply.messages[0], "redo")
        with pytest.raises(LookupError, match="has the value '8'"):
            await slack.press("U0ANA", reply.messages[0], "undo", "8")


def words(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def options(*values: str) -> list[dict]:
    return [{"text": words(value), "value": value} for value in values]


ELEMENTS = [
    ({"type": "static_select", "options": options("a", "b")}, "b", "selected_option", options("b")[0]),
    ({"type": "overflow", "options": options("a", "b")}, "a", "selected_option", options("a")[0]),
    ({"type": "radio_buttons", "options": options("a", "b")}, "a", "selected_option", options("a")[0]),
    ({"type": "checkboxes", "options": options("a", "b")}, ["a", "b"], "selected_options", options("a", "b")),
    ({"type": "multi_static_select", "options": options("a", "b")}, ["b"], "selected_options", options("b")),
    ({"type": "users_select"}, "U0BEN", "selected_user", "U0BEN"),
    ({"type": "multi_users_select"}, ["U0BEN"], "selected_users", ["U0BEN"]),
    ({"type": "conversations_select"}, "C0TEAM", "selected_conversation", "C0TEAM"),
    ({"type": "channels_select"}, "C0TEAM", "selected_channel", "C0TEAM"),
    ({"type": "datepicker"}, "2026-11-23", "selected_date", "2026-11-23"),
    ({"type": "timepicker"}, "09:30", "selected_time", "09:30"),
    ({"type": "datetimepicker"}, 1_795_000_000, "selected_date_time", 1_795_000_000),
]


@pytest.mark.parametrize(("element", "value", "held", "told"), ELEMENTS, ids=[each[0]["type"] for each in ELEMENTS])
async def test_every_element_tells_what_was_chosen(slack: Playground, element: dict, value: Any, held: str, told: Any):
    app = new_app(slack)
    bodies: list[dict] = []

    @app.action("it")
    async def take(ack: Any, body: dict) -> None:
        bodies.append(body)
        await ack()

    blocks = [{"type": "actions", "block_id": "here", "elements": [{**element, "action_id": "it"}]}]
    async with connected(slack, app):
        await app.client.chat_postMessage(channel="C0TEAM", text="choose", blocks=blocks)
        await slack.press("U0ANA", slack.messages("C0TEAM")[0], "it", value)

    [action] = bodies[0]["actions"]
    assert (action["type"], action["block_id"], action[held]) == (element["type"], "here", told)
    if element["type"] != "overflow":
        assert bodies[0]["state"]["values"]["here"]["it"] == {"type": element["type"], held: told}
    assert slack.violations == []


async def test_nobody_chooses_what_is_not_offered(slack: Playground):
    blocks = [{"type": "actions", "elements": [{"type": "static_select", "action_id": "it", "options": options("a")}]}]
    app = new_app(slack)
    async with connected(slack, app):
        await app.client.chat_postMessage(channel="C0TEAM", text="choose", blocks=blocks)
        with pytest.raises(LookupError, match="it offers no 'z'"):
            await slack.press("U0ANA", slack.messages("C0TEAM")[0], "it", "z")


async def test_each_person_has_their_own_choices_in_a_message(slack: Playground):
    app = new_app(slack)
    states: list[dict] = []

    @app.action("pick")
    @app.action("go")
    async def take(ack: Any, body: dict) -> None:
        states.append(body["state"]["values"]["here"]["pick"]["selected_option"])
        await ack()

    pick = {"type": "static_select", "action_id": "pick", "options": options("a", "b")}
    go = {"type": "button", "action_id": "go", "text": words("Go")}
    async with connected(slack, app):
        await app.client.chat_postMessage(
            channel="C0TEAM", text="t", blocks=[{"type": "actions", "block_id": "here", "elements": [pick, go]}]
        )
        [message] = slack.messages("C0TEAM")
        await slack.press("U0ANA", message, "pick", "b")
        await slack.press("U0ANA", message, "go")
        await slack.press("U0BEN", message, "go")

    assert states == [options("b")[0], options("b")[0], None]


async def test_options_can_come_from_the_app_while_one_types(slack: Playground):
    app = new_app(slack)

    @app.options("topic")
    async def offer(ack: Any, payload: dict) -> None:
        await ack(options=options(f"{payload['value']}-1", f"{payload['value']}-2"))

    chosen: list[str] = []

    @app.action("topic")
    async def take(ack: Any, action: dict) -> None:
        chosen.append(action["selected_option"]["value"])
        await ack()

    menu = {"type": "external_select", "action_id": "topic", "min_query_length": 2}
    async with connected(slack, app):
        await app.client.chat_postMessage(channel="C0TEAM", text="t", blocks=[{"type": "actions", "elements": [menu]}])
        [message] = slack.messages("C0TEAM")
        await slack.options("U0ANA", message, "topic", "py")
        await slack.press("U0ANA", message, "topic", "py-2")

    assert chosen == ["py-2"]
    assert slack.violations == []

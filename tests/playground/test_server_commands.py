"""Slash commands under a real Bolt app: what the app gets, what the member sees."""

from slack_bolt.async_app import AsyncApp

from bot.playground import Playground
from tests.playground.tiny_app import connected, new_app

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Logged."}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "undo", "text": {"type": "plain_text", "text": "Undo"}, "value": "7"}
        ],
    },
]


def listening(app: AsyncApp) -> list[dict]:
    """Every command the app gets; it answers in its acknowledgement."""
    got: list[dict] = []

    @app.command("/involve")
    async def answer(ack, command):
        got.append(command)
        await ack(text=f"you said {command['text']}", blocks=BUTTONS, response_type="ephemeral")

    return got


async def test_a_command_is_answered_to_its_author_alone(slack: Playground):
    app = new_app(slack)
    listening(app)
    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")

    assert [message.text for message in reply.messages] == ["you said help"]
    assert slack.ephemerals("U0ANA") == reply.messages
    assert slack.ephemerals("U0BEN") == []
    assert slack.messages("C0TEAM") == []
    assert slack.violations == []


async def test_a_button_in_an_answer_can_be_pressed_and_the_answer_replaced(slack: Playground):
    app = new_app(slack)
    listening(app)
    pressed = []

    @app.action("undo")
    async def undo(ack, body, respond):
        pressed.append(body["actions"][0]["value"])
        await ack()
        await respond(text="Undone.", replace_original=True)

    async with connected(slack, app):
        reply = await slack.command("U0ANA", "/involve", "log", channel="C0TEAM")
        await slack.press("U0ANA", reply.messages[0], "undo")
        await slack.settle()

    assert pressed == ["7"]
    assert [message.text for message in slack.ephemerals("U0ANA")] == ["Undone."]
    assert slack.violations == []


async def test_a_command_opens_a_modal_that_is_filled_in(slack: Playground):
    app = new_app(slack)
    typed = []

    @app.command("/involve")
    async def ask(ack, body, client):
        await ack()
        field = {"type": "plain_text_input", "action_id": "url"}
        block = {"type": "input", "block_id": "link", "label": {"type": "plain_text", "text": "Link"}, "element": field}
        view = {
            "type": "modal",
            "callback_id": "log",
            "title": {"type": "plain_text", "text": "Log"},
            "submit": {"type": "plain_text", "text": "Log it"},
            "blocks": [block],
        }
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("log")
    async def log(ack, view, client, body):
        typed.append(view["state"]["values"]["link"]["url"]["value"])
        await ack()
        dm = await client.conversations_open(users=body["user"]["id"])
        await client.chat_postMessage(channel=dm["channel"]["id"], text="Thank you")

    async with connected(slack, app):
        await slack.command("U0BEN", "/involve", "log", channel="C0TEAM")
        view = slack.modal("U0BEN")
        empty = await slack.submit("U0BEN", view)
        done = await slack.submit("U0BEN", view, {"link": "https://example.com/post"})
        await slack.settle()

    assert empty.errors == {"link": "Please complete this required field."}
    assert done.errors == {}
    assert slack.modal("U0BEN") is None
    assert typed == ["https://example.com/post"]
    assert [message.text for message in slack.dms("U0BEN")] == ["Thank you"]
    assert slack.violations == []

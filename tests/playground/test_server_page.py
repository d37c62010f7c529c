"""What the page asks of the workspace: what each member sees, what they do, what they hear, and who else may ask."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.playground import Playground
from tests.playground.payloads import home, input_block, modal, option, plain
from tests.playground.tiny_app import connected, new_app, web_client

BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1"},
            {"type": "static_select", "action_id": "pick", "options": [option("a"), option("b")]},
        ],
    }
]


class Page:
    """Asks as the page does."""

    def __init__(self, slack: Playground, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.session = session

    async def ask(self, what: str, **query: str) -> dict:
        async with self.session.get(f"{self.slack.url}page/{what}", params=query) as answer:
            return await answer.json()

    async def tell(self, what: str, **body: Any) -> dict:
        async with self.session.post(f"{self.slack.url}page/{what}", json=body) as answer:
            return await answer.json()

    async def status(self, path: str, method: str = "GET", **more: Any) -> int:
        async with self.session.request(method, f"{self.slack.url}{path}", **more) as answer:
            return answer.status


@pytest.fixture
async def page(slack: Playground) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session:
        yield Page(slack, session)


# -- seeing ----------------------------------------------------------------------------------------------------------


async def test_a_member_sees_their_own_workspace(slack: Playground, page: Page):
    state = await page.ask("state", **{"as": "U0BEN"})

    assert state["team"] == {"id": "T0HOME", "name": "Harbour"}
    assert state["me"]["tz"] == "America/New_York"
    assert [each["name"] for each in state["channels"]] == ["general", "team", "quiet", "shared", "secret", "hidden"]
    assert {each["name"]: each["is_member"] for each in state["channels"]}["shared"] is False
    assert [each["with"] for each in state["dms"]] == [{"id": slack.bot_user_id, "name": "Involve", "is_bot": True}]
    assert state["app"] == {"id": "A0INVOLVE", "user_id": slack.bot_user_id, "name": "Involve"}
    assert state["commands"][0]["command"] == "/involve"
    assert [each["type"] for each in state["shortcuts"]] == ["message", "global"]
    assert {each["id"]: each["deleted"] for each in state["members"]}["U0DEE"] is True


async def test_a_guest_sees_less(page: Page):
    state = await page.ask("state", **{"as": "U0GUS"})

    assert [each["name"] for each in state["channels"]] == ["general", "team"]


async def test_the_first_visit_is_somebodys(page: Page):
    assert (await page.ask("state"))["me"]["id"] == "U0ANA"


@pytest.mark.parametrize("user", ["U0NOBODY", "U0DEE", "U0ROB"])
async def test_nobody_looks_through_eyes_that_are_not_there(page: Page, user: str):
    assert (await page.ask("state", **{"as": user}))["ok"] is False
    assert await page.status(f"page/events?as={user}") == 404


async def test_completions_are_what_the_caller_gave():
    async with (
        Playground(completions=[("/involve log <url>", "log something")]) as slack,
        aiohttp.ClientSession() as it,
    ):
        state = await Page(slack, it).ask("state", **{"as": "U0ANA"})

    assert state["commands"][0]["completions"] == [{"text": "/involve log <url>", "hint": "log something"}]


async def test_messages_are_read_in_order_with_whispers_and_without_replies(slack: Playground, page: Page):
    client = web_client(slack)
    parent = await client.chat_postMessage(channel="C0TEAM", text="digest", blocks=BUTTONS)
    await client.chat_postMessage(channel="C0TEAM", text="detail", thread_ts=parent["ts"])
    await client.chat_postEphemeral(channel="C0TEAM", user="U0ANA", text="only you")

    ana = (await page.ask("messages", **{"as": "U0ANA", "channel": "C0TEAM"}))["messages"]
    ben = (await page.ask("messages", **{"as": "U0BEN", "channel": "C0TEAM"}))["messages"]
    thread = (await page.ask("messages", **{"as": "U0BEN", "channel": "C0TEAM", "thread": parent["ts"]}))["messages"]

    assert [(each["text"], each["ephemeral"]) for each in ana] == [("digest", False), ("only you", True)]
    assert [each["text"] for each in ben] == ["digest"]
    assert [each["text"] for each in thread] == ["digest", "detail"]
    assert (ana[0]["user_name"], ana[0]["is_bot"], ana[0]["reply_count"], ana[0]["edited"]) == (
        "Involve",
        True,
        1,
        False,
    )
    assert ana[0]["at"].endswith("+00:00")


async def test_what_was_looked_at_is_read(slack: Playground, page: Page):
    async def unread() -> int:
        state = await page.ask("state", **{"as": "U0ANA"})
        return next(each["unread"] for each in state["channels"] if each["id"] == "C0TEAM")

    await web_client(slack).chat_postMessage(channel="C0TEAM", text="one")
    await slack.say("U0BEN", "C0TEAM", "two")
    await slack.say("U0ANA", "C0TEAM", "my own")

    before = await unread()
    await page.ask("messages", **{"as": "U0ANA", "channel": "C0TEAM"})
    assert (before, await unread()) == (2, 0)


async def test_a_closed_conversation_stays_closed(page: Page):
    assert (await page.ask("messages", **{"as": "U0ANA", "channel": "C0HIDDEN"})) == {
        "ok": False,
        "error": "There is no such conversation here for you.",
    }


# -- doing -----------------------------------------------------------------------------------------------------------


async def test_a_line_is_a_command_or_a_message(slack: Playground, page: Page):
    app = new_app(slack)
    got: list[str] = []

    @app.command("/involve")
    async def answer(ack: Any, command: dict) -> None:
        got.append(command["text"])
        await ack("done")

    async with connected(slack, app):
        said = await page.tell("send", **{"as": "U0ANA", "channel": "C0TEAM", "text": "hello all"})
        typed = await page.tell("send", **{"as": "U0ANA", "channel": "C0TEAM", "text": "/involve log x"})

    assert said == typed == {"ok": True}
    assert got == ["log x"]
    assert [each.text for each in slack.messages("C0TEAM")] == ["hello all"]
    assert [each.text for each in slack.ephemerals("U0ANA")] == ["done"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"channel": "C0TEAM", "text": "/dance"}, "/dance is not a valid command."),
        ({"channel": "C0TEAM", "text": "/involve", "thread_ts": "1.0"}, "/involve is not supported in threads. Sorry!"),
        ({"channel": "C0TEAM", "text": "  "}, "There is nothing to send."),
        ({"channel": "C0SHARED", "text": "hi", "as": "U0BEN"}, "You are not in this channel."),
        ({"channel": "C0OLD", "text": "hi"}, "This channel is archived."),
    ],
)
async def test_what_cannot_be_sent_is_said_in_a_sentence(page: Page, line: dict, error: str):
    assert await page.tell("send", **{"as": "U0ANA", **line}) == {"ok": False, "error": error}


async def test_an_element_of_a_message_is_used(slack: Playground, page: Page):
    app = new_app(slack)
    bodies: list[dict] = []

    @app.action("go")
    @app.action("pick")
    async def take(ack: Any, body: dict) -> None:
        bodies.append(body)
        await ack()

    async with connected(slack, app):
        sent = await app.client.chat_postMessage(channel="C0TEAM", text="t", blocks=BUTTONS)
        place = {"as": "U0BEN", "message": {"channel": "C0TEAM", "ts": sent["ts"]}, "block_id": "row"}
        picked = {"type": "static_select", "selected_option": option("b")}
        await page.tell("action", **place, action_id="pick", **picked)
        done = await page.tell("action", **place, action_id="go", value="1", values={"row": {"pick": picked}})
        odd = await page.tell("action", **place, action_id="pick", selected_option=option("z"))

    assert done == {"ok": True}
    assert [body["actions"][0]["action_id"] for body in bodies] == ["pick", "go"]
    assert bodies[1]["state"]["values"]["row"]["pick"]["selected_option"] == option("b")
    assert odd["error"].startswith("pick offers no 'z'")


async def test_a_modal_is_filled_in_changed_and_closed(slack: Playground, page: Page):
    app = new_app(slack)
    fields = modal(input_block({"type": "plain_text_input", "action_id": "it"}), notify_on_close=False)

    @app.shortcut("log_activity")
    async def ask(ack: Any, body: dict, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=fields)

    @app.view("log")
    async def log(ack: Any, view: dict) -> None:
        if view["state"]["values"]["i"]["it"]["value"] == "bad":
            await ack(response_action="errors", errors={"i": "Not this."})
        else:
            await ack()

    async with connected(slack, app):
        await page.tell("shortcut", **{"as": "U0ANA", "callback_id": "log_activity"})
        view = (await page.ask("view", **{"as": "U0ANA"}))["view"]
        words = {"i": {"it": {"type": "plain_text_input", "value": "bad"}}}
        refused = await page.tell("submit", **{"as": "U0ANA", "view_id": view["id"], "values": words})
        words["i"]["it"]["value"] = "good"
        taken = await page.tell("submit", **{"as": "U0ANA", "view_id": view["id"], "values": words})
        gone = await page.tell("submit", **{"as": "U0ANA", "view_id": view["id"], "values": words})
        await page.tell("shortcut", **{"as": "U0ANA", "callback_id": "log_activity"})
        again = (await page.ask("view", **{"as": "U0ANA"}))["view"]
        closed = await page.tell("close", **{"as": "U0ANA", "view_id": again["id"]})

    assert refused == {"ok": False, "errors": {"i": "Not this."}}
    assert taken == closed == {"ok": True}
    assert gone == {"ok": False, "error": "That window is gone."}
    assert await page.ask("view", **{"as": "U0ANA"}) == {"view": None}
    assert slack.violations == []


async def test_a_message_shortcut_and_the_home(slack: Playground, page: Page):
    app = new_app(slack)
    got: list[str] = []

    @app.shortcut("log_message")
    async def log(ack: Any, message: dict | None, shortcut: dict) -> None:
        got.append(shortcut["message"]["text"])
        await ack()

    @app.event("app_home_opened")
    async def show(event: dict, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view=home({"type": "divider"}))

    async with connected(slack, app):
        message = await slack.say("U0BEN", "C0TEAM", "a thread")
        place = {"channel": "C0TEAM", "ts": message.ts}
        await page.tell("shortcut", **{"as": "U0ANA", "callback_id": "log_message", "message": place})
        await page.tell("home", **{"as": "U0ANA"})
        await slack.settle()
        view = (await page.ask("home", **{"as": "U0ANA"}))["view"]
        unknown = await page.tell("shortcut", **{"as": "U0ANA", "callback_id": "nothing"})

    assert got == ["a thread"]
    assert view["blocks"][0]["type"] == "divider"
    assert unknown["ok"] is False


async def test_an_app_that_does_not_answer_is_told_of(page: Page, slack: Playground):
    sent = await web_client(slack).chat_postMessage(channel="C0TEAM", text="t", blocks=BUTTONS)
    place = {"as": "U0BEN", "message": {"channel": "C0TEAM", "ts": sent["ts"]}, "block_id": "row"}

    answer = await page.tell("action", **place, action_id="go")
    assert answer == {"ok": False, "error": "The app did not answer (dispatch_failed)."}


async def test_the_clock_is_pushed_by_whoever_runs_it(slack: Playground, page: Page):
    assert (await page.tell("clock", seconds=60))["ok"] is False
    pushed: list[str | int] = []
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    async def push(to: str | int) -> None:
        nonlocal now
        pushed.append(to)
        now += timedelta(hours=1)

    async with Playground(clock=lambda: now, on_push=push) as other:
        clocked = Page(other, page.session)
        first = await clocked.tell("clock", to="digest")
        second = await clocked.tell("clock", seconds=3600)
        state = await clocked.ask("state", **{"as": "U0ANA"})

    assert pushed == ["digest", 3600]
    assert (first["now"], second["now"]) == ("2026-11-22T10:00:00+00:00", "2026-11-22T11:00:00+00:00")
    assert state["clock"]["now"] == second["now"]
    assert state["clock"]["offset_seconds"] == pytest.approx((now - datetime.now(UTC)).total_seconds(), abs=60)


# -- hearing ---------------------------------------------------------------------------------------------------------


async def test_the_page_hears_what_concerns_its_member(slack: Playground, page: Page):
    client = web_client(slack)
    async with asyncio.timeout(5), page.session.get(f"{slack.url}page/events?as=U0ANA") as stream:
        assert stream.content_type == "text/event-stream"
        assert (await stream.content.readline()).startswith(b":")
        await client.chat_postEphemeral(channel="C0TEAM", user="U0BEN", text="not hers")
        sent = await client.chat_postMessage(channel="C0TEAM", text="one")
        await client.chat_update(channel="C0TEAM", ts=sent["ts"], text="two")
        await client.chat_delete(channel="C0TEAM", ts=sent["ts"])
        await client.chat_postEphemeral(channel="C0TEAM", user="U0ANA", text="hers")
        await client.views_publish(user_id="U0ANA", view=home({"type": "divider"}))
        await client.views_publish(user_id="U0BEN", view=home({"type": "divider"}))
        slack.change_member("U0BEN", tz="Asia/Tokyo")
        heard = []
        while len(heard) < 6:
            line = (await stream.content.readline()).decode()
            heard += [json.loads(line.removeprefix("data: "))] if line.startswith("data: ") else []

    assert [each["type"] for each in heard] == ["message", "update", "delete", "ephemeral", "home", "channels"]
    assert heard[0] == {"type": "message", "channel": "C0TEAM", "ts": sent["ts"]}


async def test_a_listening_page_does_not_keep_the_workspace_from_closing(page: Page):
    async with Playground() as slack:
        stream = await page.session.get(f"{slack.url}page/events?as=U0ANA")
        await stream.content.readline()

    assert [line async for line in stream.content if line.startswith(b"data:")] == []


# -- who else --------------------------------------------------------------------------------------------------------


async def test_the_page_and_its_files_are_served_with_a_strict_policy(slack: Playground, page: Page):
    async with page.session.get(slack.url) as answer:
        assert answer.content_type == "text/html"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with page.session.get(f"{slack.url}main.js") as answer:
        assert answer.content_type == "text/javascript"
    assert await page.status("nothing.js") == 404
    assert await page.status("..%2fserver.py") == 404
    assert await page.status("server.py") == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "involve.example.com"},
        {"Host": "127.0.0.1.example.com"},
        {"Host": "["},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["page/state", "api/auth.test", ""])
async def test_other_names_and_other_sites_are_turned_away(page: Page, headers: dict, path: str):
    assert await page.status(path, headers=headers) == 403


async def test_the_page_itself_is_let_in(slack: Playground, page: Page):
    own = {"Origin": slack.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert await page.status("page/state", headers=own) == 200
    assert await page.status("page/state", headers={"Sec-Fetch-Site": "none"}) == 200


async def test_a_link_elsewhere_may_lead_to_the_page_but_not_ask_for_it(page: Page):
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert await page.status("", headers=followed) == 200
    assert await page.status("page/state", headers=followed) == 403


async def test_a_form_of_another_site_cannot_speak_for_a_member(page: Page):
    assert await page.status("page/send", "POST", data={"as": "U0ANA", "channel": "C0TEAM", "text": "hi"}) == 415
    assert await page.status("page/send", "POST", data="not json", headers={"Content-Type": "application/json"}) == 400

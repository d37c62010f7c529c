"""What happens in the workspace reaches a real Bolt app, over sockets and over HTTP."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.playground import Member, Playground
from bot.playground.deliveries import events
from bot.playground.manifest import DEFAULT_MANIFEST
from bot.playground.refusal import Refusal
from bot.playground.request_url import signature
from tests.playground.tiny_app import answering_at_http, connected, new_app, refused, web_client

AT_ONCE = (0.0, 0.0, 0.0)


def hearing(app: AsyncApp, *kinds: str) -> list[dict]:
    heard: list[dict] = []
    for kind in kinds:

        @app.event(kind)
        async def hear(body: dict) -> None:
            heard.append(body)

    return heard


# -- events ----------------------------------------------------------------------------------------------------------


async def test_a_direct_message_and_a_mention_are_heard(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "message", "app_mention")
    async with connected(slack, app):
        await slack.say("U0ANA", slack.dm_channel("U0ANA"), "hello & <you>")
        await slack.say("U0BEN", "C0TEAM", "@involve how is it going?")
        await slack.say("U0BEN", "C0TEAM", "not for the app")
        await slack.say("U0BEN", "C0QUIET", "@involve where it is not")
        await slack.settle()

    told = [(body["event"]["type"], body["event"]["text"]) for body in heard]
    assert told == [("message", "hello &amp; &lt;you&gt;"), ("app_mention", f"<@{slack.bot_user_id}> how is it going?")]
    assert heard[0]["event"]["channel_type"] == "im"
    assert heard[0]["authorizations"][0]["user_id"] == slack.bot_user_id
    assert len({body["event_id"] for body in heard}) == 2


async def test_only_events_the_manifest_asks_for_are_sent():
    deaf = {**DEFAULT_MANIFEST, "settings": {**DEFAULT_MANIFEST["settings"], "event_subscriptions": {}}}
    async with Playground(manifest=deaf) as slack:
        app = new_app(slack)
        heard = hearing(app, "message", "app_home_opened")
        async with connected(slack, app):
            await slack.say("U0ANA", slack.dm_channel("U0ANA"), "hello")
            await slack.open_home("U0ANA")
            await slack.settle()

    assert heard == []


async def test_opening_the_home_says_whose_and_what_was_there(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "app_home_opened")
    async with connected(slack, app):
        await slack.open_home("U0ANA")
        await app.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [{"type": "divider"}]})
        await slack.open_home("U0ANA")
        await slack.open_home("U0ANA", tab="messages")

    first, second, third = (body["event"] for body in heard)
    assert (first["user"], first["channel"], first["tab"]) == ("U0ANA", slack.dm_channel("U0ANA"), "home")
    assert "view" not in first
    assert second["view"]["blocks"][0]["type"] == "divider"
    assert "view" not in third


async def test_people_come_change_and_leave(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "team_join", "user_change")
    async with connected(slack, app):
        slack.add_member(Member(id="U0FAY", name="fay", tz="Asia/Kolkata"))
        slack.change_member("U0FAY", tz="Europe/Rome")
        slack.change_member("U0FAY", deleted=True)
        await slack.settle()

    shown = [(body["event"]["type"], body["event"]["user"].get("tz")) for body in heard]
    assert sorted(shown, key=str) == [
        ("team_join", "Asia/Kolkata"),
        ("user_change", "Europe/Rome"),
        ("user_change", None),
    ]


async def test_the_bot_is_invited_and_removed(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "member_joined_channel", "member_left_channel")
    async with connected(slack, app):
        slack.invite_bot("C0QUIET", inviter="U0ANA")
        await slack.settle()
        await app.client.chat_postMessage(channel="C0QUIET", text="hello")
        slack.remove_bot("C0QUIET")
        await slack.settle()

    assert [body["event"]["type"] for body in heard] == ["member_joined_channel", "member_left_channel"]
    assert heard[0]["event"]["inviter"] == "U0ANA"


async def test_uninstalling_voids_the_token_and_is_told(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "app_mention", "app_uninstalled", "tokens_revoked")
    async with connected(slack, app):
        await slack.say("U0ANA", "C0TEAM", "@involve are you there?")
        await slack.uninstall()
        await slack.settle()
        error = await refused(app.client.chat_postMessage(channel="C0TEAM", text="still here"))

    assert [body["event"]["type"] for body in heard] == ["app_mention", "app_uninstalled", "tokens_revoked"]
    assert heard[-1]["event"]["tokens"]["bot"] == [slack.bot_user_id]
    assert error == "token_revoked"
    with pytest.raises(Refusal, match="unknown_command"):
        await slack.command("U0ANA", "/involve", "help")


async def test_a_shared_channel_is_said_to_be_shared(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "app_mention")
    async with connected(slack, app):
        await slack.say("U0EXT", "C0SHARED", "hello @involve")

    assert heard[0]["is_ext_shared_channel"] is True
    assert heard[0]["event"]["user"] == "U0EXT"


@pytest.mark.parametrize(
    ("user", "channel", "code"),
    [
        ("U0CHI", "C0QUIET", "not_in_channel"),
        ("U0ANA", "C0OLD", "is_archived"),
        ("U0ANA", "C0HIDDEN", "channel_not_found"),
        ("U0EXT", "C0TEAM", "channel_not_found"),
    ],
)
async def test_people_write_only_where_they_may(slack: Playground, user: str, channel: str, code: str):
    with pytest.raises(Refusal, match=code):
        await slack.say(user, channel, "hello")


# -- sockets ---------------------------------------------------------------------------------------------------------


async def test_each_envelope_goes_to_one_of_several_sockets(slack: Playground):
    apps = [new_app(slack) for _ in range(3)]
    heard = [hearing(app, "app_mention") for app in apps]
    handlers = [AsyncSocketModeHandler(app, slack.app_token) for app in apps]
    for handler in handlers:
        await handler.connect_async()
    await slack.until(lambda: slack.sockets.count == 3)
    for number in range(6):
        await slack.say("U0ANA", "C0TEAM", f"@involve {number}")
    await slack.settle()
    for handler in handlers:
        await handler.close_async()

    assert [len(each) for each in heard] == [2, 2, 2]


async def test_an_app_asked_to_reconnect_does_and_loses_nothing(slack: Playground):
    app = new_app(slack)
    heard = hearing(app, "app_mention")
    async with connected(slack, app) as handler:
        before = handler.client.current_session
        await slack.refresh_sockets()
        await slack.until(lambda: slack.sockets.count == 1 and handler.client.current_session is not before)
        await slack.say("U0ANA", "C0TEAM", "@involve again")
        await slack.settle()

    assert len(heard) == 1


async def test_a_link_to_a_socket_is_good_for_one_connection(slack: Playground):
    opened = await web_client(slack).apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(opened["url"]) as socket:
            hello = await socket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])

    assert hello["type"] == "hello"
    assert hello["connection_info"] == {"app_id": "A0INVOLVE"}


async def test_an_event_nobody_acknowledges_is_told_again():
    async with Playground(ack_seconds=0.05, retry_seconds=(0.0, 0.0)) as slack:
        client = web_client(slack)
        opened = await client.apps_connections_open(app_token=slack.app_token)
        async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
            await socket.receive_json()
            slack._post.announce(slack.workspace, events.uninstalled())
            envelopes = [await socket.receive_json() for _ in range(3)]
            await socket.send_json({"envelope_id": envelopes[2]["envelope_id"]})
            await slack.settle()

    assert [each["retry_attempt"] for each in envelopes] == [0, 1, 2]
    assert [each["retry_reason"] for each in envelopes] == ["", "http_timeout", "http_timeout"]
    assert len({each["payload"]["event_id"] for each in envelopes}) == 1
    assert len({each["envelope_id"] for each in envelopes}) == 3
    assert slack.violations == ["event app_uninstalled was not acknowledged: operation_timeout"] * 2


async def test_a_socket_that_talks_nonsense_is_noticed(slack: Playground):
    opened = await web_client(slack).apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        await socket.receive_json()
        await socket.send_str("hello?")
        await socket.send_json({"envelope_id": "never sent"})
        await slack.until(lambda: len(slack.violations) == 2)


async def test_ten_sockets_are_the_most(slack: Playground):
    client = web_client(slack)
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            opened = await client.apps_connections_open(app_token=slack.app_token)
            sockets.append(await session.ws_connect(opened["url"]))
        hellos = [await socket.receive_json() for socket in sockets]

    assert [hello["type"] for hello in hellos] == ["hello"] * 10 + ["disconnect"]
    assert hellos[-1]["reason"] == "too_many_websockets"


# -- HTTP ------------------------------------------------------------------------------------------------------------


async def test_everything_works_over_http_too():
    async with answering_at_http() as (url, requests, apps), Playground(request_url=url) as slack:
        app = apps["app"] = new_app(slack)
        heard = hearing(app, "app_mention")
        button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "1"}
        pressed: list[str] = []

        @app.command("/involve")
        async def answer(ack: Any, command: dict) -> None:
            blocks = [{"type": "actions", "elements": [button]}]
            await ack(text=f"you said {command['text']}", blocks=blocks)

        @app.action("go")
        async def go(ack: Any, respond: Any, action: dict) -> None:
            pressed.append(action["value"])
            await ack()
            await respond(text="gone", replace_original=True)

        reply = await slack.command("U0ANA", "/involve", "log <b>", channel="C0TEAM")
        await slack.press("U0ANA", reply.messages[0], "go")
        await slack.say("U0ANA", "C0TEAM", "@involve hi")
        await slack.settle()

    assert reply.messages[0].text == "gone"
    assert pressed == ["1"]
    assert len(heard) == 1
    types = [request.content_type for request in requests]
    assert types == ["application/x-www-form-urlencoded"] * 2 + ["application/json"]
    assert slack.violations == []


async def test_a_forged_signature_is_noticed_by_the_app():
    async with answering_at_http() as (url, _, apps), Playground(request_url=url) as slack:
        apps["app"] = new_app(slack)
        async with aiohttp.ClientSession() as session:
            headers = {**signature("another secret", b"{}"), "Content-Type": "application/json"}
            async with session.post(url, data=b"{}", headers=headers) as answer:
                assert answer.status == 401


async def test_an_unanswered_command_over_http_fails_with_its_status():
    async with answering_at_http() as (url, _, apps), Playground(request_url=url) as slack:
        apps["app"] = new_app(slack)  # which knows no command
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")

    assert reply.error == "http_client_error"
    assert reply.reads == '/involve failed with the error "http_client_error"'


async def test_a_slow_answer_over_http_is_none():
    async with answering_at_http() as (url, _, apps), Playground(request_url=url, ack_seconds=0.1) as slack:
        app = apps["app"] = new_app(slack)
        waiting = asyncio.Event()

        @app.command("/involve")
        async def dawdle(ack: Any) -> None:
            await waiting.wait()
            await ack()

        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
        waiting.set()

    assert reply.error == "operation_timeout"


async def test_nobody_at_the_address_is_a_failed_dispatch():
    async with Playground(request_url="http://127.0.0.1:9/slack/events") as slack:
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")

    assert reply.error == "dispatch_failed"


async def test_events_over_http_are_told_again_until_the_app_takes_them():
    async with (
        answering_at_http() as (url, requests, apps),
        Playground(request_url=url, retry_seconds=AT_ONCE) as slack,
    ):
        app = apps["app"] = new_app(slack)
        tries: list[int] = []

        @app.event("app_mention")
        async def fail_twice() -> None:
            tries.append(1)
            if len(tries) < 3:
                raise ValueError("not yet")

        await slack.say("U0ANA", "C0TEAM", "@involve hi")
        await slack.until(lambda: len(tries) == 3)
        await slack.settle()

    assert [request.headers.get("X-Slack-Retry-Num") for request in requests] == [None, "1", "2"]
    assert requests[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert len(slack.violations) == 2


async def test_an_app_may_ask_not_to_be_told_again():
    async with (
        answering_at_http() as (url, requests, apps),
        Playground(request_url=url, retry_seconds=AT_ONCE) as slack,
    ):
        app = apps["app"] = new_app(slack)

        @app.error
        async def give_up() -> BoltResponse:
            return BoltResponse(status=500, headers={"X-Slack-No-Retry": "1"})

        @app.event("app_mention")
        async def fail() -> None:
            raise ValueError("never")

        await slack.say("U0ANA", "C0TEAM", "@involve hi")
        await slack.settle()

    assert len(requests) == 1


async def test_the_bot_hears_of_its_own_messages_too(slack: Playground):
    app = AsyncApp(
        client=web_client(slack),
        signing_secret=slack.signing_secret,
        process_before_response=True,
        ignoring_self_events_enabled=False,
    )
    heard = hearing(app, "message")
    async with connected(slack, app):
        sent = await app.client.chat_postMessage(channel="U0ANA", text="one")
        await slack.settle()
        await app.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="two")
        await slack.settle()
        await app.client.chat_delete(channel=sent["channel"], ts=sent["ts"])
        await slack.settle()

    told = [body["event"] for body in heard]
    assert [event.get("subtype") for event in told] == [None, "message_changed", "message_deleted"]
    assert (told[1]["previous_message"]["text"], told[1]["message"]["text"]) == ("one", "two")
    assert told[0]["bot_id"] == "B0HOME"


async def test_a_request_url_gives_a_challenge_back():
    async with answering_at_http() as (url, _, apps), Playground(request_url=url) as slack:
        apps["app"] = new_app(slack)
        assert await slack.verify_request_url() is True

    async with Playground(request_url="http://127.0.0.1:9/slack/events") as slack:
        assert await slack.verify_request_url() is False

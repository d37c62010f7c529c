"""A tiny real Bolt app under the local workspace, over Socket Mode or over HTTP."""

import contextlib
from collections.abc import AsyncIterator, Awaitable

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground


def web_client(slack: Playground, token: str = "") -> AsyncWebClient:
    return AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def new_app(slack: Playground) -> AsyncApp:
    return AsyncApp(
        client=web_client(slack), signing_secret=slack.signing_secret, process_before_response=True, name="tiny"
    )


@contextlib.asynccontextmanager
async def connected(slack: Playground, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app, with a socket open."""
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()


async def refused(call: Awaitable[object]) -> str:
    """The error code Slack answers a call with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@contextlib.asynccontextmanager
async def answering_at_http() -> AsyncIterator[tuple[str, list[web.Request], dict[str, AsyncApp]]]:
    """An address that hands what it gets to `apps["app"]`, and keeps the requests."""
    requests: list[web.Request] = []
    apps: dict[str, AsyncApp] = {}

    async def receive(request: web.Request) -> web.Response:
        requests.append(request)
        await request.read()
        return await apps["app"].server(port=0).handle_post_requests(request)

    listener = web.Application()
    listener.router.add_post("/slack/events", receive)
    runner = web.AppRunner(listener, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", requests, apps
    finally:
        await runner.cleanup()


async def post_to(address: str, body: object) -> tuple[int, str]:
    """What Slack answers to a POST at a response_url."""
    async with aiohttp.ClientSession() as session, session.post(address, json=body) as answer:
        return answer.status, await answer.text()

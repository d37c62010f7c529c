"""A tiny real Bolt app under the local workspace, over Socket Mode or over HTTP."""

import contextlib
from collections.abc import AsyncIterator, Awaitable

import pytest
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

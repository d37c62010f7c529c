"""Files members share: told to the app as Slack tells of them, and given to nobody without the right to them."""

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import Playground
from bot.playground.manifest import DEFAULT_MANIFEST
from bot.playground.refusal import Refusal
from tests.playground.tiny_app import connected, new_app, web_client


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def got(session: aiohttp.ClientSession, address: str, token: str = "") -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.get(address, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.read()


async def test_the_app_hears_of_a_file_in_its_direct_message_and_may_fetch_it(slack: Playground, browser):
    heard: list[dict[str, Any]] = []
    app = new_app(slack)

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event)

    async with connected(slack, app):
        await slack.send_file("U0BEN", "my archive.zip", b"PK...", text="here you are")
        await slack.until(lambda: bool(heard))
    (event,) = heard
    assert (event["subtype"], event["channel_type"], event["text"]) == ("file_share", "im", "here you are")
    (file,) = event["files"]
    assert (file["name"], file["size"], file["mode"]) == ("my archive.zip", 5, "hosted")
    assert await got(browser, file["url_private_download"], slack.bot_token) == (200, b"PK...")
    told = await web_client(slack).files_info(file=file["id"])
    assert told["file"] == file


async def test_without_token_or_scope_it_is_the_sign_in_page(slack: Playground, browser):
    message = await slack.send_file("U0BEN", "archive.zip", b"PK...")
    (file,) = message.files
    address = file["url_private_download"]
    assert (await got(browser, address))[0] == (await got(browser, address, "xoxb-other"))[0] == 302
    slack.workspace.app.scopes -= {"files:read"}
    assert (await got(browser, address, slack.bot_token))[0] == 302
    with pytest.raises(SlackApiError, match="missing_scope"):
        await web_client(slack).files_info(file=file["id"])
    assert (await got(browser, f"{slack.url}files-pri/T0HOME/F0NONE/download/x", slack.bot_token))[0] == 404
    slack.registry.violations.clear()


async def test_where_the_app_is_not_its_token_opens_nothing(slack: Playground, browser):
    channel = next(each for each in slack.workspace.channels.values() if slack.bot_user_id not in each.members)
    member = next(iter(channel.members))
    message = await slack.send_file(member, "plans.pdf", b"%PDF", channel=channel.id)
    (file,) = message.files
    assert (await got(browser, file["url_private_download"], slack.bot_token))[0] == 302
    with pytest.raises(SlackApiError, match="file_not_found"):
        await web_client(slack).files_info(file=file["id"])
    slack.registry.violations.clear()


async def test_an_app_that_takes_no_messages_takes_no_files():
    closed = {**DEFAULT_MANIFEST, "features": {**DEFAULT_MANIFEST["features"]}}
    closed["features"]["app_home"] = {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    async with Playground(manifest=closed) as slack:
        with pytest.raises(Refusal, match="messages_tab_disabled"):
            await slack.send_file("U0BEN", "archive.zip", b"PK...")


async def test_the_page_sends_a_file_and_shows_it_by_name(slack: Playground, browser):
    dm = slack.dm_channel("U0BEN")
    body = {"as": "U0BEN", "channel": dm, "name": "archive.zip", "content": b64encode(b"PK...").decode()}
    for changed, ok in (({}, True), ({"content": "no base64!"}, False), ({"content": ""}, False)):
        async with browser.post(f"{slack.url}page/file", json=body | changed) as answer:
            assert (await answer.json())["ok"] is ok
    async with browser.get(f"{slack.url}page/messages", params={"as": "U0BEN", "channel": dm}) as answer:
        (shown,) = (await answer.json())["messages"]
    assert shown["files"] == [{"name": "archive.zip", "size": 5}]

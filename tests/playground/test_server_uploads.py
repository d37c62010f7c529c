"""Pictures an app puts into the local workspace: as strict as Slack."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground
from bot.playground.manifest import DEFAULT_MANIFEST

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
TEXT = "a picture"


@pytest.fixture
async def slack():
    async with Playground() as slack:
        yield slack


def client_of(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


def image(file_id: str) -> list[dict[str, object]]:
    return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": TEXT}]


async def test_an_uploaded_picture_stands_in_a_message_and_the_page_can_show_it(slack):
    client = client_of(slack)
    answer = await client.files_upload_v2(content=PNG, filename="trend.png", title="Trend", alt_txt=TEXT)
    (upload,) = slack.uploads
    assert (upload.content, upload.alt, upload.title) == (PNG, TEXT, "Trend")
    assert answer["files"][0]["id"] == upload.id
    await client.chat_postMessage(channel="C0TEAM", text=TEXT, blocks=image(upload.id))
    assert slack.messages("C0TEAM")[-1].reads == TEXT
    assert slack.violations == []


@pytest.mark.parametrize("content", [None, b"no picture"])
async def test_a_message_shows_no_file_that_is_not_there_or_no_picture(slack, content):
    client, file_id = client_of(slack), "F0NOWHERE"
    if content is not None:
        file_id = (await client.files_upload_v2(content=content, filename="x.png"))["files"][0]["id"]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel="C0TEAM", text=TEXT, blocks=image(file_id))
    assert slack.messages("C0TEAM") == []


async def test_what_was_announced_but_never_uploaded_is_no_file(slack):
    client = client_of(slack)
    announced = await client.files_getUploadURLExternal(filename="x.png", length=5)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": announced["file_id"], "title": "x"}])


async def test_without_the_scope_nothing_is_taken():
    manifest = {**DEFAULT_MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    async with Playground(manifest=manifest) as slack:
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client_of(slack).files_upload_v2(content=PNG, filename="x.png")
        assert slack.uploads == []

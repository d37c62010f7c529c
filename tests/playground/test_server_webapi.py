"""The Web API refuses what Slack refuses, and keeps what was said as it was said."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Channel, Member, Playground
from bot.playground.manifest import DEFAULT_MANIFEST
from tests.playground.tiny_app import refused, web_client

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*two* thirds"}}


def manifest_with(*scopes: str) -> dict:
    return {**DEFAULT_MANIFEST, "oauth_config": {"scopes": {"bot": list(scopes)}}}


# -- tokens, scopes, arguments ---------------------------------------------------------------------------------------


async def test_a_token_opens_its_own_workspace(slack: Playground, client: AsyncWebClient):
    answer = await client.auth_test()

    assert (answer["team_id"], answer["user_id"]) == (slack.team_id, slack.bot_user_id)
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


@pytest.mark.parametrize(
    ("token", "error"), [("xoxb-stolen", "invalid_auth"), ("xapp-1-A0INVOLVE-playground", "not_allowed_token_type")]
)
async def test_a_wrong_token_opens_nothing(slack: Playground, token: str, error: str):
    assert await refused(web_client(slack, token).auth_test()) == error


async def test_no_token_is_not_authed(slack: Playground):
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}auth.test") as answer:
        assert (await answer.json())["error"] == "not_authed"


async def test_a_revoked_token_opens_nothing_any_more(slack: Playground, client: AsyncWebClient):
    slack.workspace.app.revoked = True

    assert await refused(client.auth_test()) == "token_revoked"


async def test_a_bot_token_opens_no_socket(slack: Playground, client: AsyncWebClient):
    assert await refused(client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"


async def test_an_unknown_method_is_said_to_be_unknown(slack: Playground, client: AsyncWebClient):
    assert await refused(client.api_call("chat.postPostcard")) == "unknown_method"
    assert slack.violations == ["chat.postPostcard refused: unknown_method"]


async def test_a_scope_the_manifest_lacks_is_missing():
    async with Playground(manifest=manifest_with("chat:write")) as slack:
        with pytest.raises(SlackApiError) as caught:
            await web_client(slack).conversations_open(users="U0ANA")

        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] == "im:write"
        assert caught.value.response["provided"] == "chat:write"
        assert slack.violations


@pytest.mark.parametrize(
    ("channel", "scope"), [("C0TEAM", "channels:history"), ("C0SECRET", "groups:history"), ("dm", "im:history")]
)
async def test_each_kind_of_conversation_has_its_own_scope(channel: str, scope: str):
    others = {"channels:history", "groups:history", "im:history"} - {scope}
    async with Playground(manifest=manifest_with(*others)) as slack:
        channel = slack.dm_channel("U0ANA") if channel == "dm" else channel
        with pytest.raises(SlackApiError) as caught:
            await web_client(slack).conversations_history(channel=channel)

    assert caught.value.response["needed"] == scope


async def test_a_missing_argument_is_named(slack: Playground, client: AsyncWebClient):
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("chat.postMessage", json={"text": "where to?"})

    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


async def test_a_misspelt_argument_does_nothing_and_is_held_against_the_app(slack: Playground, client: AsyncWebClient):
    await client.api_call("chat.postMessage", json={"channel": "C0TEAM", "text": "hi", "unfurl_link": False})

    assert slack.violations == ["chat.postMessage has no argument unfurl_link"]


async def test_a_form_is_read_as_well_as_json(slack: Playground, client: AsyncWebClient):
    await client.api_call(
        "chat.postMessage", data={"channel": "C0TEAM", "text": "hi", "blocks": '[{"type": "divider"}]'}
    )

    assert slack.messages("C0TEAM")[0].blocks[0]["type"] == "divider"


# -- messages --------------------------------------------------------------------------------------------------------


async def test_a_message_is_kept_as_it_was_sent(slack: Playground, client: AsyncWebClient):
    text = "a < b &amp; *bold* <https://example.com|there> <!channel>"
    answer = await client.chat_postMessage(
        channel="C0TEAM", text=text, blocks=[SECTION], unfurl_links=False, unfurl_media=False
    )

    [message] = slack.messages("C0TEAM")
    assert (message.text, message.ts, message.user) == (text, answer["ts"], slack.bot_user_id)
    assert message.blocks[0]["text"] == SECTION["text"]
    assert message.blocks[0]["block_id"]
    assert (message.unfurl_links, message.unfurl_media) == (False, False)
    assert slack.violations == []


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0QUIET", "not_in_channel"),
        ("C0OLD", "is_archived"),
        ("C0NOWHERE", "channel_not_found"),
        ("C0HIDDEN", "channel_not_found"),
        ("U0DEE", "channel_not_found"),
    ],
)
async def test_there_are_channels_the_bot_cannot_post_to(
    slack: Playground, client: AsyncWebClient, channel: str, error: str
):
    assert await refused(client.chat_postMessage(channel=channel, text="hello")) == error
    assert slack.violations == []  # it happens to the best of apps


async def test_a_read_only_channel_takes_no_message():
    channels = [Channel(id="C0NEWS", name="news", members={"U0ANA", "BOT"}, is_read_only=True)]
    async with Playground(channels=channels) as slack:
        error = await refused(web_client(slack).chat_postMessage(channel="C0NEWS", text="hello"))

    assert error == "restricted_action_read_only_channel"


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
async def test_a_message_needs_words(slack: Playground, client: AsyncWebClient):
    assert await refused(client.chat_postMessage(channel="C0TEAM", text=" ")) == "no_text"
    assert await refused(client.chat_postMessage(channel="C0TEAM", text="x" * 40_001)) == "msg_too_long"
    await client.chat_postMessage(channel="C0TEAM", text="x" * 40_000)
    assert [violation.split()[-1] for violation in slack.violations] == ["no_text", "msg_too_long"]


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
async def test_blocks_without_text_are_taken_and_held_against_the_app(slack: Playground, client: AsyncWebClient):
    await client.chat_postMessage(channel="C0TEAM", blocks=[SECTION])

    assert len(slack.messages("C0TEAM")) == 1
    assert slack.violations == ["blocks without the top-level text that notifications and screen readers use"]


async def test_broken_blocks_are_refused_with_the_place(slack: Playground, client: AsyncWebClient):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0TEAM", text="t", blocks=[{"type": "header", "text": SECTION["text"]}])

    assert caught.value.response["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/type]" in caught.value.response["response_metadata"]["messages"][0]
    assert (
        await refused(client.chat_postMessage(channel="C0TEAM", text="t", blocks="not json")) == "invalid_blocks_format"
    )
    assert slack.messages("C0TEAM") == []


async def test_markdown_text_stands_alone(slack: Playground, client: AsyncWebClient):
    both = client.chat_postMessage(channel="C0TEAM", text="t", markdown_text="**t**")
    assert await refused(both) == "markdown_text_conflict"
    await client.chat_postMessage(channel="C0TEAM", markdown_text="**t**")
    assert slack.messages("C0TEAM")[0].blocks[0]["type"] == "markdown"


async def test_a_message_to_a_person_is_a_direct_message(slack: Playground, client: AsyncWebClient):
    opened = await client.conversations_open(users="U0BEN")
    again = await client.conversations_open(users="U0BEN")
    posted = await client.chat_postMessage(channel="U0BEN", text="psst")

    assert opened["channel"]["id"] == again["channel"]["id"] == posted["channel"] == slack.dm_channel("U0BEN")
    assert again["already_open"] is True
    assert [message.text for message in slack.dms("U0BEN")] == ["psst"]
    assert slack.dms("U0ANA") == []


@pytest.mark.parametrize(
    ("user", "error"),
    [
        ("U0NOBODY", "user_not_found"),
        ("U0DEE", "user_disabled"),
        ("U0ROB", "cannot_dm_bot"),
        ("", "users_list_not_supplied"),
    ],
)
async def test_some_people_cannot_be_written_to(client: AsyncWebClient, user: str, error: str):
    assert await refused(client.conversations_open(users=user)) == error


async def test_a_visitor_is_reached_only_through_a_shared_channel(slack: Playground, client: AsyncWebClient):
    slack.workspace.channels["C0SHARED"].members.discard("U0EXT")
    assert await refused(client.conversations_open(users="U0EXT")) == "user_not_visible"

    slack.workspace.channels["C0SHARED"].members.add("U0EXT")
    assert (await client.conversations_open(users="U0EXT"))["ok"]


async def test_an_update_keeps_the_time_and_is_marked(slack: Playground, client: AsyncWebClient):
    posted = await client.chat_postMessage(channel="C0TEAM", text="one", blocks=[SECTION], metadata=metadata("k1"))
    await client.chat_update(channel="C0TEAM", ts=posted["ts"], text="two")

    [message] = slack.messages("C0TEAM")
    assert (message.text, message.ts, message.blocks) == ("two", posted["ts"], [])
    assert message.edited_ts is not None
    assert message.metadata == metadata("k1")


async def test_only_ones_own_message_can_be_changed_or_taken_back(slack: Playground, client: AsyncWebClient):
    theirs = await slack.say("U0ANA", "C0TEAM", "mine")

    assert await refused(client.chat_update(channel="C0TEAM", ts=theirs.ts, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel="C0TEAM", ts=theirs.ts)) == "cant_delete_message"
    assert await refused(client.chat_update(channel="C0TEAM", ts="1.000001", text="x")) == "message_not_found"
    assert await refused(client.chat_delete(channel="C0TEAM", ts="1.000001")) == "message_not_found"


async def test_an_update_takes_four_thousand_characters(slack: Playground, client: AsyncWebClient):
    posted = await client.chat_postMessage(channel="C0TEAM", text="one")

    assert await refused(client.chat_update(channel="C0TEAM", ts=posted["ts"], text="x" * 4001)) == "msg_too_long"


async def test_a_deleted_message_is_gone(slack: Playground, client: AsyncWebClient):
    posted = await client.chat_postMessage(channel="C0TEAM", text="one")
    await client.chat_delete(channel="C0TEAM", ts=posted["ts"])

    assert slack.messages("C0TEAM") == []


async def test_a_whisper_is_seen_by_one_and_lost_on_reload(slack: Playground, client: AsyncWebClient):
    sent = await client.chat_postEphemeral(channel="C0TEAM", user="U0ANA", text="only you")

    assert [message.text for message in slack.ephemerals("U0ANA")] == ["only you"]
    assert slack.messages("C0TEAM") == slack.ephemerals("U0BEN") == []
    assert await refused(client.chat_update(channel="C0TEAM", ts=sent["message_ts"], text="x")) == "message_not_found"
    slack.reload("U0ANA")
    assert slack.ephemerals("U0ANA") == []


async def test_a_whisper_needs_both_in_the_channel(client: AsyncWebClient):
    assert await refused(client.chat_postEphemeral(channel="C0TEAM", user="U0EXT", text="t")) == "user_not_in_channel"
    assert await refused(client.chat_postEphemeral(channel="C0QUIET", user="U0ANA", text="t")) == "not_in_channel"


async def test_a_thread_hangs_on_a_message_of_the_channel(slack: Playground, client: AsyncWebClient):
    parent = await client.chat_postMessage(channel="C0TEAM", text="digest")
    reply = await client.chat_postMessage(channel="C0TEAM", text="detail", thread_ts=parent["ts"])
    history = await client.conversations_history(channel="C0TEAM")
    replies = await client.conversations_replies(channel="C0TEAM", ts=parent["ts"])

    assert [message["text"] for message in history["messages"]] == ["digest"]
    assert history["messages"][0]["reply_count"] == 1
    assert [message["text"] for message in replies["messages"]] == ["digest", "detail"]
    under_reply = client.chat_postMessage(channel="C0TEAM", text="t", thread_ts=reply["ts"])
    assert await refused(under_reply) == "cannot_reply_to_message"
    assert await refused(client.conversations_replies(channel="C0TEAM", ts="1.000001")) == "thread_not_found"


async def test_a_permalink_points_at_a_message(slack: Playground, client: AsyncWebClient):
    posted = await client.chat_postMessage(channel="C0TEAM", text="one")
    found = await client.chat_getPermalink(channel="C0TEAM", message_ts=posted["ts"])

    assert found["permalink"].endswith(f"/archives/C0TEAM/p{posted['ts'].replace('.', '')}")
    assert await refused(client.chat_getPermalink(channel="C0TEAM", message_ts="1.000001")) == "message_not_found"


async def test_a_reaction_is_given_once(client: AsyncWebClient):
    posted = await client.chat_postMessage(channel="C0TEAM", text="one")
    await client.reactions_add(channel="C0TEAM", timestamp=posted["ts"], name="tada")

    again = client.reactions_add(channel="C0TEAM", timestamp=posted["ts"], name="tada")
    assert await refused(again) == "already_reacted"


# -- history and metadata --------------------------------------------------------------------------------------------


def metadata(key: str) -> dict:
    return {"event_type": "involve_digest", "event_payload": {"key": key}}


async def test_metadata_comes_back_when_asked_for(client: AsyncWebClient):
    await client.chat_postMessage(channel="C0TEAM", text="digest", metadata=metadata("2026-11-22"))
    plain = await client.conversations_history(channel="C0TEAM")
    full = await client.conversations_history(channel="C0TEAM", include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata("2026-11-22")


@pytest.mark.parametrize(
    "broken", [{"event_type": "x"}, {"event_type": "", "event_payload": {}}, {"event_payload": {}}]
)
async def test_half_metadata_is_refused(client: AsyncWebClient, broken: dict):
    error = await refused(client.chat_postMessage(channel="C0TEAM", text="t", metadata=broken))
    assert error == "invalid_metadata_format"


async def test_history_is_read_in_a_window_newest_first_and_by_the_page(client: AsyncWebClient):
    stamps = [(await client.chat_postMessage(channel="C0TEAM", text=f"m{number}"))["ts"] for number in range(5)]
    window = await client.conversations_history(channel="C0TEAM", oldest=stamps[0], latest=stamps[4])
    inclusive = await client.conversations_history(channel="C0TEAM", oldest=stamps[0], latest=stamps[4], inclusive=True)
    first = await client.conversations_history(channel="C0TEAM", limit=2)
    second = await client.conversations_history(
        channel="C0TEAM", limit=2, cursor=first["response_metadata"]["next_cursor"]
    )

    assert [message["text"] for message in window["messages"]] == ["m3", "m2", "m1"]
    assert len(inclusive["messages"]) == 5
    assert [message["text"] for message in first["messages"]] == ["m4", "m3"]
    assert [message["text"] for message in second["messages"]] == ["m2", "m1"]
    assert first["has_more"] is True
    assert await refused(client.conversations_history(channel="C0TEAM", cursor="nonsense")) == "invalid_cursor"
    assert await refused(client.conversations_history(channel="C0TEAM", oldest="soon")) == "invalid_ts_oldest"


async def test_history_is_for_those_who_are_in(client: AsyncWebClient):
    assert await refused(client.conversations_history(channel="C0QUIET")) == "not_in_channel"
    assert await refused(client.conversations_history(channel="C0HIDDEN")) == "channel_not_found"


# -- people and channels ---------------------------------------------------------------------------------------------


async def test_a_member_has_a_time_zone_and_rights(client: AsyncWebClient):
    ana = (await client.users_info(user="U0ANA"))["user"]
    gus = (await client.users_info(user="U0GUS"))["user"]
    exa = (await client.users_info(user="U0EXT"))["user"]
    dee = (await client.users_info(user="U0DEE"))["user"]

    assert (ana["tz"], ana["is_admin"], ana["is_restricted"]) == ("Europe/Lisbon", True, False)
    assert gus["is_restricted"] is True
    assert (exa["team_id"], exa["is_stranger"]) == ("T0OTHER", True)
    assert dee["deleted"] is True
    assert "tz" not in dee
    assert await refused(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_an_email_needs_its_own_scope():
    async with Playground(manifest=manifest_with("users:read")) as slack:
        user = (await web_client(slack).users_info(user="U0ANA"))["user"]

    assert "email" not in user["profile"]


async def test_members_are_listed_by_the_page(slack: Playground, client: AsyncWebClient):
    pages = [page["members"] async for page in await client.users_list(limit=3)]

    assert [len(page) for page in pages] == [3, 3, 2]
    assert {member["id"] for page in pages for member in page} == set(slack.workspace.members)


async def test_channels_are_listed_by_kind(client: AsyncWebClient):
    public = await client.conversations_list(exclude_archived=True)
    private = await client.conversations_list(types="private_channel")
    mine = await client.users_conversations(types="public_channel,private_channel", exclude_archived=True)

    assert [each["id"] for each in public["channels"]] == ["C0GENERAL", "C0TEAM", "C0QUIET", "C0SHARED"]
    assert [each["id"] for each in private["channels"]] == ["C0SECRET"]
    assert [each["id"] for each in mine["channels"]] == ["C0TEAM", "C0SHARED", "C0SECRET"]
    assert await refused(client.conversations_list(types="huddles")) == "invalid_types"


async def test_a_channel_says_what_it_is(client: AsyncWebClient):
    shared = (await client.conversations_info(channel="C0SHARED"))["channel"]
    general = (await client.conversations_info(channel="C0GENERAL", include_num_members=True))["channel"]

    assert shared["is_ext_shared"] is True
    assert (general["is_member"], general["num_members"]) == (False, 4)
    assert (await client.conversations_members(channel="C0SHARED"))["members"] == ["U0ANA", "U0BOTHOME", "U0EXT"]


async def test_a_public_channel_can_be_joined(slack: Playground, client: AsyncWebClient):
    await client.conversations_join(channel="C0QUIET")
    await client.chat_postMessage(channel="C0QUIET", text="hello")
    again = await client.conversations_join(channel="C0QUIET")

    assert again["warning"] == "already_in_channel"
    assert await refused(client.conversations_join(channel="C0OLD")) == "is_archived"
    assert await refused(client.conversations_join(channel="C0SECRET")) == "method_not_supported_for_channel_type"


async def test_the_team_the_bot_and_the_quiet_hours_can_be_asked_for(slack: Playground, client: AsyncWebClient):
    night = (datetime(2026, 11, 22, 22, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC))
    slack.change_member("U0ANA", dnd=night)
    quiet = await client.dnd_info(user="U0ANA")

    assert quiet["next_dnd_start_ts"] == night[0].timestamp()
    assert (await client.dnd_info(user="U0BEN"))["dnd_enabled"] is False
    assert (await client.team_info())["team"]["name"] == "Harbour"
    assert (await client.bots_info())["bot"]["user_id"] == slack.bot_user_id
    assert await refused(client.bots_info(bot="B0NOBODY")) == "bot_not_found"
    assert await refused(client.files_info(file="F0NOTHING")) == "file_not_found"


# -- time ------------------------------------------------------------------------------------------------------------


async def test_messages_follow_the_clock_of_the_workspace():
    moment = datetime(2026, 11, 22, 9, tzinfo=UTC)
    async with Playground(clock=lambda: moment) as slack:
        client = web_client(slack)
        first = await client.chat_postMessage(channel="C0TEAM", text="one")
        second = await client.chat_postMessage(channel="C0TEAM", text="two")
        moment += timedelta(days=1)
        third = await client.chat_postMessage(channel="C0TEAM", text="three")

    assert first["ts"] == f"{datetime(2026, 11, 22, 9, tzinfo=UTC).timestamp():.6f}"
    assert first["ts"] < second["ts"] < third["ts"]
    assert float(third["ts"]) - float(first["ts"]) == pytest.approx(86_400)


# -- bad days --------------------------------------------------------------------------------------------------------


async def test_a_rate_limit_says_when_to_come_back(slack: Playground, client: AsyncWebClient):
    slack.fail("chat.postMessage", "rate_limited", times=2, retry_after=0)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0TEAM", text="one")
    patient = web_client(slack)
    patient.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await patient.chat_postMessage(channel="C0TEAM", text="two")

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "0"
    assert [message.text for message in slack.messages("C0TEAM")] == ["two"]
    assert [call.status for call in slack.calls] == [429, 429, 200]
    assert slack.violations == []


@pytest.mark.parametrize(("kind", "stored"), [("server_error", 0), ("stored_then_error", 1)])
async def test_a_server_error_may_come_before_or_after_the_deed(
    slack: Playground, client: AsyncWebClient, kind: str, stored: int
):
    slack.fail("chat.postMessage", kind)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0TEAM", text="one")

    assert caught.value.response.status_code == 500
    assert len(slack.messages("C0TEAM")) == stored


@pytest.mark.parametrize(("kind", "stored"), [("reset", 0), ("stored_then_reset", 1)])
async def test_a_connection_may_break_before_or_after_the_deed(
    slack: Playground, client: AsyncWebClient, kind: str, stored: int
):
    slack.fail("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C0TEAM", text="one")

    assert len(slack.messages("C0TEAM")) == stored


async def test_an_answer_may_never_come(slack: Playground):
    slack.fail("chat.postMessage", "stored_then_hang")
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=0.2)
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel="C0TEAM", text="one")
    await slack.settle()

    assert len(slack.messages("C0TEAM")) == 1
    await client.chat_postMessage(channel="C0TEAM", text="two")  # the fault was ordered once


async def test_any_error_code_can_be_ordered(slack: Playground, client: AsyncWebClient):
    slack.fail("views.publish", "fatal_error")
    view = {"type": "home", "blocks": [SECTION]}

    assert await refused(client.views_publish(user_id="U0ANA", view=view)) == "fatal_error"
    assert (await client.views_publish(user_id="U0ANA", view=view))["ok"]


# -- two workspaces --------------------------------------------------------------------------------------------------


async def test_two_workspaces_do_not_know_each_other(slack: Playground):
    people = [Member(id="U0ZOE", name="zoe")]
    other = slack.add_workspace("T0AWAY", "Away", people, [Channel(id="C0AWAY", name="away", members={"BOT"})])
    away = web_client(slack, other.app.bot_token)

    assert (await away.auth_test())["team_id"] == "T0AWAY"
    assert await refused(away.users_info(user="U0ANA")) == "user_not_found"
    assert await refused(away.chat_postMessage(channel="C0TEAM", text="t")) == "channel_not_found"
    await away.chat_postMessage(channel="C0AWAY", text="here")
    assert [message.text for message in slack.messages("C0AWAY")] == ["here"]


async def test_what_was_said_before_stands_in_its_place():
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    async with Playground(clock=lambda: now) as slack:
        client = web_client(slack)
        await client.chat_postMessage(channel="C0TEAM", text="today")
        slack.recall("U0BEN", "C0TEAM", "yesterday @ana", now - timedelta(days=1))
        slack.recall("U0ANA", "C0TEAM", "and at once", now - timedelta(days=1))
        await client.chat_postMessage(channel="C0TEAM", text="later")
        history = await client.conversations_history(channel="C0TEAM")

    told = [message["text"] for message in reversed(history["messages"])]
    assert told == ["yesterday <@U0ANA>", "and at once", "today", "later"]
    assert len({message["ts"] for message in history["messages"]}) == 4

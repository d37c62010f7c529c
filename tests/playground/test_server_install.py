"""The app is installed in a workspace by somebody's consent, and leaves it again."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Channel, Member, Playground
from bot.playground.manifest import DEFAULT_MANIFEST
from bot.playground.refusal import Refusal
from tests.playground.tiny_app import refused, web_client

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
BACK = "https://involve.example.com/slack/oauth_redirect"


def link(slack: Playground, *scopes: str) -> str:
    maker = AuthorizeUrlGenerator(
        client_id=slack.client_id, scopes=scopes, redirect_uri=BACK, authorization_url=slack.authorize_url
    )
    return maker.generate(state="s1")


def code_in(address: str) -> str:
    assert address.startswith(BACK)
    query = parse_qs(urlsplit(address).query)
    assert query["state"] == ["s1"]
    return query["code"][0]


@pytest.fixture
def away(slack: Playground) -> str:
    """A workspace that has not installed the app yet."""
    channels = [Channel(id="C0AWAY", name="away", members={"BOT", "U0ZOE"})]
    slack.add_workspace("T0AWAY", "Away", [Member(id="U0ZOE", name="zoe")], channels, installed=False)
    return "T0AWAY"


async def exchange(slack: Playground, code: str, **more: str) -> dict:
    given = {"client_id": slack.client_id, "client_secret": slack.client_secret, "redirect_uri": BACK, **more}
    return dict((await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(code=code, **given)).data)


async def test_consent_is_worth_a_token_with_the_scopes_agreed_to(slack: Playground, away: str):
    before = slack.registry.workspaces[away].app.bot_token
    assert await refused(web_client(slack, before).auth_test()) == "token_revoked"

    installed = await exchange(slack, code_in(slack.consent("U0ZOE", link(slack, "chat:write", "commands"))))

    assert (installed["team"]["id"], installed["authed_user"]["id"]) == (away, "U0ZOE")
    assert installed["scope"] == "chat:write,commands"
    client = web_client(slack, installed["access_token"])
    await client.chat_postMessage(channel="C0AWAY", text="hello")
    assert await refused(client.users_info(user="U0ZOE")) == "missing_scope"
    assert await refused(web_client(slack, before).auth_test()) == "invalid_auth"


async def test_a_code_is_good_once_for_ten_minutes_at_its_own_address(away: str, slack: Playground):
    code = code_in(slack.consent("U0ZOE", link(slack, "chat:write")))
    await exchange(slack, code)

    assert await refused(exchange(slack, code)) == "invalid_code"
    other = code_in(slack.consent("U0ZOE", link(slack, "chat:write")))
    assert await refused(exchange(slack, other, redirect_uri="https://elsewhere.example.com")) == "bad_redirect_uri"
    another = code_in(slack.consent("U0ZOE", link(slack, "chat:write")))
    assert await refused(exchange(slack, another, client_secret="guessed")) == "bad_client_secret"
    assert await refused(exchange(slack, another, client_id="9.9")) == "invalid_client_id"


async def test_an_old_code_is_worth_nothing():
    seconds = 0.0
    async with Playground(monotonic=lambda: seconds) as slack:
        code = code_in(slack.consent("U0ANA", link(slack, "chat:write")))
        seconds = 601.0

        assert await refused(exchange(slack, code)) == "invalid_code"


async def test_nobody_consents_to_scopes_the_manifest_does_not_have(slack: Playground):
    with pytest.raises(Refusal, match="invalid_scope"):
        slack.consent("U0ANA", link(slack, "admin"))


async def test_the_app_can_give_its_token_back(slack: Playground, client: AsyncWebClient):
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refused(client.auth_test()) == "token_revoked"


async def test_the_app_can_uninstall_itself(slack: Playground, client: AsyncWebClient):
    wrong = client.apps_uninstall(client_id=slack.client_id, client_secret="guessed")
    assert await refused(wrong) == "bad_client_secret"
    await client.apps_uninstall(client_id=slack.client_id, client_secret=slack.client_secret)
    assert await refused(client.auth_test()) == "token_revoked"


async def test_with_rotation_a_token_ends_after_twelve_hours_and_a_refresh_token_is_good_once():
    now = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    rotating = {**DEFAULT_MANIFEST, "settings": {**DEFAULT_MANIFEST["settings"], "token_rotation_enabled": True}}
    async with Playground(clock=lambda: now, manifest=rotating) as slack:
        first = await exchange(slack, code_in(slack.consent("U0ANA", link(slack, "chat:write"))))
        assert (first["access_token"][:10], first["expires_in"]) == ("xoxe.xoxb-", 12 * 60 * 60)
        asked = AsyncWebClient(base_url=slack.api_url)
        given = {"client_id": slack.client_id, "client_secret": slack.client_secret, "grant_type": "refresh_token"}

        second = await asked.oauth_v2_access(refresh_token=first["refresh_token"], **given)

        assert await refused(asked.oauth_v2_access(refresh_token=first["refresh_token"], **given)) == (
            "invalid_refresh_token"
        )
        for token in (first["access_token"], second["access_token"]):
            await web_client(slack, token).auth_test()
        now += timedelta(hours=12)
        assert await refused(web_client(slack, second["access_token"]).auth_test()) == "token_expired"

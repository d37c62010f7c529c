"""How a workspace installs Involve: Slack's consent between two pages of ours, and one message to whoever did it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from logging import getLogger

import aiohttp
import structlog
from slack_bolt import BoltResponse
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.kinds import DeliveryKind
from bot.manifest import BACK_PATH, INSTALL_PATH
from bot.services import deliver, members
from bot.services.consents import GOOD_FOR
from handlers.refused import why
from handlers.stores import Consents, Grants
from handlers.tokens import tokens_in
from handlers.views import pages
from handlers.views.greeting import greeting
from handlers.views.words import language, preferred, speaking
from handlers.wiring import Clock
from models import Workspace

OPEN_SLACK = "https://slack.com/app_redirect?app={app}&team={team}"
_HTML = {"Content-Type": "text/html; charset=utf-8"}

log = structlog.get_logger("involve")


class OrgWideError(BoltError):
    """Granted for a whole organisation, which Involve does not work for."""


class Installing(AsyncOAuthFlow):
    """Bolt's flow, with our pages, our clock, and nothing secret in the log."""

    def __init__(
        self,
        slack: AsyncWebClient,
        settings: AsyncOAuthSettings,
        public_url: str,
        scopes: Mapping[str, str],
        clock: Clock,
    ) -> None:
        settings.callback_options = AsyncCallbackOptions(success=self._done, failure=self._failed)
        super().__init__(client=slack, settings=settings, logger=getLogger("slack"))
        self._install_url = public_url + INSTALL_PATH
        self._asked = scopes
        self._clock = clock

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        """The first page, in the language the browser asks for."""
        with speaking(_language(request)):
            return await super().handle_installation(request)

    async def handle_callback(self, request: AsyncBoltRequest) -> BoltResponse:
        """The last one, and so is what whoever installs is written."""
        with speaking(_language(request)):
            return await super().handle_callback(request)

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        """What is asked for, before Slack asks."""
        return pages.install(url, self._asked)

    async def run_installation(self, code: str) -> Installation | None:
        """Exchanges the code for a token; None where Slack does not confirm."""
        # Bolt's own writes the code to the log, keeps people's tokens, and breaks when Slack cannot be reached.
        try:
            answer = await self.client.oauth_v2_access(
                code=code,
                client_id=self.settings.client_id,
                client_secret=self.settings.client_secret,
                redirect_uri=self.settings.redirect_uri,
            )
            bot = await self.client.auth_test(token=answer["access_token"])
        except SlackApiError as error:
            log.warning("installation not confirmed", error=why(error))
            return None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            log.warning("installation not confirmed", error=type(error).__name__)
            return None
        tokens, team = tokens_in(answer, self._clock()), answer.get("team") or {}
        return Installation(
            app_id=answer["app_id"],
            enterprise_id=(answer.get("enterprise") or {}).get("id"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=tokens.bot,
            bot_refresh_token=tokens.refresh,
            bot_token_expires_at=int(tokens.expires_at.timestamp()) if tokens.expires_at else None,
            bot_id=bot["bot_id"],
            bot_user_id=answer["bot_user_id"],
            bot_scopes=answer["scope"],
            user_id=answer["authed_user"]["id"],
            is_enterprise_install=answer.get("is_enterprise_install"),
        )

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keeps it, unless it is for a whole organisation."""
        if installation.is_enterprise_install:
            raise OrgWideError
        await super().store_installation(request, installation)
        log.info("installed", workspace=installation.team_id)

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        of = args.installation
        page = pages.installed(of.team_name or "", OPEN_SLACK.format(app=of.app_id, team=of.team_id))
        return self._page(200, page)

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        reason = "org_wide" if isinstance(args.error, OrgWideError) else args.reason
        status = 400 if reason == "org_wide" else args.suggested_status_code
        return self._page(status, pages.not_installed(pages.reason(reason), self._install_url))

    def _page(self, status: int, html: str) -> BoltResponse:
        forget = self.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=html, headers={**_HTML, "Set-Cookie": [forget]})


def flow(
    slack: AsyncWebClient,
    grants: Grants,
    clock: Clock,
    *,
    client_id: str,
    client_secret: str,
    public_url: str,
    scopes: Mapping[str, str],
) -> Installing:
    """The way in. Everything is said here: what is not, Bolt would read from the environment."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(scopes),
        user_scopes=[],
        redirect_uri=public_url + BACK_PATH,
        install_path=INSTALL_PATH,
        redirect_uri_path=BACK_PATH,
        authorization_url=slack.base_url.removesuffix("api/") + "oauth/v2/authorize",
        installation_store=grants,
        installation_store_bot_only=True,
        state_store=Consents(clock),
        state_expiration_seconds=int(GOOD_FOR.total_seconds()),
        logger=getLogger("slack"),
    )
    return Installing(slack, settings, public_url, scopes, clock)


def _language(request: AsyncBoltRequest) -> str:
    return preferred(",".join(request.headers.get("accept-language", [])))


async def greet(workspace: Workspace, installer: str, *, now: datetime) -> None:
    """Owes whoever installed Involve one message, once for as long as we know the workspace."""
    member = await members.member_of(workspace, installer)
    # Whom we never met, Slack was not asked about yet: their browser has said what they read.
    with speaking(member.locale if member.seen_at else language()):
        message = greeting(workspace.grace_days).message
    await deliver.owe(
        workspace,
        DeliveryKind.NOTICE,
        installer,
        "installed",
        message,
        now=now,
        about=[member.id],
        not_after=now + timedelta(days=1),
    )

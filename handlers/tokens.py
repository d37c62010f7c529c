"""What opens each workspace, kept fresh: for answering a request, for posting by the clock."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import InvolveError
from bot.services.installations import Granted, Installations, Tokens
from handlers.refused import why
from handlers.wiring import Clock

AT_THE_LAST = timedelta(minutes=1)  # the clock refreshes hours ahead; who needs a token now only if that failed

log = structlog.get_logger("involve")


class NotInstalledError(InvolveError):
    """Involve is not in this workspace any more."""


class TokenKeeper:
    """Knows the token of each workspace, and asks Slack for the next one in time."""

    def __init__(
        self, installations: Installations, slack: AsyncWebClient, client_id: str, client_secret: str, clock: Clock
    ) -> None:
        self._installations = installations
        self._slack = slack
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._clock = clock
        self._refreshing: dict[str, asyncio.Lock] = {}
        self._busy = False

    async def of(self, team_id: str) -> Granted | None:
        """What the workspace granted, with a token that is good now; None where there is none."""
        granted = await self._installations.of(team_id)
        if granted is None or not granted.ends_within(AT_THE_LAST, self._clock()):
            return granted
        await self._refresh(granted)
        granted = await self._installations.of(team_id)
        return None if granted is None or granted.ends_within(timedelta(), self._clock()) else granted

    async def refresh_ending(self) -> None:
        """For the clock: every token that ends soon; begun again before it is through, it leaves it to the first."""
        if self._busy:
            return
        self._busy = True
        try:
            for granted in await self._installations.ending(now=self._clock()):
                await self._refresh(granted)
        finally:
            self._busy = False

    async def _refresh(self, granted: Granted) -> None:
        # Who comes second waits here, and then finds that it has been done.
        async with self._refreshing.setdefault(granted.team_id, asyncio.Lock()):
            if await self._installations.may_refresh(granted):
                await self._exchange(granted)

    async def _exchange(self, granted: Granted) -> None:
        """A refresh token, which is good once, for new tokens. What goes wrong is logged; a later tick tries again."""
        try:
            answer = await self._slack.oauth_v2_access(
                grant_type="refresh_token", refresh_token=granted.tokens.refresh, **self._client
            )
        except SlackApiError as error:
            log.error("token not refreshed", workspace=granted.team_id, error=why(error))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            log.warning("token not refreshed", workspace=granted.team_id, error=type(error).__name__)
        else:
            await self._installations.refreshed(granted, tokens_in(answer, self._clock()))


def tokens_in(answer: AsyncSlackResponse, now: datetime) -> Tokens:
    """What oauth.v2.access gave."""
    seconds = answer.get("expires_in")
    ends = now + timedelta(seconds=int(seconds)) if seconds else None
    return Tokens(answer["access_token"], answer.get("refresh_token") or "", ends)


class Authorize(AsyncAuthorize):
    """For Bolt, on every request: one look into our table. Bolt's own asks Slack each time, in front of the answer."""

    def __init__(self, keeper: TokenKeeper) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._keeper = keeper

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any
    ) -> AuthorizeResult | None:
        """Which bot answers in this team."""
        granted = await self._keeper.of(team_id) if team_id else None
        if granted is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=granted.team_id,
            user_id=user_id,
            bot_id=granted.bot_id,
            bot_user_id=granted.bot_user_id,
            bot_token=granted.tokens.bot,
            bot_scopes=granted.scopes,
        )


class WorkspaceClient(AsyncWebClient):
    """Speaks to one workspace, with the token that is good at that moment."""

    def __init__(self, keeper: TokenKeeper, team_id: str, **options: Any) -> None:
        super().__init__(**options)
        self._keeper = keeper
        self._of_team = team_id

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """As its own, after a look for the token. Raises NotInstalledError."""
        granted = await self._keeper.of(self._of_team)
        if granted is None:
            raise NotInstalledError("Involve is not in this workspace any more.")
        self.token = granted.tokens.bot
        return await super().api_call(api_method, **arguments)

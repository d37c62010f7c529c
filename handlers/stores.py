"""Slack's two interfaces for what an installation needs to remember, over our tables."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from logging import Logger, getLogger

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.services import consents, installations
from bot.services.installations import Grant, Installations, Tokens
from handlers.tokens import TokenKeeper
from handlers.wiring import Clock
from models import Workspace

Granted = Callable[[Workspace, str], Awaitable[None]]  # a workspace, and the Slack id of who installed

log = getLogger("slack")


class Grants(AsyncInstallationStore):
    """What workspaces granted. Bots only: Involve never asks for anybody's own token, and keeps none."""

    def __init__(self, kept: Installations, keeper: TokenKeeper, clock: Clock, granted: Granted) -> None:
        self._kept = kept
        self._keeper = keeper
        self._clock = clock
        self._granted = granted

    @property
    def logger(self) -> Logger:
        """Bolt asks for one."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keeps what somebody consented to."""
        bot = installation.to_bot()
        grant = Grant(
            team_id=bot.team_id or "",
            team_name=bot.team_name or "",
            by=installation.user_id,
            app_id=bot.app_id or "",
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            scopes=",".join(bot.bot_scopes),
            tokens=_tokens(bot),
        )
        workspace = await self._kept.grant(grant, now=self._clock())
        await self._granted(workspace, grant.by)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps refreshed tokens of a workspace that is installed."""
        granted = await self._kept.of(bot.team_id or "")
        if granted is not None:
            await self._kept.refreshed(granted, _tokens(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace, with a token that is good now. A whole organisation has none."""
        granted = await self._keeper.of(team_id) if team_id and not is_enterprise_install else None
        if granted is None:
            return None
        ends = granted.tokens.expires_at
        return Bot(
            enterprise_id=enterprise_id,
            team_id=granted.team_id,
            bot_token=granted.tokens.bot,
            bot_refresh_token=granted.tokens.refresh or None,
            bot_token_expires_at=int(ends.timestamp()) if ends else None,
            bot_id=granted.bot_id,
            bot_user_id=granted.bot_user_id,
            bot_scopes=granted.scopes,
            installed_at=granted.granted_at,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Involve is out of this workspace."""
        if team_id:
            await installations.leave(team_id, now=self._clock())

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """A person's own token is void: we had none."""


class Consents(AsyncOAuthStateStore):
    """Who is at Slack's consent page."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def logger(self) -> Logger:
        """Bolt asks for one."""
        return log

    async def async_issue(self, *_: object, **__: object) -> str:
        """A state to be given back."""
        return await consents.begin(now=self._clock())

    async def async_consume(self, state: str) -> bool:
        """Whether it may come in; good once."""
        return await consents.end(state, now=self._clock())


def _tokens(bot: Bot) -> Tokens:
    ends = bot.bot_token_expires_at
    return Tokens(bot.bot_token, bot.bot_refresh_token or "", datetime.fromtimestamp(ends, UTC) if ends else None)

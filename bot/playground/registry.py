"""What the server knows beyond one workspace: the app, who holds which token, what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.changes import Changes
from bot.playground.consents import Consents
from bot.playground.manifest import Manifest
from bot.playground.refusal import Refusal
from bot.playground.tickets import Tickets
from bot.playground.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Called:
    """One Web API call of the app, and what it was told."""

    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any]
    status: int = 200

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))


@dataclass(frozen=True, slots=True)
class Delivered:
    """One gesture or event as the app got it, and what it acknowledged it with; at a response_url, no payload."""

    kind: str  # slash_commands, interactive, events_api, response_url
    payload: dict[str, Any]
    answer: Any
    error: str = ""


@dataclass(slots=True, kw_only=True)
class Registry:
    """The app as Slack registered it, and its workspaces."""

    app_id: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    manifest: Manifest
    tickets: Tickets
    consents: Consents
    changes: Changes
    monotonic: Callable[[], float]
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    calls: list[Called] = field(default_factory=list)
    deliveries: list[Delivered] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def blame(self, what: str) -> None:
        """The app did something Slack would refuse, or punish."""
        self.violations.append(what)
        self.changes.stir()

    def holder_of(self, token: str) -> Workspace:
        """The workspace a bot token opens."""
        if not token:
            raise Refusal("not_authed")
        if token == self.app_token:
            raise Refusal("not_allowed_token_type")
        for workspace in self.workspaces.values():
            app = workspace.app
            if token == app.bot_token or token in app.ends:
                if app.revoked:
                    raise Refusal("token_revoked")
                if token in app.ends and app.ends[token] <= workspace.now():
                    raise Refusal("token_expired")
                return workspace
        raise Refusal("invalid_auth")

    def home_of(self, user_id: str) -> Workspace:
        """The workspace where this person is a member of the team (or a visitor, if of none)."""
        own = [each for each in self.workspaces.values() if user_id in each.members]
        if not own:
            raise LookupError(f"nobody here has the id {user_id}")
        return next((each for each in own if each.members[user_id].team_id in ("", each.team_id)), own[0])

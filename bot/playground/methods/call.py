"""One call of a Web API method: its arguments read as Slack reads them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.playground.channels import Channel
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.workspace import Workspace

Answer = dict[str, Any]


class Announce(Protocol):
    """Sends an event to the app, if it subscribed to it."""

    def __call__(self, workspace: Workspace, event: dict[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Call:
    """What one method needs to answer."""

    registry: Registry
    workspace: Workspace
    args: dict[str, Any]
    announce: Announce
    base_url: str

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name, default)
        if not isinstance(value, str):
            raise Refusal("invalid_arguments", f"[ERROR] must be a string [json-pointer:/{name}]")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, *, most: int) -> int:
        value = self.args.get(name, default)
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise Refusal("invalid_limit") from None
        if not 0 < number <= most:
            raise Refusal("invalid_limit")
        return number

    def structure(self, name: str, kind: type, refusal: str) -> Any:
        """A JSON argument, sent as JSON or as a string of it; None if it was not sent."""
        value = self.args.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except json.JSONDecodeError:
                raise Refusal(refusal) from None
        if value is not None and not isinstance(value, kind):
            raise Refusal(refusal)
        return value

    def page(self, rows: list[Any], size: int) -> tuple[list[Any], dict[str, str]]:
        """One page of rows, with the cursor of the next one."""
        cursor = self.text("cursor")
        if cursor and not cursor.removeprefix("row:").isdecimal():
            raise Refusal("invalid_cursor")
        start = int(cursor.removeprefix("row:")) if cursor else 0
        following = f"row:{start + size}" if start + size < len(rows) else ""
        return rows[start : start + size], {"next_cursor": following}

    def require(self, scope: str) -> None:
        scopes = self.workspace.app.scopes
        if scope not in scopes:
            raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(scopes)))

    def require_for(self, channel: Channel, verb: str) -> None:
        """`read` or `history`: which scope depends on the kind of the conversation."""
        self.require(f"{CHANNEL_SCOPES[channel.kind]}:{verb}")


CHANNEL_SCOPES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what it does, what it needs, what it takes."""

    run: Callable[[Call], Answer]
    scope: str = ""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

"""What every handler is handed: made in bot.app, passed on by register()."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.keyring import Keyring
from bot.services.judge import Judge
from bot.sources.known import Sources
from handlers.home import Homes
from handlers.later import Later
from models import Workspace

Clock = Callable[[], datetime]
ClientOf = Callable[[Workspace], AsyncWebClient]


async def _nothing() -> None:
    """One token that never ends needs no care."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of a running bot that handlers use."""

    sources: Sources
    judge: Judge
    clock: Clock  # aware, UTC; the only place the time comes from
    later: Later
    soon: Callable[[], None]  # something is due now: the next tick need not wait for the clock
    client_of: ClientOf  # to speak to a workspace outside of an answer; never retries a post blindly
    keys: Keyring | None = None  # what members hand over is locked with; None = nothing can be handed over
    extras: frozenset[str] = frozenset()  # scopes beyond the least, by name: "files"
    homes: Homes = field(default_factory=Homes)  # whose Home tab is open, and how it looks
    refresh_tokens: Callable[[], Coroutine[Any, Any, None]] = _nothing  # those that end soon

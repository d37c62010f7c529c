"""What Slack hands out for a moment: triggers that open a window once, addresses to answer a gesture at."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.playground.messages import Message
from bot.playground.refusal import Refusal

TRIGGER_SECONDS = 3.0  # https://docs.slack.dev/interactivity/handling-user-interaction (2026-11)
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class Trigger:
    """The right to open one window for one person, for three seconds."""

    id: str
    user: str
    team_id: str
    view_id: str | None
    issued: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer one gesture: five times within half an hour."""

    secret: str
    user: str
    team_id: str
    channel: str
    trigger_id: str
    issued: float
    original: Message | None = None  # the message whose element was used
    is_action: bool = False
    uses: int = 0
    answers: list[Message] = field(default_factory=list)


class Tickets:
    """All that is out, with real elapsed time: pushing the demo's clock expires nothing."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}
        self._numbers = count(1)

    def trigger(self, user: str, team_id: str, view_id: str | None = None) -> str:
        number = next(self._numbers)
        trigger_id = f"{number}.{number + 7_000_000}.{secrets.token_hex(8)}"
        self._triggers[trigger_id] = Trigger(trigger_id, user, team_id, view_id, self._monotonic())
        return trigger_id

    def exchange(self, trigger_id: str, team_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None or trigger.team_id != team_id:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self._monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        return trigger

    def response_url(
        self,
        user: str,
        team_id: str,
        channel: str,
        trigger_id: str,
        *,
        original: Message | None = None,
        is_action: bool = False,
    ) -> ResponseUrl:
        ticket = ResponseUrl(
            secrets.token_hex(12),
            user,
            team_id,
            channel,
            trigger_id,
            self._monotonic(),
            original,
            is_action,
        )
        self._response_urls[ticket.secret] = ticket
        return ticket

    def use_response_url(self, secret: str) -> ResponseUrl:
        ticket = self._response_urls.get(secret)
        if ticket is None:
            raise Refusal("no_team")
        if self._monotonic() - ticket.issued > RESPONSE_URL_SECONDS:
            raise Refusal("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise Refusal("used_url")
        ticket.uses += 1
        return ticket

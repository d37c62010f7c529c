"""What a handler says back, and how it gets there."""

import re
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain.entry import clean, shorten
from handlers.views.blocks import Block, code, escaped, lines

_TYPED = re.compile(r"`([^`]+)`")
LONGEST = 3000  # characters in one text of Slack's


@dataclass(frozen=True, slots=True)
class Answer:
    """A message: `text` is read aloud and shown in notifications, `blocks` is what is seen."""

    text: str
    blocks: tuple[Block, ...] = field(default=())

    @property
    def message(self) -> dict[str, Any]:
        """As chat.postMessage takes it."""
        body: dict[str, Any] = {"text": _aloud(self.text)}
        return body | {"blocks": list(self.blocks)} if self.blocks else body

    @property
    def ephemeral(self) -> dict[str, Any]:
        """As the answer to a command: only the one who typed sees it."""
        return {"response_type": "ephemeral", **self.message}


async def send(response_url: str, answer: Answer, *, replace: bool = False) -> bool:
    """Says `answer` through a response_url: beside what was there, or in its place. False where it is good no more."""
    if not response_url:
        return False
    body = answer.message | {"response_type": "ephemeral", "replace_original": replace}
    return (await AsyncWebhookClient(response_url).send_dict(body)).status_code == 200


def _aloud(text: str) -> str:
    """`text` where everything is markup, and at most 3,000 characters are read aloud."""
    text = clean(text, LONGEST)
    while len(said := escaped(text)) > LONGEST:  # "<" takes four
        text = shorten(text, len(text) * LONGEST // len(said))
    return said


def plain(text: str) -> Answer:
    """One sentence; what stands between `marks` like these is something to type."""
    text = clean(text, LONGEST)
    pieces = [code(part) if is_typed else part for part, is_typed in zip(_TYPED.split(text), cycle((False, True)))]
    return Answer(text, (lines(pieces),))

"""What is written to the log: readable on a terminal, JSON elsewhere, and never a secret."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_SECRET = re.compile(
    r"(xox[a-z]-|xapp-)[A-Za-z0-9-]+|(Bearer\s+)\S+|((?:access_token|client_secret|token|feed|code|sig|signature)=)[^&\s\"']+",
    re.IGNORECASE,
)
_NOISY = ("httpx", "httpcore", "apscheduler", "slack_bolt", "slack_sdk", "slack", "aiosqlite", "tortoise", "asyncio")


def set_up(level: str) -> None:
    """Once, at start-up."""
    number = logging.getLevelNamesMapping()[level]
    logging.basicConfig(level=number, stream=sys.stderr, format="%(message)s")
    for name in _NOISY:  # httpx writes whole addresses at INFO
        logging.getLogger(name).setLevel(max(logging.WARNING, number))
    on_terminal = sys.stderr.isatty()
    last = structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            masked,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def masked(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Takes tokens out of every text of a log line."""
    return {key: without_secrets(value) if isinstance(value, str) else value for key, value in event.items()}


def without_secrets(text: str) -> str:
    """`text` with what could be a secret blanked out."""
    return _SECRET.sub(lambda found: (found.group(1) or found.group(2) or found.group(3) or "") + "…", text)

"""What is written to the log: readable on a terminal, JSON elsewhere, and never a secret."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_SECRET = re.compile(
    r"(xox[a-z]-|xapp-)[A-Za-z0-9-]+"
    r"|((?:Bearer|Basic)\s+)[\w+/=.-]{8,}"
    r"|((?:access_token|refresh_token|client_secret|token|feed|code|state|sig|signature)=)[^&\s\"']+"
    r"|((?:access_token|refresh_token|client_secret|token)[\"']?:\s*[\"'])[^\"']+"  # as JSON, or as Python prints it
    # what networks hand to their members, by how it begins
    r"|\b(gh[opsur]_|github_pat_|EAA|THAA|IGAA|IGQV|pina_|AIza|ya29\.|eyJ)[\w.-]{12,}"
    r"|(hooks\.slack\.com/)[\w/-]+",  # good for half an hour to whoever has it
    re.IGNORECASE,
)
_NOISY = (
    "httpx",
    "httpcore",
    "aiohttp",
    "apscheduler",
    "slack_bolt",
    "slack_sdk",
    "slack",
    "aiosqlite",
    "tortoise",
    "asyncio",
)


def set_up(level: str) -> None:
    """Once, at start-up."""
    number = logging.getLevelNamesMapping()[level]
    logging.basicConfig(level=number, stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Masked("%(message)s"))
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
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # whatever it is by then
    )


def masked(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Takes tokens out of every text of a log line, however deep it lies."""
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: object) -> object:
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else without_secrets(repr(value))


def without_secrets(text: str) -> str:
    """`text` with what could be a secret blanked out."""
    return _SECRET.sub(lambda found: next(filter(None, found.groups()), "") + "…", text)


class _Masked(logging.Formatter):
    """For what libraries write by themselves, tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))

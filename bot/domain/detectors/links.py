"""What an address leads to, whatever was hung onto it on the way."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from bot.domain.ground import host_of

_PATH = re.compile(r"\s*(?:https?:)?[/\\]{2}[^/\\?#]*([^?#]*)", re.IGNORECASE)


def page(url: str) -> str:
    """The page alone, "example.org/some/page": no scheme, tracking or place on the page; "" where there is none."""
    host, found = host_of(url), _PATH.match(url)
    return host + found[1].rstrip("/") if host and found else ""


def parameters(url: str) -> Mapping[str, str]:
    """What is handed on to the page, by name in lower case."""
    query = url.partition("?")[2].partition("#")[0]
    return {name.casefold(): value for name, value in parse_qsl(query[:2000])}

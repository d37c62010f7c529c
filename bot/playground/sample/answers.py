"""How an answer of a recorded shape leaves: headers as the networks send them, and "not modified" where it is not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

import httpx

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was recognised, and when it is."""

    request: httpx.Request
    now: datetime

    @property
    def host(self) -> str:
        return self.request.url.host

    @property
    def path(self) -> str:
        return self.request.url.path

    def all(self, name: str) -> list[str]:
        """Every value of a query parameter."""
        return self.request.url.params.get_list(name)

    def one(self, name: str, otherwise: str = "") -> str:
        """The value of a query parameter."""
        return str(self.request.url.params.get(name, otherwise))

    def number(self, name: str, otherwise: int) -> int:
        """A query parameter that is a number."""
        said = self.one(name)
        return int(said) if said.isdecimal() else otherwise


def json_answer(
    asked: Asked, said: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """`said` as JSON, with a weak etag as web frameworks make it."""
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    given = {"content-type": "application/json; charset=utf-8", "etag": f'W/"{mark(body)}"', **(headers or {})}
    return answer(asked, body, given, status=status)


def answer(asked: Asked, body: bytes, headers: Mapping[str, str], *, status: int = 200) -> httpx.Response:
    """The answer, or 304 where it is what the visitor has already."""
    given = {"date": format_datetime(asked.now, usegmt=True), **headers}
    if status == 200 and "etag" in given and asked.request.headers.get("if-none-match") == given["etag"]:
        return httpx.Response(304, headers={name: given[name] for name in ("date", "etag")}, request=asked.request)
    return httpx.Response(status, headers=given, content=body, request=asked.request)


def mark(body: bytes) -> str:
    """What an etag is made of."""
    return sha256(body).hexdigest()[:32]


def stamp(at: datetime) -> str:
    """A moment as the networks write it: "2026-11-22T08:00:00.123Z"."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Meta's Graph, which Facebook and Instagram share: its questions, its brakes in percent, its errors behind a 400."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from httpx import URL

from bot.errors import Garbled, Gone, NeedsCredential, NotFound, SourceError, Unreachable
from bot.sources.answer import checked, rate_limited
from bot.sources.http import Answer, Http

Json = dict[str, Any]

PAGE = 100  # items in one answer, the most there is
SCARCE = 75  # percent of what may be asked used up: from here on only what members did themselves is asked for
SPENT = 95  # percent from which nothing is asked until Meta lets go
SPENT_REST = timedelta(minutes=15)  # percents are of the last hour and fall by themselves
LIMITED_REST = timedelta(hours=1)  # a limit was met, and nobody said for how long
BLOCKED_REST = timedelta(hours=24)

# What Meta says in the body; the status is mostly 400, whatever it is about (2026-08).
_TOKENS = frozenset({102, 190, 450, 452, 459, 460, 463, 464, 467, 2500})
_LIMITS = frozenset({4, 17, 32, 341, 613, 80001, 80002, 80005, 80006})
_BLOCKED = frozenset({368})
_TRANSIENT = frozenset({1, 2})
_NOT_THERE = frozenset({24, 803})
_NO_SUCH_OBJECT = 33  # a sub-code of 100: it is not there, or not for this token
_MOVED = frozenset({21})
_ERRORS = (400, 401, 403, 404, 500)


@dataclass(frozen=True, slots=True)
class Key:
    """A token, and the id of the account it speaks for; "" where that has not been asked."""

    token: str = field(repr=False)
    id: str = ""

    @staticmethod
    def kept(credential: str) -> "Key":
        """As `written` wrote it."""
        account, _, token = credential.rpartition(" ")
        return Key(token, account)

    def written(self) -> str:
        return f"{self.id} {self.token}"


class Graph:
    """Asks Meta's Graph. Obeys the percentages it sends along, which are of each token's own hour."""

    def __init__(self, http: Http, origin: str, title: str) -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        self._title = title
        self._used: dict[str, int] = {}  # token -> percent, as of its last answer
        self._rests: dict[str, float] = {}  # token -> monotonic time before which it is not used

    def is_scarce(self, key: Key) -> bool:
        """Whether so little is left of this hour that some has to be kept."""
        return self._used.get(key.token, 0) >= SCARCE

    async def ask(self, path: str, key: Key, **where: str | int) -> Json:
        """What is at `path`, an id or an id and a list below it. Raises a leaf of SourceError, with a sentence."""
        url = f"{self._origin}/{path}"
        left = self._rests.get(key.token, 0.0) - time.monotonic()
        if left > 0:
            raise rate_limited(URL(url), timedelta(seconds=left))
        # In a header: an address with a token in it would be in every log on the way.
        answer = await self._http.get(
            url, params=where, headers={"authorization": f"Bearer {key.token}"}, tolerate=_ERRORS
        )
        self._heed(answer, key)
        said = self._object(answer)
        error = said.get("error")
        if answer.status != 200 or error is not None:
            raise self._refusal(answer, error if isinstance(error, dict) else {}, key)
        return said

    async def pages(self, path: str, key: Key, *, most: int, **where: str | int) -> AsyncIterator[list[Json]]:
        """The list at `path`, page by page, at most so many. Their "next" is not followed: it has the token in it."""
        after = ""
        for _ in range(most):
            said = await self.ask(path, key, **{"limit": PAGE, **where, **({"after": after} if after else {})})
            items = said.get("data")
            if not isinstance(items, list):
                raise Garbled("{network} answered without a list in it. Try again later.", network=self._title)
            yield [item for item in items if isinstance(item, dict)]
            before, after = after, _after(said)
            if not after:
                return
            if after == before:
                raise Garbled("{network} shows the same page again and again. Try again later.", network=self._title)

    def _heed(self, answer: Answer, key: Key) -> None:
        now = time.monotonic()
        self._rests = {token: until for token, until in self._rests.items() if until > now}
        used, regained = usage(answer.headers)
        if used is None:
            return
        self._used = {**self._used, key.token: used}
        if used >= SPENT:
            self._rests[key.token] = now + (regained or SPENT_REST).total_seconds()

    def _object(self, answer: Answer) -> Json:
        try:
            said = answer.json()
        except Garbled:
            checked(answer)  # a web page with an error's status says enough by that
            raise
        if not isinstance(said, dict):
            raise Garbled(
                "{network} answered in a way Involve does not understand. Try again later.", network=self._title
            )
        return said

    def _refusal(self, answer: Answer, error: Json, key: Key) -> SourceError:
        code, said = error.get("code"), str(error.get("message") or "")
        if code in _LIMITS or code in _BLOCKED:
            _, regained = usage(answer.headers)
            rest = BLOCKED_REST if code in _BLOCKED else regained or LIMITED_REST
            self._rests[key.token] = time.monotonic() + rest.total_seconds()
            return rate_limited(URL(answer.url), rest)
        if code in _TOKENS:
            return NeedsCredential(
                "{network} does not take the token any more: it ran out or was taken back ({code}). "
                "Make a new one and connect the account with it.",
                network=self._title,
                code=str(code),
            )
        if _is_about_permission(code, said):
            return NeedsCredential(
                "The token may not read this on {network} ({code}). Make one with the permissions that the "
                "question for it names, and connect the account with it.",
                network=self._title,
                code=str(code),
            )
        if code in _MOVED:
            return Gone("{network} says that this account has moved to another. Connect that one.", network=self._title)
        if code in _NOT_THERE or (code == 100 and error.get("error_subcode") == _NO_SUCH_OBJECT):
            return NotFound(
                "{network} shows nothing there to this token. Check the name, and whose token it is.",
                network=self._title,
            )
        if code in _TRANSIENT:
            return Unreachable("{network} has a problem of its own. Try again later.", network=self._title)
        try:
            checked(answer)  # a plain error of HTTP says itself what it is
        except SourceError as refusal:
            return refusal
        return Garbled(
            "{network} does not accept what it was asked ({code}). Try again later.",
            network=self._title,
            code=str(code),
        )


def usage(headers: Mapping[str, str]) -> tuple[int | None, timedelta | None]:
    """The highest of the percentages Meta sends along, and when it will answer again; None where it does not say."""
    percents: list[float] = []
    minutes: list[float] = []
    for name in ("x-app-usage", "x-business-use-case-usage", "x-page-usage"):
        for part in _objects(_json(headers.get(name, ""))):
            percents += [_number(part.get(each)) for each in ("call_count", "total_cputime", "total_time")]
            minutes.append(_number(part.get("estimated_time_to_regain_access")))
    rest = max(minutes, default=0.0)
    return (
        int(min(max(percents), 1000.0)) if percents else None,
        timedelta(minutes=min(rest, 24 * 60.0)) if rest > 0 else None,
    )


def _is_about_permission(code: object, said: str) -> bool:
    if not isinstance(code, int) or isinstance(code, bool):
        return False
    # Code 100 is any wrong parameter; this one is a permission that the app was never given.
    return code in (3, 10) or 200 <= code < 300 or (code == 100 and "Public Content Access" in said)


def _after(said: Json) -> str:
    paging = said.get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) and after.isascii() and len(after) <= 2_000 else ""


def _objects(said: object) -> list[Json]:
    """ "{…}" for an app, "{account: [{…}]}" for a use of it."""
    if not isinstance(said, dict):
        return []
    lists = [each for each in said.values() if isinstance(each, list)]
    return [part for each in lists for part in each if isinstance(part, dict)] or [said]


def _json(said: str) -> object:
    try:
        return json.loads(said) if len(said) < 20_000 else None
    except (ValueError, RecursionError):
        return None


def _number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    return float(value) if is_number else 0.0  # type: ignore[arg-type]  # told apart above

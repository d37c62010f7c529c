"""The questions Stack Exchange is asked: 300 a day for all behind one address, more with a key; and its brakes."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from httpx import URL

from bot.domain.entry import clean
from bot.errors import Garbled, NeedsCredential, NotFound, Unreachable
from bot.phrase import Phrase
from bot.sources.answer import checked, rate_limited
from bot.sources.http import Answer, Http

Json = dict[str, Any]

VERSION = "2.3"
PAGE = 100  # items in one answer, and ids in one question; the most there is
SCARCE = 40  # questions left in a day, from which only what members did themselves is asked for
WORTH_WAITING = 5.0  # seconds
QUOTA_REST = 3_600.0  # seconds; when the day's questions are used up it says itself how long is left
REMEMBERED = 2_000  # posts of others, each looked up once

# Errors come as any status, mostly 400, and say in the body what they are (2026-08).
ERRORS = (400, 401, 402, 403, 404, 405, 406, 500, 502, 503)


class Page(NamedTuple):
    """Some items, and whether there are more."""

    items: list[Json]
    has_more: bool


class Api:
    """Stack Exchange's API. Obeys what it says about waiting, which stands in the body and holds per method."""

    def __init__(self, http: Http, origin: str, key: str = "") -> None:
        self._http = http
        self._key = {"key": key} if key else {}  # no secret: it says which app asks, and on whose count
        self._origin = origin.rstrip("/")
        self._rests: dict[str, float] = {}  # method -> monotonic time before which it is not asked; "" = any method
        self._left: int | None = None
        self.daily = 0  # questions a day; 0 = not said yet

    @property
    def scarce(self) -> bool:
        """Whether so few questions are left today that some have to be kept."""
        return self._left is not None and self._left < SCARCE

    @property
    def said(self) -> Phrase | None:
        """How many questions are left today, as far as is known."""
        if not self.daily or self._left is None:
            return None
        return Phrase("{left} of {daily} questions left today", left=self._left, daily=self.daily)

    async def ask(self, method: str, site: str, ids: Iterable[str] = (), **where: str | int) -> Page:
        """`method` as the documentation writes it: "/users/{ids}/posts". Raises RateLimited before asking too soon."""
        url = f"{self._origin}/{VERSION}{method.replace('{ids}', ';'.join(ids))}"
        await self._rest(method, url)
        answer = await self._http.get(url, params={"site": site, **where, **self._key}, tolerate=ERRORS)
        said = _object(answer)
        if answer.status != 200 or "error_id" in said:
            raise self._refusal(answer, said, site)
        self._heed(method, said)
        items = said.get("items")
        if not isinstance(items, list):
            raise Garbled("Stack Exchange answered without any items. Try again later.")
        return Page([item for item in items if isinstance(item, dict)], said.get("has_more") is True)

    async def _rest(self, method: str, url: str) -> None:
        seconds = max(self._rests.get(each, 0.0) for each in (method, "")) - time.monotonic()
        if seconds > WORTH_WAITING:
            raise rate_limited(URL(url), timedelta(seconds=seconds))
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _heed(self, method: str, said: Json) -> None:
        now = time.monotonic()
        self._rests = {name: until for name, until in self._rests.items() if until > now}
        backoff, left, daily = said.get("backoff"), said.get("quota_remaining"), said.get("quota_max")
        if isinstance(backoff, int | float) and backoff > 0:
            self._rests[method] = now + min(float(backoff), 86_400.0)
        if isinstance(daily, int):
            self.daily = daily
        if isinstance(left, int):
            self._left = left
            if left <= 0:
                self._rests[""] = now + QUOTA_REST

    def _refusal(self, answer: Answer, said: Json, site: str) -> Exception:
        name, message = str(said.get("error_name")), str(said.get("error_message") or "")
        if name == "throttle_violation":
            found = re.search(r"in ([0-9]{1,6}) seconds", message)
            refusal = rate_limited(URL(answer.url), timedelta(seconds=int(found[1]) if found else 300))
            self._rests[""] = time.monotonic() + refusal.wait.total_seconds()
            return refusal
        if self._key and name == "bad_parameter" and "key" in message.casefold():
            return NeedsCredential("Stack Exchange does not know the team's key: check INVOLVE_STACKEXCHANGE_KEY.")
        if name == "bad_parameter" and "site" in message.casefold():
            return NotFound(
                "{site} is no site of Stack Exchange. Copy the address of your profile page.", site=clean(site, 80)
            )
        if name in ("access_token_required", "key_required", "access_denied", "invalid_access_token"):
            return NeedsCredential("Stack Exchange wants a key for this, and Involve has none. Log by hand.")
        if name in ("internal_error", "temporarily_unavailable"):
            return Unreachable("Stack Exchange has a problem of its own. Try again later.")
        checked(answer)  # a plain error of HTTP says itself what it is
        return Garbled("Stack Exchange does not accept what it was asked. Try again later.")


class Posts:
    """Questions and answers of others that were looked up, by site; may be forgotten at any time."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: OrderedDict[tuple[str, str, str], Json] = OrderedDict()

    async def look_up(self, kind: str, site: str, ids: Iterable[str], *, afresh: Iterable[str] = ()) -> dict[str, Json]:
        """The `kind` ("posts", "answers", "questions") with these ids, as far as there are such; 100 in a question."""
        wanted, again = set(ids), set(afresh)
        unknown = sorted((wanted - {each for each in wanted if (kind, site, each) in self._known}) | again)
        for start in range(0, len(unknown), PAGE):
            some = unknown[start : start + PAGE]
            page = await self._api.ask(f"/{kind}/{{ids}}", site, some, pagesize=PAGE, filter="withbody")
            for item in page.items:
                self._keep((kind, site, str(item.get(f"{kind[:-1]}_id"))), item)
        found = {each: self._known.get((kind, site, each)) for each in wanted | again}
        return {each: item for each, item in found.items() if item is not None}

    def _keep(self, key: tuple[str, str, str], item: Json) -> None:
        self._known[key] = item
        self._known.move_to_end(key)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _object(answer: Answer) -> Json:
    try:
        said = answer.json()
    except Garbled:
        if answer.status != 200:
            checked(answer)
        raise
    if not isinstance(said, dict):
        raise Garbled("Stack Exchange answered in a way Involve does not understand. Try again later.")
    return said

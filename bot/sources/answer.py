"""What a network said: collected with care, and its status put into our words."""

import codecs
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, SourceError, Unreachable
from bot.phrase import Counted, Phrase
from bot.sources.guard import host_of

WIRE_CAP = 2_000_000  # bytes as they travel
BODY_CAP = 5_000_000  # bytes once inflated
STEP = 65_536  # inflated at a time, so that a cap acts before the memory is gone
WAIT_UNSAID = timedelta(minutes=5)  # "too many requests" without a word on when to come back
WAIT_LEAST, WAIT_MOST = timedelta(minutes=1), timedelta(hours=24)

# Codecs that web pages have. The others in Python's list are not all harmless: punycode takes quadratic time.
_CHARSETS = re.compile(r"(us-)?ascii|utf[-_]?(8|16|32)|(iso|latin|windows|cp|koi8|shift|euc|gb|big5|mac)\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network said: checked for size, inflated, its status below 300 or tolerated by who asked."""

    status: int
    url: str  # after redirects
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def not_modified(self) -> bool:
        """Nothing new since the validators that were sent along."""
        return self.status == 304

    @property
    def validators(self) -> dict[str, str]:
        """What to send along next time, to hear "not modified"; goes into a cursor as it is."""
        said = {"etag": self.headers.get("etag", ""), "last_modified": self.headers.get("last-modified", "")}
        return {name: value for name, value in said.items() if 0 < len(value) <= 500 and value.isascii()}

    def json(self) -> Any:
        """The body as JSON. Raises Garbled where it is a web page, broke off, or is nothing of the kind."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            host = host_of(httpx.URL(self.url))
            page = self.body[:200].lstrip().startswith(b"<") or "html" in self.headers.get("content-type", "")
            what = Phrase("a web page instead of an answer") if page else Phrase("an answer nobody can read")
            raise Garbled(
                "{host} sent {what}. Check the address; if it is right, try again later.", host=host, what=what
            ) from error

    def text(self) -> str:
        """The body as text, in the charset it says it has, else UTF-8, else the old one of Western Europe."""
        said = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        for charset in (said.group(1) if said else "utf-8-sig", "utf-8-sig", "cp1252"):
            try:
                if _CHARSETS.match(charset.lower()):
                    return self.body.decode("utf-8-sig" if codecs.lookup(charset).name == "utf-8" else charset)
            except (LookupError, UnicodeDecodeError):
                continue
        return self.body.decode("utf-8", "replace")


class TooLarge(Exception):
    """A body grew past what is read at once."""


class Collected:
    """A body while it arrives: inflated in small steps, so that 5 MB are the most that is ever held."""

    def __init__(self, coding: str) -> None:
        if (coding := coding.strip().lower()) not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise ValueError(f"not asked for: {coding}")
        self._inflater = zlib.decompressobj(47) if coding not in ("", "identity") else None  # 47: gzip or zlib
        self._parts: list[bytes] = []
        self.wire = self.size = 0

    def add(self, chunk: bytes) -> None:
        self.wire += len(chunk)
        if self.wire > WIRE_CAP:
            raise TooLarge
        if self._inflater is None:
            self._keep(chunk)
            return
        while not self._inflater.eof:
            part = self._inflater.decompress(chunk, STEP)
            self._keep(part)
            chunk = self._inflater.unconsumed_tail
            if not chunk and len(part) < STEP:
                break

    def whole(self) -> bytes:
        """All of it. Raises ValueError where it broke off."""
        if self._inflater is not None and self.wire and not self._inflater.eof:
            raise ValueError("broke off")
        return b"".join(self._parts)

    def _keep(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > BODY_CAP:
            raise TooLarge
        self._parts.append(part)


def checked(answer: Answer, quota: str = "") -> Answer:
    """`answer`, where it is one; otherwise raises what its status means."""
    status = answer.status
    if 200 <= status < 300 or status == 304:
        return answer
    url = httpx.URL(answer.url)
    pause = pause_asked(answer, quota)
    if pause is not None and status in (403, 420, 429, 503):
        raise rate_limited(url, pause)
    if status >= 500:
        raise Unreachable(
            "{host} has a problem of its own ({status}). Try again later.", host=host_of(url), status=str(status)
        )
    kind, sentence = _REFUSALS.get(status, _PUZZLED)
    raise kind(sentence.sentence, host=host_of(url), status=str(status))


_PUZZLED = (
    Garbled,
    Phrase("{host} does not accept what it was asked ({status}). Check the address, or try again later."),
)
_REFUSALS: dict[int, tuple[type[SourceError], Phrase]] = {
    401: (NeedsCredential, Phrase("{host} wants a key or a token (401). Connect the account with one.")),
    402: (Private, Phrase("{host} shows this only to those who pay (402). Give a public address.")),
    403: (Private, Phrase("{host} does not let Involve read this (403). Check that it is public.")),
    404: (NotFound, Phrase("{host} has nothing there (404). Check the spelling.")),
    410: (Gone, Phrase("{host} says that this is gone for good (410). Give the new address, if there is one.")),
    451: (Private, Phrase("{host} may not show this, for legal reasons (451). Give another address.")),
}


def rate_limited(url: httpx.URL, pause: timedelta) -> RateLimited:
    wait = min(max(WAIT_LEAST, pause), WAIT_MOST)
    minutes = -(-int(wait.total_seconds()) // 60)
    hours = round(minutes / 60)
    said = Counted("a minute", "{n} minutes", minutes) if hours < 2 else Counted("an hour", "{n} hours", hours)
    return RateLimited("{host} wants to be asked less often. Try again in {time}.", wait, host=host_of(url), time=said)


def pause_asked(answer: Answer, quota: str = "") -> timedelta | None:
    """How long this server wants to be left alone; None where it does not say so.

    With 429 (420 in older days), with Retry-After beside 403 or 503, or with a used-up quota beside anything.
    """
    said = answer.headers
    prefixes = ("x-ratelimit", "x-rate-limit", "ratelimit", *([quota.lower()] if quota else ()))
    used_up = any(_is_none_left(said.get(f"{prefix}-remaining", "")) for prefix in prefixes)
    too_many = answer.status in (420, 429) or (answer.status in (403, 503) and (used_up or "retry-after" in said))
    if not (too_many or used_up):
        return None
    now = _moment(said.get("date", "")) or datetime.now(UTC)  # by the server's own clock, which may differ from ours
    resets = [_span(said.get(f"{prefix}-reset", ""), now) for prefix in prefixes]
    reset = max((span for span in resets if span is not None), default=None)
    if too_many:
        asked = _span(said.get("retry-after", ""), now)
        asked = asked if asked is not None else reset
        return min(max(WAIT_LEAST, asked if asked is not None else WAIT_UNSAID), WAIT_MOST)
    return min(reset, WAIT_MOST) if reset is not None and reset > timedelta() else None


def _is_none_left(said: str) -> bool:
    return bool(said) and re.match(r"\s*0+(\.0*)?\s*($|[,;])", said) is not None


def _span(said: str, now: datetime) -> timedelta | None:
    """From `now` to what a header says, in seconds, as a Unix time in seconds or milliseconds, or as a date."""
    number = re.match(r"\s*(\d{1,15}(\.\d{1,9})?)\s*($|[,;])", said)
    if number is None:
        moment = _moment(said)
        return moment - now if moment else None
    seconds = float(number.group(1))
    if seconds >= 1e12:
        seconds /= 1000
    return timedelta(seconds=seconds - now.timestamp() if seconds >= 1e9 else seconds)


def _moment(said: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(said.strip())
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None

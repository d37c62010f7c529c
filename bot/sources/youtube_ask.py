"""The questions YouTube's Data API is asked with the team's key, and what its many refusals mean."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from bot.domain.entry import clean
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, SourceError
from bot.phrase import Phrase
from bot.sources.answer import checked
from bot.sources.http import Answer, Http
from bot.sources.patience import Patience
from bot.sources.youtube_quota import Bucket, Quota

Json = dict[str, Any]

VIDEOS_A_PAGE = 50  # the most there are
COMMENTS_A_PAGE = 100
IDS_A_QUESTION = 50
PAUSE = timedelta(minutes=5)  # "too fast", without a word on when to come back
REFUSALS = (400, 401, 403, 404)

_NO_KEY = Phrase(
    "YouTube does not take the key in INVOLVE_YOUTUBE_KEY. Whoever runs Involve: copy it again from the Google Cloud "
    "console, where “YouTube Data API v3” must be switched on for it and this machine's address allowed."
)
_REASONS: Mapping[str, tuple[type[SourceError], Phrase]] = {
    "commentsdisabled": (Private, Phrase("Comments are switched off there. Nothing needs to be done.")),
    "channelclosed": (Gone, Phrase("That YouTube channel is closed. Disconnect it.")),
    "channelsuspended": (Gone, Phrase("That YouTube channel is suspended. If that stays so, disconnect it.")),
    "accountclosed": (Gone, Phrase("That YouTube channel is closed. Disconnect it.")),
    "accountsuspended": (Gone, Phrase("That YouTube channel is suspended. If that stays so, disconnect it.")),
    **dict.fromkeys(
        ("keyinvalid", "api_key_invalid", "keyexpired", "api_key_expired", "accessnotconfigured", "service_disabled",
         "iprefererblocked", "api_key_service_blocked", "api_key_ip_address_blocked", "api_key_http_referrer_blocked",
         "required", "autherror"),
        (NeedsCredential, _NO_KEY),
    ),
}  # fmt: skip
_USED_UP = frozenset({"quotaexceeded", "dailylimitexceeded", "dailylimitexceededunreg"})
_TOO_FAST = frozenset({"ratelimitexceeded", "userratelimitexceeded", "rate_limit_exceeded", "processingfailure"})


class Page(NamedTuple):
    """Some items, and where the next page begins; "" where there is none."""

    items: list[Json]
    next: str
    etag: str


class Api:
    """YouTube's Data API. Every list costs one unit of the day, a search one of the day's searches."""

    def __init__(self, http: Http, origin: str, key: str, quota: Quota) -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        self._key = key
        self.quota = quota

    async def ask(self, method: str, *, etag: str = "", **where: str | int) -> Page | None:
        """`method` as the documentation writes it: "playlistItems". None = not modified since `etag`.

        An etag stands in the body there, and goes back as it is.
        """
        bucket = Bucket.SEARCHES if method == "search" else Bucket.UNITS
        self.quota.take(bucket)
        answer = await self._http.get(
            f"{self._origin}/youtube/v3/{method}",
            params=where,
            headers={"x-goog-api-key": self._key},  # not in the address, which proxies write down
            validators={"etag": etag} if etag else None,
            tolerate=REFUSALS,
        )
        if answer.not_modified:
            return None
        if answer.status != 200:
            raise self._refusal(answer, bucket)
        said = answer.json()
        if not isinstance(said, dict) or not isinstance(said.get("items", []), list):
            raise Garbled("YouTube answered in a way Involve does not understand. Try again later.")
        next_, mark = said.get("nextPageToken"), said.get("etag")
        return Page(
            [item for item in said.get("items", []) if isinstance(item, dict)],
            next_ if isinstance(next_, str) else "",
            mark if isinstance(mark, str) and len(mark) <= 200 and mark.isascii() and mark.isprintable() else "",
        )

    async def all(self, method: str, **where: str | int) -> list[Json]:
        """The items of one answer."""
        page = await self.ask(method, etag="", **where)
        return page.items if page else []

    async def pages(self, method: str, patience: Patience, **where: str | int) -> AsyncIterator[Page]:
        """Page after page, until there is none or `patience` ends; the last one's `next` tells which."""
        token = ""
        while patience.ask():
            page = await self.ask(method, etag="", **where, **({"pageToken": token} if token else {}))
            if page is None:
                return
            yield page
            if not page.next or page.next == token:
                return
            token = page.next

    async def by_ids(self, method: str, ids: Iterable[str], **where: str | int) -> list[Json]:
        """Those of `ids` that are still there."""
        wanted, found = list(ids), []
        for start in range(0, len(wanted), IDS_A_QUESTION):
            some = ",".join(wanted[start : start + IDS_A_QUESTION])
            found += await self.all(method, id=some, maxResults=IDS_A_QUESTION, **where)
        return found

    def _refusal(self, answer: Answer, bucket: Bucket) -> SourceError:
        said = _error(answer)
        reasons = _reasons(said)
        if reasons & _USED_UP:
            return self.quota.use_up(bucket)
        if reasons & _TOO_FAST:
            return RateLimited("YouTube wants to be asked less often. Try again in 5 minutes.", PAUSE)
        for reason in sorted(reasons & _REASONS.keys()):
            kind, sentence = _REASONS[reason]
            return kind(sentence)
        if answer.status == 404:
            return NotFound("YouTube has no such channel. Copy the address of the channel's page.")
        if answer.status == 401:
            return NeedsCredential(_NO_KEY)
        if answer.status == 403:
            return Private("YouTube does not show this to others. Check that the channel is public.")
        message = clean(str(said.get("message") or ""), 100)
        return Garbled(
            "YouTube does not accept what it was asked ({message}). Try again later.",
            message=message or str(answer.status),
        )


def _error(answer: Answer) -> Json:
    """What is wrong, in Google's words. Where it says nothing, the status does: `checked` raises."""
    try:
        said = answer.json()
    except Garbled:
        checked(answer)
        raise
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else {}


def _reasons(error: Json) -> set[str]:
    """Google names a reason in two places, in two spellings."""
    told = [each for name in ("errors", "details") if isinstance(error.get(name), list) for each in error[name]]
    found = {str(each.get("reason", "")).casefold() for each in told if isinstance(each, dict)}
    if "api key not valid" in str(error.get("message", "")).casefold():
        found.add("keyinvalid")
    return found

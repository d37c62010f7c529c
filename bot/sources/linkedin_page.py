"""A page on LinkedIn, with a token of whoever administers it: its posts, what was said below, what it answered."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.errors import NotFound, RateLimited
from bot.sources.archives.base import somebody
from bot.sources.base import Received
from bot.sources.below import Said, heard, own_replies
from bot.sources.linkedin_ask import Api, Json
from bot.sources.linkedin_log import EDITED_AFTER, UNREADABLE, moment
from bot.sources.patience import Patience
from bot.sources.text import MAX_ADDRESS, addresses

PAGE = 100  # posts in one answer
PAGES = 10  # in one poll
COMMENTS = 100
LOOKED = timedelta(days=14)  # how long new comments below a post are looked for
QUESTIONS = 60  # about comments in one poll

_URN = re.compile(r"urn:li:(share|ugcPost):([0-9]{1,25})")
_PARTY = re.compile(r"urn:li:(?:person|organization):[A-Za-z0-9_-]{1,60}")
_NUMBER = re.compile(r"[0-9]{1,25}")
# LinkedIn's "little text": @[Name](urn), {hashtag|\#|word}, and a backslash before whatever could be taken for these.
_NAMED = re.compile(r"@\[([^\]]{1,200})\]\(urn:li:[A-Za-z]+:[A-Za-z0-9_-]+\)")
_TAG = re.compile(r"\{hashtag\|\\?#\|([^}|]{1,200})\}")
_ESCAPED = re.compile(r"\\([|{}@\[\]()<>#\\*_~])")


class Page:
    """One page, read with one token in one version of the interface."""

    def __init__(self, api: Api, token: str, version: str, number: str, me: Party) -> None:
        self._api = api
        self._token = token
        self._version = version
        self._urn = f"urn:li:organization:{number}"
        self._me = me

    async def posts(self, since: datetime) -> tuple[list[Entry], bool, int]:
        """What was written or changed since then, whether that is all of it, and how many could not be read."""
        found: dict[str, Entry] = {}
        unreadable = 0
        for page in range(PAGES):
            items = await self._api.elements(
                "posts", self._token, self._version, q="author", author=self._urn, sortBy="LAST_MODIFIED",
                start=page * PAGE, count=PAGE,
            )  # fmt: skip
            is_last = not items
            for item in items:
                try:
                    is_last = is_last or _changed(item) < since
                    if _changed(item) >= since:
                        entry = post(item, self._me, self._urn)
                        found[entry.native_id] = entry
                except UNREADABLE:
                    unreadable += 1
            if is_last or len(items) < PAGE:
                return list(found.values()), True, unreadable
        return list(found.values()), False, unreadable

    async def replies(self, posts: Iterable[Entry], patience: Patience) -> tuple[list[Entry], bool]:
        """What the page said below its posts, and whether nothing is missing."""
        entries: list[Entry] = []
        is_whole = True
        for each in sorted(posts, key=lambda post: post.at, reverse=True):
            said = await self._comments(each, patience)
            is_whole = is_whole and said is not None
            entries += own_replies(each, said or (), self._me)
        return entries, is_whole

    async def received(self, posts: Iterable[Entry]) -> tuple[Received, ...]:
        """What others said to the page below its posts; a post whose comments do not come whole is left out."""
        patience = Patience(QUESTIONS)
        found: dict[str, Received] = {}
        for each in sorted(posts, key=lambda post: post.at, reverse=True):
            said = await self._comments(each, patience)
            found.update({one.native_id: one for one in heard(each.native_id, said or ())})
        return tuple(sorted(found.values(), key=lambda one: one.at))

    async def _comments(self, post: Entry, patience: Patience) -> tuple[Said, ...] | None:
        """All comments below a post, answers to comments among them; None where they do not come whole."""
        urn = _URN.search(post.url)
        if urn is None or not patience.ask():
            return None
        try:
            first = await self._below(urn[0])
            found = [said for item in first if (said := self._said(item, post))]
            for item in first:
                if _answers(item) == 0:
                    continue
                if not patience.ask():
                    return None
                below = await self._below(str(item.get("commentUrn") or ""))
                found += [said for each in below if (said := self._said(each, post, str(item.get("id"))))]
        except RateLimited:  # what the page posted counts more; others' words can wait
            return None
        except NotFound:  # deleted meanwhile
            return ()
        return tuple(found) if len(first) < COMMENTS else None

    async def _below(self, urn: str) -> list[Json]:
        if not urn.startswith("urn:li:"):
            return []
        path = f"socialActions/{quote(urn, safe='')}/comments"
        return await self._api.elements(path, self._token, self._version, start=0, count=COMMENTS)

    def _said(self, item: Json, post: Entry, above: str = "") -> Said | None:
        try:
            return comment(item, self._urn, post.url, above)
        except UNREADABLE:
            return None


def post(item: Json, me: Party, own_urn: str) -> Entry:
    """A post of the page's. Raises one of UNREADABLE."""
    urn = _URN.fullmatch(item["id"])
    if urn is None:
        raise ValueError("no id")
    written = item.get("publishedAt") or item["createdAt"]
    at, changed = moment(written), _changed(item)
    text = plain(item.get("commentary"))
    reshared = item.get("reshareContext")
    first = _URN.search(str(reshared.get("parent") or "")) if isinstance(reshared, dict) else None
    article = _article(item)
    links = dict.fromkeys((*([article[0]] if article[0] else []), *addresses(text)))
    kind = Kind.POST if first is None else Kind.QUOTE if text else Kind.BOOST
    shown = item.get("visibility") in (None, "PUBLIC", "LOGGED_IN") and item.get("lifecycleState") in (
        None,
        "PUBLISHED",
    )
    return Entry(
        network="linkedin",
        native_id=urn[2],
        kind=kind,
        at=at,
        author=me,
        url=f"https://www.linkedin.com/feed/update/{urn[0]}",
        text=text,
        title=article[1],
        links=tuple(links),
        of=somebody(f"{first[1]}:{first[2]}") if first else NOBODY,
        visibility=Visibility.PUBLIC if shown else Visibility.PRIVATE,
        edited_at=changed if changed - at > EDITED_AFTER else None,
    )


def comment(item: Json, own_urn: str, url: str, above: str) -> Said:
    """A comment below a post of the page's. Raises one of UNREADABLE."""
    id_, by = str(item["id"]), str(item["actor"])
    if not _NUMBER.fullmatch(id_) or not _PARTY.fullmatch(by):
        raise ValueError("no id")
    message = item["message"]
    created = item["created"]
    return Said(
        id=id_,
        author=Party(by),  # LinkedIn gives no names here
        at=moment(created["time"]),
        text=clean(str(message.get("text") or "")),
        url=f"{url}?commentUrn={quote(str(item.get('commentUrn') or ''))}",
        above=above,
        is_own=by == own_urn,
    )


def plain(said: object) -> str:
    """A text of a post as people read it."""
    text = said if isinstance(said, str) else ""
    return clean(_ESCAPED.sub(r"\1", _TAG.sub(r"#\1", _NAMED.sub(r"@\1", text[:20_000]))))


def _changed(item: Json) -> datetime:
    return moment(item.get("lastModifiedAt") or item.get("publishedAt") or item["createdAt"])


def _answers(item: Json) -> int | None:
    """How many answers stand below a comment; None where that is not said."""
    summary: object = item.get("commentsSummary")
    total = summary.get("aggregatedTotalComments") if isinstance(summary, Mapping) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else None


def _article(item: Json) -> tuple[str, str]:
    """Where a post links to, and how that is called."""
    content = item.get("content")
    article = content.get("article") if isinstance(content, dict) else None
    if not isinstance(article, dict):
        return "", ""
    address, title = article.get("source"), article.get("title")
    is_address = (
        isinstance(address, str) and address.startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS
    )
    return (
        clean(str(address), MAX_ADDRESS) if is_address else "",
        clean(title, MAX_TITLE) if isinstance(title, str) else "",
    )

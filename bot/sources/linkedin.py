"""LinkedIn: what a member did, from the log that European law gives them; and a page, to whoever administers it."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import NeedsCredential
from bot.sources import linkedin_log as log
from bot.sources import linkedin_rows as rows
from bot.sources.archives.base import Skipped
from bot.sources.base import Batch, Checked, Handle, Identity, Received, Talk, Wanted
from bot.sources.http import Http
from bot.sources.linkedin_ask import ELSEWHERE, MEMBERS, Api, Json
from bot.sources.linkedin_log import UNREADABLE, Known
from bot.sources.linkedin_page import LOOKED, QUESTIONS, Page
from bot.sources.patience import Patience

KEPT_THERE = timedelta(days=28)  # how long the log reaches back
EVENTS = 50  # in one answer, the most there is
PAGES = 60  # of the log in one poll
POSTS_KEPT, MADE_KEPT = 300, 200  # in the cursor: numbers of own posts, and ids by which later lines mean earlier ones
EMPTY_AFTER = timedelta(days=2)  # the tables come within a day; what is empty then has nothing in it
OVERLAP = timedelta(minutes=15)
SWEPT = timedelta(days=7)
TOKEN_LIVES = timedelta(days=60)  # from when it is made (2026-11)

_NAME = re.compile(r"[\w%.-]{2,100}")
_PAGE = re.compile(r"organization:([0-9]{1,20})")
_TABLES = (("MEMBER_SHARE_INFO", "shares"), ("ALL_COMMENTS", "comments"), ("ALL_LIKES", "likes"))


class LinkedIn:
    """LinkedIn, by its interface for members' own data (European Economic Area and Switzerland) and for pages."""

    name: ClassVar[str] = "linkedin"
    title: ClassVar[str] = "LinkedIn"
    coverage: ClassVar[Coverage] = Coverage.FULL  # of a page: own posts only, which its identity says
    hides: ClassVar[str] = (
        "what others say below one's own posts, and messages, which are never read; of a page, what it says below "
        "posts of others"
    )
    examples: ClassVar[tuple[str, ...]] = (
        "linkedin:name",
        "https://www.linkedin.com/in/name",
        "https://www.linkedin.com/company/name",
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment of the last line of the log, your own posts, and what later lines may change",
        "replies": "of a page: from the comments below its posts; those below a member's are shown to nobody",
        "search": "exempt: LinkedIn has no search for anybody but its own pages",
        "conditional": "exempt: only lines after the last one are asked for",
        "limits": f"{PAGES} pages of the log in one poll, {QUESTIONS} questions about comments below a page",
        "whose": "exempt: LinkedIn shows no profile, and of a token not whose it is: of a member it stays your "
        "own word, of a page its token proves it; a member is known by the name in the address, a page "
        "by its number",
        "credential": "exempt: LinkedIn shows what a member does only to a token of theirs, and a page to who runs it",
    }
    wants: ClassVar[Wanted] = Wanted(
        label="Access token",
        where="If you live in the European Economic Area or Switzerland: on linkedin.com/developers make an app, "
        "request “Member Data Portability API (Member)”, and make a token with r_dma_portability_self_serve.",
        adds="your posts, comments, reactions and reposts, anywhere on LinkedIn",
        needed=True,
    )

    def __init__(
        self, http: Http, api: str = "https://api.linkedin.com", token: str = "", version: str = "202601"
    ) -> None:
        self._api = Api(http, api)
        self._token = token
        self._version = version
        if token:  # the team's own token shows its page without one of a member's
            self.wants = replace(type(self).wants, needed=False)  # type: ignore[misc]

    def recognise(self, text: str) -> Handle | None:
        """ "linkedin:name", "linkedin:company/name", or the address of a profile or a page."""
        text = clean(text, 300)
        network, colon, rest = text.partition(":")
        if colon and network.casefold() == self.name:
            rest = rest.strip()
            name = _name_in_address(rest) or rest.removeprefix("@").removeprefix("in/")
        else:
            name = _name_in_address(text)
        kind, slash, slug = name.rpartition("/")
        is_name = kind in ("", "company") and _NAME.fullmatch(slug)
        return Handle(self.name, f"{kind}{slash}{slug.casefold()}") if is_name else None

    async def resolve(self, handle: Handle) -> Identity:
        """A member as typed: only their token shows more. A page by its number, where the team's token shows it."""
        kind, _, slug = handle.name.rpartition("/")
        if kind != "company":
            return Identity(self.name, slug, slug, f"https://www.linkedin.com/in/{slug}/")
        number, name = await self._page_number(slug, self._token) if self._token else ("", "")
        return Identity(
            self.name,
            f"organization:{number}" if number else handle.name,
            handle.name,
            f"https://www.linkedin.com/company/{slug}/",
            name=name,
            coverage=Coverage.OWN_POSTS_ONLY,
        )

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether LinkedIn takes the token for this. Raises NeedsCredential where it does not."""
        token = "".join(credential.split())
        if not token.isascii() or len(token) < 16:
            raise NeedsCredential("That is no token of LinkedIn's. Copy the whole of it from the token generator.")
        if _is_page(who):
            number, _ = await self._number(who, token)
            await Page(self._api, token, self._version, number, Party(who.native_id)).posts(now)
            known = f"organization:{number}"
            return Checked(
                token, now + TOKEN_LIVES, who=None if who.native_id == known else replace(who, native_id=known)
            )
        found = await self._api.elements("memberAuthorizations", token, MEMBERS, q="memberAndApplication")
        if not found:
            raise NeedsCredential(
                "LinkedIn keeps no log for this token yet. Agree to it on the page where you made the token, and hand "
                "it over once more."
            )
        # At the latest: it does not say when it was made. Nor does it say whose it is: LinkedIn tells a number of its
        # own for the member and never the name in the address, so the account stays theirs by their own word (2026-11).
        return Checked(token, now + TOKEN_LIVES, proves=False)

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Of a member the log, oldest line first, and what was before it; of a page its posts and its answers."""
        reading = self._page(who, cursor, since, now, sweep) if _is_page(who) else self._member(who, cursor, since, now)
        async for batch in reading:
            yield batch

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below a page's posts. Below a member's LinkedIn shows it to nobody."""
        posts = [entry for entry in entries if entry.kind is not Kind.REPLY and now - entry.at < LOOKED]
        return await (await self._opened(who)).received(posts) if _is_page(who) and posts else ()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """None: there is no search."""
        return ()

    async def _member(
        self, who: Identity, cursor: Mapping[str, object], since: datetime, now: datetime
    ) -> AsyncIterator[Batch]:
        if not who.credential:
            raise NeedsCredential(
                "What a member does LinkedIn shows only to a token of theirs, and only in the European Economic Area "
                "and Switzerland. {elsewhere}",
                elsewhere=ELSEWHERE,
            )
        at = cursor.get("at")
        reach = int((now - KEPT_THERE).timestamp() * 1000) + 60_000  # what is older, it refuses to begin with
        known = _known(cursor, who, now)
        start = max(at, reach) if isinstance(at, int) and known.own.is_complete else reach
        lines = await self._lines(who.credential, start, 0)
        # What the log does not reach stands in the tables, up to a day after one agreed to it, later on weeks late.
        if not known.own.is_complete or not isinstance(at, int) or at < reach:
            yield await self._tables(who.credential, known, since, _begins(lines, now), start)
        count = 0
        for _ in range(PAGES):
            if not lines:
                return
            yield _batch(lines, known, start)
            count += len(lines)
            lines = await self._lines(who.credential, start, count)

    async def _lines(self, token: str, start: int, offset: int) -> list[Json]:
        """Lines of the log from a moment on, that one included. It only grows at its end: an offset loses nothing."""
        return await self._api.elements(
            "memberChangeLogs", token, MEMBERS, q="memberAndApplication", startTime=start, count=EVENTS, start=offset
        )

    async def _tables(self, token: str, known: Known, since: datetime, before: datetime, start: int) -> Batch:
        """What the member did before the log begins, in the tables of their archive."""
        skipped: Counter[str] = Counter()
        found = {part: await self._api.snapshot(domain, token) for domain, part in _TABLES}
        entries: list[Entry | None] = [_row("shares", row, known, skipped) for row in reversed(found["shares"])]
        known.own.sort()
        known.own.is_complete = known.own.is_complete or any(found.values())
        entries += [_row(part, row, known, skipped) for part in ("comments", "likes") for row in found[part]]
        told = [each for each in entries if each is not None and since <= each.at < before]
        known.posts[:0] = [each.native_id for each in entries if each is not None and each.native_id.isdigit()]
        told.sort(key=lambda entry: entry.at)
        return Batch(tuple(told), _cursor(start, known), skipped=dict(skipped))

    async def _page(
        self, who: Identity, cursor: Mapping[str, object], since: datetime, now: datetime, sweep: bool
    ) -> AsyncIterator[Batch]:
        page, at = await self._opened(who), cursor.get("at")
        reached = log.moment(at) - OVERLAP if isinstance(at, int) and at > 0 else since
        edge = max(since, min(reached, now - LOOKED - (SWEPT if sweep else timedelta())))
        posts, is_whole, unreadable = await page.posts(edge)
        skipped = {"unreadable": unreadable} if unreadable else {}
        posts.sort(key=lambda entry: entry.at)
        done = {"at": int(now.timestamp() * 1000)}
        yield Batch(tuple(posts), done, skipped=skipped)
        recent = [post for post in posts if now - post.at < LOOKED + (SWEPT if sweep else timedelta())]
        replies, all_read = await page.replies(recent, Patience(QUESTIONS))
        is_all = is_whole and all_read and not unreadable
        yield Batch(tuple(replies), done, complete_since=now - SWEPT if sweep and is_all else None)

    async def _opened(self, who: Identity) -> Page:
        token = who.credential or self._token
        if not token:
            raise NeedsCredential(
                "LinkedIn shows the page {name} only to a token of its administrators: whoever runs "
                "Involve can set INVOLVE_LINKEDIN_TOKEN. What it says elsewhere, log: /involve log.",
                name=clean(who.handle, 60),
            )
        number, name = await self._number(who, token)
        return Page(self._api, token, self._version, number, Party(who.native_id, who.name or name))

    async def _number(self, who: Identity, token: str) -> tuple[str, str]:
        """The number of a page, and its name."""
        known = _PAGE.fullmatch(who.native_id)
        if known:
            return known[1], who.name
        number, name = await self._page_number(who.native_id.rpartition("/")[2], token)
        if not number:
            raise NeedsCredential(
                "LinkedIn shows no page called {name} to that token. Copy the page's address, "
                "and use a token of somebody who administers it.",
                name=clean(who.handle, 60),
            )
        return number, name

    async def _page_number(self, slug: str, token: str) -> tuple[str, str]:
        if slug.isdigit():
            return slug, ""
        try:
            found = await self._api.elements("organizations", token, self._version, q="vanityName", vanityName=slug)
        except NeedsCredential:
            return "", ""
        for each in found:
            number = str(each.get("id") or "")
            if number.isdigit():
                return number, clean(str(each.get("localizedName") or ""), 100)
        return "", ""


def _is_page(who: Identity) -> bool:
    return who.native_id.startswith(("organization:", "company/"))


def _begins(lines: list[Json], now: datetime) -> datetime:
    """From when on the log tells; what the tables have of the same time is in it, too."""
    try:
        return log.moment(lines[0]["capturedAt"])
    except UNREADABLE:
        return now


def _known(cursor: Mapping[str, object], who: Identity, now: datetime) -> Known:
    me, first = Party(who.native_id, who.name or who.handle), cursor.get("first")
    first = first if isinstance(first, int) else int(now.timestamp())
    # Where the tables held the member's posts, any other is somebody else's. Where they stay empty, there are none.
    is_complete = cursor.get("whole") is True or now.timestamp() - first >= EMPTY_AFTER.total_seconds()
    known = Known(me, first, rows.OwnPosts(me, is_complete=is_complete))
    posts, made = cursor.get("posts"), cursor.get("made")
    for number in posts if isinstance(posts, list) else ():
        known.posted(str(number))
    if isinstance(made, dict):
        known.made = {str(theirs): str(ours) for theirs, ours in made.items()}
    return known


def _cursor(at: int, known: Known) -> dict[str, object]:
    return {
        "at": at,
        "posts": known.posts[-POSTS_KEPT:],
        "made": dict(list(known.made.items())[-MADE_KEPT:]),
        "first": known.first,
        "whole": known.own.is_complete,
    }


def _batch(lines: list[Json], known: Known, start: int) -> Batch:
    """What a page of the log says. A line that changes or takes back something means what an earlier one made."""
    entries: dict[str, Entry] = {}
    deleted: set[str] = set()
    skipped: Counter[str] = Counter()
    at = start
    for line in lines:
        processed = line.get("processedAt")
        at = max(at, processed) if isinstance(processed, int) and not isinstance(processed, bool) else at
        try:
            event = log.event(line, known)
            if event is None:
                continue
            if event.method == "DELETE":
                gone = log.gone(event, known)
                entries.pop(gone, None)
                deleted |= {gone} - {""}
            elif entry := log.entry(event, known):
                entries[entry.native_id] = entry
                deleted.discard(entry.native_id)
        except UNREADABLE:
            skipped["unreadable"] += 1
    return Batch(tuple(entries.values()), _cursor(at, known), deleted=frozenset(deleted), skipped=dict(skipped))


def _row(part: str, said: Json, known: Known, skipped: Counter[str]) -> Entry | None:
    """A row of a table, as the archive has it."""
    row = {str(name).strip().casefold(): str(value or "") for name, value in said.items()}
    try:
        if part == "shares":
            found = rows.share(row, me=known.me, own=known.own)
            return None if isinstance(found, Skipped) else found
        if part == "comments":
            return rows.comment(rows.Words(row["date"], row["link"], row["message"]), me=known.me, own=known.own)
        return rows.passing(row, kind=Kind.REACTION, me=known.me, own=known.own)
    except UNREADABLE:
        skipped["unreadable"] += 1
        return None


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").casefold()
    except ValueError:
        return ""
    path = [unquote(piece) for piece in parts.path.split("/") if piece]
    if not (host == "linkedin.com" or host.endswith(".linkedin.com")) or len(path) < 2:
        return ""
    if path[0] == "in":
        return path[1]
    return f"company/{path[1]}" if path[0] in ("company", "school", "showcase") else ""

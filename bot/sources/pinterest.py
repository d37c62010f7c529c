"""Pinterest: the pins of a member. What is said below pins, no interface shows, not even to whoever wrote it."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from bot.domain.entry import MAX_TITLE, Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, NeedsCredential
from bot.sources.answer import checked
from bot.sources.base import Batch, Checked, Handle, Identity, Profile, Received, Talk, Wanted
from bot.sources.http import Http
from bot.sources.text import MAX_ADDRESS

Json = dict[str, Any]

PAGE = 250  # pins in one answer, the most there is
PAGES = 20  # in one poll
OVERLAP = timedelta(hours=24)
SWEPT = timedelta(days=7)
TOKEN_LIVES = timedelta(days=30)  # from when it is made (2026-11)

_NAME = re.compile(r"[A-Za-z0-9_]{3,30}")
_ID = re.compile(r"[0-9]{1,30}")
_HOST = re.compile(r"(?:[a-z]{2,3}\.)?pinterest\.(?:com(?:\.[a-z]{2})?|co\.[a-z]{2}|[a-z]{2})")
_NO_NAME = frozenset({"about", "business", "categories", "ideas", "pin", "search", "settings", "today"})
# What an item raises that has not the form it should have.
_UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)


class Pinterest:
    """Pinterest, by its API, with a member's own token."""

    name: ClassVar[str] = "pinterest"
    title: ClassVar[str] = "Pinterest"
    coverage: ClassVar[Coverage] = Coverage.OWN_POSTS_ONLY
    hides: ClassVar[str] = "comments, by anybody: Pinterest's interface has none at all; they can be logged"
    examples: ClassVar[tuple[str, ...]] = ("pinterest:name", "https://www.pinterest.com/name/")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment of the newest pin",
        "replies": "exempt: Pinterest's interface shows no comments and no reactions",
        "search": "exempt: Pinterest's interface searches one's own pins alone",
        "conditional": "exempt: newest first, until what is known",
        "limits": f"{PAGES} pages of {PAGE} pins in one poll",
        "whose": "by a token alone; known by its number once a token tells it, so a new name is followed",
        "credential": "exempt: Pinterest shows pins only to a token of whoever pinned them",
    }
    wants: ClassVar[Wanted] = Wanted(
        label="Access token",
        where="On developers.pinterest.com/apps choose your app and “Generate token” with pins:read and "
        "user_accounts:read; leave secret pins out.",
        adds="your pins, and which of them are others'",
        needed=True,
    )

    def __init__(self, http: Http, api: str = "https://api.pinterest.com/v5") -> None:
        self._http = http
        self._api = api.rstrip("/")

    def recognise(self, text: str) -> Handle | None:
        """ "pinterest:name", or the address of a profile."""
        text = clean(text, 300)
        network, colon, name = text.partition(":")
        if colon and network.casefold() == self.name:
            name = name.strip()
            name = _name_in_address(name) or name.removeprefix("@")
        else:
            name = _name_in_address(text)
        is_name = _NAME.fullmatch(name) and name.casefold() not in _NO_NAME
        return Handle(self.name, name.casefold()) if is_name else None

    async def resolve(self, handle: Handle) -> Identity:
        """What was typed: only a token shows whether there is such an account."""
        return Identity(self.name, handle.name, handle.name, _page(handle.name), name=handle.name)

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether the token is of this account. Raises NeedsCredential where it is not."""
        token = "".join(credential.split())
        if not token.isascii() or len(token) < 8:
            raise NeedsCredential("That is no token of Pinterest's. Copy the whole of it: it begins with pina_.")
        account = await self._ask("user_account", token)
        name = str(account.get("username") or "")
        if name.casefold() != who.handle.casefold():
            raise NeedsCredential(
                "That token is of {other}, not of {name}. Make one while you are signed in with this account.",
                other=clean(name, 60) or "?",
                name=clean(who.handle, 60),
            )
        # At the latest: it does not say when it was made.
        return Checked(token, now + TOKEN_LIVES, who=replace(who, native_id=_number(account) or who.native_id))

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves, to their own token: a new name shows, the number stays."""
        if not who.credential:
            raise NeedsCredential(
                "Pinterest shows a profile only to a token of its owner's. Connect the account with one: that proves "
                "it yours as well."
            )
        said = await self._ask("user_account", who.credential)
        name = _text(said, "username")
        if not _NAME.fullmatch(name):
            raise Garbled("Pinterest did not say whose token that is. Try again later.")
        words = (clean(_text(said, part)) for part in ("business_name", "about", "website_url"))
        return Profile(name.casefold(), _page(name.casefold()), name.casefold(), "\n".join(words))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Newest first, page by page, until what is known; the cursor moves with the last page."""
        if not who.credential:
            raise NeedsCredential(
                "Pinterest shows the pins of {name} only to a token of that account: connect it with one. Your archive "
                "holds them too, and what you say below others' pins you can log: /involve log.",
                name=clean(who.handle, 60),
            )
        edge = _edge(cursor, since, now, sweep=sweep)
        newest, bookmark = _moment(cursor.get("at")) or since, ""
        for _ in range(PAGES):
            items, following = await self._pins(who.credential, bookmark)
            if following and following == bookmark:
                raise Garbled("Pinterest shows the same page again and again. Try again later.")
            skipped: Counter[str] = Counter()
            entries = [entry for item in items if (entry := _entry(item, who, skipped))]
            newest = max([newest, *(entry.at for entry in entries)])
            is_last = not following or any(entry.at < edge for entry in entries)
            done = {"at": int(min(newest, now).timestamp())}
            yield Batch(
                tuple(entry for entry in entries if entry.at >= edge),
                done if is_last else dict(cursor),
                complete_since=max(edge, now - SWEPT) if is_last and sweep and not skipped else None,
                skipped=dict(skipped),
            )
            if is_last:
                return
            bookmark = following
        yield Batch((), done, skipped={"too many at once": 1})

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """Nothing: no interface shows comments."""
        return ()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """None: nothing of others' can be searched."""
        return ()

    async def _pins(self, token: str, bookmark: str) -> tuple[list[Json], str]:
        """A page of the member's own pins, and what leads to the next."""
        said = await self._ask("pins", token, page_size=PAGE, **({"bookmark": bookmark} if bookmark else {}))
        items, following = said.get("items"), said.get("bookmark")
        if not isinstance(items, list):
            raise Garbled("Pinterest answered without any pins in it. Try again later.")
        is_mark = isinstance(following, str) and following.isascii() and len(following) <= 2_000
        return [item for item in items if isinstance(item, dict)], str(following) if is_mark else ""

    async def _ask(self, path: str, token: str, **where: str | int) -> Json:
        answer = await self._http.get(
            f"{self._api}/{path}", params=where, headers={"authorization": f"Bearer {token}"}, tolerate=(401, 403)
        )
        if answer.status == 401:
            raise NeedsCredential(
                "Pinterest does not take the token any more: it lives for 30 days. Make a new one and connect with it."
            )
        if answer.status == 403:
            if "retry-after" in answer.headers:
                checked(answer)
            raise NeedsCredential(
                "The token may not read pins on Pinterest (403). Make one with pins:read and user_accounts:read."
            )
        said = answer.json()
        if not isinstance(said, dict):
            raise Garbled("Pinterest answered in a way Involve does not understand. Try again later.")
        return said


def _entry(item: Json, who: Identity, skipped: Counter[str]) -> Entry | None:
    try:
        if item.get("is_owner") is False:  # somebody else's, on a board for several
            return None
        return _read(item, Party(who.native_id, who.name or who.handle))
    except _UNREADABLE:
        skipped["unreadable"] += 1
        return None


def _read(item: Json, me: Party) -> Entry:
    id_, first = _identity(item["id"]), item.get("parent_pin_id")
    # Of what somebody else pinned first the words are theirs: who saves it cannot change them (2026-11).
    text, link = "" if first else clean(_text(item, "description")), _text(item, "link")
    is_link = link.startswith(("http://", "https://")) and len(link) <= MAX_ADDRESS and not _is_pinterest(link)
    return Entry(
        network="pinterest",
        native_id=id_,
        kind=Kind.BOOST if first else Kind.POST,
        at=_created(item["created_at"]),
        author=me,
        url=f"https://www.pinterest.com/pin/{id_}/",
        text=text,
        title=clean(_text(item, "title"), MAX_TITLE),
        links=(clean(link, MAX_ADDRESS),) if is_link else (),
        # Whose it was first is not told, only that it was somebody's.
        of=Party(f"somebody:pin:{_identity(first)}") if first else Party(),
        traits=frozenset({"curated"}) if first else frozenset(),
    )


def _identity(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("no id")
    return value


def _number(account: Json) -> str:
    """What stays through new names; "" where it is not said."""
    return id_ if _ID.fullmatch(id_ := _text(account, "id")) else ""


def _page(name: str) -> str:
    return f"https://www.pinterest.com/{name}/"


def _created(said: object) -> datetime:
    """ "2020-01-01T20:10:40" is UTC without saying so."""
    if not isinstance(said, str):
        raise TypeError("no time")
    at = datetime.fromisoformat(said)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _text(item: Json, field: str) -> str:
    said = item.get(field)
    return said if isinstance(said, str) else ""


def _edge(cursor: Mapping[str, object], since: datetime, now: datetime, *, sweep: bool) -> datetime:
    """From when on pins are wanted: a day before the newest known one, a week back in a sweep."""
    reached = _moment(cursor.get("at"))
    if reached is None:
        return since
    edge = min(reached, now) - OVERLAP
    return max(min(edge, now - SWEPT) if sweep else edge, since)


def _moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 1 << 34 else None


def _is_pinterest(address: str) -> bool:
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return True
    return host == "pin.it" or _HOST.fullmatch(host) is not None


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").casefold().removeprefix("www.")
    except ValueError:
        return ""
    path = [piece for piece in parts.path.split("/") if piece]
    return path[0] if _HOST.fullmatch(host) and path and path[-1] in (path[0], "_created", "_saved") else ""

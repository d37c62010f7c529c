"""What a member does on Mastodon and servers that speak as it does, read from the home server, best with a token."""

import asyncio
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, SourceError, Unreachable
from bot.sources import mastodon_read as read
from bot.sources.base import Batch, Checked, Handle, Heard, Identity, Profile, Received, SignIn, Talk, Wanted
from bot.sources.http import Http
from bot.sources.mastodon_ask import PAGE, Server, Threads
from bot.sources.mastodon_likes import Likes, look
from bot.sources.mastodon_read import UNREADABLE, Json
from bot.sources.mastodon_signing import Signing
from bot.sources.text import origin_of

SWEEP = timedelta(days=7)
PAGES = 60  # in one poll; the next poll goes on from there
QUESTIONS = 200  # about threads in one poll: a server answers 300 strangers' questions in five minutes
OWN_PAGES, THREADS = 10, 30  # looked at for answers, looked into
PEOPLE, POSTS, TAGS, TALKS = 6, 5, 5, 12

T = TypeVar("T")

_ACCOUNT = r"(?P<name>[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?)"
_HOST = r"(?P<host>[^\s/@:?#]{1,253}(?::\d{1,5})?)"
_ADDRESS = re.compile(rf"@?{_ACCOUNT}@{_HOST}")
_PAGE = re.compile(
    rf"(?P<scheme>https?)://{_HOST}/(?:web/|deck/)?(?:@{_ACCOUNT}(?:@(?P<home>[^\s/@?#]+))?|users/(?P<user>[A-Za-z0-9_.-]+))"
    r"(?:/[^\s]*)?(?:[?#]\S*)?"
)
# Others with "/@name" in their addresses.
_ELSEWHERE = re.compile(
    r"(.+\.)?(medium\.com|youtube\.com|tiktok\.com|threads\.(net|com)|substack\.com|flipboard\.com|kick\.com|odysee\.com|"
    r"rumble\.com|stackoverflow\.com|stackexchange\.com|bsky\.app|t\.me|patreon\.com)"
)


class Mastodon:
    """Mastodon, and what answers as it does: to strangers, or to whoever allowed Involve to read."""

    name: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Mastodon"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "likes (unless that is allowed), and whatever is for followers or the people named only"
    examples: ClassVar[tuple[str, ...]] = ("@me@mastodon.example", "https://mastodon.example/@me")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the newest status and like read, and how far back the past has been read",
        "replies": "from the threads of your recent statuses",
        "search": "new posts of people you met and on your topics, and where you allow it those that mention you",
        "conditional": "exempt: only statuses after the newest one are asked for",
        "limits": f"{QUESTIONS} questions about threads in one poll",
        "whose": "by a code from your server or in your profile, or links both ways; known by its address, and "
        "names never change there",
        "credential": "none needed, but where your server hides from strangers (GoToSocial does); a code from its page "
        "shows your likes from then on, and who mentions you",
    }

    wants: ClassVar[Wanted] = Wanted(
        label="Code",
        where="Open the page of your server, allow Involve to read, and copy the code it shows.",
        adds="your likes and who mentions you",
    )

    def __init__(self, http: Http) -> None:
        self._http = http
        self._signing = Signing(http)

    def recognise(self, text: str) -> Handle | None:
        """ "@me@server", a profile's or status' address; after "mastodon:" also without the first @."""
        text = clean(text, 500)
        named = text[:9].lower() == "mastodon:"
        text = text[9:].strip() if named else text
        found = _PAGE.fullmatch(text) or (_ADDRESS.fullmatch(text) if named or text.startswith("@") else None)
        if found is None:
            return None
        said = found.groupdict()
        host = (said.get("home") or said["host"]).lower()
        elsewhere = _ELSEWHERE.fullmatch(said["host"].lower()) or (said.get("user") or "").isdigit()
        if not named and (elsewhere or not re.search(r"[^.]\.[^.]", host)):
            return None
        scheme = said.get("scheme") if not said.get("home") else None
        return Handle(self.name, said["name"] or said["user"], f"{scheme or 'https'}://{host}")

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is, on the server where the account lives."""
        host = urlsplit(handle.server).netloc
        try:
            server, account = await self._find(handle.name, handle.server)
        except NeedsCredential as trouble:
            return await self._known_to_strangers(handle, trouble)
        acct = str(account["acct"])
        if "@" in acct:  # known there, at home elsewhere
            handle, host = Handle(self.name, acct.partition("@")[0]), acct.partition("@")[2]
            server = Server(self._http, origin_of(read.key(account)))
            account = await server.lookup(handle.name)
        _check(account)
        return Identity(
            self.name,
            read.key(account),
            f"@{clean(str(account['username']), 100)}@{host}",
            read.web_address(account["url"]),
            server=server.origin,
            name=clean(str(account.get("display_name") or ""), 100),
        )

    async def sign_in(self, who: Identity) -> SignIn:
        """The page of their server where they allow it; any server, without a public address of ours."""
        return await self._signing.page(who)

    async def signed_in(self, who: Identity, state: str, code: str) -> str:
        """The access token for the code that page showed."""
        return await self._signing.token(who, state, code)

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether the server takes the token, and as `who`'s."""
        return await self._signing.check(who, credential)

    async def profile(self, who: Identity) -> Profile:
        """What the profile and its fields say."""
        account = await Server(self._http, who.server).lookup(who.handle.strip("@").partition("@")[0])
        name = clean(str(account.get("display_name") or ""), 100)
        return Profile(who.handle, read.web_address(account["url"]) or who.url, name, read.profile_text(account))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """First likes; then what is new, oldest first; then, backwards, what is missing since `since`; then a sweep."""
        poll = await self._begin(who, now)
        likes = Likes.of(cursor).since(now - SWEEP - timedelta(days=1))
        if who.credential:
            likes, liked = await look(poll.server, likes, now, again=SWEEP if sweep else None)
            yield poll.liked(liked, likes, {**cursor, **likes.cursor()})
        rest = likes.cursor()
        is_sure = likes.sure and (bool(who.credential) or not likes.seen)
        newest, back = str(cursor.get("newest") or ""), str(cursor.get("back") or "")
        missing = bool(back) or not newest
        for _ in range(PAGES if newest else 0):
            page = await poll.page(min_id=newest)
            if not page or poll.tired or str(page[0]["id"]) == newest:
                break
            newest = str(page[0]["id"])
            yield await poll.batch(page, _cursor(newest, back) | rest)
        for _ in range(PAGES):
            if not missing or poll.tired:
                break
            page = await poll.page(max_id=back)
            newest = newest or (str(page[0]["id"]) if page else "")
            recent = _since(page, since)
            missing = 0 < len(page) == len(recent)
            back = str(page[-1]["id"]) if missing else ""
            yield await poll.batch(recent, _cursor(newest, back) | rest)
        edge, last = now - SWEEP, ""
        for _ in range(PAGES):
            if not sweep or poll.tired:
                break
            page = await poll.page(max_id=last)
            recent = _since(page, edge)
            sweep = 0 < len(page) == len(recent)
            last = str(page[-1]["id"]) if sweep else ""
            batch = await poll.batch(recent, _cursor(newest, back) | rest)
            yield batch if sweep or poll.server.stale or not is_sure else replace(batch, complete_since=edge)

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below these statuses; one that the server does not show in full is left out."""
        wanted = {entry.native_id: entry.at for entry in entries if entry.kind is not Kind.BOOST}
        if not wanted:
            return ()
        poll = await self._begin(who, now)
        answered: list[Json] = []
        whole: set[str] = set()
        last = ""
        for _ in range(OWN_PAGES):
            page = _since(await poll.page(max_id=last, exclude_reblogs="true"), min(wanted.values()))
            answered += _answered(page, wanted)
            whole |= _silent(page, wanted)
            if not page:
                break
            last = str(page[-1]["id"])
        found: dict[str, Received] = {}
        looked_below = answered[:THREADS]
        below = await _together(poll.below(status) for status in looked_below)
        for status, shown in zip(looked_below, below, strict=True):
            if shown is not None:
                whole.add(read.key(status))
                found.update((received.native_id, received) for received in shown)
        return Heard(sorted(found.values(), key=lambda received: received.at), whole)

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Recent posts of people this member met, and such that carry a topic as their tag; questions first."""
        poll = await self._begin(who, now)
        people = [party.name for party in met if party.name.startswith("@") and party.id != who.native_id]
        tags = [tag for topic in topics if (tag := _tag(topic))]
        by_people = await _together(poll.by(name) for name in list(dict.fromkeys(people))[:PEOPLE])
        by_tag = await _together(poll.tagged(tag) for tag in list(dict.fromkeys(tags))[:TAGS])
        named_in = await _together([poll.mentions()] if who.credential else [])
        found: dict[str, _Found] = {}
        for each in (each for group in (*named_in, *by_people, *by_tag) for each in group):
            found.setdefault(each.talk.native_id, each)
        waiting = {each.talk.native_id for group in named_in for each in group}  # who names somebody wants to hear them
        order = sorted(
            found.values(),
            key=lambda each: (
                each.talk.native_id not in waiting,
                not each.talk.is_question,
                now - each.talk.started_at,
            ),
        )
        first = order[:TALKS]
        open_ = await _together(poll.looked_into(each) for each in first)
        return tuple(talk for talk in open_ if talk)

    async def _find(self, name: str, origin: str) -> tuple[Server, Json]:
        server, host = Server(self._http, origin), urlsplit(origin).netloc
        try:
            return server, await server.lookup(name)
        except (NotFound, Garbled, Unreachable) as trouble:
            # Names may live under another domain than the server that keeps them.
            with suppress(SourceError):
                home = await server.home_of(f"{name}@{host}")
                if home != origin:
                    server = Server(self._http, home)
                    return server, await server.lookup(f"{name}@{host}")
            if isinstance(trouble, NotFound) and not isinstance(trouble, Gone):
                raise NotFound(
                    "{host} knows nobody called {name}. Check the spelling, as in @{name}@{host}.",
                    host=host,
                    name=name,
                ) from trouble
            raise

    async def _known_to_strangers(self, handle: Handle, trouble: NeedsCredential) -> Identity:
        """Who that is where a server shows accounts only to people who are signed in: once allowed, it can be read."""
        host = urlsplit(handle.server).netloc
        try:
            address, page = await Server(self._http, handle.server).known_as(f"{handle.name}@{host}")
        except SourceError:
            raise trouble from None
        return Identity(self.name, address, f"@{handle.name}@{host}", page, server=origin_of(address), name=handle.name)

    async def _begin(self, who: Identity, now: datetime) -> "_Poll":
        server = Server(self._http, who.server, who.credential)
        try:
            account = await server.lookup(who.handle.strip("@").partition("@")[0])
        except NotFound as error:
            raise Gone(
                "{handle} is not there any more. Disconnect it; if you moved, connect the new account.",
                handle=clean(who.handle, 200),
            ) from error
        _check(account)
        if not read.is_account(account, who.native_id):
            raise Gone(
                "{handle} belongs to somebody else now. Disconnect it, and connect your new account.",
                handle=who.handle,
            )
        own = Party(who.native_id, who.handle, is_bot=bool(account.get("bot")))
        return _Poll(server, str(account["id"]), own, now, Threads(server, QUESTIONS))


@dataclass(frozen=True, slots=True)
class _Found:
    """A talk, and the number its first status has on the server it was found on."""

    id: str
    talk: Talk


@dataclass(frozen=True, slots=True)
class _Poll:
    """One account's server while it is asked."""

    server: Server
    id: str
    own: Party
    now: datetime
    threads: Threads

    @property
    def tired(self) -> bool:
        """Whether the server was asked about as many threads as is polite at once."""
        return self.threads.left < PAGE

    async def page(self, **where: str) -> list[Json]:
        """A page of the timeline. Raises Garbled for a list without an end: its next page ends where this one began."""
        page = await self.server.statuses(self.id, {name: value for name, value in where.items() if value})
        if page and str(page[-1]["id"]) == where.get("max_id"):
            raise Garbled(
                "{host} shows the same page again and again. Try again later.", host=urlsplit(self.server.origin).netloc
            )
        return page

    async def batch(self, page: list[Json], cursor: Mapping[str, object]) -> Batch:
        skipped: Counter[str] = Counter()
        shown = [status for status in page if self._may_keep(status, skipped)]
        self.threads.know(status for status in shown if not status.get("reblog"))
        entries = []
        for status in shown:
            try:
                above = await self.threads.above(status)
                entries.append(read.entry(status, self.own, above, self.server.origin, self.now))
            except UNREADABLE:
                skipped["unreadable"] += 1
        return Batch(tuple(reversed(entries)), cursor, skipped=dict(skipped))

    def liked(self, statuses: Iterable[Json], likes: Likes, cursor: Mapping[str, object]) -> Batch:
        """The likes of these statuses; of what is not for everybody nothing is kept."""
        skipped: Counter[str] = Counter()
        entries = []
        for status in statuses:
            try:
                if not read.is_shown(status):
                    skipped["private"] += 1
                elif (id_ := str(status["id"])) in likes.seen:
                    entries.append(read.like(status, self.own, self.id, self.server.origin, likes.at(id_)))
            except UNREADABLE:
                skipped["unreadable"] += 1
        return Batch(tuple(entries), cursor, skipped=dict(skipped))

    async def mentions(self) -> list[_Found]:
        return self._open(await self.server.mentions(), "")

    async def below(self, status: Json) -> tuple[Received, ...] | None:
        """What others said below it; None where the server does not show all of it."""
        try:
            context = await self.server.context(str(status["id"]))
            shown = read.below(status, context, self.server.origin, self.now, self.server.answers)
            return None if context["unfinished"] else shown
        except (NotFound, Private, NeedsCredential, *UNREADABLE):
            return None

    async def by(self, name: str) -> list[_Found]:
        account = await self.server.lookup(name.removeprefix("@"))
        where = {"exclude_replies": "true", "exclude_reblogs": "true", "limit": str(POSTS)}
        return self._open(await self.server.statuses(str(account["id"]), where), "")

    async def tagged(self, tag: str) -> list[_Found]:
        statuses = await self.server.tagged(tag)
        # Who does not want to be discovered is still there for everybody to read, but is not suggested to strangers.
        return self._open([each for each in statuses if _account(each).get("discoverable") is not False], f"#{tag}")

    async def looked_into(self, found: _Found) -> Talk | None:
        if found.talk.messages == 1:
            return found.talk
        try:
            return read.with_thread(found.talk, await self.server.context(found.id), self.id, self.now)
        except UNREADABLE:
            return None

    def _open(self, statuses: Iterable[Json], venue: str) -> list[_Found]:
        found = []
        for status in statuses:
            try:
                if read.is_open(status, self.now) and status["account"]["id"] != self.id:
                    talk = read.talk(status, self.server.origin, venue, self.now)
                    found.append(_Found(str(status["id"]), talk))
            except UNREADABLE:
                continue
        return found

    def _may_keep(self, status: Json, skipped: Counter[str]) -> bool:
        """Before anything else is read: only what everybody may see."""
        try:
            reason = "" if read.is_shown(status) else "private"
            reason = reason or ("" if str(status["account"]["id"]) == self.id else "unreadable")
        except UNREADABLE:
            reason = "unreadable"
        skipped.update([reason] if reason else [])
        return not reason


def _check(account: Json) -> None:
    """Raises Gone where nothing will come from this account any more."""
    name = clean(str(account.get("acct", "")), 200)
    if account.get("suspended"):
        raise Gone(
            "{name} is suspended there. If that stays so, disconnect it.",
            name=name,
        )
    if isinstance(moved := account.get("moved"), dict):
        new = clean(str(moved.get("url") or moved.get("acct") or ""), 300)
        raise Gone(
            "{name} has moved to {new}. Connect that account instead.",
            name=name,
            new=new,
        )


def _cursor(newest: str, back: str) -> dict[str, object]:
    """`newest`: everything up to it is read, except what is older than `back` while that is set."""
    return {name: id_ for name, id_ in (("newest", newest), ("back", back)) if id_}


def _since(page: list[Json], edge: datetime) -> list[Json]:
    return [status for status in page if not read.is_before(status, edge)]


def _answered(page: list[Json], wanted: Collection[str]) -> list[Json]:
    found = []
    for status in page:
        with suppress(*UNREADABLE):
            if status.get("replies_count") and read.key(status) in wanted:
                found.append(status)
    return found


def _silent(page: list[Json], wanted: Collection[str]) -> set[str]:
    """Those of `wanted` of which the server says that nobody replied."""
    found = set()
    for status in page:
        with suppress(*UNREADABLE):
            if status.get("replies_count") == 0 and read.key(status) in wanted:
                found.add(read.key(status))
    return found


def _account(status: Json) -> Json:
    account = status.get("account")
    return account if isinstance(account, dict) else {}


def _tag(topic: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", topic).lower() if char.isalnum() or char == "_")[:100]


async def _together(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All answers, asked for at once. What is not there or not shown is left out; any other trouble is raised."""
    answers = await asyncio.gather(*questions, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, NotFound | Private | NeedsCredential):
            raise answer
    return [answer for answer in answers if not isinstance(answer, BaseException)]

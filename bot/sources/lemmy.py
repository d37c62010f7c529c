"""Lemmy: posts and comments of a member on any server, what came back, and new posts nobody has answered."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from bot.domain.entry import Entry, Party, clean
from bot.domain.hosts import runs_lemmy
from bot.domain.kinds import Coverage
from bot.errors import Garbled, Gone, NotFound, Private, RateLimited
from bot.sources import lemmy_read as read
from bot.sources.base import Batch, Handle, Heard, Identity, Profile, Received, Talk
from bot.sources.http import Http
from bot.sources.lemmy_ask import Json, Memory, Server
from bot.sources.lemmy_read import UNREADABLE, Above
from bot.sources.patience import Patience

OVERLAP = timedelta(minutes=15)
SWEPT = timedelta(days=7)
PAGES = 20  # of own things looked through in one poll
QUESTIONS = 120  # about whose post a comment stands below, and whom it answers; the next poll goes on
BATCH = 25  # things recorded at a time
EARS = 30  # questions about what came back in one poll
TALKS_OF = timedelta(days=3)
PLACES, PEOPLE, TOPICS, TALKS, EACH = 4, 4, 3, 12, 20

_ACCOUNT = re.compile(r"/?(?:u/)?@?(?P<name>\w{1,60})@(?P<host>[^\s/@?#]{1,253})")
_PAGE = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^\s/@?#]{1,253})/u/(?P<name>\w{1,60})(?:@(?P<home>[^\s/@?#]{1,253}))?/?(?:[?#]\S*)?"
)


class Lemmy:
    """Lemmy, 0.18 to 1.0, as a stranger may read it."""

    name: ClassVar[str] = "lemmy"
    title: ClassVar[str] = "Lemmy"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "votes, messages, and communities that are not for everybody"
    examples: ClassVar[tuple[str, ...]] = ("lemmy:me@lemmy.example", "https://lemmy.example/u/me")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which posts and comments were read",
        "imports": "exempt: all that is public there stays readable",
        "replies": "from the comments below your posts and comments",
        "search": "new posts in communities where you talk, by people you met, and on your topics",
        "conditional": "exempt: servers give no validators for these questions",
        "limits": f"{QUESTIONS} look-ups and {EARS} questions for replies in one poll",
        "whose": "by a code in your profile, or links both ways; names never change there",
        "credential": "none needed, unless the server is for members only",
    }

    def __init__(self, http: Http) -> None:
        self._http = http
        self._memory = Memory()

    def recognise(self, text: str) -> Handle | None:
        """The address of a profile on a server known to run Lemmy; after "lemmy:" on any, and "me@server"."""
        text = clean(text, 500)
        named = text[:6].casefold() == "lemmy:"
        typed = text[6:].strip() if named else text
        if found := _PAGE.fullmatch(typed):
            host = (found["home"] or found["host"]).lower()
            if not named and not runs_lemmy(found["host"]):
                return None
            scheme = found["scheme"] if not found["home"] else "https"
            return Handle(self.name, found["name"], f"{scheme}://{host}")
        found = _ACCOUNT.fullmatch(typed)
        if found is None or not (named or typed.lstrip("/").startswith("u/")):
            return None
        return Handle(self.name, found["name"], f"https://{found['host'].lower()}")

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is, on the server where the account lives. Raises NotFound where nobody is called so there."""
        server = self._server(handle.server)
        try:
            person = await server.person(handle.name)
        except NotFound as error:
            raise NotFound(
                "{host} knows nobody called {name}. Check the spelling, as in lemmy:{name}@{host}.",
                host=server.host,
                name=clean(handle.name, 60),
            ) from error
        try:
            _check(person)
            address, who = read.key(person), read.party(person)
            shown = clean(str(person.get("display_name") or ""), 100)
            return Identity(self.name, address, who.name, address, handle.server, shown)
        except UNREADABLE as error:
            raise Garbled(
                "{host} did not say who that is. Check that it is a Lemmy server.",
                host=server.host,
            ) from error

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves."""
        person = await self._person(self._server(who.server), who)
        said = str(person.get("bio") or "")[:20_000]
        return Profile(who.handle, who.url, clean(str(person.get("display_name") or ""), 100), said)

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Oldest first, as far as whose words were answered can be looked up; the next poll goes on from there."""
        server = self._server(who.server)
        person = await self._person(server, who)
        reached = _moment(cursor.get("at"))
        edge = max(min(reached, now) - OVERLAP, since) if reached else since
        if sweep:
            edge = max(min(edge, now - SWEPT), since)
        look = _Look(server, now)
        views, whole = await look.since(person, edge)
        while views:
            some, views = views[:BATCH], views[BATCH:]
            entries, upto = await look.entries(some)
            at = upto or look.at(some[-1])
            at = max(at, reached) if reached else at  # a sweep that breaks off has not undone what was read before
            yield Batch(entries, {"at": at.isoformat()}, skipped=look.skipped())
            if upto:
                return
        complete = edge if sweep and whole and not look.unread else None
        yield Batch((), {"at": now.isoformat()}, complete_since=complete, deleted=look.gone, skipped=look.skipped())

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said right below these; of a talk too long to be read in full, nothing."""
        server, patience = self._server(who.server), Patience(EARS)
        person = await self._person(server, who)
        wanted = {entry.native_id for entry in entries}
        own = re.compile(re.escape(server.origin) + r"/(post|comment)/([1-9][0-9]{0,17})")
        found: dict[str, Received] = {}
        heard: set[str] = set()
        whole: set[str] = set()
        for entry in sorted(entries, key=lambda entry: entry.at, reverse=True):
            place = own.fullmatch(entry.native_id)
            if place is None or entry.native_id in heard or entry.thread in heard or patience.over:
                continue
            try:
                views = await server.below("post" if place[1] == "post" else "parent", place[2], patience)
            except (NotFound, Private):
                continue
            if views is not None:
                heard.add(entry.native_id)
                whole |= {entry.native_id, *(one.native_id for one in entries if one.thread == entry.native_id)}
                found.update((one.native_id, one) for one in read.received(views, person, now) if one.on in wanted)
        return Heard(sorted(found.values(), key=lambda one: one.at), whole)

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """New posts where this member talks, by people they met and on their topics, which they are not in yet."""
        server = self._server(who.server)
        mine = (await server.written_by(await self._person(server, who))).views
        said_in = {key for view in mine if (key := _thread_of(view))}
        places = Counter(place for view in mine if (place := _place_of(view)))
        names = [party.name.removeprefix("@") for party in met if _ACCOUNT.fullmatch(party.name)]
        views: list[Json] = []
        with suppress(RateLimited):  # what has been read is worth more than an error
            for place, _ in places.most_common(PLACES):
                views += await _or_nothing(server.newest_in(place.removeprefix("!"), EACH))
            for topic in topics[:TOPICS]:
                views += await _or_nothing(server.found(clean(topic, 80), EACH))
            for name in names[:PEOPLE]:
                home = name.removesuffix(f"@{server.host}")
                with suppress(NotFound, Private, Garbled):
                    views += (await server.written_by(await server.person(home), limit=EACH)).views
        found = {talk.native_id: talk for talk in _talks(views, now) if talk.starter.id != who.native_id}
        waiting = [talk for key, talk in found.items() if key not in said_in]
        return tuple(sorted(waiting, key=lambda talk: (not talk.is_question, talk.messages)))[:TALKS]

    def _server(self, origin: str) -> Server:
        return Server(self._http, origin, self._memory)

    async def _person(self, server: Server, who: Identity) -> Json:
        name = who.handle.removeprefix("@").partition("@")[0]
        try:
            person = await server.person(name)
        except NotFound as error:
            raise Gone(
                "{handle} is not there any more. Disconnect the account.",
                handle=clean(who.handle, 100),
            ) from error
        _check(person)
        try:
            is_same = read.key(person) == who.native_id and bool(read.number(person))
        except UNREADABLE as error:
            raise Garbled(
                "{host} did not say who that is. Try again later.",
                host=server.host,
            ) from error
        if not is_same:
            raise Gone(
                "{handle} belongs to somebody else now. Disconnect it.",
                handle=clean(who.handle, 100),
            )
        return person


class _Look:
    """One account's server while it is asked."""

    def __init__(self, server: Server, now: datetime) -> None:
        self._server = server
        self._now = now
        self._patience = Patience(QUESTIONS)
        self._skipped: Counter[str] = Counter()
        self._gone: set[str] = set()
        self.unread = False  # something made no sense: nothing missing may be called deleted

    @property
    def gone(self) -> frozenset[str]:
        """What the server itself says was deleted or removed."""
        return frozenset(self._gone)

    def skipped(self) -> dict[str, int]:
        skipped, self._skipped = dict(self._skipped), Counter()
        return skipped

    async def since(self, person: Json, edge: datetime) -> tuple[list[Json], bool]:
        """What `person` wrote since `edge`, oldest first, and whether that is all of it."""
        found: dict[str, Json] = {}
        page = ""
        for _ in range(PAGES):
            views, page = await self._server.written_by(person, page)
            dated = {key: view for view in views if (key := self._key(view))}
            recent = {key: view for key, view in dated.items() if self.at(view) >= edge}
            # Something new pushes what was there onto the next page: it comes twice, and counts once.
            found = {**recent, **found}
            self._remember(views)
            if not page or (dated and not recent):
                return sorted(found.values(), key=self.at), True
        self._skipped["further back than one poll reads"] += 1
        return sorted(found.values(), key=self.at), False

    async def entries(self, views: list[Json]) -> tuple[tuple[Entry, ...], datetime | None]:
        """As entries; where there were no questions left for the rest, also the time of the first of the rest."""
        entries: list[Entry] = []
        for view in views:
            try:
                if not read.is_shown(view):
                    self._skipped["private"] += 1
                elif read.is_gone(view):
                    self._gone.add(read.key(view[read.what(view)]))
                elif read.what(view) == "post":
                    entries.append(read.post(view, self._now))
                elif (above := await self._above(view)) is None:
                    return tuple(entries), self.at(view)
                else:
                    entries.append(read.comment(view, above, self._now))
            except UNREADABLE:
                self.unread = True
                self._skipped["unreadable"] += 1
        return tuple(entries), None

    async def _above(self, view: Json) -> Above | None:
        """What a comment stands below. None where nothing more may be asked today."""
        parent = read.parent_of(view["comment"])
        is_own = view["post"]["creator_id"] == view["creator"]["id"]
        wanted = [] if is_own else [("post", read.number(view["post"]))]
        wanted += [("comment", parent)] if parent else []
        for kind, number in wanted:
            if not self._server.knows(kind, number) and not self._patience.ask():
                return None
        found = {kind: await self._server.one(kind, number) for kind, number in wanted}
        return Above(found.get("post"), found.get("comment"))

    def _remember(self, views: Iterable[Json]) -> None:
        for view in views:
            with suppress(*UNREADABLE):
                self._server.remember(read.what(view), view)

    def _key(self, view: Json) -> str:
        try:
            thing = view[read.what(view)]
            read.written_at(thing, self._now)
            return read.key(thing)
        except UNREADABLE:
            self.unread = True
            self._skipped["unreadable"] += 1
            return ""

    def at(self, view: Json) -> datetime:
        return read.written_at(view[read.what(view)], self._now)


async def _or_nothing(asked: Awaitable[list[Json]]) -> list[Json]:
    try:
        return await asked
    except (NotFound, Private, Garbled):
        return []


def _check(person: Json) -> None:
    if person.get("deleted"):
        raise Gone(
            "{name} was deleted there. Disconnect the account.",
            name=clean(str(person.get("name") or ""), 60),
        )
    if person.get("banned"):
        raise Gone(
            "{name} is banned there. If that stays so, disconnect the account.",
            name=clean(str(person.get("name") or ""), 60),
        )


def _talks(views: Iterable[Json], now: datetime) -> Iterable[Talk]:
    for view in views:
        try:
            if read.what(view) != "post" or not read.is_shown(view) or read.is_gone(view) or view["post"].get("locked"):
                continue
            talk = read.talk(view, now)
        except UNREADABLE:
            continue
        if talk.starter and not talk.starter.is_bot and now - talk.started_at <= TALKS_OF:
            yield talk


def _thread_of(view: Json) -> str:
    try:
        return read.key(view["post"])
    except UNREADABLE:
        return ""


def _place_of(view: Json) -> str:
    try:
        return read.venue(view) if read.is_shown(view) else ""
    except UNREADABLE:
        return ""


def _moment(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None

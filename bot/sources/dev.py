"""DEV and every other Forem server: a member's articles, the talk below them, and articles that ask for an opinion."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import Garbled, Gone, NotFound, Private, RateLimited
from bot.sources import dev_read as read
from bot.sources.base import Batch, Handle, Heard, Identity, Profile, Received, Talk
from bot.sources.dev_ask import PAGE, Json, Server, below
from bot.sources.dev_read import UNREADABLE
from bot.sources.http import Http
from bot.sources.patience import Patience

OVERLAP = timedelta(minutes=15)
SWEPT = timedelta(days=7)
PAGES = 5  # of own articles in a sweep; otherwise the newest hundred
QUESTIONS = 60  # for bodies and comments in one poll; what is left over comes with the next
BATCH = 10  # articles recorded at a time
TREES = 20  # own articles looked below at a time
TALKS_OF = timedelta(days=3)
TAGS, PEOPLE, TALKS, EACH = 4, 5, 12, 20
HOME = "https://dev.to"
ASKING = "discuss"  # the tag of articles that want to hear from others

_NAME = re.compile(r"[A-Za-z0-9_]{2,30}")
_PAGE = re.compile(r"(?P<scheme>https?)://(?P<host>[^\s/@?#]{1,253})/(?P<name>[A-Za-z0-9_]{2,30})(?:[/?#]\S*)?")
_NO_PERSON = re.compile(
    "about|admin|api|connect|contact|enter|feed|latest|listings|new|notifications|pod|privacy|readinglist|reading|search|"
    "series|settings|t|tags|terms|top|users|videos",
    re.IGNORECASE,
)


class Dev:
    """DEV and its sisters, by the API every Forem server has. It wants no key for what is public."""

    name: ClassVar[str] = "dev"
    title: ClassVar[str] = "DEV"
    coverage: ClassVar[Coverage] = Coverage.OWN_POSTS_ONLY
    hides: ClassVar[str] = "comments below articles of others (no Forem server lists them), and reactions"
    examples: ClassVar[tuple[str, ...]] = ("https://dev.to/name", "dev:name", "dev:https://forem.example/name")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which articles and comments were read, and what waits to be looked up",
        "imports": "exempt: what you published there stays readable",
        "replies": "from the comments below your articles",
        "search": f"articles tagged #{ASKING}, under your tags and topics, and by people you met",
        "conditional": "exempt: one list of the newest articles says what has changed, comments included",
        "limits": f"{QUESTIONS} articles looked into in one poll",
        "whose": "by a code in your profile, or links both ways; known by its number, so a new name is followed",
        "credential": "none needed; there is none that would show more",
    }

    def __init__(self, http: Http, site: str = HOME) -> None:
        self._http = http
        self._site = site

    def recognise(self, text: str) -> Handle | None:
        """ "dev:name", "dev.to/name", the address of a page there; after "dev:" or "forem:" of any Forem server."""
        text = clean(text, 500)
        network, colon, rest = text.partition(":")
        named = bool(colon) and network.casefold() in (self.name, "forem")
        typed = rest.strip() if named else text
        if named and _NAME.fullmatch(typed.removeprefix("@")):
            return Handle(self.name, typed.removeprefix("@"))
        if re.match(r"(?:www\.)?dev\.to/", typed, re.IGNORECASE):
            typed = f"https://{typed}"
        found = _PAGE.fullmatch(typed)
        if found is None or _NO_PERSON.fullmatch(found["name"]):
            return None
        host = found["host"].lower().removeprefix("www.")
        if host == "dev.to":
            return Handle(self.name, found["name"])
        return Handle(self.name, found["name"], f"{found['scheme']}://{host}") if named else None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises NotFound where the server knows nobody by that name."""
        server = self._server(handle.server)
        try:
            user = await server.user(handle.name)
            name, native_id = clean(str(user["username"]), 60), read.number(user["id"])
        except NotFound as error:
            raise NotFound(
                "{host} knows nobody called {name}. Copy the address of your profile.",
                host=server.host,
                name=clean(handle.name, 40),
            ) from error
        except UNREADABLE as error:
            raise Garbled(
                "{host} did not say who that is. Check that it is a Forem server.",
                host=server.host,
            ) from error
        host, shown = server.host, clean(str(user.get("name") or ""), 100)
        known_as = f"{host}/{name}" if handle.server else name
        return Identity(self.name, f"{host}/users/{native_id}", known_as, f"{server.home}/{name}", handle.server, shown)

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves, asked for by their number: the name may be a new one."""
        server = self._server(who.server)
        user = await server.user_numbered(who.native_id.rpartition("/")[2])
        name = clean(str(user.get("username") or _name(who)), 60)
        text = "\n".join(str(user.get(part) or "") for part in ("summary", "location", "website_url"))[:20_000]
        known_as = f"{server.host}/{name}" if who.server else name
        return Profile(known_as, f"{server.home}/{name}", clean(str(user.get("name") or ""), 100), text)

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Articles that are new, edited or talked about, oldest first, each with the member's own words below it."""
        poll = _Poll(self._server(who.server), who, since, now)
        reached = _moment(cursor.get("at"))
        edge = min(reached, now) - OVERLAP if reached else since
        if sweep:
            edge = max(min(edge, now - SWEPT), since)
        waiting = _numbers(cursor.get("wait"))
        articles, whole = await poll.articles(PAGES if sweep or not reached else 1)
        due = [each for each in articles if poll.is_due(each, edge) or str(each.get("id")) in waiting]
        due.sort(key=poll.published)
        while due and not poll.patience.over:
            some, due = due[:BATCH], due[BATCH:]
            entries = [entry for each in some for entry in await poll.entries(each, due)]
            yield Batch(tuple(entries), dict(cursor), deleted=poll.take_gone(), skipped=poll.take_skipped())
        left = [str(each["id"]) for each in (*due, *poll.again)]
        complete = edge if sweep and whole and not left and not poll.left_out else None
        yield Batch((), {"at": now.isoformat(), **({"wait": left} if left else {})}, complete_since=complete)

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below these articles and comments; of an article with too many comments, nothing."""
        server, me = self._server(who.server), Party(who.native_id, _name(who))
        asked = {entry.thread or entry.native_id: None for entry in sorted(entries, key=_at, reverse=True)}
        wanted = {entry.native_id for entry in entries}
        found: dict[str, Received] = {}
        whole: set[str] = set()
        for key in list(asked)[:TREES]:
            try:
                tree = await server.tree(key.rpartition("/")[2])
            except (NotFound, Private):
                continue
            heard = read.received(tree or [], key, me, server.home, now)
            found.update({one.native_id: one for one in heard if one.on in wanted})
            if tree is not None:
                whole |= {entry.native_id for entry in entries if key in (entry.native_id, entry.thread)}
        return Heard(sorted(found.values(), key=lambda one: one.at), whole)

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Articles of the last days that ask, that carry the member's tags, or that people they met wrote."""
        server = self._server(who.server)
        own = await server.articles(username=_name(who), per_page=EACH)
        tags = Counter(tag for each in own for tag in read.tags(each))
        wanted = [ASKING, *(tag for tag, _ in tags.most_common(TAGS)), *map(_tag, topics)]
        names = [party.name for party in met if _NAME.fullmatch(party.name) and party.id != who.native_id]
        questions: list[dict[str, str | int]] = [
            {"tag": tag, "top": TALKS_OF.days, "per_page": EACH} for tag in dict.fromkeys(wanted) if tag
        ]
        questions += [{"username": name, "per_page": 3} for name in dict.fromkeys(names[:PEOPLE])]
        found: dict[str, Talk] = {}
        try:
            for where in questions:
                for talk in _talks(await server.articles(**where), server.home, now):
                    if talk.starter.id != who.native_id:
                        found.setdefault(talk.native_id, talk)
        except RateLimited:  # what has been read is worth more than an error
            pass
        return tuple(sorted(found.values(), key=lambda talk: (not talk.is_question, talk.messages)))[:TALKS]

    def _server(self, origin: str) -> Server:
        return Server(self._http, origin or self._site, origin or HOME)


class _Poll:
    """One account's server while it is asked."""

    def __init__(self, server: Server, who: Identity, since: datetime, now: datetime) -> None:
        self._server = server
        self._who = who
        self._since = since
        self._now = now
        self._own = Party(who.native_id, _name(who))
        self.patience = Patience(QUESTIONS)
        self.left_out = False  # something could not be read: nothing missing may be called deleted
        self.again: list[Json] = []  # listed and not shown
        self._gone: set[str] = set()
        self._skipped: Counter[str] = Counter()

    async def articles(self, pages: int) -> tuple[list[Json], bool]:
        """Own articles, newest first, and whether that is all of them."""
        name = _name(self._who)
        first = await self._server.articles(username=name, per_page=PAGE, page=1)
        if not any(self._is_own(each) for each in first):
            renamed = await self._name_now()
            if renamed != name:
                name, first = renamed, await self._server.articles(username=renamed, per_page=PAGE, page=1)
        found, page = list(first), first
        for number in range(2, pages + 1):
            if len(page) < PAGE:
                break
            page = await self._server.articles(username=name, per_page=PAGE, page=number)
            found += page
        own = {str(each.get("id")): each for each in found if self._is_own(each)}
        return list(own.values()), len(page) < PAGE

    def is_due(self, article: Json, edge: datetime) -> bool:
        said = (read.moment_or_none(article.get(name)) for name in ("published_at", "edited_at", "last_comment_at"))
        return any(at is not None and at >= edge for at in said)

    def published(self, article: Json) -> datetime:
        return read.moment_or_none(article.get("published_at")) or self._now

    async def entries(self, article: Json, due: list[Json]) -> list[Entry]:
        """An article and the member's words below it; where that is too much for now, it goes back to `due`."""
        talked = bool(article.get("comments_count"))
        is_recent = self.published(article) >= self._since
        if not (self.patience.ask() and (not talked or self.patience.ask())):
            due.append(article)
            return []
        try:
            found = [await self._article(article)] if is_recent else []
            return found + (await self._below(article) if talked else [])
        except (
            NotFound,
            Private,
        ):  # taken back a moment ago: then it is in no list the next time, else asked for again
            self.again.append(article)
        except UNREADABLE:
            self.left_out = True
            self._skipped["unreadable"] += 1
        return []

    def take_gone(self) -> frozenset[str]:
        gone, self._gone = frozenset(self._gone), set()
        return gone

    def take_skipped(self) -> dict[str, int]:
        skipped, self._skipped = dict(self._skipped), Counter()
        return skipped

    async def _article(self, article: Json) -> Entry:
        whole = await self._server.article(read.number(article["id"]))
        return read.article({**article, **whole}, self._own, self._server.host, self._now)

    async def _below(self, article: Json) -> list[Entry]:
        tree = await self._server.tree(read.number(article["id"]))
        if tree is None:
            self.left_out = True
            self._skipped["below an article with too many comments"] += 1
        found = []
        for comment, above in below(tree or []):
            try:
                if read.is_gone(comment):
                    self._gone.add(read.comment_id(comment, self._server.host))
                elif read.is_by(comment["user"], self._own, self._server.host):
                    entry = read.own_comment(comment, above, article, self._own, self._server.home, self._now)
                    found += [entry] if entry.at >= self._since else []
            except UNREADABLE:
                self.left_out = True
                self._skipped["unreadable"] += 1
        return found

    def _is_own(self, article: Json) -> bool:
        try:
            return read.is_by(article.get("user"), self._own, self._server.host)
        except UNREADABLE:
            return False

    async def _name_now(self) -> str:
        """What somebody is called today: the number stays, the name may be somebody else's by now."""
        try:
            name = str((await self._server.user_numbered(self._who.native_id.rpartition("/")[2])).get("username"))
        except NotFound as error:
            raise Gone(
                "{handle} is not there any more. Disconnect it, or connect the new name.",
                handle=clean(self._who.handle, 80),
            ) from error
        if not _NAME.fullmatch(name):
            raise Garbled(
                "{host} did not say who that is. Try again later.",
                host=self._server.host,
            )
        self._own = Party(self._own.id, name)
        return name


def _talks(articles: Iterable[Json], origin: str, now: datetime) -> Iterable[Talk]:
    for each in articles:
        try:
            talk = read.talk(each, origin, now)
        except UNREADABLE:
            continue
        if talk.starter and now - talk.started_at <= TALKS_OF:
            yield talk


def _name(who: Identity) -> str:
    return who.handle.rpartition("/")[2]


def _tag(topic: str) -> str:
    return "".join(char for char in topic.casefold() if char.isalnum())[:30]


def _at(entry: Entry) -> datetime:
    return entry.at


def _numbers(said: object) -> frozenset[str]:
    return frozenset(map(str, said)) if isinstance(said, list) else frozenset()


def _moment(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None

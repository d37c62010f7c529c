"""Reddit: what a member posts and comments there, through their private feed address or the team's approved app."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Self

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited
from bot.sources import reddit_read as read
from bot.sources.base import Batch, Checked, Handle, Heard, Identity, Profile, Received, Talk, Wanted
from bot.sources.feeds import Feed, Feeds, Item
from bot.sources.http import Http
from bot.sources.patience import Patience
from bot.sources.reddit_ask import NAME, PAGE, App, FeedDoor, Json, PrivateFeed
from bot.sources.reddit_read import UNREADABLE, Own

OVERLAP = timedelta(minutes=15)
SWEPT = timedelta(days=7)
PAGES = 10  # of a listing; Reddit shows no more than a thousand things
OWN_PAGES, OWN_KEPT = 3, 300  # of own posts, by which a feed's comments are told apart
TREES = 20  # talks looked into in one poll
TALKS_OF = timedelta(days=2)
PLACES, TOPICS, TALKS, EACH = 4, 3, 12, 25

_ADDRESS = re.compile(
    r"(?:https?://)?(?:[a-z]{1,5}\.)?reddit\.com/(?:u|user)/(?P<name>[A-Za-z0-9_-]{3,20})(?:[/?#]\S*)?", re.IGNORECASE
)
_SHORT = re.compile(r"(?:reddit:\s*/?(?:u/|@)?|/?u/)(?P<name>[A-Za-z0-9_-]{3,20})", re.IGNORECASE)


class Reddit:
    """Reddit. Since 2026-05 it answers strangers nothing: a member's own key or an approved app is needed."""

    name: ClassVar[str] = "reddit"
    title: ClassVar[str] = "Reddit"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "votes, messages, chat, and communities that are not for everybody"
    examples: ClassVar[tuple[str, ...]] = ("u/name", "reddit:name", "https://www.reddit.com/user/name")
    wants: ClassVar[Wanted] = Wanted(
        label="Private feed address",
        where="Signed in, open reddit.com/prefs/feeds and copy the address of any of the RSS links there.",
        adds="your posts and comments, and the replies to them; without it Reddit shows nothing",
        needed=True,
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which things were read, never the name of one: it might be deleted",
        "replies": "from the talk around your things with an app, else from your inbox of replies (never messages)",
        "search": "new posts where you talk and on your topics, with an app only: feeds do not say what is unanswered",
        "conditional": "exempt: one page says what is new",
        "limits": f"{TREES} talks in one poll, and the pauses Reddit's own counters ask for",
        "whose": "by your private feed address, or a code in your profile where the team has an app; names never "
        "change there",
        "credential": "exempt: Reddit shows strangers nothing; it takes your private feed address, or an app of the "
        "team's that Reddit approved; else there is your archive",
    }

    def __init__(
        self,
        http: Http,
        app: str = "",
        secret: str = "",
        site: str = "https://www.reddit.com",
        api: str = "https://oauth.reddit.com",
    ) -> None:
        self._feeds = Feeds()
        self._door = FeedDoor(http, self._feeds, site)
        self._app = App(http, app, secret, site, api)
        if self._app.there:  # then a member need not give anything
            self.wants = replace(type(self).wants, needed=False)  # type: ignore[misc]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the process that reads the feeds."""
        await self._feeds.close()

    def recognise(self, text: str) -> Handle | None:
        """ "u/name", "reddit:name", or the address of a profile."""
        text = clean(text, 300)
        found = _ADDRESS.fullmatch(text) or _SHORT.fullmatch(text)
        return Handle(self.name, found["name"]) if found else None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Without an app nobody can be looked up: the name is taken as it is, and `check` proves it."""
        name = handle.name
        if self._app.there:
            try:
                about = await self._app.about(name)
            except NotFound as error:
                raise NotFound(
                    "Reddit knows nobody called u/{name}. Check the spelling.",
                    name=clean(name, 20),
                ) from error
            if about.get("is_suspended"):
                raise Gone(
                    "u/{name} is suspended on Reddit. If that stays so, disconnect it.",
                    name=clean(name, 20),
                )
            name = str(about.get("name"))
            if not NAME.fullmatch(name):
                raise Garbled("Reddit did not say who that is. Try again later.")
        return Identity(self.name, name.casefold(), f"u/{name}", f"{read.PAGES}/user/{name}", name=name)

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether a private feed address is whole, `who`'s, and opens their feed."""
        door = PrivateFeed.of(credential)
        if door is None:
            raise NeedsCredential(
                "That is no private feed address: those have `feed=` and `user=` in them. "
                "Copy one from reddit.com/prefs/feeds."
            )
        if door.user.casefold() != who.native_id:
            raise NeedsCredential(
                "That address is u/{user}'s, and this account is {handle}. Copy your own from reddit.com/prefs/feeds.",
                user=door.user,
                handle=clean(who.handle, 30),
            )
        await self._door.read(f"/user/{door.user}/overview", door)
        return Checked(str(door))

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves; only an app may look. Who gives their own feed address has proven it already."""
        if not self._app.there:
            raise NeedsCredential(
                "Reddit shows strangers no profiles. Give your private feed address from reddit.com/prefs/feeds: it "
                "proves that the account is yours."
            )
        about = (await self._app.about(_name(who))).get("subreddit")
        said = about if isinstance(about, dict) else {}
        text = "\n".join(str(said.get(part) or "") for part in ("title", "public_description"))[:20_000]
        return Profile(who.handle, who.url, who.name, text)

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Oldest first. Always from the newest page down to what is known, never from the last thing on.

        Reddit can be asked what came before a thing; of one that was deleted since, it says "nothing", for ever.
        """
        reached = _moment(cursor.get("at"))
        edge = max(min(reached, now) - OVERLAP, since) if reached else since
        if sweep:
            edge = max(min(edge, now - SWEPT), since)
        look = _Look(self._app, self._door, who, edge, now)
        door = PrivateFeed.of(who.credential)
        if door is not None:
            own = _own_of(cursor) or await look.own_posts(door)
            entries = await look.by_feed(door, own)
            kept: dict[str, object] = {"own": own.posts[:OWN_KEPT], "all": own.whole and len(own.posts) <= OWN_KEPT}
        elif self._app.there:
            entries, kept = await look.by_app(), {}
        else:
            raise NeedsCredential(
                "Reddit shows strangers nothing. Give your private feed address from "
                "reddit.com/prefs/feeds, or import the archive from reddit.com/settings/data-request.",
            )
        yield Batch(
            entries,
            {"at": now.isoformat(), **kept},
            complete_since=edge if sweep and look.whole else None,
            deleted=frozenset(look.gone),
            skipped=dict(look.skipped),
        )

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below these: with an app from the talks themselves, else out of the inbox of replies."""
        me, door = _me(who), PrivateFeed.of(who.credential)
        if self._app.there:
            return await self._heard_by_app(me, entries, now)
        if door is not None:
            # Of the inbox only replies: what else lies there are messages, which are nobody's business.
            feeds = [await self._door.read(f"/message/{part}", door) for part in ("comments", "selfreply")]
            items = [item for feed in feeds for item in feed.items]
            found = [one for item in items if (one := read.heard_in_feed(item, me, entries, now))]
            once = {one.native_id: one for one in found}
            return tuple(sorted(once.values(), key=lambda one: one.at))
        return ()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """New posts in communities where this member comments, and on their topics; none without an app."""
        if not self._app.there:
            return ()
        mine = (await self._app.listing(f"/user/{_name(who)}/comments", sort="new")).things
        places = Counter(place for thing in mine if (place := read.venue(thing["data"])) and read.is_shown(thing))
        spoken = {str(thing["data"].get("link_id")) for thing in mine}
        things: list[Json] = []
        with suppress(RateLimited):  # what has been read is worth more than an error
            for place, _ in places.most_common(PLACES):
                with suppress(NotFound, Private):
                    things += (await self._app.listing(f"/{place}/new", limit=EACH)).things
            for topic in topics[:TOPICS]:
                where = {"q": clean(topic, 100), "sort": "new", "t": "week", "type": "link"}
                things += (await self._app.listing("/search", **where, limit=EACH)).things
        found: dict[str, Talk] = {}
        for thing in things:
            with suppress(*UNREADABLE):
                talk = read.talk(thing, now)
                if talk and _may_join(talk, who, now) and talk.native_id not in spoken:
                    found.setdefault(talk.native_id, talk)
        return tuple(sorted(found.values(), key=lambda talk: (not talk.is_question, talk.messages)))[:TALKS]

    async def _heard_by_app(self, me: Party, entries: tuple[Entry, ...], now: datetime) -> Heard:
        wanted = {entry.native_id for entry in entries}
        own_posts = {entry.native_id for entry in entries if entry.kind is Kind.POST}
        heard: set[str] = set()
        whole: set[str] = set()
        found: dict[str, Received] = {}
        patience = Patience(TREES)
        for entry in sorted(entries, key=lambda entry: (entry.thread != "", -entry.at.timestamp())):
            if entry.thread in heard or not patience.ask():
                continue  # a comment in a talk that was read in full is in it
            post = (entry.thread or entry.native_id).partition("_")[2]
            comment = entry.native_id.partition("_")[2] if entry.thread else ""
            with suppress(NotFound, Private):
                things = await self._app.tree(post, comment)
                if things is not None:
                    heard |= {entry.native_id} if not comment else set()
                    whole |= {entry.native_id, *(one.native_id for one in entries if one.thread == entry.native_id)}
                    some = read.heard(things, me, now, f"t3_{post}" in own_posts)
                    found.update((one.native_id, one) for one in some if one.on in wanted)
        return Heard(sorted(found.values(), key=lambda one: one.at), whole)


class _Look:
    """One account while it is asked about."""

    def __init__(self, app: App, door: FeedDoor, who: Identity, edge: datetime, now: datetime) -> None:
        self._app = app
        self._door = door
        self._name = _name(who)
        self._me = _me(who)
        self._edge = edge
        self._now = now
        self.whole = True  # everything since the edge was read and made sense
        self.gone: set[str] = set()
        self.skipped: Counter[str] = Counter()

    async def own_posts(self, door: PrivateFeed) -> Own:
        """The member's newest posts by name."""
        found: list[str] = []
        after = ""
        for _ in range(OWN_PAGES):
            feed = await self._door.read(f"/user/{door.user}/submitted", door, after)
            found += (names := _names(feed))
            after = names[-1] if names else ""
            if len(feed.items) < PAGE:
                return Own(found, whole=True)
        return Own(found, whole=False)

    async def by_feed(self, door: PrivateFeed, own: Own) -> tuple[Entry, ...]:
        items: dict[str, Item] = {}
        after = ""
        for _ in range(PAGES):
            feed = await self._door.read(f"/user/{door.user}/overview", door, after)
            self.whole = self.whole and not feed.broken_off
            items |= {item.guid: item for item in feed.items}
            names = _names(feed)
            after = names[-1] if names else ""
            last = min((at for item in feed.items if (at := item.published or item.updated)), default=self._edge)
            if len(feed.items) < PAGE or last < self._edge:
                break
        else:
            self.whole = False
        new = [name for name in items if name.startswith("t3_") and name not in own.posts]
        own.posts[:0] = new
        entries = []
        for item in items.values():
            try:
                entry = read.from_feed(item, self._me, own, self._now)
            except UNREADABLE:
                self._unreadable()
                continue
            if read.GONE & {entry.text, entry.title}:
                self.gone.add(entry.native_id)
            elif entry.at >= self._edge:
                entries.append(entry)
        return tuple(sorted(entries, key=lambda entry: entry.at))

    async def by_app(self) -> tuple[Entry, ...]:
        things: dict[str, Json] = {}
        after = ""
        for _ in range(PAGES):
            where = {"after": after} if after else {}
            try:
                page = await self._app.listing(f"/user/{self._name}/overview", sort="new", **where)
            except NotFound as error:
                raise Gone(
                    "u/{name} is not on Reddit any more. Disconnect the account.",
                    name=self._name,
                ) from error
            things |= {str(thing["data"].get("name")): thing for thing in page.things}
            after = page.after
            times = [at for thing in page.things if (at := self._at(thing))]
            if not after or min(times, default=self._edge) < self._edge:
                break
        else:
            self.whole = False
        recent = [thing for thing in things.values() if (self._at(thing) or self._edge) >= self._edge]
        answered = [str(thing["data"].get("parent_id")) for thing in recent if thing.get("kind") == "t1"]
        parents = await self._app.named(name for name in answered if name.startswith("t1_"))
        entries = [entry for thing in recent if (entry := self._entry(thing, parents))]
        return tuple(sorted(entries, key=lambda entry: entry.at))

    def _entry(self, thing: Json, parents: Mapping[str, Json]) -> Entry | None:
        try:
            if not read.is_shown(thing):
                self.skipped["private"] += 1
            elif read.is_gone(thing):
                self.gone.add(read.full_name(thing["data"]["name"]))
            else:
                return read.entry(thing, self._me, parents, self._now)
        except UNREADABLE:
            self._unreadable()
        return None

    def _at(self, thing: Json) -> datetime | None:
        try:
            return read.moment(thing["data"]["created_utc"], self._now)
        except UNREADABLE:
            return None

    def _unreadable(self) -> None:
        self.whole = False
        self.skipped["unreadable"] += 1


def _names(feed: Feed) -> list[str]:
    names = []
    for item in feed.items:
        with suppress(ValueError):
            names.append(read.full_name(item.guid))
    return names


def _may_join(talk: Talk, who: Identity, now: datetime) -> bool:
    is_other = bool(talk.starter) and talk.starter.id != who.native_id and not talk.starter.is_bot
    return is_other and now - talk.started_at <= TALKS_OF


def _me(who: Identity) -> Party:
    return Party(who.native_id, _name(who))


def _name(who: Identity) -> str:
    return who.handle.removeprefix("u/")


def _own_of(cursor: Mapping[str, object]) -> Own | None:
    posts = cursor.get("own")
    return Own([str(post) for post in posts], whole=cursor.get("all") is True) if isinstance(posts, list) else None


def _moment(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None

"""What a feed's items are in our words: whose, since when, the same as before or new, pointing where."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.kinds import Kind
from bot.sources.base import Identity
from bot.sources.feeds import Feed, Item

MAX_ID = 400  # characters; longer ones are replaced by their hash
SEEN_KEPT = 400
EDIT_AFTER = timedelta(minutes=1)  # many programs write both dates, seconds apart

_WORLDWIDE = ("http:", "https:", "urn:", "tag:")  # ids of these kinds are unique by themselves; "42" is not


@dataclass(frozen=True, slots=True)
class Post:
    """An item, and the id by which it is known again."""

    id: str
    item: Item


@dataclass(slots=True)
class FirstSeen:
    """When posts without a date, or with one that is still to come, were first seen: as good as a date, and it stays.

    What already stands undated in a feed at the `first` look has no date at all: "now" for all would look like a burst.
    """

    known: dict[str, str]
    first: bool
    now: datetime

    def at(self, post: Post) -> datetime | None:
        """When `post` was published, never later than now. None where nobody can tell."""
        said = post.item.published or post.item.updated
        key = _hash(post.id)
        if key not in self.known:
            if said is not None and said <= self.now:
                return said
            self.known[key] = "" if said is None and self.first else self.now.isoformat()
        known = self.known[key]
        return datetime.fromisoformat(known) if known else said if said is not None and said <= self.now else None

    def kept(self) -> dict[str, str]:
        """What to remember until the next look; only blogs with bad dates have any."""
        return dict(list(self.known.items())[-SEEN_KEPT:])


@dataclass(frozen=True, slots=True)
class Ground:
    """Which addresses belong to the blog itself."""

    hosts: frozenset[str]

    @classmethod
    def of(cls, feed: Feed, url: str) -> "Ground":
        """Where the feed is, where its site is, and where all its items lead if that is one place."""
        led_to = {host_of(item.link) for item in feed.items if item.link}
        shared = led_to if len(led_to) == 1 and (len(feed.items) > 1 or not feed.site) else set()
        return cls(frozenset({host_of(url), host_of(feed.site), *shared} - {""}))

    def holds(self, url: str) -> bool:
        """Whether `url` is on it. blog.example.org belongs to example.org, and the other way round."""
        host = host_of(url)
        return any(host == own or host.endswith(f".{own}") or own.endswith(f".{host}") for own in self.hosts if host)


@dataclass(slots=True)
class Reader:
    """Turns the posts of one feed into entries of `who`, and counts what it leaves out."""

    who: Identity
    feed: Feed
    url: str
    first_seen: FirstSeen
    can_comment: Mapping[str, bool]  # by place(): what the blog itself says, where it does
    skipped: dict[str, int] = field(default_factory=dict)

    def entries(self, posts: tuple[Post, ...], since: datetime) -> tuple[Entry, ...]:
        """Those published since `since`, the oldest first."""
        ground = Ground.of(self.feed, self.url)
        offers = any(post.item.comment_feed for post in posts)
        ids = frozenset(post.id for post in posts)
        found = []
        for post in posts:
            at = self.first_seen.at(post)
            if at is None:
                self.skipped["undated"] = self.skipped.get("undated", 0) + 1
            elif at >= since:
                found.append(self._read(post, at, ground, offers, ids))
        return tuple(sorted(found, key=lambda entry: entry.at))

    def _read(self, post: Post, at: datetime, ground: Ground, offers: bool, ids: frozenset[str]) -> Entry:
        item, author = post.item, Party(self.who.native_id, self.who.name)
        elsewhere = bool(item.link) and not ground.holds(item.link)
        links = dict.fromkeys(link for link in item.links if not ground.holds(link))
        edited = item.updated if item.updated is not None and item.updated > at + EDIT_AFTER else None
        answered = author if item.answers in ids else NOBODY
        return Entry(
            network="blog",
            native_id=post.id,
            kind=Kind.REPLY if item.answers else Kind.POST,
            at=at,
            author=author,
            url=item.permalink if elsewhere and ground.holds(item.permalink) else item.link,
            text=item.text,
            title=item.title,
            lang=item.lang or self.feed.lang,
            links=(item.link, *links) if elsewhere else tuple(links),
            thread=item.answers,
            root=answered,
            parent_id=item.answers,
            parent=answered,
            edited_at=min(edited, self.first_seen.now) if edited else None,
            comments_open=self.can_comment.get(place(item.link), _comments_open(item, offers)),
            traits=frozenset({"curated"}) if elsewhere else frozenset(),
        )


def own_posts(feed: Feed, url: str, author: str) -> tuple[Post, ...]:
    """The posts in `feed`, or those of `author` alone, each once: where an id comes twice, its newest version."""
    found: dict[str, Item] = {}
    for post in identified(feed.items, host_of(feed.site or url)):
        if author and author.casefold() not in (name.casefold() for name in post.item.authors or feed.authors):
            continue
        before = found.get(post.id)
        if before is None or _version(post.item) > _version(before):
            found[post.id] = post.item
    return tuple(Post(known, item) for known, item in found.items())


def identified(items: tuple[Item, ...], host: str) -> Iterator[Post]:
    """Each of `items` with its id: the one it has, else its link, else its title and date; without any, left out."""
    leads: dict[str, set[str]] = defaultdict(set)
    for item in items:
        leads[item.guid].add(item.link)
    for item in items:
        # Some programs give every post the id of the blog.
        if item.guid and len(leads[item.guid]) == 1:
            known = item.guid if item.guid.lower().startswith(_WORLDWIDE) else f"{host}:{item.guid}"
        elif item.link:
            known = item.link
        elif item.title or item.text:
            known = f"{host}:{_hash(f'{item.title or item.text} {item.published}')}"
        else:
            continue
        yield Post(known if len(known) <= MAX_ID else f"{host}:{_hash(known)}", item)


def host_of(url: str) -> str:
    """The host of `url`, without "www."."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def place(url: str) -> str:
    """What stays of an address when it is spelled otherwise: no scheme, www, final slash, fragment."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return url
    return f"{host_of(url)}{port}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _version(item: Item) -> datetime:
    return item.updated or item.published or datetime.min.replace(tzinfo=UTC)


def _comments_open(item: Item, offers: bool) -> bool | None:
    """Whether one can comment, as far as the feed shows it.

    WordPress names a post's comment feed while comments are open or there are some. So: named and empty, open; not
    named where its neighbours' are, closed. With comments there it may have been closed since.
    """
    if item.comment_feed:
        return None if item.comments else True
    return False if offers else None


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""A Facebook page: what it posts, what it answers below its posts, and what others said to it there."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import Garbled, NeedsCredential, NotFound, RateLimited, SourceError
from bot.sources import facebook_read as read
from bot.sources.base import Batch, Checked, Handle, Identity, Profile, Received, Talk, Wanted
from bot.sources.below import Said
from bot.sources.http import Http
from bot.sources.meta_ask import PAGE, Graph, Json, Key
from bot.sources.meta_below import LOOKED, QUESTIONS, SWEPT, Below, Post, reached, start
from bot.sources.meta_read import listed, readable

OVERLAP = timedelta(minutes=15)
WINDOW = timedelta(days=30)  # read at once: about 600 posts of a page are shown for a whole year
PAGES = 30  # of posts in one window
COMMENT_PAGES = 5  # of one post; a post with more comments is left out
TALKS_OF = timedelta(days=7)
TALKS = 20

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.]{2,74}")
_NUMBER = re.compile(r"[0-9]{5,30}")
_NUMBER_AT_END = re.compile(r".*-([0-9]{9,30})")
_NO_PAGE = frozenset(
    {
        "ads", "events", "gaming", "groups", "hashtag", "help", "l.php", "login", "marketplace", "me", "media",
        "messages", "notes", "permalink.php", "photo", "photo.php", "policies", "privacy", "reel", "reels", "search",
        "settings", "share", "sharer", "sharer.php", "stories", "story.php", "video", "watch",
    }
)  # fmt: skip
_HOSTS = frozenset({"facebook.com", "www.facebook.com", "m.facebook.com", "web.facebook.com", "fb.com", "www.fb.com"})


class Facebook:
    """Facebook pages, by Meta's Graph. Of a person it shows nothing: no interface does."""

    name: ClassVar[str] = "facebook"
    title: ClassVar[str] = "Facebook page"
    coverage: ClassVar[Coverage] = Coverage.OWN_POSTS_ONLY
    hides: ClassVar[str] = (
        "what the page or its owner says below others' posts and in groups: no interface of Facebook's shows it, only "
        "the archive and what is logged"
    )
    examples: ClassVar[tuple[str, ...]] = ("facebook:pagename", "https://www.facebook.com/pagename")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which posts were read, and how many comments stood below each",
        "replies": "from the comments below the page's posts of two weeks, and when the page answered them",
        "search": "posts of others that name the page; there is no search by words",
        "conditional": "exempt: only posts of three weeks are asked for, and comments where their number has changed",
        "limits": f"the percentages Meta sends along: the last quarter is saved for posts; {QUESTIONS} questions about "
        "comments in one poll for what you answered, and as many for what others said",
        "whose": "by a token of the page, or a code in its description; known by its number once a token tells "
        "it, so a new name is followed",
        "credential": "exempt: Facebook shows a page's posts only to a token of that page",
    }
    wants: ClassVar[Wanted] = Wanted(
        label="Page access token",
        where="On developers.facebook.com/tools/explorer choose your app, then “Get Page Access Token” with "
        "pages_read_engagement and pages_read_user_content.",
        adds="what your page posts, what is said below, and what it answered",
        needed=True,
    )

    def __init__(self, http: Http, graph: str = "https://graph.facebook.com/v26.0", token: str = "") -> None:
        self._graph = Graph(http, graph, "Facebook")
        self._token = token
        if token:  # the team's own token shows its pages without one of the member's
            self.wants = replace(type(self).wants, needed=False)  # type: ignore[misc]
        self._ids: dict[tuple[str, str], str] = {}  # (name, token) -> number of the page
        self._below = Below(self._graph, self._comments)

    def recognise(self, text: str) -> Handle | None:
        """ "facebook:pagename", "fb:pagename", or the address of a page."""
        text = clean(text, 300)
        network, colon, name = text.partition(":")
        if colon and network.casefold() in ("facebook", "fb"):
            name = name.strip().removeprefix("@")
            name = _name_in_address(name) or name
        else:
            name = _name_in_address(text)
        if numbered := _NUMBER_AT_END.fullmatch(name):
            name = numbered[1]
        is_name = _NAME.fullmatch(name) and name.casefold() not in _NO_PAGE
        return Handle(self.name, name.casefold()) if is_name else None

    async def resolve(self, handle: Handle) -> Identity:
        """Which page that is, as far as the team's token shows it; otherwise what was typed, until a token comes."""
        page: Json = {}
        if self._token:
            try:
                page = await self._graph.ask(handle.name, Key(self._token), fields="id,name,username,link")
            except (NeedsCredential, NotFound):  # a page of somebody else's: their own token will show it
                page = {}
        return _identity(page, handle.name)

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether the token is of this page, or of a person who manages it. Raises NeedsCredential where it is not."""
        token = "".join(credential.split())
        if not token.isascii() or len(token) < 8:
            raise NeedsCredential("That is no token of Facebook's. Copy the whole of it: it begins with EAA.")
        me = await self._graph.ask("me", Key(token), fields="id,name")
        if not _is_same(me, who):
            me |= await self._username(Key(token))
        if _is_same(me, who):
            return _checked(Key(token, read.identity(me["id"])), who)
        page = await self._managed(who, Key(token))
        if page is None:
            raise NeedsCredential(
                "That token is of {other}, not of {name}. Choose this page when you make it.",
                other=clean(str(me.get("name") or me.get("id") or "?"), 60),
                name=clean(who.handle, 60),
            )
        return _checked(page, who)

    async def profile(self, who: Identity) -> Profile:
        """What the page says of itself, asked for by its number: a new name shows."""
        key = await self._key(who)
        page = await self._graph.ask(key.id, key, fields="id,name,username,about,description,website")
        found = _identity(page, who.handle)
        words = (clean(text) for part in ("about", "description", "website") if isinstance(text := page.get(part), str))
        return Profile(found.handle, found.url, found.name, "\n".join((found.name, *words)))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Oldest first, a month at a time; then what the page said below its posts of the last weeks."""
        key = await self._key(who)
        me, end = Party(who.native_id, who.name), int(now.timestamp())
        seen = cursor.get("seen") or {}
        recent: dict[str, Post] = {}
        at, is_whole = start(cursor, since, now), True
        while at < end:
            skipped = Counter[str]()
            upto = min(at + int(WINDOW.total_seconds()), end)
            posts = await self._posts(key, me, at, upto if upto < end else None, skipped)
            recent |= {id_: post for id_, post in posts.items() if post.entry.at >= now - LOOKED - SWEPT}
            entries = sorted((post.entry for post in posts.values()), key=lambda entry: entry.at)
            known = max(upto - int(OVERLAP.total_seconds()), reached(cursor) or 0)
            yield Batch(tuple(entries), {"at": known, "seen": seen}, skipped=dict(skipped))
            at, is_whole = upto, is_whole and not skipped
        within = now - LOOKED - (SWEPT if sweep else timedelta())
        looked_at = [post for post in recent.values() if post.entry.at >= within]
        replies = await self._below.replies(looked_at, key, me, seen, everything=sweep)
        yield Batch(
            replies.entries,
            {"at": end - int(OVERLAP.total_seconds()), "seen": replies.seen},
            complete_since=now - SWEPT if sweep and is_whole and replies.is_whole else None,
        )

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """Comments of others below the page's posts, and below its answers to them."""
        own = [entry for entry in entries if "_" in entry.native_id]  # what an archive brought has no such ids
        return await self._below.received(own, await self._key(who)) if own else ()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Posts of others in the last days that name the page, in which it has not spoken."""
        key = await self._key(who)
        if self._graph.is_scarce(key):
            return ()
        since = int((now - TALKS_OF).timestamp())
        try:
            said = await self._graph.ask(
                f"{key.id}/tagged", key, fields=read.TAGGED_FIELDS, since=since, limit=2 * TALKS
            )
            found = [
                talk for item in listed(said, "Facebook") if (talk := readable(lambda it: read.talk(it, key.id), item))
            ]
            return tuple([talk for talk in found[:TALKS] if not await self._spoke(talk, key)])
        except (RateLimited, NeedsCredential):  # a token without the permission for it still shows the posts
            return ()

    async def _spoke(self, talk: Talk, key: Key) -> bool:
        return talk.messages > 1 and await self._below.spoke(talk.native_id, key)

    async def _key(self, who: Identity) -> Key:
        """The token to ask with, and the page's number. Raises NeedsCredential where there is none."""
        if who.credential:
            return Key.kept(who.credential)
        if not self._token:
            raise NeedsCredential(
                "Facebook shows what {name} posts only to a token of that page: connect the account with one. What you "
                "say elsewhere on Facebook comes with your archive, or log it: /involve log.",
                name=clean(who.handle, 60),
            )
        known = self._ids.get((who.native_id, self._token))
        if known is None:
            page = await self._graph.ask(who.native_id, Key(self._token), fields="id")
            known = self._ids[who.native_id, self._token] = read.identity(page.get("id"))
        return Key(self._token, known)

    async def _username(self, key: Key) -> Json:
        """What a page is called in its address; nothing for a person, who has no such field."""
        try:
            return await self._graph.ask("me", key, fields="id,username")
        except SourceError:
            return {}

    async def _managed(self, who: Identity, key: Key) -> Key | None:
        """A token of the page itself, where `key` is of a person who manages it."""
        try:
            said = await self._graph.ask("me/accounts", key, fields="id,name,username,access_token", limit=PAGE)
        except SourceError:  # a page manages no pages
            return None
        for page in listed(said, "Facebook"):
            token = page.get("access_token")
            if _is_same(page, who) and isinstance(token, str) and token.isascii():
                return Key(token, read.identity(page["id"]))
        return None

    async def _posts(self, key: Key, me: Party, at: int, upto: int | None, skipped: Counter[str]) -> dict[str, Post]:
        """What the page posted from `at` until `upto` (None: until now), by id.

        By time and not by their marks of a page: what is posted meanwhile moves nothing.
        """
        found: dict[str, Post] = {}
        for _ in range(PAGES):
            until: dict[str, str | int] = {"until": upto} if upto is not None else {}
            said = await self._graph.ask(
                f"{key.id}/published_posts", key, fields=read.POST_FIELDS, since=at, limit=PAGE, **until
            )
            items = listed(said, "Facebook")
            posts = {post.entry.native_id: post for item in items if (post := _post(item, me, skipped))}
            new = posts.keys() - found.keys()
            found |= posts
            oldest = min((post.entry.at for post in posts.values()), default=None)
            if oldest is None or len(items) < PAGE:
                return found
            if not new:
                raise Garbled("Facebook shows the same page again and again. Try again later.")
            upto = int(oldest.timestamp()) + 1
        skipped["too many at once"] += 1
        return found

    async def _comments(self, post: str, key: Key) -> tuple[Said, ...] | None:
        """All comments below a post, answers to comments among them; None where there are too many.

        Also where they come without their authors: then the token has no permission for those.
        """
        found: dict[str, Said] = {}
        pages = came = 0
        async for items in self._graph.pages(
            f"{post}/comments", key, most=COMMENT_PAGES + 1, filter="stream", order="chronological",
            fields=read.COMMENT_FIELDS,
        ):  # fmt: skip
            pages, came = pages + 1, came + len(items)
            found |= {said.id: said for item in items if (said := readable(lambda it: read.comment(it, key.id), item))}
        is_whole = pages <= COMMENT_PAGES and (not came or any(said.author for said in found.values()))
        return tuple(found.values()) if is_whole else None


def _post(item: Json, me: Party, skipped: Counter[str]) -> Post | None:
    post = readable(lambda it: read.post(it, me), item)
    if post is None:
        skipped["unreadable"] += 1
    return post


def _identity(page: Json, typed: str) -> Identity:
    """The page as Facebook tells of it; as it was typed where it does not."""
    id_ = page.get("id")
    native_id = id_ if isinstance(id_, str) and _NUMBER.fullmatch(id_) else typed
    name, called = page.get("name"), page.get("username")
    handle = called if isinstance(called, str) and _NAME.fullmatch(called) else typed
    return Identity(
        "facebook", native_id, handle, f"https://www.facebook.com/{handle}",
        name=clean(name, 100) if isinstance(name, str) else "",
    )  # fmt: skip


def _checked(key: Key, who: Identity) -> Checked:
    return Checked(key.written(), who=replace(who, native_id=key.id))


def _is_same(page: Json, who: Identity) -> bool:
    """Whether that is the page `who` is, by its number, or by its name where the number was never told."""
    told = {str(page.get(name) or "").casefold() for name in ("id", "username")} - {""}
    return bool(told & {who.native_id.casefold(), who.handle.casefold()})


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").casefold()
    except ValueError:
        return ""
    path = [piece for piece in parts.path.split("/") if piece]
    if host not in _HOSTS or not path:
        return ""
    if path[0] == "profile.php":
        return parse_qs(parts.query).get("id", [""])[0]
    if path[0] in ("pages", "people", "pg", "p"):
        return path[-1]
    return path[0]

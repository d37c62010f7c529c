"""A professional Instagram account: what it posts, what it answers below that, and what others said to it there."""

import re
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import Garbled, NeedsCredential, RateLimited
from bot.sources import instagram_read as read
from bot.sources.base import Batch, Checked, Handle, Identity, Profile, Received, Talk, Wanted
from bot.sources.below import Said
from bot.sources.http import Http
from bot.sources.meta_ask import PAGE, Graph, Json, Key
from bot.sources.meta_below import LOOKED, QUESTIONS, SWEPT, Below, Post, start
from bot.sources.meta_read import listed, readable

PAGES = 20  # of posts in one poll
COMMENTS = 50  # in one answer
COMMENT_PAGES = 10  # of one post; a post with more comments is left out
TALKS_OF = timedelta(days=7)
TALKS = 20
REMEMBERED = 500  # addresses of posts, below which comments stand

_NAME = re.compile(r"(?!\.)[A-Za-z0-9._]{1,30}(?<!\.)")
_NO_NAME = frozenset(
    {"accounts", "about", "developer", "direct", "explore", "p", "reel", "reels", "stories", "tv", "web"}
)
_HOSTS = frozenset({"instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am"})


class Instagram:
    """Professional Instagram accounts (business and creator), by Meta's Graph."""

    name: ClassVar[str] = "instagram"
    title: ClassVar[str] = "Instagram"
    coverage: ClassVar[Coverage] = Coverage.OWN_POSTS_ONLY
    hides: ClassVar[str] = (
        "comments below others' posts, likes, stories, and mentions in comments: of those only the archive tells, and "
        "what is logged"
    )
    examples: ClassVar[tuple[str, ...]] = ("instagram:name", "https://www.instagram.com/name")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which posts were read, and how many comments stood below each",
        "replies": "from the comments below your posts of two weeks, and when you answered them",
        "search": "posts of others in which you are tagged; the search by tags shows no names",
        "conditional": "exempt: newest first, until what is known; comments where their number has changed",
        "limits": f"the percentages Meta sends along: the last quarter is saved for posts; {QUESTIONS} questions about "
        "comments in one poll for what you answered, and as many for what others said",
        "whose": "by a token, or a code in your profile where the team has one; known by its number once a token "
        "tells it, so a new name is followed",
        "credential": "exempt: Instagram shows posts only to a token, and only those of professional accounts",
    }
    wants: ClassVar[Wanted] = Wanted(
        label="Access token",
        where="On developers.facebook.com/tools/explorer choose your app, then “Get Page Access Token” of the page "
        "your account is linked to, with instagram_basic and instagram_manage_comments.",
        adds="what you post, what is said below, and what you answered",
        needed=True,
    )

    def __init__(self, http: Http, graph: str = "https://graph.facebook.com/v26.0", token: str = "") -> None:
        self._graph = Graph(http, graph, "Instagram")
        self._token = token
        if token:  # the team's own token shows its pages without one of the member's
            self.wants = replace(type(self).wants, needed=False)  # type: ignore[misc]
        self._keys: dict[tuple[str, str], Key] = {}  # (account, team's token) -> that with the account's number
        self._names: dict[str, str] = {}  # number of an account -> what it is called at present
        self._addresses: OrderedDict[str, str] = OrderedDict()  # of posts
        self._below = Below(self._graph, self._comments)

    def recognise(self, text: str) -> Handle | None:
        """ "instagram:name", "ig:@name", or the address of a profile."""
        text = clean(text, 300)
        network, colon, name = text.partition(":")
        if colon and network.casefold() in ("instagram", "ig"):
            name = name.strip()
            name = _name_in_address(name) or name.removeprefix("@")
        else:
            name = _name_in_address(text)
        is_name = _NAME.fullmatch(name) and name.casefold() not in _NO_NAME
        return Handle(self.name, name.casefold()) if is_name else None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is, as far as the team's token shows it; otherwise what was typed, until a token comes."""
        key = await self._linked(handle.name, self._token) if self._token else None
        return Identity(
            self.name, key.id if key else handle.name, handle.name, _page(handle.name),
            name=handle.name,
        )  # fmt: skip

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether the token is of the page this account is linked to. Raises NeedsCredential where it is not."""
        token = "".join(credential.split())
        if not token.isascii() or len(token) < 8:
            raise NeedsCredential("That is no token of Meta's. Copy the whole of it: it begins with EAA.")
        key = await self._linked(who.native_id, token) or await self._linked(who.handle, token)
        if key is None:
            raise NeedsCredential(
                "That token shows no professional account called {name}. Link the account to a page, and choose that "
                "page when you make the token.",
                name=clean(who.handle, 60),
            )
        name = self._names[key.id]
        return Checked(key.written(), who=replace(who, native_id=key.id, handle=name, url=_page(name), name=name))

    async def profile(self, who: Identity) -> Profile:
        """What the account says of itself, asked for by its number: a new name shows."""
        key = await self._key(who)
        said = await self._graph.ask(key.id, key, fields="id,username,name,biography,website")
        name = read.name(said)
        if not name:
            raise Garbled("Instagram did not say what the account is called. Try again later.")
        words = (clean(text) for part in ("name", "biography", "website") if isinstance(text := said.get(part), str))
        return Profile(name, _page(name), name, "\n".join(words))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Posts until those that are known, then what the account said below those of the last weeks."""
        key = await self._key(who)
        me, seen = Party(who.native_id, who.name or who.handle), cursor.get("seen") or {}
        skipped: Counter[str] = Counter()
        found, is_whole = await self._posts(key, me, start(cursor, since, now), skipped)
        posts = sorted(found.values(), key=lambda post: post.entry.at)
        reached = {"at": int(now.timestamp())}
        yield Batch(tuple(post.entry for post in posts), reached | {"seen": seen}, skipped=dict(skipped))
        edge = now - LOOKED - (SWEPT if sweep else timedelta())
        recent = [post for post in posts if post.entry.at >= edge]
        replies = await self._below.replies(recent, key, me, seen, everything=sweep)
        is_all = is_whole and replies.is_whole and not skipped
        yield Batch(
            replies.entries,
            reached | {"seen": replies.seen},
            complete_since=now - SWEPT if sweep and is_all else None,
        )

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """Comments of others below the account's posts, and below its answers to them."""
        own = [entry for entry in entries if entry.native_id.isdigit()]  # what an archive brought has no such ids
        for entry in own:
            if not entry.thread:
                self._remember(entry.native_id, entry.url)
        return await self._below.received(own, await self._key(who)) if own else ()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Posts of others in the last days in which the account is tagged."""
        key = await self._key(who)
        if self._graph.is_scarce(key):
            return ()
        try:
            own_name = await self._name(key)
            said = await self._graph.ask(f"{key.id}/tags", key, fields=read.TAGGED_FIELDS, limit=2 * TALKS)
        except (RateLimited, NeedsCredential):  # a token without the permission for it still shows the posts
            return ()
        found = [
            talk for item in listed(said, "Instagram") if (talk := readable(lambda it: read.talk(it, own_name), item))
        ]
        return tuple(talk for talk in found if talk.started_at >= now - TALKS_OF and talk.url)[:TALKS]

    async def _key(self, who: Identity) -> Key:
        """The token to ask with, and the account's number. Raises NeedsCredential where there is none."""
        if who.credential:
            return Key.kept(who.credential)
        if not self._token:
            raise NeedsCredential(
                "Instagram shows what {name} posts only to a token of the page it is linked to: connect the account "
                "with one. Everything else comes with your archive, or log it: /involve log.",
                name=clean(who.handle, 60),
            )
        known = self._keys.get((who.native_id, self._token)) or await self._linked(who.native_id, self._token)
        if known is None:
            raise NeedsCredential(
                "The team's token shows no Instagram account called {name}. Connect it with one of yours.",
                name=clean(who.handle, 60),
            )
        self._keys[who.native_id, self._token] = known
        return known

    async def _linked(self, account: str, token: str) -> Key | None:
        """A token for `account`, a number or a name, where the page it is linked to gives one."""
        linked = "instagram_business_account{id,username}"
        try:
            pages = [await self._graph.ask("me", Key(token), fields=f"id,{linked}")]
        except Garbled:  # a person has no such field, but pages with it
            said = await self._graph.ask("me/accounts", Key(token), fields=f"id,access_token,{linked}", limit=PAGE)
            pages = listed(said, "Instagram")
        for page in pages:
            found, own = page.get("instagram_business_account"), page.get("access_token", token)
            if not isinstance(found, dict) or not isinstance(own, str) or not own.isascii():
                continue
            name, number = read.name(found), str(found.get("id"))
            if account.casefold() in (name.casefold(), number) and number.isdigit():
                self._names[number] = name
                return Key(own, number)
        return None

    async def _name(self, key: Key) -> str:
        """What the account is called at present: names change, and comments tell no more than names."""
        if key.id not in self._names:
            self._names[key.id] = read.name(await self._graph.ask(key.id, key, fields="id,username"))
        return self._names[key.id]

    async def _posts(self, key: Key, me: Party, since: int, skipped: Counter[str]) -> tuple[dict[str, Post], bool]:
        """What the account posted since then, by id; and whether that is all of it."""
        found: dict[str, Post] = {}
        pages = 0
        async for items in self._graph.pages(f"{key.id}/media", key, most=PAGES, fields=read.MEDIA_FIELDS):
            pages += 1
            posts = [post for item in items if (post := _post(item, me, skipped))]
            found |= {post.entry.native_id: post for post in posts if post.entry.at.timestamp() >= since}
            for item in items:
                if name := read.name(item):
                    self._names[key.id] = name
            for post in posts:
                self._remember(post.entry.native_id, post.entry.url)
            if any(post.entry.at.timestamp() < since for post in posts):
                return found, True
        return found, pages < PAGES

    async def _comments(self, post: str, key: Key) -> tuple[Said, ...] | None:
        """All comments below a post and the answers to them; None where there are too many, or no names with them."""
        own_name, below = await self._name(key), self._addresses.get(post, "")
        found: dict[str, Said] = {}
        pages, came, is_cut = 0, 0, False
        async for items in self._graph.pages(
            f"{post}/comments", key, most=COMMENT_PAGES + 1, limit=COMMENTS, fields=read.COMMENT_FIELDS
        ):
            pages, came = pages + 1, came + len(items)
            is_cut = is_cut or any(read.has_more(item) for item in items)
            for item in items:
                said = readable(lambda it: read.comment(it, own_name, below), item) or []
                found |= {each.id: each for each in said}
        has_names = not came or any(said.author for said in found.values())
        return tuple(found.values()) if has_names and not is_cut and pages <= COMMENT_PAGES else None

    def _remember(self, post: str, address: str) -> None:
        self._addresses[post] = address
        self._addresses.move_to_end(post)
        while len(self._addresses) > REMEMBERED:
            self._addresses.popitem(last=False)


def _page(name: str) -> str:
    return f"https://www.instagram.com/{name}/"


def _post(item: Json, me: Party, skipped: Counter[str]) -> Post | None:
    post = readable(lambda it: read.post(it, me), item)
    if post is None:
        skipped["unreadable"] += 1
    return post


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").casefold()
    except ValueError:
        return ""
    path = [piece for piece in parts.path.split("/") if piece]
    return path[0] if host in _HOSTS and len(path) == 1 else ""

"""YouTube: a channel's videos, and who talks below them. What somebody says below others' videos no interface shows.

With the team's key its Data API is asked, by the units of a day; without one the channel's feed, which tells of new
videos and of nothing else.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Self
from urllib.parse import unquote, urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Visibility
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited
from bot.phrase import Phrase
from bot.sources import youtube_read as read
from bot.sources.base import Batch, Handle, Identity, Profile, Received, Talk
from bot.sources.http import Http
from bot.sources.youtube_ask import VIDEOS_A_PAGE, Api, Json
from bot.sources.youtube_cursor import Cursor, vanished
from bot.sources.youtube_feed import ChannelFeeds
from bot.sources.youtube_quota import DAILY, Bucket, Quota
from bot.sources.youtube_read import CHANNEL, UNREADABLE, readable
from bot.sources.youtube_threads import HEARD, Threads

SWEPT = timedelta(days=7)
PAGES = 10  # of videos in one poll
TALKS_OF = timedelta(days=3)
PEOPLE, NEWEST, TOPICS, TALKS = 5, 3, 1, 12

_NAMED = re.compile(r"(?:youtube|yt):\s*", re.IGNORECASE)
_HOSTS = ("youtube.com", "www.youtube.com", "m.youtube.com")
_AT = re.compile(r"@[\w.·-]{3,30}")
_BARE_AT = re.compile(r"@[\w-]{3,30}")  # with a dot it may as well be a handle on Bluesky
_OLD_NAME = re.compile(r"(?:user|c)/[\w.-]{1,100}")


class YouTube:
    """YouTube, by its Data API where the team has a key for it, by the channel's feed where it has none."""

    name: ClassVar[str] = "youtube"
    title: ClassVar[str] = "YouTube"
    coverage: ClassVar[Coverage] = Coverage.OWN_POSTS_ONLY
    hides: ClassVar[str] = (
        "comments below other people's videos, likes and subscriptions; without a key also comments below one's own"
    )
    examples: ClassVar[tuple[str, ...]] = (
        "youtube:@name",
        "https://www.youtube.com/@name",
        "https://www.youtube.com/channel/UC0123456789abcdefghijkl",
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the list's etag, and the videos and comments that were there",
        "replies": f"comments of the last {HEARD.days} days below your videos, with all their answers",
        "search": "new videos of people you met, and one search for your topics",
        "limits": f"{DAILY[Bucket.UNITS]:,} units and {DAILY[Bucket.SEARCHES]} searches a day, counted and rationed",
        "whose": "with the team's key by a code in the channel's description, or links both ways, else by your "
        "own word; known by its number, so a new name is followed",
        "credential": "exempt: without one the channel's feed tells of your videos; INVOLVE_YOUTUBE_KEY, one for the "
        "team, adds who talks below them, your answers there, and conversations to join",
    }

    def __init__(
        self, http: Http, api: str = "https://www.googleapis.com", feeds: str = "https://www.youtube.com", key: str = ""
    ) -> None:
        self.quota = Quota()
        self._has_key = bool(key)
        self._api = Api(http, api, key, self.quota)
        self._threads = Threads(self._api)
        self._feeds = ChannelFeeds(http, feeds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the process that reads the feeds."""
        await self._feeds.close()

    def budget(self) -> Phrase:
        """How much of today's questions are used, in a sentence."""
        if not self._has_key:
            return Phrase("only new videos are seen. A key (INVOLVE_YOUTUBE_KEY) adds who talks below them.")
        return self.quota.said()

    def recognise(self, text: str) -> Handle | None:
        """ "@name", "youtube:name", the number of a channel (UC…), or the address of its page."""
        text = clean(text, 300)
        named = _NAMED.match(text)
        text = text[named.end() :] if named else text
        if CHANNEL.fullmatch(text):
            return Handle(self.name, text)
        if channel := _channel_in_address(text):
            return Handle(self.name, channel)
        if named and _AT.fullmatch(f"@{text.removeprefix('@')}"):
            return Handle(self.name, f"@{text.removeprefix('@')}")
        return Handle(self.name, text) if _BARE_AT.fullmatch(text) else None

    async def resolve(self, handle: Handle) -> Identity:
        """Which channel that is. Raises NotFound where there is none."""
        if self._has_key and not handle.name.startswith("c/"):  # such names the API does not know
            return await self._resolve_by_key(handle.name)
        channel, title = await self._feeds.channel(handle.name)
        shown = handle.name if handle.name.startswith("@") else title or channel
        return Identity(self.name, channel, shown, _page(channel), name=title)

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Videos, and what their owner said below them. A sweep asks for every known comment by its id as well."""
        known = Cursor.read(cursor)
        if not self._has_key:
            batch = await self._feeds.news(who, known, since=since, now=now, sweep=sweep)
            if batch is not None:
                yield batch
            return
        me = Party(who.native_id, who.handle)
        uploads = known.uploads if known.uploads and not sweep else await self._uploads(who)
        listed = await self._listed(me, uploads, known, since, now, sweep)
        comments = await self._own_comments(me, now)
        gone = listed.gone | (await self._deleted(known, comments) if sweep else frozenset())
        after = known.after(listed.videos, comments, gone, now).with_list(uploads, listed.etag)
        new = tuple(entry for entry in listed.videos if entry.at >= since)
        yield Batch((*new, *comments), after.written(), deleted=gone, skipped=dict(listed.skipped))

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said right below these videos and comments. A thread that was not read whole is left out."""
        own = frozenset(entry.native_id for entry in entries)
        if not self._has_key or not own or self.quota.scarce:
            return ()
        me = Party(who.native_id, who.handle)
        threads = [thread for thread in await self._threads.of(who.native_id, now) if thread.is_whole]
        found = {one.native_id: one for thread in threads for one in read.received(thread, me, own)}
        return tuple(sorted(found.values(), key=lambda one: one.at))

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """New videos of people they met, and on a topic of theirs, below which anybody may comment."""
        if not self._has_key or self.quota.scarce:
            return ()
        people = [party.id for party in met if CHANNEL.fullmatch(party.id) and party.id != who.native_id]
        try:
            ids = [id_ for channel in people[:PEOPLE] for id_ in await self._newest_of(channel)]
            for topic in topics[:TOPICS]:
                ids += await self._search(topic, now)
            videos = await self._api.by_ids("videos", list(dict.fromkeys(ids)), part="snippet,statistics")
        except RateLimited:  # what members did themselves counts more
            return ()
        fresh = (talk for talk in readable(read.talk, videos, now) if now - talk.started_at <= TALKS_OF)
        return tuple(talk for talk in fresh if talk.starter.id != who.native_id)[:TALKS]

    async def _resolve_by_key(self, name: str) -> Identity:
        where = {"id": name} if CHANNEL.fullmatch(name) else {"forHandle": name}
        if name.startswith("user/"):
            where = {"forUsername": name.removeprefix("user/")}
        items = await self._api.all("channels", part="snippet", **where)
        if not items:
            raise NotFound(
                "YouTube has no channel {name}. Copy the address of the channel's page.", name=clean(name, 40)
            )
        channel, said = str(items[0].get("id")), items[0].get("snippet")
        if not CHANNEL.fullmatch(channel) or not isinstance(said, dict):
            raise Garbled("YouTube did not say which channel that is. Try again later.")
        title, shown = clean(str(said.get("title") or ""), 100), clean(str(said.get("customUrl") or ""), 60)
        return Identity(self.name, channel, shown or title or channel, _page(channel), name=title)

    async def profile(self, who: Identity) -> Profile:
        """What the channel says of itself, asked for by its number: a new name shows. Only a key is told."""
        if not self._has_key:
            raise NeedsCredential(
                "Without a key YouTube shows no channel's description. Whoever runs Involve can set "
                "INVOLVE_YOUTUBE_KEY; until then the channel is yours by your own word."
            )
        items = await self._api.all("channels", part="snippet", id=who.native_id)
        said = items[0].get("snippet") if items else None
        if not isinstance(said, dict):
            raise NotFound("YouTube has no such channel. Copy the address of the channel's page.")
        title, shown = clean(str(said.get("title") or ""), 100), clean(str(said.get("customUrl") or ""), 60)
        text = f"{title}\n{clean(str(said.get('description') or ''))}"
        return Profile(shown or title or who.handle, _page(who.native_id), title, text)

    async def _uploads(self, who: Identity) -> str:
        """The list that holds every video of a channel."""
        items = await self._api.all("channels", part="contentDetails", id=who.native_id)
        if not items:
            raise Gone(
                "{handle} is not on YouTube any more. Disconnect it, or give the new address.",
                handle=clean(who.handle, 60),
            )
        try:
            return str(items[0]["contentDetails"]["relatedPlaylists"]["uploads"])
        except UNREADABLE as error:
            raise Garbled("YouTube did not say where that channel's videos are. Try again later.") from error

    async def _listed(
        self, me: Party, uploads: str, known: Cursor, since: datetime, now: datetime, sweep: bool
    ) -> "_Listed":
        """What the list of uploads holds back to the newest video known; a week further in a sweep."""
        listed = _Listed("" if sweep else known.etag)
        floor = max(since, known.reached or since)
        floor = min(floor, now - SWEPT) if sweep else floor
        token = ""
        for number in range(PAGES):
            where: dict[str, str | int] = {"playlistId": uploads, "maxResults": VIDEOS_A_PAGE}
            where |= {"pageToken": token} if token else {}
            try:
                page = await self._api.ask(
                    "playlistItems", etag="" if number else listed.etag, part="snippet,contentDetails,status", **where
                )
            except NotFound:  # who never published anything has no such list
                listed.to_the_end = sweep or not known.videos
                break
            if page is None:
                return listed
            listed.etag = listed.etag if number else page.etag
            listed.read(page.items, me, now)
            token = page.next
            listed.to_the_end = not token
            if not token or (listed.videos and listed.videos[-1].at < floor):
                break
        else:
            listed.skipped["beyond what is read at once"] += 1
        if listed.videos or listed.to_the_end:
            listed.gone = vanished(known.videos, listed.videos, to_the_end=listed.to_the_end)
        return listed

    async def _own_comments(self, me: Party, now: datetime) -> list[Entry]:
        if self.quota.scarce:
            return []
        threads = await self._threads.of(me.id, now)
        return [entry for thread in threads for entry in read.own_comments(thread, me)]

    async def _deleted(self, known: Cursor, comments: Iterable[Entry]) -> frozenset[str]:
        """The known comments that are not there any more."""
        missing = frozenset(known.comments) - {entry.native_id for entry in comments}
        still = await self._api.by_ids("comments", sorted(missing), part="id") if missing else []
        return missing - {str(item.get("id")) for item in still}

    async def _newest_of(self, channel: str) -> list[str]:
        """The newest videos of somebody's channel. Most people who comment have none."""
        where: dict[str, str | int] = {"playlistId": f"UU{channel[2:]}", "maxResults": NEWEST}
        try:
            items = await self._api.all("playlistItems", part="contentDetails", **where)
        except (NotFound, Private):
            return []
        return _video_ids(items, "contentDetails")

    async def _search(self, topic: str, now: datetime) -> list[str]:
        where: dict[str, str | int] = {"type": "video", "order": "date", "maxResults": TALKS, "q": clean(topic, 100)}
        after = f"{now - TALKS_OF:%Y-%m-%dT%H:%M:%SZ}"
        return _video_ids(await self._api.all("search", part="snippet", publishedAfter=after, **where), "id")


class _Listed:
    """What one reading of the list of uploads brings together."""

    def __init__(self, etag: str) -> None:
        self.etag = etag
        self.videos: list[Entry] = []  # newest first
        self.skipped: Counter[str] = Counter()
        self.to_the_end = False
        self.gone: frozenset[str] = frozenset()

    def read(self, items: Iterable[Json], me: Party, now: datetime) -> None:
        for item in items:
            try:
                video = read.listed(item, me, now)
            except UNREADABLE:  # planned, deleted, or hidden from others
                self.skipped["not published"] += 1
                continue
            if video.visibility is Visibility.PRIVATE:
                self.skipped["private"] += 1
            else:
                self.videos.append(video)


def _page(channel: str) -> str:
    return f"https://www.youtube.com/channel/{channel}"


def _channel_in_address(text: str) -> str:
    """What the address of a channel's page names: "UC…", "@name", "user/name" or "c/name"; "" where it is none."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname
    except ValueError:
        return ""
    path = [unquote(part) for part in parts.path.split("/") if part]
    if host not in _HOSTS or not path:
        return ""
    if path[0] == "channel" and len(path) > 1:
        return path[1] if CHANNEL.fullmatch(path[1]) else ""
    old = "/".join(path[:2])
    return path[0] if _AT.fullmatch(path[0]) else old if _OLD_NAME.fullmatch(old) else ""


def _video_ids(items: Iterable[Json], within: str) -> list[str]:
    told = [item.get(within) for item in items]
    return [str(each.get("videoId")) for each in told if isinstance(each, dict) and each.get("videoId")]

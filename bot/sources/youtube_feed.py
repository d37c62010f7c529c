"""YouTube without a key: the feed of a channel, which tells of its fifteen newest videos."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from bot.domain.entry import Party, clean
from bot.errors import NotFound
from bot.sources import youtube_read as read
from bot.sources.base import Batch, Identity
from bot.sources.feeds import Feed, Feeds, Page
from bot.sources.http import Answer, Http
from bot.sources.youtube_cursor import Cursor, vanished
from bot.sources.youtube_read import CHANNEL, UNREADABLE

ACCEPT = "application/atom+xml, text/html;q=0.8, */*;q=0.1"


class ChannelFeeds:
    """The feeds of channels. A page of a channel names its feed, and so the channel's number."""

    def __init__(self, http: Http, origin: str) -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        self._reader = Feeds()

    async def close(self) -> None:
        """Ends the process that reads the feeds."""
        await self._reader.close()

    async def channel(self, name: str) -> tuple[str, str]:
        """The number and the title of the channel "UC…", "@name", "user/name" or "c/name". Raises NotFound."""
        if not CHANNEL.fullmatch(name):
            name = await self._number_of(name)
        answer = await self._get(self._address(name))
        feed = await self._read(answer)
        return name, clean(feed.title, 100)

    async def news(self, who: Identity, known: Cursor, *, since: datetime, now: datetime, sweep: bool) -> Batch | None:
        """The newest videos, and which of those known are gone. None where nothing has changed."""
        try:
            answer = await self._get(self._address(who.native_id), {} if sweep else known.feed)
        except NotFound as error:
            raise NotFound(
                "YouTube has no feed for {handle}. Look whether the channel is still there; if it is, reading goes "
                "on by itself.",
                handle=clean(who.handle, 60),
            ) from error
        if answer.not_modified:
            return None
        feed = await self._read(answer)
        me, skipped, found = Party(who.native_id, who.handle), Counter[str](), []
        for item in feed.items:
            try:
                found.append(
                    read.video(item.guid.rpartition(":")[2], item.title, item.text, item.published or now, me, now)
                )
            except UNREADABLE:
                skipped["unreadable"] += 1
        gone = frozenset[str]() if feed.broken_off else vanished(known.videos, found, to_the_end=False)
        # A feed that broke off is asked for in full next time.
        after = known.after(found, (), gone, now).with_feed({} if feed.broken_off else answer.validators)
        new = tuple(entry for entry in found if entry.at >= since)
        return Batch(new, after.written(), deleted=gone, skipped=dict(skipped))

    async def _number_of(self, name: str) -> str:
        answer = await self._get(f"{self._origin}/{quote(name, safe='/@')}")
        found = await self._reader.look(answer.body, url=answer.url, content_type=_type(answer))
        addresses = found.feeds if isinstance(found, Page) else ()
        named = (re.search(r"channel_id=(UC[\w-]{22})", address, re.ASCII) for address in addresses)
        if number := next((match[1] for match in named if match), ""):
            return number
        raise NotFound(
            "YouTube does not say which channel that is to somebody without a key. Give the channel's number instead "
            "(it begins with UC), or have whoever runs Involve set INVOLVE_YOUTUBE_KEY."
        )

    async def _get(self, url: str, validators: Mapping[str, str] | None = None) -> Answer:
        return await self._http.get(url, validators=validators, accept=ACCEPT)

    async def _read(self, answer: Answer) -> Feed:
        return await self._reader.read(answer.body, url=answer.url, content_type=_type(answer))

    def _address(self, channel: str) -> str:
        return f"{self._origin}/feeds/videos.xml?channel_id={channel}"


def _type(answer: Answer) -> str:
    return answer.headers.get("content-type", "")

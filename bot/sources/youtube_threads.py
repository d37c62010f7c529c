"""The threads of comments below a channel's videos: read once a poll, each with all of its answers."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import TypeVar

from bot.errors import NotFound, Private
from bot.sources import youtube_read as read
from bot.sources.patience import Patience
from bot.sources.youtube_ask import COMMENTS_A_PAGE, Api
from bot.sources.youtube_read import Thread, readable

HEARD = timedelta(days=14)  # threads that are younger are looked at
PAGES, FILLED = 5, 30  # questions in one poll: for threads, for answers that were left out
CHANNELS, THREADS = 500, 2_000  # remembered

T = TypeVar("T")


class Threads:
    """What is said below videos. What it remembers may be forgotten at any time."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._read: OrderedDict[str, tuple[datetime, list[Thread]]] = OrderedDict()  # by channel, and when
        self._whole: OrderedDict[str, Thread] = OrderedDict()  # whose answers were asked for

    async def of(self, channel: str, now: datetime) -> list[Thread]:
        """The threads of the last days below all videos of a channel, newest first; the same for the same `now`."""
        if channel in self._read and self._read[channel][0] == now:
            return self._read[channel][1]
        patience = Patience(FILLED)
        threads = [await self._filled(thread, patience, now) for thread in await self._listed(channel, now)]
        _keep(self._read, channel, (now, threads), CHANNELS)
        return threads

    async def _listed(self, channel: str, now: datetime) -> list[Thread]:
        found: list[Thread] = []
        where: dict[str, str | int] = {
            "part": "snippet,replies", "allThreadsRelatedToChannelId": channel, "order": "time",
            "maxResults": COMMENTS_A_PAGE,
        }  # fmt: skip
        try:
            async for page in self._api.pages("commentThreads", Patience(PAGES), **where):
                found += readable(read.thread, page.items, now)
                if found and found[-1].top.at < now - HEARD:
                    break
        except (Private, NotFound):  # comments are switched off
            return []
        return [thread for thread in found if thread.top.at >= now - HEARD]

    async def _filled(self, thread: Thread, patience: Patience, now: datetime) -> Thread:
        """`thread` with the answers YouTube left out, as long as there is patience: it sends along five at most."""
        if thread.is_whole:
            return thread
        before = self._whole.get(thread.top.id)
        if before and before.said == thread.said and set(thread.answers) <= set(before.answers):
            return before
        answers = {answer.id: answer for answer in thread.answers}
        where: dict[str, str | int] = {"part": "snippet", "parentId": thread.top.id, "maxResults": COMMENTS_A_PAGE}
        async for page in self._api.pages("comments", patience, **where):
            answers |= {answer.id: answer for answer in readable(read.comment, page.items, now)}
            if not page.next:
                filled = thread.filled(answers.values())
                _keep(self._whole, thread.top.id, filled, THREADS)
                return filled
        return thread


def _keep(memory: OrderedDict[str, T], key: str, value: T, most: int) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > most:
        memory.popitem(last=False)

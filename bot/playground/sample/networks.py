"""The networks as the sample sees them: what is asked about it is answered here, everything else really goes out."""

from collections.abc import Callable
from datetime import datetime

import httpx

from bot.playground.sample.answers import Asked
from bot.playground.sample.blog import Blog
from bot.playground.sample.bluesky import Bluesky
from bot.playground.sample.hackernews import HackerNews
from bot.playground.sample.mastodon import Mastodon
from bot.playground.sample.story import DOMAIN, told

Clock = Callable[[], datetime]


class SampleNetworks:
    """All networks of the sample over one story, which ends at `now` and goes on for some days as `clock` is pushed on.

    `now` stays what it is for a whole run: every time and every id in the story follows from it.
    """

    def __init__(self, now: datetime, clock: Clock | None = None) -> None:
        self._clock = clock or (lambda: now)
        story = told(now)
        self._networks = (Bluesky(story), Mastodon(story), HackerNews(story), Blog(story))

    def around(self, real: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        """A transport that answers for the sample and hands on to `real`, with all its guards, what is not ours."""
        return _Around(self, real)

    def answer(self, request: httpx.Request) -> httpx.Response | None:
        """The answer, where the request is about the sample alone; None where it is not."""
        asked = Asked(request, self._clock())
        for network in self._networks:
            if network.knows(asked):
                return network.answer(asked)
        # A reserved name leads nowhere: nobody out there need be asked about it.
        return httpx.Response(404, request=request) if _is_reserved(asked.host) else None


class _Around(httpx.AsyncBaseTransport):
    def __init__(self, sample: SampleNetworks, real: httpx.AsyncBaseTransport) -> None:
        self._sample = sample
        self._real = real

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._sample.answer(request)
        return answer if answer is not None else await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


def _is_reserved(host: str) -> bool:
    return host == DOMAIN or host.endswith(f".{DOMAIN}")

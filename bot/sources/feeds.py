"""Reads RSS, Atom and JSON feeds in a process of its own, so that no feed can stop the bot from listening."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import Garbled, SourceError
from bot.phrase import Phrase

SECONDS = 10.0  # what one feed may take; 200 posts of 2,000 characters take 0.4 s
START_SECONDS = 60.0  # a busy machine takes its time to start Python
READY = b"ready\n"

# The child reads what strangers wrote: it gets what Python needs to start, and none of the bot's secrets.
_PASSED_ON = (
    "PATH",
    "SYSTEMROOT",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONTZPATH",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed: addresses absolute, texts plain and cut to what is kept. "" and None = not said."""

    guid: str  # as it stands in the feed
    link: str  # where its title leads
    permalink: str  # another address of it, where the feed gives one: a linkblog's link leads elsewhere
    title: str
    text: str
    links: tuple[str, ...]  # in the text
    published: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    author_url: str
    comments: int | None  # how many there are
    comment_feed: str
    answers: str  # id or address of what it replies to
    lang: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, read. `left_out`: entries beyond the two hundred that are read; `broken_off`: its end is missing."""

    title: str
    site: str
    authors: tuple[str, ...]
    lang: str
    generator: str
    items: tuple[Item, ...]
    left_out: int
    broken_off: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A web page, and the feeds it names: its main feed first, those of comments last."""

    feeds: tuple[str, ...]


class Feeds:
    """The process that reads feeds: started when first needed, kept warm, replaced when a feed was too much for it.

    One feed at a time, `seconds` for each; who is slower is killed. It ends by itself when this process does.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None

    async def read(self, body: bytes, *, url: str, content_type: str = "") -> Feed:
        """The feed in `body`. Raises Garbled where there is none, or none that can be read."""
        found = await self.look(body, url=url, content_type=content_type)
        if isinstance(found, Page):
            raise Garbled(
                "{host} sent a web page instead of a feed. Open {url} in a browser to see why.",
                host=_host(url),
                url=url,
            )
        return found

    async def look(self, body: bytes, *, url: str, content_type: str = "") -> Feed | Page:
        """The feed or the web page in `body`. Raises Garbled where it is neither, or a trap."""
        answer = await self._ask(body, {"url": url, "type": content_type})
        if why := answer.get("refused"):
            raise Garbled(
                "{host} sent {why}. Ask whoever runs it, or give another address.", host=_host(url), why=Phrase(why)
            )
        if "page" in answer:
            return Page(tuple(answer["page"]))
        return _feed(answer["feed"])

    async def close(self) -> None:
        """Ends the process, and waits until it is gone. The next feed would start another."""
        async with self._turn:
            await self._end()

    async def _ask(self, body: bytes, about: Mapping[str, str]) -> dict[str, Any]:
        async with self._turn:
            child = await self._ready()
            answered = False
            try:
                async with asyncio.timeout(self._seconds):
                    question = json.dumps({**about, "size": len(body), "seconds": self._seconds})
                    answer = json.loads(await _exchange(child, question.encode() + b"\n" + body))
                answered = True
            except TimeoutError as error:
                raise Garbled(
                    "{host} sent a feed that takes longer to read than Involve gives it. Give a feed with fewer or "
                    "shorter entries.",
                    host=_host(about["url"]),
                ) from error
            except (OSError, EOFError, ValueError) as error:
                raise Garbled(
                    "{host} sent a feed too tangled to read. Give another one.", host=_host(about["url"])
                ) from error
            finally:
                if not answered:  # too slow, dead, or no longer waited for: its next answer would be a wrong one
                    await self._end()
            return dict(answer)

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._child is not None and self._child.returncode is not None:
            await self._end()
        if self._child is None:
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.sources.feed_reader"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
            )
            said = b""
            try:
                async with asyncio.timeout(START_SECONDS):
                    said = await _out(self._child).readline()
            except TimeoutError:
                pass
            finally:
                if said != READY:
                    await self._end()
            if self._child is None:
                raise SourceError("The reader of feeds does not start: `python -m bot.sources.feed_reader` says why.")
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if not _out(child).at_eof():  # killing what has died by itself would take its exit status from asyncio
            with suppress(ProcessLookupError):
                child.kill()
        if child.stdin is not None:
            child.stdin.close()
        await _out(child).read()  # what is left, so that its pipe is closed too
        await child.wait()


async def _exchange(child: asyncio.subprocess.Process, question: bytes) -> bytes:
    assert child.stdin is not None
    child.stdin.write(question)
    await child.stdin.drain()
    size = int(await _out(child).readline())
    return await _out(child).readexactly(size)


def _out(child: asyncio.subprocess.Process) -> asyncio.StreamReader:
    assert child.stdout is not None
    return child.stdout


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in sys.path)}


def _feed(raw: dict[str, Any]) -> Feed:
    items = tuple(_item(item) for item in raw.pop("items"))
    return Feed(items=items, authors=tuple(raw.pop("authors")), **raw)


def _item(raw: dict[str, Any]) -> Item:
    for many in ("links", "authors"):
        raw[many] = tuple(raw[many])
    for when in ("published", "updated"):
        raw[when] = datetime.fromtimestamp(raw[when], UTC) if raw[when] is not None else None
    return Item(**raw)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "That address"

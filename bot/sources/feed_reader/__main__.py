"""Reads one feed after the other in a process of its own: asked on standard input, answers on standard output.

What it is given was written by strangers. It knows no secret, opens no address, and may be killed at any time.
"""

import html
import json
import os
import re
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any, BinaryIO

from bot.sources.feed_reader.formats import Unreadable, absolute, json_feed, xml_feed
from bot.sources.feeds import READY, Feed

MEMORY = 512 * 1024 * 1024  # bytes; real feeds need a tenth
MAX_ALTERNATES = 20
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")

_PREAMBLE = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_TAG = re.compile(r"<(link|base)\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]++)""")


def main() -> None:
    """Answers until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which ends this process itself
    _limit_memory()
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print would be taken for an answer
    answers.write(READY)
    answers.flush()
    while line := asked.readline():
        question = json.loads(line)
        body = asked.read(question["size"])
        _alarm(question["seconds"])
        _answer(answers, body, question["url"], question["type"])
        _alarm(0)


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, macOS refuses this one
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _alarm(seconds: float) -> None:
    """Ends this process in good time even where nobody is left to do it."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds) + 5 if seconds else 0)


def _answer(answers: BinaryIO, body: bytes, url: str, content_type: str) -> None:
    try:
        found = look(body, url, content_type)
    except Unreadable as error:
        found = {"refused": str(error)}
    except MemoryError:
        os._exit(1)
    except Exception:  # feedparser stumbles over garbage in many ways, and they all mean the same
        found = {"refused": str(Unreadable("a feed too tangled to read"))}
    said = json.dumps(found).encode()
    answers.write(b"%d\n" % len(said) + said)
    answers.flush()


def look(body: bytes, url: str, content_type: str = "") -> dict[str, Any]:
    """{"feed": a Feed's fields} or {"page": addresses of the feeds it names}. Raises Unreadable."""
    body = body.lstrip()
    if not body:
        raise Unreadable("an empty answer")
    if body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return {"feed": _as_json(json_feed(body, url))}
    start = _after_preamble(body)
    if start.startswith(b"<!doctype") and b"<!entity" in start:
        raise Unreadable("a document that defines entities of its own, as only traps do")
    if start.startswith((b"<!doctype html", b"<html")):
        return {"page": alternates(body.decode("utf-8", "replace"), url)}
    return {"feed": _as_json(xml_feed(body, url, content_type))}


def _as_json(feed: Feed) -> dict[str, Any]:
    fields = asdict(feed)
    for item in fields["items"]:
        for when in ("published", "updated"):
            item[when] = item[when].timestamp() if item[when] is not None else None
    return fields


def _after_preamble(body: bytes) -> bytes:
    """From the document type or the root on, in lower case and without the zeros of UTF-16."""
    text = body.replace(b"\0", b"").lower()
    at = len(text) - len(text.lstrip(b"\xef\xbb\xbf\xff\xfe"))
    while found := _PREAMBLE.match(text, at):
        at = found.end()
    return text[at:].lstrip()


def alternates(page: str, url: str) -> list[str]:
    """The feeds `page` names as its own, those of comments last."""
    base, found = url, dict[str, bool]()
    for tag in _TAG.finditer(page):
        said = {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(tag.group(2))}
        if tag.group(1).lower() == "base":
            base = absolute(said.get("href", ""), url) or url
        elif "alternate" in said.get("rel", "").lower().split() and said.get("type", "").strip().lower() in FEED_TYPES:
            address = absolute(said.get("href", ""), base)
            found.setdefault(address, "comment" in f"{address} {said.get('title', '')}".lower())
    found.pop("", None)
    return sorted(found, key=found.__getitem__)[:MAX_ALTERNATES]


if __name__ == "__main__":
    main()

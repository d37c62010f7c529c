"""What an RSS, Atom or JSON feed says, in our words. Slow on a hostile one: only ever called where it can be killed."""

import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from bot.domain.entry import MAX_TITLE, clean
from bot.sources.feed_reader.times import moment
from bot.sources.feeds import Feed, Item
from bot.sources.text import hrefs, plain

ENTRIES = 200  # read of a feed: the first and the last hundred, for some have the newest at the end
MAX_HTML = 200_000  # characters read of one entry
MAX_LINKS = 100
MAX_ADDRESS = 2_000
MAX_GUID = 1_000

_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END_OF_ENTRY = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?(rss|feed|rdf))[\s>]", re.IGNORECASE)


class Unreadable(Exception):
    """It cannot be read; says what it is instead, to follow on "sent"."""


def xml_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """The RSS or Atom feed in `body`; where it breaks off, the entries that came whole."""
    body, left_out, broken_off = _trimmed(body)
    parsed = feedparser.parse(
        io.BytesIO(body),  # never the bytes themselves: feedparser would visit one that looks like an address
        response_headers=_headers(body, content_type),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise Unreadable("something that is neither a feed nor a web page")
    about = parsed.feed
    site = absolute(about.get("link", ""), url)
    items = [_xml_item(entry, site or url) for entry in parsed.entries[:ENTRIES]]
    return Feed(
        title=_title(about.get("title", ""), about.get("title_detail", {})),
        site=site,
        authors=_authors(about),
        lang=_lang(about.get("language")),
        generator=clean(about.get("generator", ""), 100),
        items=tuple(items),
        left_out=left_out,
        broken_off=broken_off,
    )


def _trimmed(body: bytes) -> tuple[bytes, int, bool]:
    """`body` with its end mended and at most ENTRIES entries; how many were left out; whether it broke off.

    Done before parsing: 50,000 entries would take seven seconds. An entry that broke off is dropped, for half an id is
    another id.
    """
    ends = [found.end() for found in _END_OF_ENTRY.finditer(body)]
    root = _ROOT.search(body)
    if root is None:
        return body, 0, False
    name = root.group(1)
    broken_off = b"</" + name not in body[ends[-1] if ends else 0 :]
    if broken_off and ends:
        closing = b"</channel>" if root.group(2).lower() == b"rss" else b""
        body = body[: ends[-1]] + closing + b"</" + name + b">"
    elif broken_off:
        entry = _ENTRY.search(body)
        body = body[: entry.start()] if entry else body
    if len(ends) > ENTRIES:
        half = ENTRIES // 2
        return body[: ends[half - 1]] + body[ends[-half - 1] :], len(ends) - ENTRIES, broken_off
    return body, 0, broken_off


def _headers(body: bytes, content_type: str) -> dict[str, str]:
    """What feedparser may know of the answer's headers: its charset, unless the bytes tell better."""
    if not body.isascii():
        with suppress(UnicodeDecodeError):  # what decodes as UTF-8 and is more than ASCII, is UTF-8, whatever they say
            body.decode("utf-8")
            return {"content-type": "application/xml; charset=utf-8"}
    said = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    return {"content-type": f"application/xml; charset={said.group(1)}"} if said else {}


def _xml_item(entry: dict[str, Any], base: str) -> Item:
    guid = str(entry.get("id", ""))[:MAX_GUID]
    link = entry.get("feedburner_origlink") or entry.get("link", "")
    if link == guid and not _is_address(guid):  # "42", without a word on its being no permalink
        link = ""
    text, links = _words(entry)
    detail = entry.get("author_detail", {})
    answers = entry.get("thr_in-reply-to") or {}
    # dict.get: feedparser's own answers "updated" with "published", and warns about it.
    return Item(
        guid=guid,
        link=absolute(link, base),
        permalink=_related(entry, base) or (guid if _is_address(guid) else ""),
        title=_title(entry.get("title", ""), entry.get("title_detail", {})),
        text=text,
        links=links,
        published=_first_moment(dict.get(entry, "published"), dict.get(entry, "created")),
        updated=_first_moment(dict.get(entry, "updated")),
        authors=_authors(entry),
        author_url=absolute(detail.get("href", ""), base),
        comments=_comments(entry),
        comment_feed=absolute(_comment_feed(entry), base),
        answers=str(answers.get("ref") or answers.get("href") or "")[:MAX_GUID],
        lang=_lang(*(part.get("language") for part in (*entry.get("content", ()), entry.get("title_detail", {})))),
    )


def _words(entry: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The text of an entry and the links in it: of its content, else of its summary."""
    for part in (*entry.get("content", ()), entry.get("summary_detail", {})):
        kind, value = part.get("type", "text/html"), str(part.get("value", ""))[:MAX_HTML]
        if not value.strip() or not (kind.startswith("text/") or "html" in kind):
            continue  # an empty one, a picture, a download
        return (clean(value), ()) if kind == "text/plain" else _from_html(value)
    return "", ()


def _from_html(markup: str) -> tuple[str, tuple[str, ...]]:
    links = (link for link in hrefs(markup, ()) if len(link) <= MAX_ADDRESS)
    return clean(plain(markup)), tuple(links)[:MAX_LINKS]


def _title(value: str, detail: Mapping[str, Any]) -> str:
    # Titles of RSS are plain text by its rules and full of entities in truth.
    text = html.unescape(value[:MAX_HTML]) if detail.get("type") == "text/plain" else plain(value[:MAX_HTML])
    return clean(" ".join(text.split()), MAX_TITLE)


def _related(entry: Mapping[str, Any], base: str) -> str:
    found = (link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "related")
    return absolute(next(found, ""), base)


def _comments(entry: Mapping[str, Any]) -> int | None:
    counts = [entry.get("slash_comments"), entry.get("thr_total"), *(link.get("thr:count") for link in _replies(entry))]
    return next((int(count) for count in counts if count and re.fullmatch(r"\s*[0-9]{1,7}\s*", count)), None)


def _comment_feed(entry: Mapping[str, Any]) -> str:
    feeds = (link.get("href", "") for link in _replies(entry) if "xml" in link.get("type", ""))
    return str(entry.get("wfw_commentrss") or next(feeds, ""))


def _replies(entry: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [link for link in entry.get("links", ()) if link.get("rel") == "replies"]


def _authors(about: Mapping[str, Any]) -> tuple[str, ...]:
    names = [clean(str(author.get("name", "")), 100) for author in about.get("authors", ())]
    return tuple(dict.fromkeys(name for name in names if name))[:10]


def json_feed(body: bytes, url: str) -> Feed:
    """The JSON Feed (1.0 or 1.1) in `body`."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("something that is neither a feed nor a web page") from error
    if "jsonfeed" not in str(raw.get("version", "")) or not isinstance(raw.get("items"), list):
        raise Unreadable("JSON that is no feed")
    entries = [entry for entry in raw["items"] if isinstance(entry, dict)]
    half = ENTRIES // 2
    read = entries if len(entries) <= ENTRIES else entries[:half] + entries[-half:]
    site = absolute(_said(raw, "home_page_url"), url)
    return Feed(
        title=_title(_said(raw, "title"), {"type": "text/plain"}),
        site=site,
        authors=tuple(_json_authors(raw)),
        lang=_lang(raw.get("language")),
        generator="",
        items=tuple(_json_item(entry, site or url) for entry in read),
        left_out=len(entries) - len(read),
        broken_off=False,
    )


def _json_item(entry: Mapping[str, Any], base: str) -> Item:
    own, elsewhere = (absolute(_said(entry, name), base) for name in ("url", "external_url"))
    markup = _said(entry, "content_html")
    written, links = _from_html(markup[:MAX_HTML]) if markup else (clean(_said(entry, "content_text", "summary")), ())
    return Item(
        guid=_said(entry, "id")[:MAX_GUID],
        link=elsewhere or own,
        permalink=own,
        title=_title(_said(entry, "title"), {"type": "text/plain"}),
        text=written,
        links=links,
        published=_first_moment(entry.get("date_published")),
        updated=_first_moment(entry.get("date_modified")),
        authors=tuple(_json_authors(entry)),
        author_url="",
        comments=None,
        comment_feed="",
        answers="",
        lang=_lang(entry.get("language")),
    )


def _json_authors(about: Mapping[str, Any]) -> Iterator[str]:
    authors = about.get("authors") or [about.get("author")]  # 1.1, 1.0
    for author in authors[:10] if isinstance(authors, list) else ():
        if isinstance(author, dict) and (name := clean(_said(author, "name"), 100)):
            yield name


def _said(about: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something. Ids are numbers in some feeds."""
    values = (about.get(name) for name in names)
    return next((str(value) for value in values if isinstance(value, str | int | float) and str(value)), "")


def absolute(address: Any, base: str) -> str:
    """`address` as an http(s) address, or ""."""
    try:
        joined = urljoin(base, str(address or "").strip())
    except ValueError:
        return ""
    return clean(joined, MAX_ADDRESS + 1) if address and _is_address(joined) else ""


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) and len(text) <= MAX_ADDRESS and not re.search(r"\s", text)


def _first_moment(*said: Any) -> datetime | None:
    return next((at for text in said if isinstance(text, str) and (at := moment(text)) is not None), None)


def _lang(*said: Any) -> str:
    tags = (text.strip() for text in said if isinstance(text, str))
    return next((tag for tag in tags if re.fullmatch(r"[\w-]{2,20}", tag)), "")

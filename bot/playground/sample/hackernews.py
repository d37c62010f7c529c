"""Hacker News' answers about the sample: the search of its archive and the official API, over one set of items."""

import html
import re
from collections.abc import Mapping
from zlib import crc32

import httpx

from bot.playground.sample.answers import Asked, Json, json_answer, stamp
from bot.playground.sample.story import LINK, Message, Person, Story

SEARCH, OFFICIAL = "hn.algolia.com", "hacker-news.firebaseio.com"
PREFIX = "sample_"  # of every name
FIRST_ID = 9_000_000_000_000  # far beyond the numbers that exist
SHOWN_AT_MOST = 1_000
CREATED = 1_714_694_400  # seconds; every account, before everything that is told

_GROUP = re.compile(r"\([^)]*\)|[^,()]+")
_NAMED = re.compile(r"(author|story)_([\w-]+)")
_PAGE = re.compile(r"/(?:api/v1/items/|v0/item/|v0/user/)([\w-]+?)(?:\.json)?")
_FILTER = re.compile(r"created_at_i(>=|<=|>|<)(\d+)")


class HackerNews:
    """Answers what names only the sample; a search that names nobody ("Ask HN") as well, for it has no network else."""

    name = "hackernews"

    def __init__(self, story: Story) -> None:
        self._story = story
        self._items = {number(message): message for message in story.messages if message.network == self.name}

    def knows(self, asked: Asked) -> bool:
        """Whether everybody and everything it names is of the sample."""
        if asked.host not in (SEARCH, OFFICIAL):
            return False
        if found := _PAGE.fullmatch(asked.path):
            return _is_ours(found[1])
        named = _NAMED.findall(asked.one("tags"))
        return asked.path == "/api/v1/search_by_date" and all(_is_ours(name) for _, name in named)

    def answer(self, asked: Asked) -> httpx.Response:
        """As the two archives say it: the one has no 404, the other no null."""
        found = _PAGE.fullmatch(asked.path)
        if asked.host == OFFICIAL:
            name = found[1] if found else ""
            said = self._user(name, asked) if name.startswith(PREFIX) else self._official(name, asked)
            return json_answer(asked, said, headers={"cache-control": "no-cache", "access-control-allow-origin": "*"})
        headers = {"server": "cloudflare", "access-control-allow-origin": "*"}
        if found is None:
            return json_answer(asked, self._search(asked), headers=headers)
        message = self._known(found[1], asked)
        if message is None:
            return json_answer(asked, {"status": 404, "error": "Not Found"}, status=404, headers=headers)
        return json_answer(asked, self._tree(message, asked), headers=headers)

    def _user(self, name: str, asked: Asked) -> Json | None:
        person = self._story.is_on(self.name, name.removeprefix(PREFIX))
        if person is None:
            return None
        said = self._story.said(self.name, asked.now, person)
        return {
            "about": html.escape(person.about),
            "created": CREATED,
            "id": name,
            "karma": sum(_points(message) for message in said) + 1,
            "submitted": [int(number(message)) for message in reversed(said)],
        }

    def _official(self, id_: str, asked: Asked) -> Json | None:
        message = self._known(id_, asked)
        if message is None:
            return None
        kids = [int(number(answer)) for answer in self._story.below(message, asked.now)]
        said: Json = {"by": called(message.by), "id": int(id_), "time": _seconds(message), "type": _type(message)}
        said |= {"kids": kids} if kids else {}
        said |= {"text": _markup(message.text)} if message.text else {}
        if message.parent:
            return {**said, "parent": int(number(message.parent))}
        said |= {"url": message.link} if message.link else {}
        below = len(self._story.all_below(message, asked.now))
        return {**said, "descendants": below, "score": _points(message), "title": message.title}

    def _search(self, asked: Asked) -> Json:
        words, tags, within = asked.one("query").strip('" ').lower(), asked.one("tags"), asked.one("numericFilters")
        hits = [
            message
            for message in reversed(self._story.said(self.name, asked.now))
            if _is_within(_seconds(message), within)
            and _is_tagged(_tags(message), tags)
            and words in f"{message.title} {message.text}".lower()
        ]
        size, page = asked.number("hitsPerPage", 20), asked.number("page", 0)
        return {
            "exhaustive": {"nbHits": True, "typo": True},
            "exhaustiveNbHits": True,
            "exhaustiveTypo": True,
            "hits": [self._hit(message, asked) for message in hits[:SHOWN_AT_MOST][page * size : (page + 1) * size]],
            "hitsPerPage": size,
            "nbHits": len(hits),
            "nbPages": -(-min(len(hits), SHOWN_AT_MOST) // size),
            "page": page,
            "params": asked.request.url.query.decode(),
            "processingTimeMS": 4,
            "processingTimingsMS": {"_request": {"roundTrip": 17}, "fetch": {"query": 2, "total": 3}, "total": 4},
            "query": asked.one("query"),
            "serverTimeMS": 5,
        }

    def _hit(self, message: Message, asked: Asked) -> Json:
        root = message.root
        hit: Json = {
            "_highlightResult": _highlighted({"author": called(message.by), "title": root.title}),
            "_tags": _tags(message),
            "author": called(message.by),
            "children": [int(number(answer)) for answer in self._story.below(message, asked.now)],
            "created_at": stamp(message.at)[:19] + "Z",
            "created_at_i": _seconds(message),
            "objectID": number(message),
            "points": None if message.parent else _points(message),
            "story_id": int(number(root)),
            "updated_at": stamp(message.at)[:19] + "Z",
        }
        if message.parent:
            hit |= {"comment_text": _markup(message.text), "parent_id": int(number(message.parent))}
            return hit | {"story_title": root.title} | ({"story_url": root.link} if root.link else {})
        hit |= {"title": message.title, "num_comments": len(self._story.all_below(message, asked.now))}
        hit |= {"url": message.link} if message.link else {}
        return hit | ({"story_text": _markup(message.text)} if message.text else {})

    def _tree(self, message: Message, asked: Asked) -> Json:
        return {
            "author": called(message.by),
            "children": [self._tree(answer, asked) for answer in self._story.below(message, asked.now)],
            "created_at": stamp(message.at)[:19] + ".000Z",
            "created_at_i": _seconds(message),
            "id": int(number(message)),
            "options": [],
            "parent_id": int(number(message.parent)) if message.parent else None,
            "points": None if message.parent else _points(message),
            "story_id": int(number(message.root)),
            "text": _markup(message.text) if message.text else None,
            "title": message.title or None,
            "type": _type(message),
            "url": message.link or None,
        }

    def _known(self, id_: str, asked: Asked) -> Message | None:
        message = self._items.get(id_)
        return message if message and message.at <= asked.now else None


def number(message: Message) -> str:
    """An item's number: it grows with time, as theirs do."""
    return str(FIRST_ID + _seconds(message))


def called(person: Person) -> str:
    """The name somebody has there."""
    return PREFIX + person.name


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) or (name.isdecimal() and int(name) >= FIRST_ID)


def _seconds(message: Message) -> int:
    return int(message.at.timestamp())


def _points(message: Message) -> int:
    return crc32(f"{message.title}{message.text}".encode()) % 70 + 3 if message.title else 1


def _type(message: Message) -> str:
    return "comment" if message.parent else "story"


def _tags(message: Message) -> list[str]:
    kinds = {"Ask HN": "ask_hn", "Show H": "show_hn"}
    more = [kinds[message.title[:6]]] if message.title[:6] in kinds else []
    return [_type(message), f"author_{called(message.by)}", f"story_{number(message.root)}", *more]


def _is_tagged(has: list[str], wanted: str) -> bool:
    """ "a,(b,c)" = a and (b or c)."""
    groups = [group.strip("()").split(",") for group in _GROUP.findall(wanted)]
    return all(any(tag in has for tag in group) for group in groups)


def _is_within(at: int, filters: str) -> bool:
    compare = {">": int.__gt__, "<": int.__lt__, ">=": int.__ge__, "<=": int.__le__}
    return all(compare[how](at, int(limit)) for how, limit in _FILTER.findall(filters))


def _highlighted(values: Mapping[str, str]) -> Json:
    return {name: {"matchLevel": "none", "matchedWords": [], "value": value} for name, value in values.items()}


def _markup(text: str) -> str:
    """Their HTML: paragraphs that nobody closes, every apostrophe written out."""
    parts, at = [], 0
    for found in LINK.finditer(text):
        address = html.escape(found[0]).replace("/", "&#x2F;")
        parts += [html.escape(text[at : found.start()]), f'<a href="{address}" rel="nofollow">{address}</a>']
        at = found.end()
    return "".join([*parts, html.escape(text[at:])]).replace("\n\n", "<p>")

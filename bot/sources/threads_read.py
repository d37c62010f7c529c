"""Threads' words turned into ours. People are known by their names there: numbers are told to nobody else's app.

What has not the form it should have raises one of `meta_read.UNREADABLE`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.classify import asks
from bot.domain.entry import NOBODY, Entry, Party, clean, shorten
from bot.domain.kinds import Kind
from bot.sources.base import Received, Talk
from bot.sources.meta_ask import Json
from bot.sources.meta_read import moment, words
from bot.sources.text import MAX_ADDRESS, MAX_LINKS, origin_of

FIELDS = (
    "id,media_type,permalink,username,text,timestamp,is_quote_post,quoted_post,reposted_post,link_attachment_url,"
    "topic_tag,has_replies,reply_audience,is_reply,root_post,replied_to"
)
BELOW_FIELDS = "id,username,text,timestamp,permalink,replied_to,root_post,is_reply_owned_by_me,hide_status"
POINTED_FIELDS = "id,username,text,permalink"
TALK_FIELDS = "id,username,text,timestamp,permalink,has_replies,is_reply,is_quote_post"
NUMBER = re.compile(r"[0-9]{1,30}")
NAME = re.compile(r"[A-Za-z0-9._]{1,30}")

_ADDRESS = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@/.])@([A-Za-z0-9._]{1,30})")
_OWN_HOSTS = ("threads.net", "www.threads.net", "threads.com", "www.threads.com")
_SHOWN = frozenset({"", "NOT_HUSHED", "UNHUSHED"})
_OPEN = {"EVERYONE": True, "MENTIONED_ONLY": False, "PARENT_POST_AUTHOR_ONLY": False}


@dataclass(frozen=True, slots=True)
class Pointed:
    """A post somebody's post points at: who wrote it, and what. Hidden from us, it is somebody's all the same."""

    author: Party
    text: str = ""
    code: str = ""  # as it stands in its address


@dataclass(slots=True)
class Known:
    """Posts by number, as far as they have been seen."""

    posts: dict[str, Pointed] = field(default_factory=dict)

    def author(self, id_: str) -> Party:
        return self.posts[id_].author if id_ in self.posts else NOBODY


def party(name: str) -> Party:
    """Somebody by their name."""
    return Party(name.casefold(), f"@{name}") if NAME.fullmatch(name) else NOBODY


def hidden(id_: str) -> Pointed:
    """What the token does not show: not the member's, for of those it shows all."""
    return Pointed(Party(f"somebody:{id_}"))


def pointed(item: Json, me: Party, own_name: str) -> Pointed:
    name = words(item, "username")
    author = me if name.casefold() == own_name.casefold() else party(name)
    found = Pointed(author, clean(words(item, "text")), code(words(item, "permalink")))
    return found if author else hidden(str(item["id"]))


def number_of(item: Json, field: str) -> str:
    """The number of what it points at; "" where it points at nothing."""
    told = item.get(field)
    id_ = str(told.get("id") or "") if isinstance(told, dict) else str(told or "")
    return id_ if NUMBER.fullmatch(id_) else ""


def points(item: Json) -> list[str]:
    """The numbers of all it points at."""
    found = (number_of(item, field) for field in ("root_post", "replied_to", "quoted_post", "reposted_post"))
    return [id_ for id_ in found if id_]


def entry(item: Json, me: Party, known: Known, now: datetime) -> Entry:
    """A post, an answer, a quote or a repost of `me`'s."""
    id_, at = str(item["id"]), min(moment(item["timestamp"]), now)
    if not NUMBER.fullmatch(id_):
        raise ValueError("no number")
    url = words(item, "permalink")
    reposted = number_of(item, "reposted_post")
    if reposted or item.get("media_type") == "REPOST_FACADE":
        seen = known.posts.get(reposted, Pointed(NOBODY))
        return Entry(
            "threads", id_, Kind.BOOST, at, me, url=url, parent_id=seen.code or reposted, parent_text=seen.text,
            of=seen.author,
        )  # fmt: skip
    parent, root, quoted = (number_of(item, field) for field in ("replied_to", "root_post", "quoted_post"))
    answered = known.posts.get(parent, Pointed(NOBODY))
    is_reply = bool(parent or root or item.get("is_reply") is True)
    text, own_name = clean(words(item, "text")), me.name.removeprefix("@").casefold()
    return Entry(
        "threads",
        id_,
        Kind.REPLY if is_reply else Kind.QUOTE if quoted else Kind.POST,
        at,
        me,
        url=url,
        text=text,
        links=_links(item, text),
        mentions=tuple(
            dict.fromkeys(name.casefold() for name in _MENTION.findall(text) if name.casefold() != own_name)
        ),
        thread=root or parent,
        root=known.author(root or parent),
        parent_id=(parent if answered.author.id == me.id else answered.code or parent) or quoted,
        parent=answered.author,
        parent_text=answered.text,
        of=known.author(quoted),
        comments_open=None if is_reply else _OPEN.get(words(item, "reply_audience")),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A node of a conversation."""

    id: str
    author: Party
    is_mine: bool
    at: datetime
    text: str
    url: str
    answers: str  # number
    is_shown: bool

    def received(self, on: str, answered_at: datetime | None) -> Received:
        return Received(self.id, self.author, self.at, self.text, self.url, on, answered_at)


def said(item: Json, own_name: str, now: datetime) -> Said:
    id_, name = str(item["id"]), words(item, "username")
    if not NUMBER.fullmatch(id_):
        raise ValueError("no number")
    is_mine = item.get("is_reply_owned_by_me") is True or (bool(name) and name.casefold() == own_name.casefold())
    return Said(
        id_,
        party(name),
        is_mine,
        min(moment(item["timestamp"]), now),
        clean(words(item, "text")),
        words(item, "permalink"),
        number_of(item, "replied_to"),
        words(item, "hide_status") in _SHOWN,
    )


def talk(item: Json, own_name: str, now: datetime) -> Talk:
    """A post the search found. One's own is none: without the permission to search, it finds only those."""
    starter, text = party(words(item, "username")), clean(words(item, "text"))
    if not starter or starter.id == own_name.casefold() or item.get("is_reply") is True or not text:
        raise ValueError("nothing to join")
    at = min(moment(item["timestamp"]), now)
    return Talk(
        native_id=str(item["id"]),
        starter=starter,
        started_at=at,
        last_at=at,
        messages=2 if item.get("has_replies") is True else 1,  # how many it does not say
        title=shorten(text.partition("\n")[0], 80),
        text=text,
        url=words(item, "permalink"),
        is_question=asks(text),
    )


def answered(nodes: Mapping[str, Said], mine: frozenset[str]) -> list[Received]:
    """What others said right below posts of `mine`, and when the member first spoke anywhere below that."""
    first: dict[str, datetime] = {}
    for node in nodes.values():
        above, steps = node.answers if node.is_mine else "", 0
        while above in nodes and steps < len(nodes):
            first[above] = min(first.get(above, node.at), node.at)
            above, steps = nodes[above].answers, steps + 1
    own = mine | {node.id for node in nodes.values() if node.is_mine}
    heard = [node for node in nodes.values() if not node.is_mine and node.answers in own]
    return [node.received(node.answers, first.get(node.id)) for node in heard if node.author and node.is_shown]


def _links(item: Json, text: str) -> tuple[str, ...]:
    written = (address.rstrip(".,;:!?)]}'…»") for address in _ADDRESS.findall(text))
    found = dict.fromkeys(clean(each, MAX_ADDRESS + 1) for each in (*written, words(item, "link_attachment_url")))
    hosts = {address: origin_of(address).partition("//")[2] for address in found}
    kept = (each for each, host in hosts.items() if host and host not in _OWN_HOSTS and len(each) <= MAX_ADDRESS)
    return tuple(kept)[:MAX_LINKS]


def code(permalink: str) -> str:
    """The last part of a post's address."""
    return permalink.partition("?")[0].rstrip("/").rpartition("/")[2] if "/post/" in permalink else ""

"""Instagram's words turned into ours. What has not the form it should have raises one of `UNREADABLE`."""

import re

from bot.domain.classify import asks
from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.base import Talk
from bot.sources.below import Said
from bot.sources.meta_ask import Json
from bot.sources.meta_below import Post
from bot.sources.meta_read import amount, moment, words
from bot.sources.text import MAX_ADDRESS, addresses

TITLE = 100  # characters

MEDIA_FIELDS = "id,caption,media_type,permalink,timestamp,comments_count,is_comment_enabled,username"
_SAID = "id,text,timestamp,username,from{id,username}"
COMMENT_FIELDS = f"{_SAID},replies.limit(50){{{_SAID}}}"
TAGGED_FIELDS = "id,caption,permalink,timestamp,comments_count,username"

_ID = re.compile(r"[0-9]{1,30}")
_NAME = re.compile(r"[A-Za-z0-9._]{1,30}")


def identity(value: object) -> str:
    """An id of theirs."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("no id")
    return value


def post(item: Json, me: Party) -> Post:
    """A picture, a reel or an album of the account's, with the number of comments below it."""
    text, is_open = clean(words(item, "caption")), item.get("is_comment_enabled")
    entry = Entry(
        network="instagram",
        native_id=identity(item["id"]),
        kind=Kind.POST,
        at=moment(item["timestamp"]),
        author=me,
        url=address(item),
        text=text,
        links=addresses(text),
        comments_open=is_open if isinstance(is_open, bool) else None,
    )
    return Post(entry, amount(item.get("comments_count")))


def comment(item: Json, own_name: str, below: str, above: str = "") -> list[Said]:
    """A comment below something of the account's and the answers to it. `below`: the address it stands at."""
    id_ = identity(item["id"])
    author = _party(item)
    said = Said(
        id=id_,
        author=author,
        at=moment(item["timestamp"]),
        text=clean(words(item, "text")),
        url=f"{below}c/{id_}/" if below.endswith("/") else below,
        above=above,
        is_own=bool(author) and author.name.casefold() == own_name.casefold(),
    )
    return [said, *(each for reply in _replies(item) for each in comment(reply, own_name, below, id_))]


def has_more(item: Json) -> bool:
    """Whether not all answers to a comment came with it."""
    replies = item.get("replies")
    paging = replies.get("paging") if isinstance(replies, dict) else None
    return isinstance(paging, dict) and bool(paging.get("next"))


def talk(item: Json, own_name: str) -> Talk | None:
    """Something of somebody else's in which the account is tagged."""
    starter = _party(item)
    if not starter or starter.name.casefold() == own_name.casefold():
        return None
    at, text = moment(item["timestamp"]), clean(words(item, "caption"))
    return Talk(
        native_id=identity(item["id"]),
        starter=starter,
        started_at=at,
        last_at=at,
        messages=1 + amount(item.get("comments_count")),
        title=clean(text, TITLE),
        text=text,
        url=address(item),
        is_question=asks(text),
    )


def address(item: Json) -> str:
    said = item.get("permalink")
    is_address = isinstance(said, str) and said.startswith("https://") and len(said) <= MAX_ADDRESS
    return clean(str(said), MAX_ADDRESS) if is_address else ""


def name(item: Json) -> str:
    """Who it says wrote it."""
    said = item.get("username")
    return said if isinstance(said, str) and _NAME.fullmatch(said) else ""


def _party(item: Json) -> Party:
    """By the stable id where the token may see it, else by name."""
    by = item.get("from")
    told = by if isinstance(by, dict) else {}
    called = name(item) or name(told)
    id_ = told.get("id")
    if isinstance(id_, str) and _ID.fullmatch(id_):
        return Party(id_, called)
    return Party(f"@{called.casefold()}", called) if called else NOBODY


def _replies(item: Json) -> list[Json]:
    replies = item.get("replies")
    found = replies.get("data") if isinstance(replies, dict) else None
    # Answers nest once; what claims more is no answer of theirs.
    flat = [{**each, "replies": None} for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [each for each in flat if isinstance(each.get("id"), str)]

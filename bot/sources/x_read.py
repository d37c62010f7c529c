"""X's words turned into ours: posts that point at what they answer, quote and repeat by number alone.

What has not the form it should have raises one of `UNREADABLE`.
"""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.classify import asks
from bot.domain.entry import NOBODY, Entry, Party, clean, shorten
from bot.domain.kinds import Kind
from bot.sources.base import Received, Talk
from bot.sources.text import MAX_ADDRESS, MAX_LINKS

Json = dict[str, Any]

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
NUMBER = re.compile(r"[1-9][0-9]{0,19}")
_EPOCH = 1_288_834_974_657  # milliseconds; the numbers of posts count from 4 November 2010
_FIRST_WITH_TIME = 1 << 41  # smaller numbers were given one after the other, and hold no moment
_RETWEET = re.compile(r"RT @(\w{1,30}): ?")
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?P<name>\w{1,30})/status(?:es)?/(?P<id>\d{1,20})", re.IGNORECASE
)
_PICTURE = re.compile(r"https?://pic\.(?:twitter|x)\.com/", re.IGNORECASE)
_NO_LANGUAGE = frozenset({"und", "zxx", "qam", "qct", "qht", "qme", "qst"})
_OPEN = {"everyone": True, "mentionedUsers": False}


def moment(post: Json) -> datetime:
    at = datetime.fromisoformat(str(post["created_at"]))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def first_id(post: Json) -> str:
    """The number a post had before it was edited: every edit is a post of its own there."""
    history = post.get("edit_history_tweet_ids")
    first = str(history[0]) if isinstance(history, list) and history else str(post["id"])
    if not NUMBER.fullmatch(first):
        raise ValueError("no number")
    return first


def moment_of(id_: str) -> datetime | None:
    """The moment in a post's number."""
    number = int(id_)
    if number < _FIRST_WITH_TIME:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=(number >> 22) + _EPOCH)


def id_at(at: datetime) -> str:
    """The smallest number a post of that moment could have."""
    return str(max((int(at.timestamp() * 1000) - _EPOCH) << 22, 1))


def references(post: Json) -> dict[str, str]:
    """What it points at: "retweeted", "quoted", "replied_to" -> number."""
    told = post.get("referenced_tweets") or ()
    return {str(each["type"]): str(each["id"]) for each in told if NUMBER.fullmatch(str(each["id"]))}


def unclear(post: Json, me: Party) -> list[str]:
    """The posts whose author has to be looked up before `entry` can tell all: each look-up costs money."""
    points = references(post)
    if "retweeted" in points:
        by = _RETWEET.match(html.unescape(str(post.get("text") or "")))
        whose = _called(by[1], _mentioned(post), me) if by else NOBODY
        return [] if whose else [points["retweeted"]]
    found = [points["quoted"]] if "quoted" in points else []
    thread, parent = str(post.get("conversation_id") or ""), points.get("replied_to", "")
    if parent and thread not in (parent, str(post["id"]), ""):
        found.append(thread)
    return found


def entry(post: Json, me: Party, authors: Mapping[str, str], now: datetime) -> Entry:
    """A post of `me`. `authors`: who wrote others, by number, as far as that is known."""
    id_, latest = first_id(post), str(post["id"])
    at = (moment_of(id_) if id_ != latest else None) or moment(post)
    points, people = references(post), _mentioned(post)
    common: dict[str, Any] = {
        "network": "x", "native_id": id_, "at": min(at, now), "author": me, "url": page(me, latest),
        "lang": _language(post), "edited_at": min(moment(post), now) if id_ != latest else None,
        "traits": frozenset({"sensitive"}) if post.get("possibly_sensitive") is True else frozenset(),
    }  # fmt: skip
    if "retweeted" in points:
        text = html.unescape(str(post.get("text") or ""))
        by = _RETWEET.match(text)
        whose = (_called(by[1], people, me) if by else NOBODY) or _known(points["retweeted"], authors, me, people)
        words = clean(text[by.end() :] if by else text)
        return Entry(**common, kind=Kind.BOOST, parent_id=points["retweeted"], parent_text=words, of=whose)
    parent, quoted = points.get("replied_to", ""), points.get("quoted", "")
    thread = str(post.get("conversation_id") or "")
    answered = _answered(post, people, me) if parent else NOBODY
    root = answered if thread == parent else _known(thread, authors, me, people)
    return Entry(
        **common,
        kind=Kind.REPLY if parent else Kind.QUOTE if quoted else Kind.POST,
        text=words_of(post),
        links=links_of(post),
        mentions=tuple(party.id for party in people.values() if party.id and party.id != me.id),
        thread=(thread or parent) if parent else "",
        root=root if parent else NOBODY,
        parent_id=parent or quoted,
        parent=answered,
        of=_quoted(post, quoted, authors, people, me) if quoted else NOBODY,
        comments_open=None if parent else _OPEN.get(str(post.get("reply_settings"))),
    )


def received(post: Json, on: str, answered_at: datetime | None, now: datetime) -> Received:
    """What somebody wrote to the member. Their name is not told: asking for people costs more than their words."""
    author, id_ = str(post["author_id"]), str(post["id"])
    return Received(
        id_, Party(author), min(moment(post), now), words_of(post), f"https://x.com/i/status/{id_}", on, answered_at
    )


def talk(post: Json, met: Mapping[str, Party], now: datetime) -> Talk:
    """A post of somebody the member met, which anybody may answer."""
    if post.get("reply_settings") != "everyone":
        raise ValueError("not for anybody to answer")
    id_, at, text = str(post["id"]), min(moment(post), now), words_of(post)
    starter = met[str(post["author_id"])]
    return Talk(
        native_id=id_,
        starter=starter,
        started_at=at,
        last_at=at,
        messages=1 + int((post.get("public_metrics") or {}).get("reply_count") or 0),
        title=shorten(text.partition("\n")[0], 80),
        text=text,
        url=page(starter, id_),
        is_question=asks(text),
        sensitive=post.get("possibly_sensitive") is True,
    )


def words_of(post: Json) -> str:
    """What it says, in full where it is long, with links written out and without those to its own pictures."""
    text = str((post.get("note_tweet") or {}).get("text") or post.get("text") or "")
    for each in _urls(post):
        short, whole = str(each.get("url") or ""), _whole(each)
        if short:
            text = text.replace(short, whole if _is_link(each, whole) else "")
    return clean(html.unescape(text))


def links_of(post: Json) -> tuple[str, ...]:
    """Where it leads, without pictures and posts: a quote brings the address of what it quotes along."""
    found = (clean(_whole(each), MAX_ADDRESS + 1) for each in _urls(post) if _is_link(each, _whole(each)))
    return tuple(dict.fromkeys(address for address in found if len(address) <= MAX_ADDRESS))


def page(whose: Party, id_: str) -> str:
    name = whose.name.removeprefix("@")
    return f"https://x.com/{name if re.fullmatch(r'[A-Za-z0-9_]{1,30}', name) else 'i'}/status/{id_}"


def _urls(post: Json) -> Iterable[Json]:
    long = (post.get("note_tweet") or {}).get("entities") or {}
    short = post.get("entities") or {}
    return [each for told in (short, long) for each in told.get("urls") or () if isinstance(each, dict)]


def _whole(each: Json) -> str:
    return str(each.get("unwound_url") or each.get("expanded_url") or "")


def _is_link(each: Json, whole: str) -> bool:
    expanded = str(each.get("expanded_url") or "")
    is_own = any(_STATUS.match(address) or _PICTURE.match(address) for address in (whole, expanded))
    return whole.lower().startswith(("http://", "https://")) and not is_own and "media_key" not in each


def _mentioned(post: Json) -> dict[str, Party]:
    """People named in it, by their handle in lower case."""
    long = (post.get("note_tweet") or {}).get("entities") or {}
    told = [each for some in (post.get("entities") or {}, long) for each in some.get("mentions") or ()]
    names = ((str(each["username"]), str(each.get("id") or "")) for each in told)
    return {name.casefold(): Party(id_ if NUMBER.fullmatch(id_) else "", f"@{clean(name, 50)}") for name, id_ in names}


def _answered(post: Json, people: Mapping[str, Party], me: Party) -> Party:
    id_ = str(post.get("in_reply_to_user_id") or "")
    if not NUMBER.fullmatch(id_):
        return NOBODY
    return me if id_ == me.id else next((party for party in people.values() if party.id == id_), Party(id_))


def _quoted(post: Json, id_: str, authors: Mapping[str, str], people: Mapping[str, Party], me: Party) -> Party:
    """Whose post it quotes. The address of it, which comes along, tells a handle at least."""
    found = _known(id_, authors, me, people)
    addresses = (_STATUS.match(str(each.get("expanded_url") or "")) for each in _urls(post))
    name = next((match["name"] for match in addresses if match and match["id"] == id_), "")
    if not name:
        return found
    if found:
        return found if found.name else Party(found.id, f"@{name}")
    return _called(name, people, me)


def _known(id_: str, authors: Mapping[str, str], me: Party, people: Mapping[str, Party]) -> Party:
    by = authors.get(id_, "")
    if not by:
        return NOBODY
    return me if by == me.id else next((party for party in people.values() if party.id == by), Party(by))


def _called(name: str, people: Mapping[str, Party], me: Party) -> Party:
    if name.casefold() == me.name.removeprefix("@").casefold():
        return me
    return people.get(name.casefold()) or Party("", f"@{name}")


def _language(post: Json) -> str:
    said = str(post.get("lang") or "")
    return said if said.isalpha() and said not in _NO_LANGUAGE else ""


def profile_links(user: Json) -> list[str]:
    """Where the links in a profile lead: in its text they are X's own short ones."""
    entities = user.get("entities")
    found: list[str] = []
    for part in ("url", "description"):
        said = entities.get(part) if isinstance(entities, dict) else None
        urls = said.get("urls") if isinstance(said, dict) else None
        for each in urls if isinstance(urls, list) else ():
            address = each.get("expanded_url") if isinstance(each, dict) else None
            if isinstance(address, str) and len(address) <= MAX_ADDRESS:
                found.append(clean(address, MAX_ADDRESS))
    return found[:MAX_LINKS]

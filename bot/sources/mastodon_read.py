"""Mastodon's words turned into ours: statuses, accounts, what stands above and below.

What has not the form it should have raises KeyError, TypeError, AttributeError or ValueError: `UNREADABLE`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean, shorten
from bot.domain.kinds import Kind, Visibility
from bot.sources.base import Received, Talk
from bot.sources.text import MAX_ADDRESS, hrefs, origin_of, plain

Json = dict[str, Any]

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)
SHOWN = frozenset({"public", "unlisted"})
MAX_KEY = 500
OPEN = timedelta(days=3)  # what is older is no conversation to join any more

# The paragraph that repeats a quoted status' address for software that knows no quotes.
_QUOTE_FALLBACK = "quote-inline"
_QUESTION = re.compile("[?\uff1f\u061f](?=[\\s\"'\u201d\u2019)\u00bb]|$)")  # also as Chinese and Arabic ask


@dataclass(frozen=True, slots=True)
class Above:
    """What a status stands below, as far as the server shows it."""

    root: Json | None = None  # the first of the thread
    highest: Json | None = None  # the first that is shown, where the first of all is not
    parent: Json | None = None
    parent_account: Json | None = None  # where the parent itself is not shown


def key(thing: Json) -> str:
    """The address a status or account has on every server; numbers differ from server to server."""
    address = clean(str(thing.get("uri") or thing["url"]), MAX_KEY + 1)
    if not 0 < len(address) <= MAX_KEY:
        raise ValueError("no address anybody has")
    return address


def profile_text(account: Json) -> str:
    """What an account says of itself: name, note and fields, with the addresses they link to."""
    said = [
        account.get("note"),
        *(part for field in _fields(account) for part in (field.get("name"), field.get("value"))),
    ]
    html = [str(each or "")[:10_000] for each in said]
    lines = [str(account.get("display_name") or ""), *(plain(each) for each in html)]
    return clean("\n".join([*lines, *(link for each in html for link in hrefs(each, ()))]), 20_000)


def _fields(account: Json) -> list[Json]:
    fields = account.get("fields")
    return [each for each in fields[:20] if isinstance(each, dict)] if isinstance(fields, list) else []


def web_address(url: object) -> str:
    """`url`, "" where it is none."""
    address = clean(str(url), MAX_ADDRESS + 1)
    return address if address.startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS else ""


def handle(account: Json, server: str) -> str:
    """As people write it: "@alice@example.org"; a server leaves its own name out."""
    acct = clean(str(account["acct"]), 300)
    return f"@{acct}" if "@" in acct else f"@{acct}@{urlsplit(server).netloc}"


def party(account: Json, server: str) -> Party:
    return Party(key(account), handle(account, server), is_bot=bool(account.get("bot")))


def is_shown(status: Json) -> bool:
    """Whether everybody may read it: also, where it passes something on, what it passes on."""
    passed_on = status.get("reblog")
    return status.get("visibility") in SHOWN and (passed_on is None or passed_on.get("visibility") in SHOWN)


def written_at(status: Json, now: datetime) -> datetime:
    return min(_moment(status["created_at"]), now)


def is_before(status: Json, edge: datetime) -> bool:
    """Whether it was written before `edge`; not where its time makes no sense."""
    try:
        return _moment(status["created_at"]) < edge
    except UNREADABLE:
        return False


def words(status: Json) -> str:
    """What it says, with the options of a poll; behind a content warning only the warning."""
    if not is_shown(status):
        return ""
    if warning := clean(str(status.get("spoiler_text") or "")):
        return warning
    return _text(status)


def entry(status: Json, own: Party, above: Above, server: str, now: datetime) -> Entry:
    """A status of `own`'s that is shown to everybody."""
    at = written_at(status, now)
    if passed_on := status.get("reblog"):
        return Entry(
            "mastodon",
            key(status),
            Kind.BOOST,
            at,
            own,
            url=_page(passed_on),
            parent_id=key(passed_on),
            parent_text=words(passed_on),
            of=_whose(passed_on, status, own, server),
            visibility=Visibility(status["visibility"]),
        )
    quoted = _quoted(status)
    is_reply = bool(status.get("in_reply_to_id") or status.get("in_reply_to_account_id"))
    warning = clean(str(status.get("spoiler_text") or ""), MAX_TITLE)
    answered = above.parent or (None if is_reply else quoted)
    edited = status.get("edited_at")
    return Entry(
        "mastodon",
        key(status),
        Kind.REPLY if is_reply else Kind.QUOTE if quoted else Kind.POST,
        at,
        own,
        url=_page(status),
        text=_text(status),
        title=warning,
        lang=clean(str(status.get("language") or ""), 35),
        links=_links(status, quoted),
        mentions=tuple(handle(mention, server) for mention in status.get("mentions") or ()),
        thread=_thread(status, above, server),
        root=_whose(above.root, status, own, server),
        parent_id=key(answered) if answered else _parent_id(status, server),
        parent=_parent(status, own, above, server),
        parent_text=words(answered) if answered else "",
        of=_whose(quoted, status, own, server),
        visibility=Visibility(status["visibility"]),
        edited_at=_moment(edited) if edited else None,
        traits=frozenset({"sensitive"}) if warning or status.get("sensitive") else frozenset(),
    )


def like(status: Json, own: Party, me: str, server: str, at: datetime) -> Entry:
    """A status the member liked; `me`: their number there; `at`: when that was seen, for nobody says when it was."""
    return Entry(
        "mastodon",
        key(status),
        Kind.REACTION,
        at,
        own,
        url=_page(status),
        parent_id=key(status),
        parent_text=words(status),
        of=own if str(status["account"]["id"]) == me else party(status["account"], server),
        visibility=Visibility(status["visibility"]),
    )


def is_account(account: Json, address: str) -> bool:
    """Whether an account is the one known by `address`. Some software (GoToSocial) tells only where its page is."""
    if address in (account.get("uri"), account.get("url")):
        return True
    name = address.rstrip("/").rpartition("/")[2].lstrip("@")
    same_server = bool(origin_of(address)) and origin_of(address) == origin_of(account.get("url"))
    return not account.get("uri") and same_server and name == account.get("username")


def below(status: Json, context: Json, server: str, now: datetime, most: int) -> tuple[Received, ...] | None:
    """What others said right below statuses of its author, in a thread; None where part of what matters is not shown.

    Shown in full must be: what stands below own statuses, and what stands below that, where an answer would be. `most`:
    how many are shown below a status at all.
    """
    descendants: list[Json] = context["descendants"]
    if len(descendants) >= most:
        return None
    me = status["account"]["id"]
    nodes = {str(node["id"]): node for node in (status, *descendants)}
    answers: dict[str, list[Json]] = {id_: [] for id_ in nodes}
    for node in descendants:
        answers.setdefault(str(node.get("in_reply_to_id")), []).append(node)
    found: dict[str, Received] = {}
    for id_, node in nodes.items():
        parent = nodes.get(str(node.get("in_reply_to_id")))
        mine = node["account"]["id"] == me
        to_me = parent is not None and parent["account"]["id"] == me
        if (mine or to_me) and len(answers[id_]) < (node.get("replies_count") or 0):
            return None
        if to_me and parent and not mine and is_shown(node):
            found[id_] = Received(
                key(node),
                party(node["account"], server),
                written_at(node, now),
                words(node),
                _page(node),
                key(parent),
                answered_at=_answered_at(id_, answers, me, now),
            )
    return tuple(found.values())


def is_open(status: Json, now: datetime) -> bool:
    """Whether somebody may be told of this status and answer it: recent, for everybody, the first of its thread."""
    return (
        status.get("visibility") == "public"
        and not status.get("reblog")
        and not status.get("in_reply_to_id")
        and not status.get("in_reply_to_account_id")
        and not status["account"].get("bot")
        and timedelta() <= now - written_at(status, now) <= OPEN
    )


def talk(status: Json, server: str, venue: str, now: datetime) -> Talk:
    at, text = written_at(status, now), words(status)
    return Talk(
        native_id=key(status),
        starter=party(status["account"], server),
        started_at=at,
        last_at=at,
        messages=1 + int(status.get("replies_count") or 0),
        title=shorten(text.partition("\n")[0], 80),
        text=text,
        url=_page(status),
        venue=venue,
        is_question=_QUESTION.search(text) is not None,
        sensitive=bool(status.get("sensitive") or status.get("spoiler_text")),
    )


def with_thread(found: Talk, context: Json, me: str, now: datetime) -> Talk | None:
    """`found` with the time of its last message; None where the account `me` is in it already."""
    said: Sequence[Json] = context["descendants"]
    if any(status["account"]["id"] == me for status in said):
        return None
    return replace(found, last_at=max((written_at(status, now) for status in said), default=found.last_at))


def _answered_at(id_: str, answers: Mapping[str, list[Json]], me: str, now: datetime) -> datetime | None:
    """The first word of `me` anywhere below; without recursion, depth is the network's to choose."""
    at: datetime | None = None
    waiting, seen = [id_], {id_}
    while waiting:
        for node in answers.get(waiting.pop(), ()):
            if node["account"]["id"] == me:
                at = min(at or now, written_at(node, now))
            if (below_it := str(node["id"])) not in seen:
                seen.add(below_it)
                waiting.append(below_it)
    return at


def _text(status: Json) -> str:
    said = plain(str(status.get("content") or ""), (_QUOTE_FALLBACK,) if _quoted(status) else ())
    options = (status.get("poll") or {}).get("options") or ()
    return clean("\n".join([said, *(f"- {option['title']}" for option in options)]))


def _links(status: Json, quoted: Json | None) -> tuple[str, ...]:
    html = str(status.get("content") or "")
    skipped = ("mention", "hashtag", _QUOTE_FALLBACK) if quoted else ("mention", "hashtag")
    card = web_address((status.get("card") or {}).get("url"))
    found = hrefs(html, skipped) or ((card,) if card and not quoted else ())
    inside = {str(each.get(name)) for each in (status, quoted or {}) for name in ("uri", "url")}
    return tuple(link for link in found if link not in inside)


def _quoted(status: Json) -> Json | None:
    """The status that is quoted, once its author agreed and as long as nobody took that back."""
    quote = status.get("quote")
    return quote.get("quoted_status") if quote and quote.get("state") == "accepted" else None


def _thread(status: Json, above: Above, server: str) -> str:
    first = above.root or above.highest
    return key(first) if first else _parent_id(status, server)


def _parent_id(status: Json, server: str) -> str:
    """A name for an answered status that is not shown: its number there."""
    number = status.get("in_reply_to_id")
    return f"{server}/api/v1/statuses/{number}" if number else ""


def _parent(status: Json, own: Party, above: Above, server: str) -> Party:
    if status.get("in_reply_to_account_id") == status["account"]["id"]:
        return own
    if above.parent is None and above.parent_account is not None:
        return party(above.parent_account, server)
    return _whose(above.parent, status, own, server)


def _whose(other: Json | None, status: Json, own: Party, server: str) -> Party:
    """The author of `other`; known for one's own by the number, which is the same all over one server."""
    if other is None:
        return NOBODY
    return own if other["account"]["id"] == status["account"]["id"] else party(other["account"], server)


def _page(status: Json) -> str:
    return web_address(status.get("url") or status.get("uri"))


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no such moment") from error

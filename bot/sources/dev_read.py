"""Forem's words turned into ours: articles, comments, people. What makes no sense raises one of `UNREADABLE`."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.base import Received, Talk
from bot.sources.dev_ask import Json, below
from bot.sources.text import MAX_ADDRESS, hrefs, plain

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
QUOTED = 1_000  # characters kept of what is answered
ASKING_TAGS = frozenset({"discuss", "help", "watercooler", "ama", "askdev"})

_NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_CODE = re.compile(r"[0-9a-z]{1,20}")  # a comment's number as they write it
_SKIPPED = ("mention", "mentioned-user", "hashtag")


def number(value: object) -> str:
    """An id of theirs as text."""
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise ValueError("no number")
    return str(value)


def moment(said: object) -> datetime:
    at = datetime.fromisoformat(str(said))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def moment_or_none(said: object) -> datetime | None:
    try:
        return moment(said) if said else None
    except UNREADABLE:
        return None


def party(user: object, host: str) -> Party:
    """Somebody on a server; NOBODY where the account or the words are gone."""
    if not isinstance(user, dict) or not user.get("username"):
        return NOBODY
    name = clean(str(user["username"]), 60)
    id_ = user.get("user_id", user.get("id"))
    return Party(f"{host}/users/{number(id_)}" if id_ is not None else f"{host}/{name.casefold()}", name)


def is_by(user: object, me: Party, host: str) -> bool:
    """Whether somebody is `me`: by the number, else, where a server does not give one, by the name."""
    who = party(user, host)
    return bool(who) and who.id in (me.id, f"{host}/{me.name.casefold()}")


def id_of(article: Json, host: str) -> str:
    return f"{host}/{number(article['id'])}"


def tags(article: Json) -> tuple[str, ...]:
    """Lists give them as a list, a single article as "a, b"."""
    said = article.get("tag_list")
    found = said if isinstance(said, list) else str(said or "").split(",")
    return tuple(tag for each in found if (tag := clean(str(each), 40).casefold()))


def cross_posted_from(article: Json) -> str:
    """Where it was published first, on another site; "" where that is here."""
    canonical, url = _web(article.get("canonical_url")), _web(article.get("url"))
    return canonical if canonical and urlsplit(canonical).netloc != urlsplit(url).netloc else ""


def article(said: Json, own: Party, host: str, now: datetime) -> Entry:
    """An article of the member's, with its body if that was asked for."""
    body = str(said.get("body_html") or "")
    first = cross_posted_from(said)
    page = _web(said.get("url"))
    found = (first, *(link for link in hrefs(body, _SKIPPED) if link not in (page, first)))
    return Entry(
        "dev",
        id_of(said, host),
        Kind.POST,
        min(moment(said["published_at"]), now),
        own,
        url=page,
        text=clean(plain(body)) or clean(str(said.get("description") or "")),
        title=clean(str(said["title"]), MAX_TITLE),
        lang=clean(str(said.get("language") or ""), 35),
        links=tuple(link for link in found if link),
        edited_at=moment_or_none(said.get("edited_at")),
        traits=frozenset({"crossposted"} if first else ()),
    )


def is_gone(comment: Json) -> bool:
    """Whether only the shell of a comment is left: deleted, or hidden by the article's author."""
    return not comment.get("user")


def comment_id(comment: Json, host: str) -> str:
    code = str(comment["id_code"])
    if not _CODE.fullmatch(code):
        raise ValueError("no comment is called so")
    return f"{host}/comment/{code}"


def _answered(comment: Json, own: Party, host: str) -> Party:
    return own if is_by(comment.get("user"), own, host) else party(comment.get("user"), host)


def words(comment: Json) -> str:
    return clean(plain(str(comment.get("body_html") or "")))


def own_comment(said: Json, above: Json | None, about: Json, own: Party, home: str, now: datetime) -> Entry:
    """A comment of the member's below their own article."""
    host = urlsplit(home).netloc
    thread = id_of(about, host)
    return Entry(
        "dev",
        comment_id(said, host),
        Kind.REPLY,
        min(moment(said["created_at"]), now),
        own,
        url=_comment_page(said, home),
        text=words(said),
        links=hrefs(str(said.get("body_html") or ""), _SKIPPED),
        thread=thread,
        root=own,
        parent_id=comment_id(above, host) if above else thread,
        parent=_answered(above, own, host) if above else own,
        parent_text=clean(words(above) if above else str(about.get("title") or ""), QUOTED),
    )


def received(tree: list[Json], article_id: str, me: Party, home: str, now: datetime) -> Iterable[Received]:
    """What others said right below the article and right below the member's own comments."""
    host = urlsplit(home).netloc
    for comment, above in below(tree):
        try:
            author = party(comment.get("user"), host)
            to_me = above is None or is_by(above.get("user"), me, host)
            if not author or is_by(comment["user"], me, host) or not to_me:
                continue
            yield Received(
                comment_id(comment, host),
                author,
                min(moment(comment["created_at"]), now),
                words(comment),
                _comment_page(comment, home),
                comment_id(above, host) if above else article_id,
                answered_at=_answered_at(comment, me, host),
            )
        except UNREADABLE:
            continue


def talk(said: Json, home: str, now: datetime) -> Talk:
    """An article as a conversation one might join."""
    host = urlsplit(home).netloc
    at = min(moment(said["published_at"]), now)
    last = moment_or_none(said.get("last_comment_at")) or at
    comments = said.get("comments_count")
    named = next((tag for tag in tags(said) if tag in ASKING_TAGS), next(iter(tags(said)), ""))
    return Talk(
        id_of(said, host),
        party(said["user"], host),
        at,
        max(at, min(last, now)),
        1 + (comments if isinstance(comments, int) and comments > 0 else 0),
        clean(str(said["title"]), MAX_TITLE),
        clean(str(said.get("description") or "")),
        _web(said.get("url")),
        venue=f"#{named}" if named else "",
        is_question=_asks(said),
    )


def _asks(article: Json) -> bool:
    return str(article.get("title") or "").rstrip().endswith(("?", "\uff1f", "\u061f"))


def _answered_at(comment: Json, me: Party, host: str) -> datetime | None:
    said = [each for each, _ in below([comment]) if is_by(each.get("user"), me, host)]
    return min((moment(each["created_at"]) for each in said), default=None)


def _comment_page(comment: Json, home: str) -> str:
    name = str((comment.get("user") or {}).get("username") or "")
    return f"{home}/{name}/comment/{comment['id_code']}" if re.fullmatch(r"\w{1,60}", name) else ""


def _web(url: object) -> str:
    address = clean(str(url), MAX_ADDRESS + 1) if isinstance(url, str) else ""
    try:
        known = urlsplit(address).netloc
    except ValueError:
        return ""
    return address if known and address.startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS else ""

"""Reddit's words turned into ours, from its API and from its feeds. What makes no sense raises one of `UNREADABLE`.

Things are known by their full names, "t3_abc" a post and "t1_abc" a comment, as in the archive.
"""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources import markdown
from bot.sources.base import Received, Talk
from bot.sources.feeds import Item
from bot.sources.reddit_ask import NAME, Json

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
QUOTED = 1_000  # characters kept of what is answered
GONE = frozenset({"[deleted]", "[removed]"})
SHOWN = frozenset({"public", "restricted", "user", "archived", ""})  # kinds of subreddits everybody may read
PAGES = "https://www.reddit.com"

_FULL_NAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
_IN_LINK = re.compile(
    r"https?://(?:[a-z0-9-]+\.)?reddit\.com/(?P<place>r|user|u)/(?P<name>[\w.-]{1,60})/comments/(?P<post>[0-9a-z]{1,13})"
    r"(?:/[^/?#]*(?:/(?P<comment>[0-9a-z]{1,13}))?)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_REDDIT = re.compile(r"https?://(?:[a-z0-9-]+\.)?(?:reddit\.com|redd\.it)(?:/|$)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"\s*submitted by\s+/u/[\w-]+\s+to\s+/?(?:r|u|user)/\S+\s*(?:\[link\]\s*)?(?:\[comments\])?\s*$"
)


def full_name(said: object) -> str:
    if not isinstance(said, str) or not _FULL_NAME.fullmatch(said):
        raise ValueError("no name of theirs")
    return said


def moment(seconds: object, now: datetime) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError("no time")
    return min(datetime.fromtimestamp(seconds, UTC), now)


def party(name: object, about: str = "") -> Party:
    """Somebody by name; where the account is gone, whoever wrote `about`: not the member, and nobody known."""
    if not isinstance(name, str) or name in GONE or not NAME.fullmatch(name):
        return somebody(about) if about else NOBODY
    return Party(name.casefold(), name, is_bot=name.casefold() == "automoderator")


def somebody(about: str) -> Party:
    """Whoever wrote `about`, of whom only this is known: that it was not the member."""
    return Party(f"somebody:{about}")


def is_gone(thing: Json) -> bool:
    data = thing["data"]
    return bool(GONE & {str(data.get(part)) for part in ("body", "selftext", "author")}) or bool(
        data.get("removed_by_category")
    )


def is_shown(thing: Json) -> bool:
    return str(thing["data"].get("subreddit_type") or "") in SHOWN


def venue(data: Json) -> str:
    """ "r/knots"; "" on somebody's own profile."""
    name = clean(str(data.get("subreddit") or ""), 60)
    return "" if not name or name.casefold().startswith("u_") else f"r/{name}"


def page(data: Json) -> str:
    path = clean(str(data.get("permalink") or data.get("context") or ""), 1_000)
    return f"{PAGES}{path}" if path.startswith("/") else ""


def words(data: Json) -> str:
    return clean(html.unescape(markdown.words(data.get("body") or data.get("selftext"))))


def entry(thing: Json, me: Party, parents: Mapping[str, Json], now: datetime) -> Entry:
    """A post or a comment of the member's; `parents`: the comments that were answered, by full name."""
    data = thing["data"]
    return _comment(data, me, parents, now) if thing["kind"] == "t1" else _post(data, me, now)


def _post(data: Json, me: Party, now: datetime) -> Entry:
    shared = clean(str(data.get("url") or ""), 2_000)
    is_link = data.get("is_self") is False and shared.startswith("http") and not _REDDIT.match(shared)
    crossed = next((each for each in data.get("crosspost_parent_list") or () if isinstance(each, dict)), None)
    found = ((shared,) if is_link and not crossed else ()) + markdown.links(data.get("selftext"))
    of = party(crossed.get("author"), full_name(crossed["name"])) if crossed else NOBODY
    return Entry(
        "reddit",
        full_name(data["name"]),
        Kind.BOOST if crossed else Kind.POST,
        moment(data["created_utc"], now),
        me,
        url=page(data),
        text=words(data),
        title=clean(html.unescape(str(data.get("title") or "")), MAX_TITLE),
        links=tuple(dict.fromkeys(found)),
        parent_id=full_name(crossed["name"]) if crossed else "",
        of=me if of.id == me.id else of,
        venue=venue(data),
        edited_at=_edited(data, now),
        comments_open=not data["locked"] if isinstance(data.get("locked"), bool) else None,
        traits=frozenset({"sensitive"} if data.get("over_18") is True else ()),
    )


def _comment(data: Json, me: Party, parents: Mapping[str, Json], now: datetime) -> Entry:
    thread, answered = full_name(data["link_id"]), full_name(data["parent_id"])
    # `is_submitter`: the author of this comment is that of the post; no look-up needed.
    root = me if data.get("is_submitter") is True else party(data.get("link_author"), thread)
    parent, said = root, clean(html.unescape(str(data.get("link_title") or "")), QUOTED)
    if answered != thread:
        above = (parents.get(answered) or {}).get("data") or {}
        parent = party(above.get("author"), answered)
        said = "" if GONE & {str(above.get("body"))} else clean(words(above), QUOTED)
    return Entry(
        "reddit",
        full_name(data["name"]),
        Kind.REPLY,
        moment(data["created_utc"], now),
        me,
        url=page(data),
        text=words(data),
        links=markdown.links(data.get("body")),
        thread=thread,
        root=me if root.id == me.id else root,
        parent_id=answered,
        parent=me if parent.id == me.id else parent,
        parent_text=said,
        venue=venue(data),
        edited_at=_edited(data, now),
    )


def from_feed(item: Item, me: Party, own: "Own", now: datetime) -> Entry:
    """An entry of the member's own overview feed. Whom a comment answers a feed does not tell."""
    name, where = full_name(item.guid), _IN_LINK.fullmatch(item.link)
    if where is None or not (at := item.published or item.updated):
        raise ValueError("nowhere, or at no time")
    place = "" if where["place"].casefold() != "r" or where["name"].startswith("u_") else f"r/{where['name']}"
    links = tuple(link for link in item.links if not _REDDIT.match(link))
    if name.startswith("t3_"):
        text = clean(_SIGNATURE.sub("", item.text))
        return Entry(
            "reddit",
            name,
            Kind.POST,
            min(at, now),
            me,
            url=item.link,
            text=text,
            title=item.title,
            links=links,
            venue=place,
        )
    thread = f"t3_{where['post']}"
    return Entry(
        "reddit", name, Kind.REPLY, min(at, now), me, url=item.link, text=item.text, links=links, thread=thread,
        root=own.author(thread, me), venue=place,
    )  # fmt: skip


class Own:
    """Which posts are the member's own, as far as is known: the newest of them by name, and whether that is all."""

    def __init__(self, posts: Sequence[str], *, whole: bool) -> None:
        self.posts = list(dict.fromkeys(posts))
        self.whole = whole

    def author(self, post: str, me: Party) -> Party:
        """Whose a post is. Numbers grow with time: one newer than the oldest known would be known, were it own."""
        if post in self.posts:
            return me
        is_certain = self.whole or (bool(self.posts) and _number(post) > min(map(_number, self.posts)))
        return somebody(post) if is_certain else NOBODY


def heard_in_feed(item: Item, me: Party, said: Sequence[Entry], now: datetime) -> Received | None:
    """A reply out of the member's inbox: below their own post, else below what they last said in that talk before."""
    where, at = _IN_LINK.fullmatch(item.link), item.published or item.updated
    author = party(next(iter(item.authors), "").removeprefix("/u/"))
    if where is None or at is None or not where["comment"] or not author or author.id == me.id:
        return None
    thread = f"t3_{where['post']}"
    before = [one for one in said if thread in (one.native_id, one.thread) and one.at <= at]
    if not before:
        return None
    answers = [one.at for one in said if one.thread == thread and one.at > at]
    return Received(
        f"t1_{where['comment']}",
        author,
        min(at, now),
        item.text,
        item.link,
        max(before, key=lambda one: one.at).native_id,
        answered_at=min(answers, default=None),
    )


def heard(things: Sequence[Json], me: Party, now: datetime, post_is_own: bool) -> list[Received]:
    """What others said right below the member's post or comments, among these of one talk."""
    by_name = {str(thing["data"].get("name")): thing["data"] for thing in things if thing.get("kind") == "t1"}
    found = []
    for data in by_name.values():
        try:
            author = party(data.get("author"))
            if not author or author.id == me.id or is_gone({"data": data}):
                continue
            on = full_name(data["parent_id"])
            above = by_name.get(on)
            to_me = party(above.get("author")).id == me.id if above else post_is_own and on.startswith("t3_")
            if to_me:
                answered = _answers(full_name(data["name"]), by_name, me, now)
                at = moment(data["created_utc"], now)
                name = full_name(data["name"])
                found.append(Received(name, author, at, words(data), page(data), on, answered_at=answered))
        except UNREADABLE:
            continue
    return found


def talk(thing: Json, now: datetime) -> Talk | None:
    """A post as a talk one might join; None where nobody may."""
    data = thing["data"]
    if thing.get("kind") != "t3" or data.get("locked") or data.get("stickied") or data.get("archived"):
        return None
    title = clean(html.unescape(str(data["title"])), MAX_TITLE)
    at, comments = moment(data["created_utc"], now), data.get("num_comments")
    return Talk(
        full_name(data["name"]),
        party(data["author"]),
        at,
        at,
        1 + (comments if isinstance(comments, int) and comments > 0 else 0),
        title,
        words(data),
        page(data),
        venue=venue(data),
        is_question=title.rstrip().endswith(("?", "\uff1f", "\u061f")),
        sensitive=data.get("over_18") is True,
    )


def _answers(name: str, by_name: Mapping[str, Json], me: Party, now: datetime) -> datetime | None:
    """When the member first spoke below a comment, however deep."""
    below, found = {name}, []
    for data in sorted(by_name.values(), key=lambda data: str(data.get("created_utc"))):
        if data.get("parent_id") in below:
            below.add(str(data.get("name")))
            if party(data.get("author")).id == me.id:
                found.append(moment(data["created_utc"], now))
    return min(found, default=None)


def _edited(data: Json, now: datetime) -> datetime | None:
    said = data.get("edited")  # false, or when
    return moment(said, now) if isinstance(said, int | float) and not isinstance(said, bool) else None


def _number(name: str) -> int:
    return int(name.partition("_")[2], 36)

"""What others say below a blog's posts: through WordPress's own interface, else through its feeds of comments."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.entry import Entry, Party, clean
from bot.errors import Garbled, NeedsCredential, NotFound, Private, SourceError
from bot.sources.base import Received
from bot.sources.blog_posts import Ground, Post, host_of, place
from bot.sources.feeds import Feed, Feeds, Item
from bot.sources.http import Http
from bot.sources.text import hrefs, plain

PER_PAGE = 100
PAGES = 5  # of comments; a thread that is longer is left out, for half of it would make answers look missing
POSTS_ASKED_ALONE = 20
FEEDS_ASKED = 20
SPAM_LINKS = 3
FEED_TYPES = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"

_PINGBACK = re.compile(r"\[(?:…|\.\.\.)\].*\[(?:…|\.\.\.)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ways:
    """How a blog's comments can be read: where WordPress's interface or Ghost is, whether its feed names others."""

    rest: str = ""
    feeds: bool = False
    ghost: str = ""

    def __bool__(self) -> bool:
        return bool(self.rest or self.ghost) or self.feeds

    @classmethod
    def of(cls, feed: Feed, link_header: str) -> "Ways":
        """As the answer with the feed tells."""
        named = re.search(r'<(https?://[^>\s]+)>\s*;\s*rel="?https://api\.w\.org/', link_header)
        ghost = feed.site.rstrip("/") if feed.generator.startswith("Ghost") else ""
        return cls(named.group(1) if named else "", any(item.comment_feed for item in feed.items), ghost)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, the member's own among them."""

    id: str
    parent: str  # "" = below the post itself
    author: Party
    mine: bool
    at: datetime
    text: str
    url: str


class Comments:
    """Asks a blog for the comments below its posts."""

    def __init__(self, http: Http, feeds: Feeds) -> None:
        self._http = http
        self._feeds = feeds

    async def can_comment(self, rest: str, since: datetime) -> dict[str, bool]:
        """By place of the post: whether its comments are open. {} where the blog does not say."""
        try:
            posts = await self._rest_posts(rest, since, "link,comment_status")
        except SourceError:  # the feed itself came: what is asked beside it may be missing
            return {}
        states = {place(_text(post.get("link"))): post.get("comment_status") for post in posts}
        return {where: state == "open" for where, state in states.items() if state in ("open", "closed")}

    async def by_rest(self, rest: str, posts: Mapping[str, Entry], now: datetime) -> tuple[Received, ...]:
        """What others said below `posts` (by native id), as WordPress's interface tells. Raises SourceError."""
        oldest = min(entry.at for entry in posts.values())
        ids = {place(entry.url): known for known, entry in posts.items() if entry.url}
        found = await self._rest_posts(rest, oldest, "id,link,author")
        ours = {_number(post.get("id")): post for post in found if place(_text(post.get("link"))) in ids}
        ours.pop(0, None)
        if not ours:
            raise NotFound(
                "{host} does not show these posts to machines. Look at them in a browser.", host=host_of(rest)
            )
        received: list[Received] = []
        for number, comments in (await self._rest_comments(rest, sorted(ours))).items():
            post = ours[number]
            read = [_rest_comment(raw, _number(post.get("author")), now) for raw in comments]
            received += answered((one for one in read if one is not None), on=ids[place(_text(post.get("link")))])
        return tuple(received)

    async def _rest_posts(self, rest: str, since: datetime, fields: str) -> list[dict[str, Any]]:
        # `after` is compared with the blog's local time: a day more than asked for.
        after = (since - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
        answer = await self._http.get(
            f"{rest}wp/v2/posts", params={"after": after, "per_page": PER_PAGE, "_fields": fields}
        )
        return _rows(answer.json(), rest)

    async def _rest_comments(self, rest: str, posts: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """All comments of each of `posts`; one with too many is left out."""
        if not posts:
            return {}
        rows: list[dict[str, Any]] = []
        pages = 1
        page = 0
        while page < pages:
            page += 1
            answer = await self._http.get(
                f"{rest}wp/v2/comments",
                params={"post": ",".join(map(str, posts)), "order": "asc", "per_page": PER_PAGE, "page": page},
            )
            pages = _number(answer.headers.get("x-wp-totalpages", "1"))
            if pages > PAGES and len(posts) > 1:
                alone = [await self._rest_comments(rest, [post]) for post in posts[-POSTS_ASKED_ALONE:]]
                return {post: rows for each in alone for post, rows in each.items()}
            if pages > PAGES:
                return {}
            rows += _rows(answer.json(), rest)
        by_post: dict[int, list[dict[str, Any]]] = {post: [] for post in posts}
        for row in rows:
            by_post.get(_number(row.get("post")), []).append(row)
        return by_post

    async def by_feeds(
        self, feed: Feed, url: str, own: tuple[Post, ...], posts: Mapping[str, Entry], now: datetime
    ) -> tuple[Received, ...]:
        """What others said below `posts` (by native id), as the comment feed of each tells; without one, left out."""
        asked = [post for post in own if post.id in posts and post.item.comment_feed and post.item.comments != 0]
        received: list[Received] = []
        for post in asked[:FEEDS_ASKED]:
            try:
                answer = await self._http.get(post.item.comment_feed, accept=FEED_TYPES)
                kind = answer.headers.get("content-type", "")
                found = await self._feeds.read(answer.body, url=answer.url, content_type=kind)
            except (NotFound, Private, NeedsCredential, Garbled):  # closed since, or for members only
                continue
            if found.broken_off or found.left_out or len(found.items) < (post.item.comments or 0):
                continue  # not all of them: who looks unanswered may not be
            me = _Me.of(post.item, feed, Ground.of(feed, url))
            ids = {known: _comment_id(item) for item in found.items for known in (item.guid, item.link) if known}
            read = [_feed_comment(item, me, ids, now) for item in found.items]
            received += answered((one for one in read if one is not None), on=post.id)
        return tuple(received)


def answered(comments: Iterable[Comment], *, on: str) -> list[Received]:
    """What others said, each with the moment the member answered it.

    An answer is what the member wrote below it; or, later than it, below the post itself, as one does where comments
    have no threads.
    """
    ordered = sorted(comments, key=lambda comment: comment.at)
    answers: dict[str, list[datetime]] = defaultdict(list)
    for comment in ordered:
        if comment.mine:
            answers[comment.parent].append(comment.at)
    return [
        Received(
            native_id=one.id,
            author=one.author,
            at=one.at,
            text=one.text,
            url=one.url,
            on=on,
            answered_at=min((at for at in (*answers[one.id], *answers[""]) if at >= one.at), default=None),
        )
        for one in ordered
        if not one.mine
    ]


@dataclass(frozen=True, slots=True)
class _Me:
    names: frozenset[str]
    others: frozenset[str]  # who else writes posts there
    ground: Ground

    @classmethod
    def of(cls, item: Item, feed: Feed, ground: Ground) -> "_Me":
        names = frozenset(name.casefold() for name in item.authors or feed.authors)
        everybody = {name.casefold() for one in feed.items for name in one.authors}
        return cls(names, frozenset(everybody - names), ground)

    def wrote(self, name: str, address: str) -> bool:
        """Whether a comment signed so is the member's: by the name on the post, or by the blog as their address."""
        name = name.casefold()
        return name in self.names or (name not in self.others and bool(address) and self.ground.holds(address))


def _feed_comment(item: Item, me: _Me, ids: Mapping[str, str], now: datetime) -> Comment | None:
    at = item.published or item.updated
    if at is None or _is_spam(item.text, item.links):
        return None
    name = item.authors[0] if item.authors else ""
    text, parent = _without_greeting(item)
    return Comment(
        id=_comment_id(item),
        parent=parent or ids.get(item.answers, ""),
        author=_party(name, item.author_url, item.link),
        mine=me.wrote(name, item.author_url),
        at=min(at, now),
        text=text,
        url=item.link,
    )


def _without_greeting(item: Item) -> tuple[str, str]:
    """The text without WordPress's first line "In reply to <name>.", and the id of the comment that line links to."""
    first, _, rest = item.text.partition("\n")
    here = _anchored(item.link).partition("#")[0]
    target = next((known for link in item.links if (known := _anchored(link)).startswith(f"{here}#comment")), "")
    if not target or not first.endswith(".") or len(first) > 100 or not rest.strip():
        return item.text, ""
    return rest.strip(), target


def _rest_comment(raw: Mapping[str, Any], author: int, now: datetime) -> Comment | None:
    content = raw.get("content")
    markup = _text(content.get("rendered")) if isinstance(content, dict) else ""
    text, at = clean(plain(markup)), _moment(_text(raw.get("date_gmt")))
    if at is None or _text(raw.get("type")) not in ("comment", "") or _is_spam(text, hrefs(markup, ())):
        return None
    if _text(raw.get("status")) not in ("approved", ""):
        return None
    url, address, name = (_text(raw.get(field)) for field in ("link", "author_url", "author_name"))
    parent, writer = _number(raw.get("parent")), _number(raw.get("author"))
    thread = _anchored(url).partition("#")[0]
    return Comment(
        id=_anchored(url) or f"{thread}#comment-{_number(raw.get('id'))}",
        parent=f"{thread}#comment-{parent}" if parent else "",
        author=_party(clean(name, 100), address, url),
        mine=writer == author if writer else bool(address) and host_of(address) == host_of(url),
        at=min(at, now),
        text=text,
        url=url,
    )


def _comment_id(item: Item) -> str:
    """The same however a comment was read: its anchor below the post, else the id it has."""
    anchor = _anchored(item.link)
    return (anchor if "#" in anchor else item.guid or item.link)[:400]


def _anchored(url: str) -> str:
    """Place and anchor of a comment, without the page of comments it happens to be on."""
    head, mark, anchor = url.partition("#")
    return re.sub(r"/comment-page-\d+$", "", place(head)) + (mark + anchor if anchor.startswith("comment") else "")


def _party(name: str, address: str, url: str) -> Party:
    """A guest has no number: known by their own address, else by their name there."""
    address = address if address.startswith(("http://", "https://")) else ""
    known = place(address) if address else f"{name.casefold()} at {host_of(url)}" if name else ""
    return Party(known[:200], name)


def _is_spam(text: str, links: Sequence[str]) -> bool:
    """Pingbacks, and what is made of links: nobody is there to be answered."""
    return len(links) >= SPAM_LINKS or bool(_PINGBACK.match(text))


def _rows(raw: Any, rest: str) -> list[dict[str, Any]]:
    if not isinstance(raw, list):
        raise Garbled("{host} answers otherwise than WordPress does. Try again later.", host=host_of(rest))
    return [row for row in raw if isinstance(row, dict)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int:
    """A whole number as WordPress writes it; 0 for anything else."""
    text = str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said).replace(tzinfo=UTC)  # "date_gmt" has no zone
    except ValueError:
        return None

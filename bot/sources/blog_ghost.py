"""What others say below the posts of a blog that Ghost runs, as Ghost itself shows it to every reader of the page."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.entry import Entry, Party, clean
from bot.errors import Garbled, NotFound, Private
from bot.sources.base import Received
from bot.sources.blog_comments import Comment, answered
from bot.sources.blog_posts import Post, host_of, place
from bot.sources.feeds import Feed
from bot.sources.http import Http
from bot.sources.text import plain

Json = dict[str, Any]

PAGE, PAGES = 100, 5  # comments nobody stands above; a longer talk is left out, for half of it would mislead
POSTS_ASKED = 20

_ID = re.compile(r"[0-9a-f]{24}")


class Ghost:
    """Asks a Ghost site for comments: without a key, as the page itself does for a reader who is not signed in."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def comments(
        self, site: str, feed: Feed, own: Sequence[Post], posts: Mapping[str, Entry], now: datetime
    ) -> tuple[Received, ...]:
        """What others said below `posts` (by native id) that the feed still holds. Raises SourceError."""
        asked = {post.item.guid: post for post in own if post.id in posts and _ID.fullmatch(post.item.guid)}
        counts = await self._get(f"{site}/members/api/comments/counts/", {"ids": ",".join(asked)}) if asked else {}
        talked = [id_ for id_ in asked if not isinstance(counts, dict) or counts.get(id_, 0) != 0]
        found: list[Received] = []
        for id_ in talked[:POSTS_ASKED]:
            try:
                said = await self._below(site, id_)
            except (NotFound, Private):  # closed since, or for members only
                continue
            if said is not None:
                comments = [read for raw in said if (read := _comment(raw, asked[id_], feed, now))]
                found += answered(comments, on=asked[id_].id)
        return tuple(found)

    async def _below(self, site: str, post: str) -> list[Json] | None:
        """All comments below a post, flat; None where they are too many."""
        roots = await self._all(f"{site}/members/api/comments/post/{post}/")
        found: list[Json] = []
        for root in roots or ():
            replies = _objects(root.get("replies"))
            count = root.get("count")
            told = count.get("replies") if isinstance(count, dict) else None
            if isinstance(told, int) and told > len(replies):  # with a comment come its first replies only
                more = await self._all(f"{site}/members/api/comments/{root.get('id')}/replies/")
                if more is None:
                    return None
                replies = more
            found += [root, *replies]
        return found if roots is not None else None

    async def _all(self, url: str) -> list[Json] | None:
        found: list[Json] = []
        for page in range(1, PAGES + 1):
            said = await self._get(url, {"limit": PAGE, "page": page})
            found += _objects(said.get("comments"))
            about = said.get("meta")
            pages = about.get("pagination", {}).get("pages") if isinstance(about, dict) else 1
            if not isinstance(pages, int) or page >= pages:
                return found
        return None

    async def _get(self, url: str, where: Mapping[str, str | int]) -> Json:
        said = (await self._http.get(url, params=where)).json()
        if not isinstance(said, dict):
            raise Garbled(
                "{host} answers otherwise than Ghost does. Try again later.",
                host=host_of(url),
            )
        return said


def _comment(raw: Json, post: Post, feed: Feed, now: datetime) -> Comment | None:
    member = raw.get("member")
    at, id_ = _moment(raw.get("created_at")), str(raw.get("id"))
    text = clean(plain(str(raw.get("html") or "")))
    if raw.get("status") != "published" or not isinstance(member, dict) or at is None or not text:
        return None
    if not _ID.fullmatch(id_):
        return None
    name = clean(str(member.get("name") or ""), 100)
    host = host_of(post.item.link)
    answers = raw.get("in_reply_to_id") or raw.get("parent_id")
    here = place(post.item.link)
    return Comment(
        id=f"{here}#comment-{id_}",
        parent=f"{here}#comment-{answers}" if answers else "",
        author=Party(f"{host}/members/{clean(str(member.get('id') or name), 60)}", name),
        mine=_is_author(name, post, feed),
        at=min(at, now),
        text=text,
        url=f"{post.item.link}#ghost-comments-root",
    )


def _is_author(name: str, post: Post, feed: Feed) -> bool:
    """Whether a reader's account is that of who wrote the post: Ghost keeps readers and writers apart, by name only.

    On a blog with one writer the first name will do.
    """
    writers = {writer.casefold() for writer in post.item.authors or feed.authors}
    everybody = {writer.casefold() for item in feed.items for writer in item.authors} or writers
    if name.casefold() in writers:
        return True
    return len(everybody) == 1 and {writer.partition(" ")[0] for writer in writers} == {name.casefold()}


def _objects(said: object) -> list[Json]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _moment(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
        return at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None

"""Reddit's data request: posts and comments as tables, with the address they were written from, which is never read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.phrase import Phrase
from bot.sources.archives.base import NO_DATE, REMOVED, Archive, Owner, Skipped, made, members, somebody, utc
from bot.sources.archives.opened import Opened
from bot.sources.archives.tables import Row, table
from bot.sources.base import Identity
from bot.sources.text import addresses

_POST_IN_LINK = re.compile(r"/comments/([a-z0-9]+)", re.IGNORECASE)
_GONE = frozenset({"[deleted]", "[removed]"})
_SITE = re.compile(r"https?://(?:[a-z0-9-]+\.)?(?:reddit\.com|redd\.it)/", re.IGNORECASE)


class Reddit(Archive):
    """Reddit's archive of an account."""

    name = "reddit"
    title = "Reddit"
    how_to_get = "On reddit.com/settings/data-request; the link comes as a message within a month, mostly within days."
    parts = members(
        posts=r"posts(?:_[0-9]+)?\.csv",
        comments=r"comments(?:_[0-9]+)?\.csv",
        votes=r"(?:post|comment)_votes(?:_[0-9]+)?\.csv",
        account=r"statistics\.csv",
    )
    told_by = ("posts", "comments")
    columns = frozenset({"subreddit"})

    def recognises(self, names: Collection[str]) -> bool:
        return super().recognises(names) and not any("/comments/comments" in f"/{name}" for name in names)

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        handle = ""
        for member in self.found(opened.names).get("account", ()):
            for row in table(opened.chunks(member)):
                if row and row.get("statistic", "").strip() == "account name":
                    handle = clean(row.get("value", ""), 30)
        return owner.identity(
            self.name,
            handle=f"u/{handle}" if handle else "",
            url=f"https://www.reddit.com/user/{handle}" if handle else "",
        )

    def lacks(self, names: Collection[str]) -> Phrase | None:
        found = self.found(names)
        way = Phrase(self.how_to_get)
        if "posts" not in found:
            return Phrase("It does not hold your posts (posts.csv). {way}", way=way)
        if "comments" not in found:
            return Phrase("It does not hold your comments (comments.csv). {way}", way=way)
        return None

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        found = self.found(opened.names)
        own = _Own(me, shows_posts="posts" in found)
        for member in found.get("posts", ()):
            yield from made("a post", map(_unaddressed, table(opened.chunks(member))), own.post)
        for member in found.get("comments", ()):
            own.comments |= {row["id"] for row in table(opened.chunks(member)) if row and row.get("id")}
        for member in found.get("comments", ()):
            yield from made("a comment", map(_unaddressed, table(opened.chunks(member))), own.comment)
        votes = sum(1 for member in found.get("votes", ()) for row in table(opened.chunks(member)) if row)
        if votes:
            yield Skipped("a vote", NO_DATE, votes)


@dataclass(slots=True)
class _Own:
    """What is the member's own on Reddit, and what follows for everything else."""

    me: Party
    shows_posts: bool
    posts: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)

    def post(self, row: Row) -> Entry | Skipped:
        identity = row["id"].removeprefix("t3_")
        if not identity:
            raise ValueError("no post")
        self.posts.add(identity)
        title, text = clean(row["title"], MAX_TITLE), clean(row["body"])
        if _GONE & {title, text}:
            return Skipped("a post", REMOVED)
        shared = clean(row["url"])
        links = ((shared,) if shared.startswith("http") and not _SITE.match(shared) else ()) + addresses(text)
        return Entry(
            "reddit", f"t3_{identity}", Kind.POST, utc(row["date"]), self.me, url=_page(row), text=text, title=title,
            links=tuple(dict.fromkeys(links)), venue=_venue(row["subreddit"]),
        )  # fmt: skip

    def comment(self, row: Row) -> Entry | Skipped:
        identity, text = row["id"].removeprefix("t1_"), clean(row["body"])
        if not identity:
            raise ValueError("no comment")
        if text in _GONE:
            return Skipped("a comment", REMOVED)
        found = _POST_IN_LINK.search(row["link"]) or _POST_IN_LINK.search(row["permalink"])
        post = found[1] if found else ""
        answered = row.get("parent", "").strip().removeprefix("t1_")
        root = self._author(post, self.posts, f"t3_{post}") if post and self.shows_posts else NOBODY
        return Entry(
            "reddit", f"t1_{identity}", Kind.REPLY, utc(row["date"]), self.me, url=_page(row), text=text,
            links=addresses(text), thread=f"t3_{post}" if post else "", root=root,
            parent_id=f"t1_{answered}" if answered else f"t3_{post}" if post else "",
            parent=self._author(answered, self.comments, f"t1_{answered}") if answered else root,
            venue=_venue(row["subreddit"]),
        )  # fmt: skip

    def _author(self, identity: str, own: set[str], name: str) -> Party:
        return self.me if identity in own else somebody(name)


def _unaddressed(row: Row | None) -> Row | None:
    """A row without the network address it was written from."""
    return {name: value for name, value in row.items() if name != "ip"} if row else None


def _venue(subreddit: str) -> str:
    name = clean(subreddit.strip().removeprefix("/").removeprefix("r/"), 100)
    return "" if not name or name.lower().startswith("u_") else f"r/{name}"  # u_…: one's own profile


def _page(row: Row) -> str:
    address = clean(row["permalink"])
    return address if address.startswith("http") else f"https://www.reddit.com{address}" if address else ""

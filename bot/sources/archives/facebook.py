"""Facebook's "Download your information" as JSON: no addresses, and whose post it was only in a sentence for people."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.phrase import Phrase
from bot.sources.archives.base import (
    NOT_PUBLIC,
    Archive,
    Json,
    Owner,
    Skipped,
    epoch,
    fingerprint,
    made,
    members,
)
from bot.sources.archives.meta import first, labelled, letters
from bot.sources.archives.objects import elements
from bot.sources.archives.opened import Opened
from bot.sources.base import Identity
from bot.sources.text import addresses

# The sentences Facebook writes in English. In other languages only the member's own name is looked for.
_OWN = re.compile(r" (?:his|her|their) own (\w+)")
_WHOSE = re.compile(r" (?:commented on|replied to|likes|liked|reacted to|loves|loved|shared) (.+?)['’]s (\w+)")
_TIMELINE = re.compile(r" (?:wrote|posted|shared .+?) (?:on|to) (.+?)['’]s (?:timeline|wall)")
_IN_GROUP = re.compile(r" (?:posted|shared .+?|asked .+?) in (.+?)\.?$")
_SHARED = re.compile(r" shared (?:a|an) (?:post|photo|video|reel|album|event)\b")
_HIDDEN = frozenset({"friends", "only me", "self", "me", "custom", "only_me"})


class Facebook(Archive):
    """Facebook's archive of a person."""

    name = "facebook"
    title = "Facebook"
    how_to_get = (
        "On Facebook, with the language set to English: Settings, Your information, Download your information; choose "
        "posts, comments and reactions, groups, profile information, all time, and JSON as the format."
    )
    # As they are called in the layout of every year since 2019.
    parts = members(
        profile=r"profile_information\.json",
        comments=r"comments\.json",
        group_comments=r"your_comments_in_groups\.json",
        posts=r"your_posts(?:_*check_ins_*photos_and_videos)?(?:_[0-9]+)?\.json",
        group_posts=r"(?:group_posts_and_comments|your_posts_in_groups)\.json",
        reactions=r"likes_and_reactions(?:_[0-9]+)?\.json",
    )
    told_by = ("comments", "group_comments", "posts", "group_posts", "reactions")

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        name = self._name(opened)
        # A name is no id: the account is the member's, whoever else is called so.
        return owner.identity(self.name, native_id=owner.native_id or owner.key, handle=name, name=name)

    def _name(self, opened: Opened) -> str:
        found = self.found(opened.names)
        for member in found.get("profile", ()):
            for _, said in elements(opened.chunks(member)):
                if isinstance(said, dict) and isinstance(said.get("name"), dict):
                    return clean(letters(said["name"].get("full_name")), 100)
        for member in found.get("comments", ()):
            for _, row in elements(opened.chunks(member)):
                comment = first(row, "comment") if isinstance(row, dict) else None
                if isinstance(comment, dict) and comment.get("author"):
                    return clean(letters(comment["author"]), 100)
        return ""

    def lacks(self, names: Collection[str]) -> Phrase | None:
        found = self.found(names)
        if "comments" not in found and "group_comments" not in found:
            return Phrase("It does not hold your comments. {way}", way=Phrase(self.how_to_get))
        if "posts" not in found and "group_posts" not in found:
            return Phrase("It does not hold your posts. {way}", way=Phrase(self.how_to_get))
        return None

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        reader = _Reader(me, owner, self._name(opened))
        for part, what, make in (
            ("comments", "a comment", reader.comment),
            ("group_comments", "a comment", reader.comment),
            ("posts", "a post", reader.post),
            ("group_posts", "a post", partial(reader.post, in_group=True)),
            ("reactions", "a reaction", reader.reaction),
        ):
            for member in self.found(opened.names).get(part, ()):
                rows = (row for _, row in elements(opened.chunks(member)))
                yield from made(what, rows, make)


class _Reader:
    """Turns rows into entries, for one owner."""

    def __init__(self, me: Party, owner: Owner, name: str) -> None:
        self._me = me
        self._owner = owner
        self._name = name

    def comment(self, row: Json) -> Entry | Skipped:
        said = first(row, "comment")
        text = clean(letters(said.get("comment")))
        at, title = epoch(said.get("timestamp") or row["timestamp"]), letters(row.get("title"))
        group = clean(letters(said.get("group")), 200)
        root, parent = self._answered(title)
        return Entry(
            "facebook",
            f"comment-{fingerprint(self._me.id, int(at.timestamp()), text)}",
            Kind.REPLY,
            at,
            self._me,
            text=text,
            links=_links(row) or addresses(text),
            root=root,
            parent=parent,
            venue=group,
            visibility=Visibility.UNLISTED,  # nothing says who could read it
        )

    def _answered(self, title: str) -> tuple[Party, Party]:
        """On whose post, and to whom."""
        whose = self._whose(title)
        if " replied to " in title:
            return NOBODY, whose
        if whose == self._me:
            return self._me, NOBODY  # below one's own post one mostly answers others, but whom is not said
        return whose, whose

    def post(self, row: Json, *, in_group: bool = False) -> Entry | Skipped:
        at, title = epoch(row["timestamp"]), letters(row.get("title"))
        if str(row.get("privacy") or first(row, "privacy") or "").casefold() in _HIDDEN:
            return Skipped("a post", NOT_PUBLIC)
        text, links = clean(letters(first(row, "post"))), _links(row)
        group = _IN_GROUP.search(title)
        wall = _TIMELINE.search(title)
        shared = self._whose(title) if " shared " in title else NOBODY
        kind, of, parent = Kind.POST, NOBODY, NOBODY
        if wall:
            kind, parent = Kind.REPLY, self._party(wall[1])
        elif shared or (_SHARED.search(title) and not text):
            kind, of = (Kind.QUOTE if text else Kind.BOOST), shared
        return Entry(
            "facebook",
            f"post-{fingerprint(self._me.id, int(at.timestamp()), text or title)}",
            kind,
            at,
            self._me,
            text=text,
            links=links or addresses(text),
            root=parent,
            parent=parent,
            of=of,
            venue=(clean(group[1], 200) if group else "a group") if in_group else "",
            visibility=Visibility.UNLISTED,
        )

    def reaction(self, row: Json) -> Entry | Skipped | None:
        title = letters(row.get("title"))
        labels = labelled(row)
        whose = self._whose(title) if title else self._named(labels)
        at = epoch(row["timestamp"])
        return Entry(
            "facebook",
            f"reaction-{fingerprint(self._me.id, int(at.timestamp()), title or labels.get('url', ''))}",
            Kind.REACTION,
            at,
            self._me,
            url=clean(labels.get("url", "")),
            of=whose,
            visibility=Visibility.UNLISTED,
        )

    def _named(self, labels: dict[str, str]) -> Party:
        name = labels.get("name", "")
        return self._party(name) if name else NOBODY

    def _whose(self, title: str) -> Party:
        """Whose post or comment a sentence is about; NOBODY where it is in a language, or of a form, nobody knows."""
        if _OWN.search(title):
            return self._me
        if found := _WHOSE.search(title):
            return self._party(found[1])
        own_name = self._name or self._owner.name
        return self._me if own_name and title.count(own_name) > 1 else NOBODY

    def _party(self, name: str) -> Party:
        name = clean(name, 200)
        return self._me if name in {self._name, self._owner.name} - {""} else self._owner.party(name)


def _links(row: Json) -> tuple[str, ...]:
    found: list[str] = []
    for attachment in row.get("attachments") or ():
        for part in attachment.get("data") or ():
            address = _address(part)
            if address.startswith(("http://", "https://")):
                found.append(clean(address))
    return tuple(dict.fromkeys(found))


def _address(part: Any) -> str:
    context = part.get("external_context") if isinstance(part, dict) else None
    return letters(context.get("url")) if isinstance(context, dict) else ""

"""Mastodon's archive: an ActivityPub outbox, which holds what was meant for followers and single people too."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.errors import BadInput
from bot.phrase import Phrase
from bot.sources.archives.base import NO_DATE, NOT_PUBLIC, Archive, Json, Owner, Skipped, around, made, members, utc
from bot.sources.archives.objects import elements
from bot.sources.archives.opened import Opened
from bot.sources.base import Identity
from bot.sources.text import hrefs, origin_of, plain

_EVERYBODY = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_AUTHOR = re.compile(r"(https?://[^/\s]+)/(?:(ap/users|users)/([^/\s]+)|@([^/\s@]+))(?:/|$)")
_MOST_ABOVE = 1_000  # statuses of one's own above each other
_TOLD_WITHIN = 500  # things in the outbox: each says whose it is


class Mastodon(Archive):
    """The archive of an account on a Mastodon server."""

    name = "mastodon"
    title = "Mastodon"
    how_to_get = "On your Mastodon server: Preferences, Import and export, Data export, Request your archive."
    parts = members(actor=r"actor\.json", outbox=r"outbox\.json", likes=r"likes\.json")
    told_by = ("outbox",)

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        said: Json = {}
        for member in self.found(opened.names).get("actor", ()):
            said = {name: value for name, value in elements(opened.chunks(member)) if isinstance(value, str)}
        address = said.get("id") or self._actor(opened)
        host = _host(address)
        if not host:
            raise BadInput(
                "outbox.json does not say whose it is: send the whole archive. {how_to_get}",
                how_to_get=Phrase(self.how_to_get),
            )
        name = said.get("preferredUsername") or _handle(address).partition("@")[0]
        page = said.get("url") or address
        return owner.identity(
            self.name, native_id=clean(address, 500), handle=f"@{name}@{host}", url=page, name=said.get("name", "")
        )

    def _actor(self, opened: Opened) -> str:
        for member in self.found(opened.names)["outbox"]:
            for _, item in islice(elements(opened.chunks(member)), _TOLD_WITHIN):
                if isinstance(item, dict) and isinstance(item.get("actor"), str):
                    return str(item["actor"])
        return ""

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        above = {}
        for item in self._items(opened):
            note = item.get("object") if isinstance(item, dict) else None
            if isinstance(note, dict) and isinstance(note.get("id"), str):
                above[note["id"]] = str(note.get("inReplyTo") or "")
        yield from made("a post", self._items(opened), partial(_entry, me=me, above=above))
        for member in self.found(opened.names).get("likes", ()):
            likes = sum(1 for name, _ in elements(opened.chunks(member)) if name == "orderedItems")
            if likes:
                yield Skipped("a favourite", NO_DATE, likes)

    def _items(self, opened: Opened) -> Iterator[Json]:
        for member in self.found(opened.names).get("outbox", ()):
            for name, item in elements(opened.chunks(member)):
                if name == "orderedItems":
                    yield item


def _entry(item: Json, *, me: Party, above: Mapping[str, str]) -> Entry | Skipped | None:
    note = item["object"]
    shown = _visibility(item if "to" in item else note)
    if shown is None or (isinstance(note, dict) and "to" in note and _visibility(note) is None):
        return Skipped("a post", NOT_PUBLIC)
    at = utc(item.get("published") or note["published"])
    if item["type"] == "Announce":
        target = note if isinstance(note, str) else str(note["id"])
        return Entry(
            "mastodon", clean(item["id"], 500), Kind.BOOST, at, me,
            url=clean(target), parent_id=clean(target, 500), of=_author(target, (), me), visibility=shown,
        )  # fmt: skip
    if item["type"] != "Create":
        return None
    answered, quoted = str(note.get("inReplyTo") or ""), _quoted(note)
    tags = [tag for tag in note.get("tag") or () if isinstance(tag, dict) and tag.get("type") == "Mention"]
    html, warning = str(note.get("content") or ""), clean(str(note.get("summary") or ""), MAX_TITLE)
    is_mine, top = _thread(str(note["id"]), answered, above)
    edited = note.get("updated")
    return Entry(
        "mastodon",
        clean(note["id"], 500),
        Kind.REPLY if answered else Kind.QUOTE if quoted else Kind.POST,
        at,
        me,
        url=clean(str(note.get("url") or note["id"])),
        text=clean(plain(html, ("quote-inline",) if quoted else ())),
        title=warning,
        lang=clean(next(iter(note.get("contentMap") or {}), ""), 35),
        links=hrefs(html, ("mention", "hashtag", "quote-inline")),
        mentions=tuple(clean(str(tag.get("name") or ""), 300) for tag in tags),
        thread="" if not answered else clean(top if is_mine else around(top), 500),
        root=me if is_mine else NOBODY,
        parent_id=clean(answered, 500),
        parent=me if answered in above else _author(answered, tags, me),
        of=_author(quoted, (), me) if quoted else NOBODY,
        visibility=shown,
        edited_at=utc(edited) if edited and edited != note.get("published") else None,
        traits=frozenset({"sensitive"}) if warning or note.get("sensitive") else frozenset(),
    )


def _visibility(said: Json) -> Visibility | None:
    """Who was meant to read it; None for everything that was not for everybody."""
    if _EVERYBODY & _addressed(said.get("to")):
        return Visibility.PUBLIC
    return Visibility.UNLISTED if _EVERYBODY & _addressed(said.get("cc")) else None


def _addressed(said: object) -> frozenset[str]:
    return frozenset([said] if isinstance(said, str) else (each for each in said or () if isinstance(each, str)))  # type: ignore[attr-defined]


def _quoted(note: Json) -> str:
    found = next((note[name] for name in ("quote", "quoteUri", "quoteUrl", "_misskey_quote") if note.get(name)), "")
    return found if isinstance(found, str) else str(found.get("id") or "")


def _thread(identity: str, answered: str, above: Mapping[str, str]) -> tuple[bool, str]:
    """Whether a status stands in a thread of one's own as far as one's own statuses tell, and the highest known."""
    top = identity
    for _ in range(_MOST_ABOVE):
        if not answered:
            return True, top
        top = answered
        if answered not in above:
            return False, top
        answered = above[answered]
    return False, top


def _author(address: str, tags: tuple[Json, ...] | list[Json], me: Party) -> Party:
    """Whose status `address` is, by its form; else by the one person of that server who is named in the answer."""
    if address.startswith(f"{me.id}/"):
        return me
    host = _host(address)
    named = {str(tag.get("href") or ""): str(tag.get("name") or "") for tag in tags}
    found = _AUTHOR.match(address)
    if found is None:
        there = [actor for actor in named if _host(actor) == host]
        return Party(clean(there[0], 500), clean(named[there[0]], 300)) if len(there) == len(named) == 1 else NOBODY
    handle = _handle(address)
    by_number = f"{found[1]}/{found[2]}/{found[3]}" if found[3] else f"{found[1]}/users/{found[4]}"
    by_name = (actor for actor, name in named.items() if handle and name.lstrip("@").casefold() == handle.casefold())
    actor = next(by_name, by_number)
    called = f"@{handle}" if handle else named.get(actor, "")
    return me if actor == me.id else Party(clean(actor, 500), clean(called, 300))


def _host(address: str) -> str:
    return origin_of(address).partition("//")[2]


def _handle(address: str) -> str:
    """ "alice@example.org" of an address with a name in it, "" of one with a number."""
    found = _AUTHOR.match(address)
    if not found or found[2] == "ap/users":
        return ""
    return f"{found[3] or found[4]}@{_host(address)}"

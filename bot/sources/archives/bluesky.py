"""A Bluesky repository (.car): every record an account ever made, read as the network itself reads it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bot.domain.entry import Entry, Party
from bot.sources import bluesky_read as read
from bot.sources.archives.base import Archive, Owner, Skipped, made, members
from bot.sources.archives.car import Repository
from bot.sources.archives.opened import Opened
from bot.sources.atproto import AtUri, moment_of
from bot.sources.base import Identity


class Bluesky(Archive):
    """The repository of an account."""

    name = "bluesky"
    title = "Bluesky"
    how_to_get = (
        "On Bluesky: Settings, Account, Export my data. Connecting the account shows the same without a file: "
        "/involve connect you.bsky.social."
    )
    parts = members(repository=r"[^/]*\.car")
    told_by = ("repository",)

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        did = Repository(opened, opened.names[0]).did
        handle = owner.handle if owner.native_id == did else did
        return owner.identity(self.name, native_id=did, handle=handle, url=f"https://bsky.app/profile/{did}")

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        for member in opened.names:
            repository = Repository(opened, member)
            yield from made("a record", repository.records(read.KINDS), partial(_entry, me=me, now=now))


def _entry(record: tuple[str, str, Any], *, me: Party, now: datetime) -> Entry:
    collection, key, value = record
    own = read.Record(AtUri(me.id, collection, key), moment_of(key), value)
    return read.entry(own, me, read.Known(people={me.id: me}), now)

"""Packs archives for tests, and reads them as the bot does."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind
from bot.sources.archives.base import Archive, Owner, Skipped
from bot.sources.archives.known import recognised
from bot.sources.archives.opened import Opened
from bot.sources.archives.opening import opened
from bot.sources.base import Identity

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA = Owner("1:U0ANA", "Ana Lima")
Files = Mapping[str, str | bytes]


def packed(path: Path, files: Files) -> Path:
    """A .zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 10, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return path


def tarred(path: Path, files: Files) -> Path:
    """A .tar.gz with these members."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            raw = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(raw), 1_793_527_200
            archive.addfile(member, io.BytesIO(raw))
    return path


class Read:
    """Everything an archive gave."""

    def __init__(self, path: Path, owner: Owner = ANA, network: str = "") -> None:
        with opened(path) as whole:
            self.archive, narrowed = recognised(whole, network)
            narrowed.check()
            self.who = self.archive.whose(narrowed, owner)
            self.me = me_of(self.who, owner)
            self.lacks = str(self.archive.lacks(whole.names) or "")
            found = tuple(self.archive.read(narrowed, me=self.me, owner=owner, now=NOW))
        self.entries = [each for each in found if isinstance(each, Entry)]
        self.skipped = [each for each in found if isinstance(each, Skipped)]

    def one(self, words: str) -> Entry:
        """The one entry with these words in it."""
        (entry,) = [each for each in self.entries if words in each.text or words in each.native_id]
        return entry

    def of(self, kind: Kind) -> list[Entry]:
        return [each for each in self.entries if each.kind is kind]

    @property
    def why(self) -> dict[str, int]:
        """Why what was left out was, and how often."""
        counts: dict[str, int] = {}
        for each in self.skipped:
            counts[f"{each.what} {each.why}"] = counts.get(f"{each.what} {each.why}", 0) + each.count
        return counts


def me_of(who: Identity | None, owner: Owner) -> Party:
    return Party(who.native_id, who.handle) if who else Party(owner.key, owner.name)


def read_files(folder: Path, files: Files, owner: Owner = ANA) -> Read:
    """What an archive with these members gives."""
    return Read(packed(folder / "archive.zip", files), owner)


class Watched(Opened):
    """An archive that remembers which of its members were opened."""

    def __init__(self, whole: Opened) -> None:
        super().__init__([whole.member(name) for name in whole.names], whole.size)
        self.whole = whole
        self.asked: set[str] = set()

    def chunks(self, name):
        self.asked.add(name)
        return self.whole.chunks(name)

    def piece(self, name, start, size):
        self.asked.add(name)
        return self.whole.piece(name, start, size)

    def _pieces(self, member):
        self.asked.add(member.name)
        return self.whole._pieces(member)


def members_opened(path: Path, owner: Owner = ANA) -> tuple[Archive, set[str]]:
    """Which members reading an archive opens."""
    with opened(path) as whole:
        watched = Watched(whole)
        archive, narrowed = recognised(watched)
        for _ in archive.read(narrowed, me=me_of(archive.whose(narrowed, owner), owner), owner=owner, now=NOW):
            pass
    return archive, watched.asked

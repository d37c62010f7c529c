"""Reads .tar.gz files, which some networks still send: from the front to the back, for they have no directory."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from bot.errors import BadInput
from bot.sources.archives.opened import (
    CHUNK,
    MAX_NAME,
    Member,
    Opened,
    broken,
    check_count,
    check_ratio,
    check_total,
    liar,
    safe_name,
)

_BLOCK = 512
_LONGEST_NOTE = 65_536  # bytes of a long name or of notes about one member
_FILE, _FOLDER, _LONG_NAME, _NOTES, _NOTES_FOR_ALL = b"0\0", b"5", b"L", b"x", b"g"


class TarGz(Opened):
    """A .tar.gz file. Its members are found by reading it through once; each is then read on the way once more."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        members: dict[str, Member] = {}
        for member, stream, length in self._walk():
            if member.name in members:
                raise liar(member.name)
            members[member.name] = member
            check_count(len(members))
            stream.skip(length)
        super().__init__(members.values(), size)

    def _pieces(self, member: Member) -> Iterator[tuple[bytes, int]]:
        for found, stream, length in self._walk():
            if found.name == member.name:
                for piece in stream.pieces(length):
                    yield piece, stream.packed  # of the whole: what is packed together swells together
                return
            stream.skip(length)
        raise broken(member.name)

    def _walk(self) -> Iterator[tuple[Member, "_Stream", int]]:
        stream = _Stream(self._file)
        name, entries = b"", 0
        while True:
            head = stream.exactly(_BLOCK, or_nothing=True)
            if not head.strip(b"\0"):
                return
            if sum(head[:148]) + 8 * 32 + sum(head[156:]) != _number(head[148:156]):
                raise BadInput("This is no .tar.gz archive, or a broken one. Download it again.")
            entries += 1
            check_count(entries // 2)  # a member may take two: one for its name
            size, kind = _number(head[124:136]), head[156:157]
            padding = -size % _BLOCK
            if kind in {_LONG_NAME, _NOTES, _NOTES_FOR_ALL}:
                if size > _LONGEST_NOTE:
                    raise BadInput("A file in this archive has a longer name than any real one. Download it again.")
                note = stream.exactly(size + padding)[:size]
                if kind != _NOTES_FOR_ALL:
                    name = note.rstrip(b"\0") if kind == _LONG_NAME else _path(note) or name
                continue
            raw, name = name or _name(head), b""
            safe = safe_name(raw)
            if kind not in _FILE and kind != _FOLDER:
                raise BadInput(
                    "This archive holds a link to somewhere else, as no network's does. Download it again from there."
                )
            if kind == _FOLDER or safe.endswith("/"):
                stream.skip(size + padding)
                continue
            began = stream.out
            yield Member(safe, size, _moment(head[136:148])), stream, size
            stream.skip(size + padding - (stream.out - began))


class _Stream:
    """The unpacked bytes, in order, counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self._read = 0
        self._waiting = b""
        self._ready = b""
        self.out = 0  # handed on
        self._unpacked = 0

    @property
    def packed(self) -> int:
        return self._read - len(self._waiting)

    def exactly(self, size: int, *, or_nothing: bool = False) -> bytes:
        """`size` bytes. Where the file ends before: b"" if it ends right here and may, else BadInput."""
        while len(self._ready) < size:
            more = self._more()
            if not more:
                if or_nothing and not self._ready:
                    return b""
                raise BadInput("This archive is incomplete. Download it again.")
            self._ready += more
        found, self._ready = self._ready[:size], self._ready[size:]
        self.out += size
        return found

    def pieces(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self.exactly(min(size, CHUNK))
            size -= len(piece)
            yield piece

    def skip(self, size: int) -> None:
        for _ in self.pieces(size):
            pass

    def _more(self) -> bytes:
        while not self._unpacker.eof:
            if not self._waiting:
                self._file.seek(self._read)  # somebody else may be reading too
                self._waiting = self._file.read(CHUNK)
                self._read += len(self._waiting)
                if not self._waiting:
                    return b""
            try:
                piece = self._unpacker.decompress(self._waiting, CHUNK)
            except zlib.error as error:
                raise BadInput("This archive is broken. Download it again.") from error
            self._waiting = self._unpacker.unconsumed_tail
            if piece:
                self._unpacked += len(piece)
                check_ratio(self._unpacked, self.packed)
                check_total(self._unpacked)
                return piece
        return b""


def _number(field: bytes) -> int:
    digits = field.strip(b"\0 ") or b"0"
    if not digits.isdigit() or digits.strip(b"01234567"):  # also "-1": what would be a step back
        raise BadInput("This is no .tar.gz archive, or a broken one. Download it again.")
    return int(digits, 8)


def _name(head: bytes) -> bytes:
    name, prefix = head[:100].rstrip(b"\0"), head[345:500].rstrip(b"\0")
    return prefix + b"/" + name if head[257:263] == b"ustar\0" and prefix else name


def _path(notes: bytes) -> bytes:
    """The name in notes of the form b"27 path=some/long/name\\n"."""
    for line in notes.split(b"\n"):
        _, _, said = line.partition(b" ")
        if said.startswith(b"path="):
            return said[5:][: MAX_NAME + 1]
    return b""


def _moment(field: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(_number(field), UTC)
    except (OverflowError, ValueError, OSError):
        return None

"""Reads .zip files, also hostile ones: `zipfile` would read the whole directory before anybody could say stop.

One parser reads the directory and the members, so there is nothing two readers could disagree about.
"""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import BinaryIO

from bot.errors import BadInput
from bot.sources.archives.opened import (
    CHUNK,
    MAX_MEMBERS,
    MAX_NAME,
    Member,
    Opened,
    broken,
    check_count,
    check_ratio,
    dos_time,
    liar,
    safe_name,
)

_END = Struct("<4s4H2LH")  # signature, disk, disk of directory, entries here, entries, size, offset, comment
_END64_AT = Struct("<4sLQL")
_END64 = Struct("<4sQ2H2L4Q")
_ENTRY = Struct("<4s6H3L5H2L")
_LOCAL = Struct("<4s5H3L2H")
_FAR16, _FAR32 = 0xFFFF, 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_LONGEST_ENTRY = _ENTRY.size + MAX_NAME + 4_096  # name, and notes of packing programs


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a member lies and what the directory says of it."""

    raw_name: bytes
    method: int
    is_locked: bool
    checksum: int
    packed: int
    size: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Directory:
    entries: int
    size: int
    offset: int


class Zip(Opened):
    """A .zip file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._places: dict[str, _Place] = {}
        directory = _directory(file, size)
        super().__init__(self._read(directory), size)
        self._ends = self._check_overlaps(directory.offset)

    def _read(self, directory: _Directory) -> list[Member]:
        members = []
        self._file.seek(directory.offset)
        left = directory.size
        for _ in range(directory.entries):
            head = self._file.read(_ENTRY.size)
            if len(head) < _ENTRY.size or not head.startswith(b"PK\x01\x02"):
                raise _no_directory()
            (
                _, made_by, _, flags, method, time, date, checksum, packed, size, name_size, extra_size, note_size,
                _, _, attributes, offset,
            ) = _ENTRY.unpack(head)  # fmt: skip
            left -= _ENTRY.size + name_size + extra_size + note_size
            if left < 0:
                raise _no_directory()
            raw_name = self._file.read(name_size)
            extra = self._file.read(extra_size)
            self._file.seek(note_size, 1)
            name = safe_name(raw_name, utf8=bool(flags & 0x800))
            if made_by >> 8 == 3 and stat.S_ISLNK(attributes >> 16):
                raise BadInput(
                    "This archive holds a link to somewhere else, as no network's does. Download it again from there."
                )
            if name.endswith("/") or not name:
                continue
            if name in self._places:
                raise liar(name)
            packed, size, offset = _wide(extra, packed, size, offset)
            self._places[name] = _Place(raw_name, method, bool(flags & 1), checksum, packed, size, offset)
            members.append(Member(name, packed, dos_time(date, time)))
        if left:
            raise _no_directory()
        return members

    def _check_overlaps(self, end: int) -> dict[str, int]:
        """Where each member must have ended. Two that share bytes are a bomb: a few bytes, unpacked again and again."""
        ends = {}
        for name, place in sorted(self._places.items(), key=lambda each: each[1].offset, reverse=True):
            if place.offset + _LOCAL.size + len(place.raw_name) + place.packed > end:
                raise liar(name)
            ends[name] = end
            end = place.offset
        return ends

    def _pieces(self, member: Member) -> Iterator[tuple[bytes, int]]:
        place = self._places[member.name]
        if place.is_locked:
            raise BadInput("This archive is locked with a password: unpack it, pack it again without one, send that.")
        if place.method not in {_STORED, _DEFLATED}:
            raise BadInput("This archive is packed in a way that is not read here: unpack it and pack it into a .zip.")
        at = self._start(member.name, place)
        out, checksum = 0, 0
        for piece, packed in _unpacked(self._file, at, place):
            out += len(piece)
            if out > place.size:
                raise liar(member.name)
            checksum = zlib.crc32(piece, checksum)
            yield piece, packed
        if out != place.size or checksum != place.checksum:
            raise broken(member.name)

    def _start(self, name: str, place: _Place) -> int:
        self._file.seek(place.offset)
        head = self._file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
            raise broken(name)
        name_size, extra_size = _LOCAL.unpack(head)[-2:]
        start: int = place.offset + _LOCAL.size + name_size + extra_size
        if self._file.read(name_size) != place.raw_name or start + place.packed > self._ends[name]:
            raise liar(name)
        return start


def _directory(file: BinaryIO, size: int) -> _Directory:
    """What the end of the file says of the directory, with its size held against what so many members could need."""
    tail_at = max(size - _END.size - 0xFFFF, 0)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise BadInput("This .zip is incomplete: its end is missing. Download it again.")
    _, disk, first_disk, _, entries, directory_size, offset, _ = _END.unpack_from(tail, at)
    before = tail_at + at
    if entries == _FAR16 or directory_size == _FAR32 or offset == _FAR32:
        entries, directory_size, offset, before = _far(file, before, (entries, directory_size, offset))
    elif disk or first_disk:
        raise BadInput("This is one part of an archive in several parts: put them together and send the whole.")
    check_count(entries)
    if offset + directory_size > before or directory_size > MAX_MEMBERS * _LONGEST_ENTRY:
        raise _no_directory()
    return _Directory(entries, directory_size, offset)


def _far(file: BinaryIO, end: int, near: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The same for archives of more than 4 GB or 65,535 members, which say it in two more places."""
    file.seek(max(end - _END64_AT.size, 0))
    found = file.read(_END64_AT.size)
    if len(found) < _END64_AT.size or not found.startswith(b"PK\x06\x07"):
        return *near, end
    at: int = _END64_AT.unpack(found)[2]
    if at > end:
        raise _no_directory()
    file.seek(at)
    head = file.read(_END64.size)
    if len(head) < _END64.size or not head.startswith(b"PK\x06\x06"):
        raise _no_directory()
    entries, directory_size, offset = _END64.unpack(head)[-3:]
    return entries, directory_size, offset, at


def _wide(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Sizes and place of a member beyond 4 GB, which stand in its notes."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == 1:
            numbers = [
                int.from_bytes(extra[start : start + 8], "little")
                for start in range(at + 4, min(at + 4 + length, len(extra)) - 7, 8)
            ]
            size = numbers.pop(0) if size == _FAR32 and numbers else size
            packed = numbers.pop(0) if packed == _FAR32 and numbers else packed
            offset = numbers.pop(0) if offset == _FAR32 and numbers else offset
        at += 4 + length
    return packed, size, offset


def _unpacked(file: BinaryIO, at: int, place: _Place) -> Iterator[tuple[bytes, int]]:
    if place.method == _STORED:
        for start in range(0, place.packed, CHUNK):
            file.seek(at + start)
            piece = file.read(min(CHUNK, place.packed - start))
            if not piece:
                return
            yield piece, start + len(piece)
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    read, out = 0, 0
    waiting = b""
    while not unpacker.eof:
        if not waiting:
            if read >= place.packed:
                return  # ends too early: the checksum will tell
            file.seek(at + read)  # somebody else may be reading too
            waiting = file.read(min(CHUNK, place.packed - read))
            if not waiting:
                return
            read += len(waiting)
        try:
            piece = unpacker.decompress(waiting, CHUNK)
        except zlib.error as error:
            raise BadInput("This .zip is broken. Download it again.") from error
        waiting = unpacker.unconsumed_tail
        if piece:
            out += len(piece)
            check_ratio(out, read - len(waiting))
            yield piece, read - len(waiting)


def _no_directory() -> BadInput:
    return BadInput("The directory of this .zip makes no sense, as only traps' do. Download it again from the network.")

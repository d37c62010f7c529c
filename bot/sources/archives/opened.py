"""What somebody was sent by a network, open for reading: in pieces, counted, never unpacked to disk.

Nothing the file says of itself is believed: what comes out is counted while it comes out.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from bot.errors import BadInput
from bot.phrase import Phrase

CHUNK = 65_536
MAX_OUT = 200 * 1024 * 1024  # bytes read out of one archive, all members together
MAX_RATIO = 200  # bytes out for each byte in; text people write compresses to a fifth, rarely to a twentieth
MAX_MEMBERS = 10_000
MAX_NAME = 1_024  # bytes
MAX_ROWS = 1_000_000  # lines of a table, elements of a list: more than anybody writes
RATIO_FROM = 1024 * 1024  # a small file of repeated rows may well compress better than MAX_RATIO

_DRIVE = re.compile(r"[A-Za-z]:")

SMALLER = Phrase(
    "Take the files that matter out of it (Shares.csv and Comments.csv, tweets.js, outbox.json and the like), "
    "pack only those into a new .zip, and send that."
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, as its directory describes it: claims, not facts."""

    name: str
    packed: int  # bytes it takes in the archive
    changed: datetime | None = None  # when it was written; archives know no time zone, so give or take a day


class Opened(ABC):
    """An open archive. Members are read from their beginning, as often as need be, a piece at a time."""

    def __init__(self, members: Collection[Member], size: int) -> None:
        self._members = {member.name: member for member in members}
        self._out: dict[str, int] = {}
        self._in: dict[str, int] = {}
        self.size = size  # bytes on disk

    @property
    def names(self) -> tuple[str, ...]:
        """All files in it, folders spelled with "/"."""
        return tuple(self._members)

    def member(self, name: str) -> Member:
        return self._members[name]

    @property
    def consumed(self) -> int:
        """Bytes of the archive read so far, each counted once."""
        return sum(self._in.values())

    def chunks(self, name: str) -> Iterator[bytes]:
        """What the member holds, in pieces of at most 64 KB. Raises BadInput where it is not what it should be."""
        out = 0
        for piece, packed in self._pieces(self._members[name]):
            out += len(piece)
            self._count(name, out, packed)
            yield piece

    def check(self) -> None:
        """Reads everything once and throws it away: a trap is refused before anything in it is believed."""
        for name in self.names:
            for _ in self.chunks(name):
                pass

    def piece(self, name: str, start: int, size: int) -> bytes:
        """`size` bytes from `start`; only a single file can be read so."""
        raise BadInput("{base} cannot be read inside an archive: send the file itself.", base=_base(name))

    @abstractmethod
    def _pieces(self, member: Member) -> Iterator[tuple[bytes, int]]:
        """Pieces of the member, each with how many packed bytes were read for all of them until then."""

    def _count(self, name: str, out: int, packed: int) -> None:
        self._out[name] = max(self._out.get(name, 0), out)
        self._in[name] = max(self._in.get(name, 0), packed)
        check_ratio(out, packed)
        check_total(sum(self._out.values()))


class Single(Opened):
    """A file that is no archive: one of the files of one, taken out of it."""

    def __init__(self, file: BinaryIO, name: str, size: int) -> None:
        super().__init__([Member(name, size)], size)
        self._file = file

    def piece(self, name: str, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)

    def _pieces(self, member: Member) -> Iterator[tuple[bytes, int]]:
        read = 0
        while True:
            self._file.seek(read)  # somebody else may be reading too
            piece = self._file.read(CHUNK)
            if not piece:
                return
            read += len(piece)
            yield piece, read


class Narrowed(Opened):
    """An archive of which only some members may be read: what a network's importer gets to see."""

    def __init__(self, whole: Opened, names: Collection[str]) -> None:
        super().__init__([whole.member(name) for name in names], sum(whole.member(name).packed for name in names))
        self._whole = whole

    @property
    def consumed(self) -> int:
        return self._whole.consumed

    def chunks(self, name: str) -> Iterator[bytes]:
        return self._whole.chunks(self._members[name].name)

    def piece(self, name: str, start: int, size: int) -> bytes:
        return self._whole.piece(self._members[name].name, start, size)

    def _pieces(self, member: Member) -> Iterator[tuple[bytes, int]]:
        return self._whole._pieces(member)


def check_ratio(out: int, packed: int) -> None:
    """Raises BadInput for what swells like nothing that people write."""
    if out > RATIO_FROM and out > MAX_RATIO * max(packed, 1):
        raise BadInput(
            "This archive unpacks to more than {max_ratio} times its size, as only traps do. Download it again "
            "from the network.",
            max_ratio=MAX_RATIO,
        )


def check_total(out: int) -> None:
    """Raises BadInput for more than anybody writes."""
    if out > MAX_OUT:
        raise BadInput(
            "There is more than {n} MB to read in this archive. {smaller}",
            n=MAX_OUT // 1024 // 1024,
            smaller=SMALLER,
        )


def check_rows(rows: int) -> None:
    if rows > MAX_ROWS:
        raise BadInput(
            "A file in this archive has more than {n} rows, as only traps do. Download it again.",
            n=MAX_ROWS,
        )


def check_count(members: int) -> None:
    if members > MAX_MEMBERS:
        raise BadInput("This archive holds more than {n} files. {smaller}", n=MAX_MEMBERS, smaller=SMALLER)


def safe_name(raw: bytes, *, utf8: bool = True) -> str:
    """A member's name, folders spelled with "/". Raises BadInput where it would lead out of the archive."""
    if len(raw) > MAX_NAME:
        raise BadInput("A file in this archive has a longer name than any real one. Download it again.")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("utf-8" if utf8 else "cp437", "replace")
    name = name.replace("\\", "/")
    parts = name.split("/")
    if "\0" in name or name.startswith("/") or ".." in parts or _DRIVE.match(name):
        raise BadInput(
            "A file in this archive is called “{printable}”, which leads out of the archive, as only traps do. "
            "Download it again from the network.",
            printable=_printable(name),
        )
    return "/".join(part for part in parts if part not in {"", "."}) + ("/" if name.endswith("/") else "")


def broken(name: str) -> BadInput:
    return BadInput("{base} in this archive is broken or incomplete. Download the archive again.", base=_base(name))


def liar(name: str) -> BadInput:
    return BadInput(
        "{base} in this archive is not what its directory says, as only traps are. Download it again from the network.",
        base=_base(name),
    )


def dos_time(date: int, time: int) -> datetime | None:
    """When a .zip says a member was changed, on the clock of a machine nobody knows: taken for UTC."""
    try:
        return datetime(
            1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, min((time & 31) * 2, 59),
            tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None


def _base(name: str) -> str:
    return _printable(name.rpartition("/")[2] or name)


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:80])

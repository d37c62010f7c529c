"""Archives that are no gift: bombs, lies, ways out, and a million of everything."""
# ruff: noqa: E501  # a trap a line

import io
import random
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.sources.archives import opened as limits
from bot.sources.archives.opening import opened
from tests.sources.archives.packing import Read, packed, tarred

OUTBOX = '{"orderedItems": []}'


def entry(
    name: bytes,
    packed_size: int,
    size: int,
    offset: int,
    *,
    method: int = 8,
    attributes: int = 0,
    extra: bytes = b"",
    crc: int = 0,
):
    made_by = 3 << 8 | 20
    return (
        struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", made_by, 20, 0, method, 0, 33, crc, packed_size, size, len(name), len(extra), 0,
            0, 0, attributes, offset,
        )
        + name
        + extra
    )  # fmt: skip


def local(name: bytes, data: bytes, size: int, *, method: int = 8, crc: int = 0) -> bytes:
    return (
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, method, 0, 33, crc, len(data), size, len(name), 0) + name + data
    )


def end(entries: int, size: int, offset: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, size, offset, 0)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def handmade(*members: tuple[bytes, bytes, int, int]) -> bytes:
    """A .zip of (name, packed data, size it claims, checksum it claims)."""
    body, directory = b"", b""
    for name, data, size, crc in members:
        directory += entry(name, len(data), size, len(body), crc=crc)
        body += local(name, data, size, crc=crc)
    return body + directory + end(len(members), len(directory), len(body))


@cache
def bomb() -> bytes:
    zeros = bytes(1024 * 1024)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"".join(packer.compress(zeros) for _ in range(50)) + packer.flush()
    return handmade((b"outbox.json", data, 50 * 1024 * 1024, 0))


def overlapping() -> bytes:
    """Many members over the same bytes."""
    data = deflated(b"a" * 1_000)
    names = [f"outbox{number}.json".encode() for number in range(100)] + [b"outbox.json"]
    body = local(names[0], data, 1_000)
    directory = b"".join(entry(name, len(data), 1_000, 0) for name in names)
    return body + directory + end(len(names), len(directory), len(body))


@cache
def million() -> bytes:
    """A million members in a directory that says so."""
    directory = entry(b"outbox.json", 0, 0, 0) * 1_000_000
    far = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1_000_000, 1_000_000, len(directory), 0)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(directory), 1)
    return directory + far + where + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


@cache
def million_said_to_be_one() -> bytes:
    directory = entry(b"outbox.json", 0, 0, 0) * 1_000_000
    return directory + end(1, min(len(directory), 0xFFFFFFFE), 0)


@cache
def million_of_odd_sizes() -> bytes:
    """Names so long that the directory of ten thousand members would take more memory than there should be."""
    directory = b"".join(entry(b"%05d" % number + b"x" * 60_000, 0, 0, 0) for number in range(500))
    return directory + end(9_999, len(directory), 0)


def named(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("outbox.json", OUTBOX)
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, "x")
    return file.getvalue()


def linked() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("outbox.json")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return file.getvalue()


def nested() -> bytes:
    return named("inner.zip").replace(b"outbox.json", b"inside1.zip")


def locked() -> bytes:
    raw = bytearray(named("y"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + place] |= 1
    return bytes(raw)


@cache
def tar_bomb() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("outbox.json")
        member.size = 50 * 1024 * 1024

        class Zeros(io.RawIOBase):
            def read(self, size: int = -1) -> bytes:
                return bytes(size)

        archive.addfile(member, Zeros())
    return file.getvalue()


def tar_of(**fields: object) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.GNU_FORMAT) as archive:
        member = tarfile.TarInfo(str(fields.pop("name", "outbox.json")))
        for name, value in fields.items():
            setattr(member, name, value)
        archive.addfile(member)
    return file.getvalue()


def tar_that_steps_back() -> bytes:
    """A member of -1 bytes."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("outbox.json"))
    head = bytearray(file.getvalue())
    head[124:136], head[148:156] = b"-0000000001\0", b" " * 8
    head[148:155] = b"%06o\0" % sum(head[:512])
    return zlib.compress(bytes(head), wbits=31)


HOSTILE = {
    "a step back in a .tar.gz": (tar_that_steps_back, "no .tar.gz"),
    "a bomb": (bomb, "only traps"),
    "less said than there is": (lambda: handmade((b"outbox.json", deflated(b" " * 90_000), 10, 0)), "not what its directory says"),
    "more said than there is": (lambda: handmade((b"outbox.json", deflated(b" " * 10), 90_000, 0)), "broken or incomplete"),
    "a wrong checksum": (lambda: handmade((b"outbox.json", deflated(b" " * 10), 10, 7)), "broken or incomplete"),
    "no deflated data": (lambda: handmade((b"outbox.json", b"\xff" * 50, 10, 7)), "broken"),
    "one name twice": (lambda: handmade((b"outbox.json", b"", 0, 0), (b"outbox.json", b"", 0, 0)), "directory says"),
    "overlapping members": (overlapping, "not what its directory says"),
    "a way up": (lambda: named("../../etc/cron.d/x"), "leads out"),
    "a way up in the middle": (lambda: named("a/../../x"), "leads out"),
    "an absolute name": (lambda: named("/etc/passwd"), "leads out"),
    "a drive": (lambda: named("C:/x"), "leads out"),
    "a way up the other way": (lambda: named("..\\x"), "leads out"),
    "a link": (linked, "a link"),
    "a million members": (million, "more than 10,000 files"),
    "a million members said to be one": (million_said_to_be_one, "makes no sense"),
    "endless names": (million_of_odd_sizes, "longer name than any real"),
    "archives in an archive": (nested, "archives inside"),
    "a password": (locked, "password"),
    "another way of packing": (lambda: _packed_as(zipfile.ZIP_LZMA), "not read here"),
    "half a .zip": (lambda: named("x")[:-30], "its end is missing"),
    "a directory elsewhere": (lambda: named("x")[:-10] + b"\xff\xff\xff\x00\x00\x00"[:4] + b"\0" * 6, "makes no sense"),
    "a part of several": (lambda: b"PK\x03\x04" + struct.pack("<4s4H2LH", b"PK\x05\x06", 3, 3, 1, 1, 46, 0, 0), "several parts"),
    "a .tar.gz bomb": (tar_bomb, "only traps"),
    "a link in a .tar.gz": (lambda: tar_of(type=tarfile.SYMTYPE, linkname="/etc/passwd"), "a link"),
    "a hard link in a .tar.gz": (lambda: tar_of(type=tarfile.LNKTYPE, linkname="x"), "a link"),
    "a way up in a .tar.gz": (lambda: tar_of(name="../x"), "leads out"),
    "an endless name in a .tar.gz": (lambda: tar_of(name="x" * 70_000), "longer name"),
    "a device in a .tar.gz": (lambda: tar_of(type=tarfile.CHRTYPE), "a link"),
    "something else packed": (lambda: zlib.compress(b"x" * 600, wbits=31), "no .tar.gz"),
    "half a .tar.gz": (lambda: _noise()[:-5_000], "incomplete"),
    "no .gz after all": (lambda: b"\x1f\x8b" + b"\xff" * 50, "broken"),
    "a .rar": (lambda: b"Rar!\x1a\x07\x01\x00", "a .rar archive"),
    "a picture": (lambda: b"\x89PNG\r\n", "Nothing in this file is known"),
}  # fmt: skip


def _noise() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("outbox.json")
        member.size = 20_000
        archive.addfile(member, io.BytesIO(random.Random(1).randbytes(20_000)))
    return file.getvalue()


def _packed_as(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("outbox.json", OUTBOX)
    return file.getvalue()


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_or_broken_is_refused_with_a_sentence(tmp_path, what):
    make, says = HOSTILE[what]
    path = tmp_path / "archive"
    path.write_bytes(make())
    with pytest.raises(BadInput, match=says) as refused:
        Read(path)
    assert str(refused.value).endswith(".")


PROBE = """
import sys
from pathlib import Path
from bot.errors import BadInput
from bot.sources.archives.known import archives, recognised
from bot.sources.archives.opening import opened
archives()

def most():  # ru_maxrss would count what the parent had when it started this
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024

before = most()
for path in sys.argv[1:]:
    try:
        with opened(Path(path)) as whole:
            recognised(whole)[1].check()
    except BadInput:
        print(most() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much a process ever took")
def test_traps_take_little_memory(tmp_path):
    traps = ["a bomb", "a million members", "a million members said to be one", "endless names", "a .tar.gz bomb"]
    for number, what in enumerate(traps):
        (tmp_path / str(number)).write_bytes(HOSTILE[what][0]())
    paths = sorted(tmp_path.iterdir())
    said = subprocess.run(
        [sys.executable, "-c", PROBE, *paths], check=True, capture_output=True, text=True
    ).stdout.split()
    assert len(said) == len(traps)
    assert int(said[-1]) < 50  # megabytes, for all of them one after the other


def test_all_members_together_are_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_OUT", 100_000)
    path = packed(tmp_path / "a.zip", {"data/tweets.js": "a" * 60_000, "data/like.js": "b" * 60_000})
    with opened(path) as whole, pytest.raises(BadInput, match="Take the files that matter"):
        whole.check()


def test_reading_a_member_twice_counts_once(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_OUT", 100_000)
    with opened(packed(tmp_path / "a.zip", {"data/tweets.js": "a" * 60_000})) as whole:
        for _ in range(3):
            assert sum(map(len, whole.chunks("data/tweets.js"))) == 60_000


def test_small_files_may_compress_well(tmp_path):
    content = "2026-01-01 10:00:00,LIKE,x\n" * 30_000
    with opened(packed(tmp_path / "a.zip", {"Reactions.csv": content})) as whole:
        assert sum(map(len, whole.chunks("Reactions.csv"))) == len(content)


def test_a_zip_beyond_the_old_limits_is_read(tmp_path):
    """As programs write it that do not know beforehand how much will come: sizes in 64 bits, and after the data."""
    path = tmp_path / "a.zip"

    class Pipe(io.RawIOBase):
        def __init__(self, file):
            self.file = file

        def writable(self):
            return True

        def write(self, data):
            return self.file.write(data)

    with (
        path.open("wb") as file,
        zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(zipfile.ZipInfo("data/tweets.js"), "w", force_zip64=True) as member,
    ):
        member.write(b"window.YTD.tweets.part0 = []")
    with opened(path) as whole:
        assert b"".join(whole.chunks("data/tweets.js")) == b"window.YTD.tweets.part0 = []"


def test_sizes_in_64_bits_are_understood(tmp_path):
    data, name = deflated(b"[]"), b"data/tweets.js"
    extra = struct.pack("<2H3Q", 1, 24, 2, len(data), 0)
    directory = entry(name, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, extra=extra, crc=zlib.crc32(b"[]"))
    body = local(name, data, 2)
    far = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(directory), len(body))
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(body) + len(directory), 1)
    path = tmp_path / "a.zip"
    path.write_bytes(body + directory + far + where + end(1, len(directory), 0xFFFFFFFF))
    with opened(path) as whole:
        assert b"".join(whole.chunks("data/tweets.js")) == b"[]"


def test_stored_members_and_folders_are_read_and_dates_kept(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/", "")
        archive.writestr(zipfile.ZipInfo("data/tweets.js", (2026, 11, 1, 10, 20, 30)), "x" * 200_000)
    with opened(path) as whole:
        assert whole.names == ("data/tweets.js",)
        assert whole.member("data/tweets.js").changed.isoformat() == "2026-11-01T10:20:30+00:00"
        assert max(map(len, whole.chunks("data/tweets.js"))) <= limits.CHUNK


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_in_a_tar_are_read(tmp_path, form):
    name = "a-long-folder-name/" * 12 + "outbox.json"
    if form == tarfile.USTAR_FORMAT:
        name = "a-long-folder-name/" * 7 + "outbox.json"
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz", format=form) as archive:
        for each in ("first.txt", name):
            member = tarfile.TarInfo(each)
            member.size = 3
            archive.addfile(member, io.BytesIO(b"abc"))
    with opened(path) as whole:
        assert whole.names == ("first.txt", name)
        assert b"".join(whole.chunks(name)) == b"abc"


def test_members_of_a_tar_are_read_in_any_order_and_again(tmp_path):
    path = tarred(tmp_path / "a.tar.gz", {"a": "1" * 100_000, "b": "2" * 70_000})
    with opened(path) as whole:
        assert [b"".join(whole.chunks(name))[:1] for name in ("b", "a", "b")] == [b"2", b"1", b"2"]
        assert whole.member("a").changed is not None


def test_a_folder_and_nothing_at_all_are_refused(tmp_path):
    for path, says in ((tmp_path, "is a folder"), (tmp_path / "gone.zip", "cannot be opened")):
        with pytest.raises(BadInput, match=says):
            Read(Path(path))


def test_a_network_that_is_named_is_believed_and_an_unknown_one_is_not(tmp_path):
    path = packed(tmp_path / "a.zip", {"outbox.json": OUTBOX})
    with pytest.raises(BadInput, match="no archive of LinkedIn"):
        Read(path, network="linkedin")
    with pytest.raises(BadInput, match="What can be read"):
        Read(path, network="myspace")


def test_what_fits_two_networks_asks_which(tmp_path):
    both = {"Shares.csv": "Date\n", "data/tweets.js": "window.YTD.tweets.part0 = []"}
    with pytest.raises(BadInput, match="`linkedin` or `x`"):
        Read(packed(tmp_path / "a.zip", both))
    assert Read(tmp_path / "a.zip", network="x").archive.name == "x"


def test_the_reader_takes_no_number_that_costs_more_than_it_is_worth():
    said = "import sys; from bot.sources.archives import __main__ as reader; reader._limit(); int('9' * 641)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=False)
    assert "640 digits" in done.stderr

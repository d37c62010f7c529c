"""Every network's archive: of its true shape it is read, and as a trap that looks like one it is refused."""

import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.sources.archives.known import archives
from tests.sources.archives.packing import Read, packed
from tests.sources.archives.repositories import repository, varint
from tests.sources.archives.test_bluesky import ANA_DID, RECORDS
from tests.sources.archives.test_nonsense import WHOLE
from tests.sources.archives.test_opening import PROBE, deflated, end, entry, handmade

OWN_FORM = '{"native_id": "1", "kind": "reply", "at": "2026-11-01T10:00:00Z", "network": "meetup"}\n'
SHAPES: dict[str, dict[str, str]] = {**WHOLE, "involve": {"mine.jsonl": OWN_FORM}}

Members = list[tuple[bytes, bytes, int, int]]  # (name, packed data, size it claims, checksum it claims)


def told_by(network: str) -> str:
    """The member by which an archive is known as this network's."""
    (archive,) = (each for each in archives() if each.name == network)
    found = archive.found(list(SHAPES[network]))
    return next(found[part][0] for part in archive.told_by if part in found)


def as_members(network: str) -> Members:
    raw = {name: content.encode() for name, content in SHAPES[network].items()}
    return [(name.encode(), deflated(data), len(data), zlib.crc32(data)) for name, data in raw.items()]


def instead(network: str, data: bytes, size: int, checksum: int) -> bytes:
    """The archive with other contents in the member it is known by."""
    name = told_by(network).encode()
    return handmade(*(each for each in as_members(network) if each[0] != name), (name, data, size, checksum))


@cache
def zeros() -> bytes:
    """60 MB of them, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(60)) + packer.flush()


def bomb(network: str) -> bytes:
    return instead(network, zeros(), 60 << 20, 0)


def bomb_that_says_it_is_none(network: str) -> bytes:
    return instead(network, zeros(), 1_000, 0)


def too_many(network: str) -> bytes:
    """Ten thousand more by the name it is known by, all at the same place."""
    name = told_by(network).encode()
    directory = entry(name, 0, 0, 0) * 10_001
    return directory + end(10_001, len(directory), 0)


TRAPS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "a bomb": (bomb, "only traps"),
    "a bomb that says it is none": (bomb_that_says_it_is_none, "only traps|not what its directory says"),
    "less said than there is": (lambda network: instead(network, deflated(b" " * 90_000), 10, 0), "directory says"),
    "a wrong checksum": (lambda network: instead(network, deflated(b" " * 10), 10, 7), "broken or incomplete"),
    "a way out": (lambda network: handmade(*as_members(network), (b"../../up", b"", 0, 0)), "leads out"),
    "a way out by its own name": (
        lambda network: handmade(*as_members(network), (b"../" + told_by(network).encode(), b"", 0, 0)), "leads out",
    ),
    "its own name twice": (
        lambda network: handmade(*as_members(network), (told_by(network).encode(), b"", 0, 0)), "directory says",
    ),
    "too many members": (too_many, "more than 10,000 files"),
    "its end is missing": (lambda network: handmade(*as_members(network))[:-15], "its end is missing"),
}  # fmt: skip


@pytest.mark.parametrize("network", sorted(SHAPES))
def test_an_archive_of_the_true_shape_is_read_for_what_it_is(tmp_path: Path, network: str) -> None:
    read = Read(packed(tmp_path / "archive.zip", SHAPES[network]))
    assert read.archive.name == network
    assert read.entries


@pytest.mark.parametrize("what", TRAPS)
@pytest.mark.parametrize("network", sorted(SHAPES))
def test_a_trap_that_looks_like_one_is_refused_with_a_sentence(tmp_path: Path, network: str, what: str) -> None:
    make, says = TRAPS[what]
    path = tmp_path / "archive.zip"
    path.write_bytes(make(network))
    with pytest.raises(BadInput, match=says) as refused:
        Read(path)
    assert str(refused.value).endswith(".")


def test_no_network_is_left_out() -> None:
    assert {each.name for each in archives()} == set(SHAPES) | {"bluesky"}  # which is no .zip: below


@pytest.mark.parametrize(
    "raw",
    [
        repository(ANA_DID, RECORDS)[:200] + varint(1 << 40) + b"x",
        repository(ANA_DID, RECORDS) + varint(3_000_000) + bytes(100),
        varint(1 << 62),
        b"\x80" * 100_000,
    ],
    ids=["a block longer than there are bytes", "a block that breaks off", "an endless header", "an endless length"],
)
def test_a_repository_that_lies_of_its_lengths_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "repo.car"
    path.write_bytes(raw)
    with pytest.raises(BadInput) as refused:
        Read(path, network="bluesky")
    assert str(refused.value).endswith(".")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much a process ever took")
def test_traps_of_all_networks_together_take_little_memory(tmp_path: Path) -> None:
    for network in SHAPES:
        for number, what in enumerate(("a bomb", "a bomb that says it is none", "too many members")):
            (tmp_path / f"{network}-{number}.zip").write_bytes(TRAPS[what][0](network))
    paths = sorted(tmp_path.iterdir())
    said = subprocess.run([sys.executable, "-c", PROBE, *paths], check=True, capture_output=True, text=True)
    grown = [int(line) for line in said.stdout.split()]
    assert len(grown) == len(paths)
    assert max(grown) < 50  # megabytes

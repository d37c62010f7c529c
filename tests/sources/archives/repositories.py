"""Writes small AT Protocol repositories: records, a tree over them, a commit, all in one .car file."""

from collections.abc import Mapping
from hashlib import sha256
from struct import pack
from typing import Any


class Link(bytes):
    """A link to another block."""


def cbor(value: Any) -> bytes:
    """The value as DAG-CBOR."""
    if isinstance(value, Link):
        return b"\xd8\x2a" + cbor(b"\0" + bytes(value))
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(cbor, value))
    fields = sorted(value.items(), key=lambda each: (len(each[0]), each[0]))
    return _head(5, len(fields)) + b"".join(cbor(name) + cbor(each) for name, each in fields)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for short, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << size * 8:
            return bytes([major << 5 | short]) + number.to_bytes(size, "big")
    raise ValueError(number)


def varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def link_to(block: bytes) -> Link:
    return Link(b"\x01\x71\x12\x20" + sha256(block).digest())


def repository(did: str, records: Mapping[str, Any], *, leave_out: str = "") -> bytes:
    """A .car with these records by path, two to a node of the tree. `leave_out`: a path whose block is missing."""
    blocks: dict[Link, bytes] = {}

    def add(value: Any) -> Link:
        block = cbor(value)
        blocks[link_to(block)] = block
        return link_to(block)

    paths = sorted(records)
    links = {path: add(records[path]) for path in paths}
    tree: Link | None = None
    for start in range(0, len(paths), 2):
        entries, before = [], b""
        for path in paths[start : start + 2]:
            raw = path.encode()
            same = next(
                (n for n, (a, b) in enumerate(zip(before, raw, strict=False)) if a != b), min(len(before), len(raw))
            )
            entries.append({"p": same, "k": raw[same:], "v": links[path], "t": None})
            before = raw
        tree = add({"l": tree, "e": entries})
    root = add({"did": did, "version": 3, "data": tree, "rev": "3k", "prev": None, "sig": b"\0" * 64})
    if leave_out:
        del blocks[links[leave_out]]
    head = cbor({"version": 1, "roots": [root]})
    body = b"".join(varint(36 + len(block)) + bytes(link) + block for link, block in reversed(blocks.items()))
    return varint(len(head)) + head + body

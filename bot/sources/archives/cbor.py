"""Reads DAG-CBOR, the encoding of AT Protocol repositories: the ten kinds of values it knows, and no others.

Own, because what there is to install reads all of CBOR, with tags that build dates and regular expressions; this is a
page, and bounded by the size of what it is given.
"""

from struct import unpack
from typing import Any

MAX_DEPTH = 64
_CID = 42  # the one tag there is: a link to another block


class Cid(bytes):
    """A link to another block, by its hash."""


def decoded(data: bytes) -> Any:
    """The one value in `data`. Raises ValueError where it is anything else."""
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise ValueError("more than one value")
    return value


def first(data: bytes, start: int = 0) -> tuple[Any, int]:
    """The value that begins at `start`, and where it ends."""
    return _value(data, start, 0)


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    major, number, at = _head(data, at)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in {2, 3}:
        end = at + number
        if end > len(data):
            raise ValueError("ends too early")
        return (data[at:end] if major == 2 else data[at:end].decode("utf-8", "replace")), end
    if major == 4:
        return _array(data, at, number, depth)
    if major == 5:
        return _map(data, at, number, depth)
    if major == 6:
        linked, at = _value(data, at, depth + 1)
        if number != _CID or not isinstance(linked, bytes) or not linked.startswith(b"\0"):
            raise ValueError("no link")
        return Cid(linked[1:]), at
    return number, at


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[list[Any], int]:
    _must_hold(data, at, length)
    found = []
    for _ in range(length):
        value, at = _value(data, at, depth + 1)
        found.append(value)
    return found, at


def _map(data: bytes, at: int, length: int, depth: int) -> tuple[dict[str, Any], int]:
    _must_hold(data, at, length * 2)
    found = {}
    for _ in range(length):
        name, at = _value(data, at, depth + 1)
        if not isinstance(name, str):
            raise ValueError("no name")
        found[name], at = _value(data, at, depth + 1)
    return found, at


def _must_hold(data: bytes, at: int, values: int) -> None:
    if values > len(data) - at:  # each takes a byte at least
        raise ValueError("ends too early")


def _head(data: bytes, at: int) -> tuple[int, Any, int]:
    """The kind of the value at `at`, its number (of simple values: the value), and where what follows begins."""
    if at >= len(data):
        raise ValueError("ends too early")
    major, short = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        if short in _SIMPLE:
            return major, _SIMPLE[short], at
        if short == 27 and at + 8 <= len(data):
            return major, unpack(">d", data[at : at + 8])[0], at + 8
        raise ValueError("no value")
    if short < 24:
        return major, short, at
    size = _SIZES.get(short, 0)
    if not size or at + size > len(data):
        raise ValueError("no number")
    return major, int.from_bytes(data[at : at + size], "big"), at + size


_SIMPLE = {20: False, 21: True, 22: None}
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}

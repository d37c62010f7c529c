"""Reads an AT Protocol repository out of its .car file: blocks in any order, and a tree that says which is what."""

from collections.abc import Collection, Iterator
from typing import Any

from bot.errors import BadInput
from bot.sources.archives.cbor import Cid, decoded
from bot.sources.archives.opened import Opened, broken

MAX_BLOCKS = 500_000
MAX_BLOCK = 2_000_000  # bytes; the protocol allows half of it
_LENGTH = 10  # bytes of a varint
_CID_SIZE = 36  # version 1, codec, SHA-256 and its size, 32 bytes
_CID_START = b"\x01\x71\x12\x20"


class Repository:
    """The records of one account. Only where the blocks lie is kept in memory."""

    def __init__(self, opened: Opened, name: str) -> None:
        self._opened = opened
        self._name = name
        self._places: dict[bytes, int] = {}  # link -> start << 32 | size
        roots = self._index()
        commit = self._block(roots[0]) if roots else {}
        if not isinstance(commit, dict) or not isinstance(commit.get("did"), str):
            raise broken(name)
        self.did = str(commit["did"])
        self._tree = commit.get("data")

    def records(self, collections: Collection[str]) -> Iterator[tuple[str, str, Any] | None]:
        """The records of these collections as (collection, key, value); None for one that cannot be read."""
        for path, link in self._leaves(self._tree):
            collection, _, key = path.partition("/")
            if collection in collections:
                try:
                    yield collection, key, self._block(link)
                except BadInput:
                    yield None

    def _index(self) -> list[Any]:
        stream = _Stream(self._opened.chunks(self._name), self._name)
        size = stream.varint()
        try:
            head = decoded(stream.take(size))
            roots = head["roots"]
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("{name} is no repository. Export it again.", name=self._name) from error
        while not stream.ended():
            size = stream.varint()
            if not _CID_SIZE <= size <= MAX_BLOCK:
                raise broken(self._name)
            start = stream.at + _CID_SIZE
            link = stream.take(size)[:_CID_SIZE]
            if link.startswith(_CID_START):
                self._places[link] = start << 32 | size - _CID_SIZE
            if len(self._places) > MAX_BLOCKS:
                raise BadInput(
                    "This repository holds more than {n} records. Connect the account instead: /involve "
                    "connect shows the same.",
                    n=MAX_BLOCKS,
                )
        return roots if isinstance(roots, list) else []

    def _block(self, link: object) -> Any:
        place = self._places.get(bytes(link)) if isinstance(link, Cid) else None
        if place is None:
            raise broken(self._name)
        try:
            return decoded(self._opened.piece(self._name, place >> 32, place & 0xFFFFFFFF))
        except ValueError as error:
            raise broken(self._name) from error

    def _leaves(self, root: object) -> Iterator[tuple[str, object]]:
        """The paths of all records with links to them, in order; without recursion, and each node once."""
        seen: set[bytes] = set()
        waiting: list[tuple[str, object] | object] = [root]
        while waiting:
            next_one = waiting.pop()
            if isinstance(next_one, tuple):
                yield next_one
                continue
            if next_one is None:
                continue
            if not isinstance(next_one, Cid) or bytes(next_one) in seen:
                raise broken(self._name)
            seen.add(bytes(next_one))
            waiting.extend(reversed(self._node(next_one)))

    def _node(self, link: Cid) -> list[Any]:
        try:
            node = self._block(link)
            inside: list[Any] = [node["l"]]
            path = b""
            for entry in node["e"]:
                path = path[: entry["p"]] + entry["k"]
                inside += [(path.decode(), entry["v"]), entry["t"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise broken(self._name) from error
        return inside


class _Stream:
    """The bytes of the file in order, and where we are."""

    def __init__(self, chunks: Iterator[bytes], name: str) -> None:
        self._chunks = chunks
        self._name = name
        self._ready = b""
        self._next = 0  # within what is ready
        self.at = 0  # within the file

    def ended(self) -> bool:
        return not self._fill(1)

    def take(self, size: int) -> bytes:
        if size > MAX_BLOCK or not self._fill(size):
            raise broken(self._name)
        found = self._ready[self._next : self._next + size]
        self._next += size
        self.at += size
        return found

    def varint(self) -> int:
        number = 0
        for place in range(_LENGTH):
            byte = self.take(1)[0]
            number |= (byte & 127) << 7 * place
            if byte < 128:
                return number
        raise broken(self._name)

    def _fill(self, size: int) -> bool:
        if len(self._ready) - self._next >= size:
            return True
        parts = [self._ready[self._next :]]
        length = len(parts[0])
        while length < size and (more := next(self._chunks, b"")):
            parts.append(more)
            length += len(more)
        self._ready, self._next = b"".join(parts), 0
        return length >= size

"""The addresses and clocks of the AT Protocol: at-URIs, record keys that are moments, times that clients made up."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_AS_NUMBER = bytes.maketrans(_DIGITS.encode(), b"0123456789abcdefghijklmnopqrstuv")  # Python's digits, base 32
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}")
_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.:%-]{1,250})")
_URI = re.compile(r"at://(did:[a-z]{1,20}:[a-zA-Z0-9._:%-]{1,250})/([a-zA-Z0-9.-]{1,300})/([a-zA-Z0-9._~:-]{1,512})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAGES = {"app.bsky.feed.post": "post", "app.bsky.feed.generator": "feed", "app.bsky.graph.list": "lists"}


class AtUri(NamedTuple):
    """Where a record lies: whose repository, which collection, which key. Its author needs no look-up."""

    did: str
    collection: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.key}"

    @classmethod
    def read(cls, text: object) -> "AtUri":
        """Raises ValueError where `text` is none, or names its author by a handle, which may change hands."""
        found = _URI.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise ValueError("not an at-URI")
        return cls._make(found.groups())

    @property
    def page(self) -> str:
        """Where a person can read it, by DID: that address outlives a change of handle."""
        profile = f"https://bsky.app/profile/{self.did}"
        return f"{profile}/{_PAGES[self.collection]}/{self.key}" if self.collection in _PAGES else profile


def is_did(text: str) -> bool:
    return _DID.fullmatch(text) is not None


def is_key(text: str) -> bool:
    return _TID.fullmatch(text) is not None


def key_of(moment: datetime) -> str:
    """The smallest record key (TID) of `moment`: keys sort as their moments do."""
    left = max((moment - _EPOCH) // timedelta(microseconds=1), 0) << 10
    digits = []
    for _ in range(13):
        digits.append(_DIGITS[left & 31])
        left >>= 5
    return "".join(reversed(digits))


def moment_of(key: str) -> datetime:
    """When a record key was made. Raises ValueError where it is not a TID."""
    if not is_key(key):
        raise ValueError("not a TID")
    return _EPOCH + timedelta(0, 0, int(key.encode().translate(_AS_NUMBER), 32) >> 10)  # days, seconds, microseconds


def earlier(key: str, by: timedelta) -> str:
    """The key of `by` before `key`."""
    return key_of(moment_of(key) - by)


def moment(text: object) -> datetime | None:
    """A time as records have it, with up to nine decimals. None where it is none, or names no zone.

    Clients that name none mean their own (a recorded one is two hours ahead of its key); the key then knows better.
    """
    try:
        said = datetime.fromisoformat(text) if isinstance(text, str) else None
        if said is None or said.tzinfo is UTC:
            return said
        return said.astimezone(UTC) if said.tzinfo else None
    except (ValueError, OverflowError):
        return None

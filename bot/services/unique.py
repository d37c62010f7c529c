"""What each item and account is unique by: the keys that make twice the same as once."""

from datetime import datetime
from hashlib import sha256

from bot.domain.entry import Entry, storable
from bot.domain.kinds import Kind
from bot.domain.permalink import canonical
from models import Member

_SHARED = frozenset({Kind.POST, Kind.QUOTE, Kind.BOOST})  # what an archive calls one of them may be another


def key_of(workspace_id: int, entry: Entry) -> str:
    """The one key an item is unique by."""
    return item_key(workspace_id, entry.network, entry.kind, entry.native_id)


def item_key(workspace_id: int, network: str, kind: Kind, native_id: str) -> str:
    """The same from its parts."""
    return fitting(f"{workspace_id}:{network}:{kind}:{native_id}")


def other_keys(workspace_id: int, entry: Entry) -> list[str]:
    """The keys the same item has where another way to it calls it something else.

    LinkedIn's and Reddit's archives do not say that a post passes something on, which their interfaces do.
    """
    kinds = _SHARED - {entry.kind} if entry.kind in _SHARED else ()
    return [item_key(workspace_id, entry.network, kind, entry.native_id) for kind in kinds]


def account_key(workspace_id: int, network: str, native_id: str) -> str:
    """The one key an account is unique by."""
    return fitting(f"{workspace_id}:{network}:{native_id}", 600)


def received_key(workspace_id: int, network: str, native_id: str) -> str:
    """The one key something others said is unique by."""
    return fitting(f"{workspace_id}:{network}:{storable(native_id)}")


def place(native_id: str) -> str:
    """The item it was said below, as its column holds it."""
    return fitting(storable(native_id), 600)


def logged_id(member: Member, url: str, note: str, at: datetime) -> str:
    """A native id for something typed: one person's same address is the same item; a talk is its words and day."""
    told = canonical(url) if url else f"{note.casefold()}|{at.date()}"
    return f"logged-{member.id}-{sha256(told.encode()).hexdigest()[:24]}"


def thread_of(entry: Entry) -> str:
    """The conversation an entry belongs to, across accounts: "network:id of its first message"."""
    return fitting(f"{entry.network}:{entry.thread or entry.native_id}", 600)


def fitting(key: str, limit: int = 700) -> str:
    """A key that fits its column: what is too long ends in a digest of the whole, so two long ones never meet."""
    return key if len(key) <= limit else f"{key[: limit - 65]}#{sha256(key.encode()).hexdigest()}"

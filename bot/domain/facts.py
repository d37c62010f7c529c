"""An entry as the one JSON text that is stored, and back."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind, Visibility

# Columns of their own beside the facts; everything else of an entry goes into the text.
_APART = frozenset({"network", "kind", "at", "url"})
_PARTIES = frozenset({"author", "root", "parent", "of"})
_TUPLES = frozenset({"links", "mentions"})
_DEFAULTS: Mapping[str, object] = {
    field.name: field.default for field in fields(Entry) if field.name not in _APART | {"native_id", "author", "traits"}
}
_values_of = attrgetter(*_DEFAULTS)
_NAMES = tuple(_DEFAULTS)
_USUAL = tuple(_DEFAULTS.values())
_NO_PARTY = ["", ""]
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written(entry: Entry) -> str:
    """The facts of `entry` as compact JSON; what has its default value is left out."""
    facts: dict[str, Any] = {"native_id": entry.native_id, "author": _party(entry.author)}
    for name, default, value in zip(_NAMES, _USUAL, _values_of(entry), strict=True):
        if value is default:  # nearly always: an import writes a million of these
            continue
        if name in _PARTIES:
            party = _party(value)
            if party != _NO_PARTY:
                facts[name] = party
        elif value != default:
            facts[name] = value.isoformat() if isinstance(value, datetime) else value
    if entry.traits:
        facts["traits"] = sorted(entry.traits)
    return _encoded(facts)


def read(text: str, *, network: str, kind: Kind, at: datetime, url: str) -> Entry:
    """The entry whose facts `text` is, with the columns kept apart."""
    facts = json.loads(text)
    for name in _PARTIES & facts.keys():
        facts[name] = Party(*facts[name])
    for name in _TUPLES & facts.keys():
        facts[name] = tuple(facts[name])
    if "visibility" in facts:
        facts["visibility"] = Visibility(facts["visibility"])
    if "edited_at" in facts:
        facts["edited_at"] = datetime.fromisoformat(facts["edited_at"])
    if "traits" in facts:
        facts["traits"] = frozenset(facts["traits"])
    return Entry(network=network, kind=kind, at=at.astimezone(UTC), url=url, **facts)


def _party(party: Party) -> list[object]:
    return [party.id, party.name, True] if party.is_bot else [party.id, party.name]

"""An entry as the one JSON text that is stored, and back."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
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


def written(entry: Entry) -> str:
    """The facts of `entry` as compact JSON; what has its default value is left out."""
    facts: dict[str, Any] = {"native_id": entry.native_id, "author": _party(entry.author)}
    for name, default in _DEFAULTS.items():
        value = getattr(entry, name)
        if value == default:
            continue
        facts[name] = _party(value) if name in _PARTIES else value.isoformat() if isinstance(value, datetime) else value
    if entry.traits:
        facts["traits"] = sorted(entry.traits)
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


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

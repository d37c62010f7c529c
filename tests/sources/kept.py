"""What polls leave behind, kept as the service keeps it: by kind and native id, with the cursor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.entry import Entry
from bot.sources.base import Batch, Identity


@dataclass
class Store:
    """One account."""

    who: Identity
    cursor: Mapping[str, object] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)  # of the last poll

    async def poll(self, source: Any, now: datetime, *, sweep: bool = False) -> list[str]:
        """Returns what was new, by native id."""
        self.batches, came, new = [], {}, []
        since = now - timedelta(days=90)
        complete_since = None
        async for batch in source.fetch(self.who, self.cursor, since=since, now=now, sweep=sweep):
            self.batches.append(batch)
            self.cursor = batch.cursor
            complete_since = batch.complete_since or complete_since
            for entry in batch.entries:
                key = f"{entry.kind}:{entry.native_id}"
                new += [] if key in self.entries else [entry.native_id]
                came[key] = self.entries[key] = entry
            for key in [key for key, entry in self.entries.items() if entry.native_id in batch.deleted]:
                del self.entries[key]
        if complete_since:
            self.entries = {
                key: entry for key, entry in self.entries.items() if entry.at < complete_since or key in came
            }
        return new

    def ids(self) -> list[str]:
        return [entry.native_id for entry in self.entries.values()]

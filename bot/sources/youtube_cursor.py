"""Where the reading of a channel stands: what was there last time, so that what is missing now is known to be gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.entry import Entry

KEPT = 60  # of each kind: they travel with every poll
VIDEOS_FOR, COMMENTS_FOR = timedelta(days=90), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a poll leaves to the next one. Moments are Unix seconds."""

    uploads: str = ""  # the list of the channel's videos
    etag: str = ""  # of its first page
    feed: Mapping[str, str] = field(default_factory=dict)  # validators of the feed, where there is no key
    videos: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, said: Mapping[str, object]) -> "Cursor":
        """From what was written; anything else counts as nothing."""
        feed = said.get("feed")
        return cls(
            str(said.get("uploads") or ""),
            str(said.get("etag") or ""),
            {str(name): str(value) for name, value in feed.items()} if isinstance(feed, dict) else {},
            _moments(said.get("videos")),
            _moments(said.get("comments")),
        )

    @property
    def reached(self) -> datetime | None:
        """When the newest known video came."""
        return datetime.fromtimestamp(max(self.videos.values()), UTC) if self.videos else None

    def after(
        self, videos: Iterable[Entry], comments: Iterable[Entry], gone: frozenset[str], now: datetime
    ) -> "Cursor":
        """With what a poll found, and without what is gone or too old to be looked for again."""
        return replace(
            self,
            videos=_newest(self.videos, videos, gone, now - VIDEOS_FOR),
            comments=_newest(self.comments, comments, gone, now - COMMENTS_FOR),
        )

    def with_list(self, uploads: str, etag: str) -> "Cursor":
        return replace(self, uploads=uploads, etag=etag)

    def with_feed(self, validators: Mapping[str, str]) -> "Cursor":
        return replace(self, feed=validators)

    def written(self) -> dict[str, object]:
        named = {
            "uploads": self.uploads, "etag": self.etag, "feed": dict(self.feed), "videos": dict(self.videos),
            "comments": dict(self.comments),
        }  # fmt: skip
        return {name: value for name, value in named.items() if value}


def vanished(known: Mapping[str, int], listed: Sequence[Entry], *, to_the_end: bool) -> frozenset[str]:
    """Those of `known` that would stand in `listed`, newest first and `to_the_end` or not, and do not."""
    times = [int(entry.at.timestamp()) for entry in listed]
    if times != sorted(times, reverse=True) and not to_the_end:
        return frozenset()  # in no order one can tell nothing
    floor = 0 if to_the_end else min(times, default=1 << 62)
    return frozenset(id_ for id_, at in known.items() if at >= floor) - {entry.native_id for entry in listed}


def _moments(said: object) -> dict[str, int]:
    return {str(id_): at for id_, at in said.items() if isinstance(at, int)} if isinstance(said, dict) else {}


def _newest(known: Mapping[str, int], found: Iterable[Entry], gone: frozenset[str], floor: datetime) -> dict[str, int]:
    together = {**known, **{entry.native_id: int(entry.at.timestamp()) for entry in found}}
    kept = [(at, id_) for id_, at in together.items() if id_ not in gone and at >= int(floor.timestamp())]
    return {id_: at for at, id_ in sorted(kept, reverse=True)[:KEPT]}

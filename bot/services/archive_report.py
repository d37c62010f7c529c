"""What became of an archive, as a value and in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.kinds import Kind
from models import Account


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an archive."""

    network: str  # "involve" for a file of several networks
    title: str
    account: Account | None
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None
    until: datetime | None = None  # when it was made: it shows both sides up to here. None: it does not show both
    lacks: str = ""  # which side it does not show and how to get it, in a sentence
    skipped: Mapping[str, int] = field(default_factory=dict)  # "a like has no date" -> how many
    new: int = 0
    changed: int = 0
    known: int = 0
    on_own: int = 0  # replies below own posts
    on_others: int = 0
    untold: int = 0  # replies of which the archive does not say below whose post

    @property
    def entries(self) -> int:
        return sum(self.kinds.values())


def in_words(report: Report) -> list[str]:
    """The report in sentences: how many of what, from when to when, what was left out and why, and what it shows."""
    if not report.entries:
        return [f"Nothing was found in this archive of {report.title}.", *_left_out(report), *_not_shown(report)]
    said = [f"{report.title}: {_counted(report)}, {_period(report)}."]
    if not report.new and not report.changed:
        said.append("All of it was known already.")
    elif report.known:
        said.append(f"{report.new} new, {report.known} known already.")
    said += _left_out(report)
    replies = report.on_own + report.on_others + report.untold
    if replies >= 5:
        said.append(_where(report, replies))
    return [*said, *_not_shown(report)]


_NAMES: Mapping[Kind, tuple[str, str]] = {
    Kind.POST: ("post", "posts"),
    Kind.REPLY: ("comment or reply", "comments and replies"),
    Kind.QUOTE: ("quote", "quotes"),
    Kind.BOOST: ("repost", "reposts"),
    Kind.REACTION: ("reaction", "reactions"),
    Kind.FOLLOW: ("follow", "follows"),
    Kind.TALK: ("talk", "talks"),
    Kind.PRESENCE: ("thing read or attended", "things read or attended"),
    Kind.PRODUCTION: ("thing made", "things made"),
}


def _counted(report: Report) -> str:
    counts = {kind: report.kinds[kind] for kind in _NAMES if report.kinds.get(kind)}
    parts = [f"{count:,} {_NAMES[kind][count != 1]}" for kind, count in counts.items()]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _period(report: Report) -> str:
    assert report.first is not None
    assert report.last is not None
    first, last = (f"{day.day} {day:%B %Y}" for day in (report.first, report.last))
    return f"from {first} to {last}" if first != last else f"of {first}"


def _left_out(report: Report) -> list[str]:
    if not report.skipped:
        return []
    parts = (f"{why} ({count:,})" for why, count in sorted(report.skipped.items(), key=lambda each: -each[1]))
    return [f"Left out or mended: {', '.join(parts)}."]


def _where(report: Report, replies: int) -> str:
    said = (
        f"Of {replies:,} comments and replies, {report.on_others:,} stood below others’ posts "
        f"and {report.on_own:,} below your own"
    )
    return f"{said}; of {report.untold:,} the archive does not say." if report.untold else f"{said}."


def _not_shown(report: Report) -> list[str]:
    if report.lacks:
        return [f"It cannot be judged, for it shows one side only. {report.lacks}"]
    if report.until is None:
        return []
    return [f"It counts up to {report.until.day} {report.until:%B %Y}, when the archive was made."]

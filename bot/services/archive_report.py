"""What became of an archive, as a value and in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.kinds import Kind
from bot.phrase import Counted, Phrase, Some
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
    lacks: Phrase | None = None  # which side it does not show and how to get it, in a sentence
    skipped: Mapping[tuple[str, str], int] = field(default_factory=dict)  # ("a like", "has no date") -> how many
    new: int = 0
    changed: int = 0
    known: int = 0
    on_own: int = 0  # replies below own posts
    on_others: int = 0
    untold: int = 0  # replies of which the archive does not say below whose post

    @property
    def entries(self) -> int:
        return sum(self.kinds.values())


def in_words(report: Report) -> list[Phrase]:
    """The report in sentences: how many of what, from when to when, what was left out and why, and what it shows."""
    if not report.entries:
        nothing = Phrase("Nothing was found in this archive of {title}.", title=report.title)
        return [nothing, *_left_out(report), *_not_shown(report)]
    said = [_counted(report)]
    if not report.new and not report.changed:
        said.append(Phrase("All of it was known already."))
    elif report.known:
        said.append(Phrase("{new} new, {known} known already.", new=report.new, known=report.known))
    said += _left_out(report)
    replies = report.on_own + report.on_others + report.untold
    if replies >= 5:
        said.append(_where(report, replies))
    return [*said, *_not_shown(report)]


_COUNTED: Mapping[Kind, Callable[[int], Counted]] = {
    Kind.POST: lambda n: Counted("{n} post", "{n} posts", n),
    Kind.REPLY: lambda n: Counted("{n} comment or reply", "{n} comments and replies", n),
    Kind.QUOTE: lambda n: Counted("{n} quote", "{n} quotes", n),
    Kind.BOOST: lambda n: Counted("{n} repost", "{n} reposts", n),
    Kind.REACTION: lambda n: Counted("{n} reaction", "{n} reactions", n),
    Kind.FOLLOW: lambda n: Counted("{n} follow", "{n} follows", n),
    Kind.TALK: lambda n: Counted("{n} talk", "{n} talks", n),
    Kind.PRESENCE: lambda n: Counted("{n} thing read or attended", "{n} things read or attended", n),
    Kind.PRODUCTION: lambda n: Counted("{n} thing made", "{n} things made", n),
}


def _counted(report: Report) -> Phrase:
    assert report.first is not None
    assert report.last is not None
    counts = Some(said(report.kinds[kind]) for kind, said in _COUNTED.items() if report.kinds.get(kind))
    first, last = report.first.date(), report.last.date()
    if first == last:
        return Phrase("{title}: {counts}, of {day}.", title=report.title, counts=counts, day=first)
    return Phrase(
        "{title}: {counts}, from {first} to {last}.", title=report.title, counts=counts, first=first, last=last
    )


def _left_out(report: Report) -> list[Phrase]:
    if not report.skipped:
        return []
    most = sorted(report.skipped.items(), key=lambda each: -each[1])
    parts = Some(Phrase("{what} {why} ({n})", what=Phrase(what), why=Phrase(why), n=n) for (what, why), n in most)
    return [Phrase("Left out or mended: {parts}.", parts=parts)]


def _where(report: Report, replies: int) -> Phrase:
    values = {"n": replies, "others": report.on_others, "own": report.on_own}
    if report.untold:
        return Phrase(
            "Of {n} comments and replies, {others} stood below others’ posts and {own} below your own; of {untold} the "
            "archive does not say.",
            **values,
            untold=report.untold,
        )
    return Phrase("Of {n} comments and replies, {others} stood below others’ posts and {own} below your own.", **values)


def _not_shown(report: Report) -> list[Phrase]:
    if report.lacks:
        return [Phrase("It cannot be judged, for it shows one side only. {lacks}", lacks=report.lacks)]
    if report.until is None:
        return []
    return [Phrase("It counts up to {day}, when the archive was made.", day=report.until.date())]

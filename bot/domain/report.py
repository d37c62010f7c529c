"""Everything said of one member, with everything it rests on: from entries to a judgement in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from bot.domain.days import Day, day_sums
from bot.domain.entry import Entry
from bot.domain.judgement import NO_COMMENTS, AnswerRate, Judgement, judge
from bot.domain.kinds import Origin
from bot.domain.outlook import Outlook, outlook, would_be
from bot.domain.weigh import NOTHING_HEARD, Heard, Item, Ledger
from bot.domain.weighed import Weighed


@dataclass(frozen=True, slots=True)
class Shown:
    """One activity as it can be shown: what it was and how it was counted."""

    entry: Entry
    origin: Origin
    weighed: Weighed

    @property
    def key(self) -> str:
        """The key of the activity."""
        return self.weighed.key

    @property
    def worth(self) -> float:
        """The three parts of its value together: which of two equals is the better one to show."""
        value = self.weighed.value
        return value.attention + value.perceived + value.interaction if value else 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sources of a member let us see."""

    judgeable: bool  # at least one shows both sides
    only_posts: tuple[str, ...] = ()  # networks that show only own posts
    hides: tuple[tuple[str, str], ...] = ()  # (network, what it does not show)
    troubled: tuple[tuple[str, str], ...] = ()  # (handle, the sentence of its last error)
    since: date | None = None  # the first day anything was watched


@dataclass(frozen=True)
class Report:
    """A judgement with its evidence, newest first."""

    judgement: Judgement
    items: tuple[Shown, ...]
    days: Mapping[date, Day]
    seen: Seen

    @property
    def only_posts_visible(self) -> tuple[str, ...]:
        """Networks of which only own posts can be seen."""
        return self.seen.only_posts

    def outlook(self) -> Outlook:
        """How many joined conversations would bring what; looked for once, however often a page asks."""
        return self._outlook

    @cached_property
    def _outlook(self) -> Outlook:
        return outlook(self.days, self.judgement.today, covered=self.seen.judgeable, watched_since=self.seen.since)

    def after(self, *, joins: int = 0, posts: int = 0) -> Judgement:
        """The judgement if so many conversations were joined, or posts written, one a day from today."""
        return would_be(
            self.days,
            self.judgement.today,
            joins=joins,
            posts=posts,
            covered=self.seen.judgeable,
            watched_since=self.seen.since,
        )


def report(
    items: Sequence[Item],
    *,
    now: datetime,
    seen: Seen,
    heard: Heard = NOTHING_HEARD,
    answers: AnswerRate = NO_COMMENTS,
    unchecked_half: bool = False,
) -> Report:
    """Weighs and judges all of a member's items, in any order."""
    ledger = Ledger.of(items, heard, unchecked_half=unchecked_half)
    return of_ledger(ledger, now=now, seen=seen, answers=answers)


def of_ledger(ledger: Ledger, *, now: datetime, seen: Seen, answers: AnswerRate = NO_COMMENTS) -> Report:
    """The same for items that have been weighed already."""
    by_key = {item.key: item for item in ledger.items}
    weighed = [one for one in ledger.weighed if one.at <= now]
    shown = [Shown(by_key[one.key].entry, by_key[one.key].origin, one) for one in weighed]
    return Report(
        judgement=judge(weighed, now=now, covered=seen.judgeable, answers=answers, watched_since=seen.since),
        items=tuple(reversed(shown)),
        days=day_sums(weighed),
        seen=seen,
    )


def with_outcome(entry: Entry, outcome: float) -> Entry:
    """The entry with what is known to have come of it; what comes back only ever adds."""
    return entry if outcome <= entry.outcome else replace(entry, outcome=outcome)

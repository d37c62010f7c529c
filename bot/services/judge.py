"""Judges a member by what is recorded of them, now; nothing is kept but what can be computed again."""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from bot.domain.classify import classify
from bot.domain.coverage import judged
from bot.domain.days import Day, day_sums
from bot.domain.entry import Entry
from bot.domain.ground import Ground
from bot.domain.judgement import AnswerRate
from bot.domain.kinds import Coverage, Origin
from bot.domain.masses import masses
from bot.domain.permalink import canonical
from bot.domain.report import Report, Seen, of_ledger, with_outcome
from bot.domain.weigh import Correction as Corrected
from bot.domain.weigh import Heard, Item, Ledger
from bot.services import addresses
from bot.services.hearing import SILENT_AFTER
from bot.services.house import ground_of
from bot.services.poll import entry_of
from bot.sources.base import Source
from models import Account, Activity, Correction, Member, Received, Result, Workspace

REACHES_BACK = timedelta(days=270)  # 180 days of replay, each of which looks back over 90
IN_TIME = timedelta(hours=72)
ANSWERED, RESULTED = 0.5, 1.0  # outcomes
_KEPT = 256  # members whose scales stay in memory


@dataclass(frozen=True, slots=True)
class Weighing:
    """A member's items on the scales, as of one revision of everything they rest on."""

    ground: Ground
    accounts: tuple[Account, ...]
    ledger: Ledger
    seen: Seen
    answers: AnswerRate
    answers_at: Mapping[str, AnswerRate]  # the same for each network
    hides: Mapping[str, str]
    days: Mapping[date, Day]
    places: Mapping[str, str]  # canonical address -> key of what is recorded there
    listened: frozenset[str] = frozenset()  # keys of items below which silence is silence
    _shares: dict[date, float] = field(default_factory=dict, repr=False, compare=False)  # those computed already

    def share(self, now: datetime) -> float:
        """The out-there share as of now, without the replay of the badges."""
        today = now.date()
        if today not in self._shares:
            self._shares[today] = masses(self.days, today).share
        return self._shares[today]

    def plus(self, item: Item) -> "Weighing":
        """The same with one more item; an item later than all others costs a look at its own day only."""
        is_newest = not self.ledger.items or item.order > self.ledger.items[-1].order
        ledger = self.ledger.plus(item)
        day = item.entry.at.date()
        # One more item weighs on none but those of its own thread and day.
        same_day = list(takewhile(lambda one: one.at.date() == day, reversed(ledger.weighed)))
        days = {**self.days, **day_sums(same_day)} if is_newest else day_sums(ledger.weighed)
        first = min(self.seen.since or day, day) if item.judged else self.seen.since
        seen = replace(self.seen, judgeable=self.seen.judgeable or item.judged, since=first)
        places = {**self.places, canonical(item.entry.url): item.key} if item.entry.url else self.places
        return replace(self, ledger=ledger, days=days, seen=seen, places=places, _shares={})


class Judge:
    """Weighs members and remembers the scales until something they rest on has changed. One per running bot."""

    def __init__(self, hides: Mapping[str, str]) -> None:
        self._hides = hides  # network -> what its source cannot see
        self._kept: OrderedDict[int, tuple[tuple[int, int, date], Weighing]] = OrderedDict()
        self._reports: OrderedDict[int, tuple[tuple[int, int, date], Report]] = OrderedDict()

    @classmethod
    def over(cls, sources: Mapping[str, Source]) -> "Judge":
        """A judge who knows what each source hides."""
        return cls({name: source.hides for name, source in sources.items()})

    async def report(self, member: Member, *, now: datetime) -> Report:
        """The judgement of `member` with its evidence; it holds for the UTC day, or until something changes."""
        workspace = await Workspace.get(id=member.workspace_id)
        asked = (member.revision, workspace.revision, now.date())
        kept = self._reports.get(member.id)
        if kept is None or kept[0] != asked:
            weighing = await self.weighing(member, workspace, now=now)
            found = of_ledger(weighing.ledger, now=now, seen=weighing.seen, answers=weighing.answers)
            kept = self._reports[member.id] = (asked, found)
            while len(self._reports) > _KEPT:
                self._reports.popitem(last=False)
        self._reports.move_to_end(member.id)
        return kept[1]

    async def weighing(self, member: Member, workspace: Workspace, *, now: datetime) -> Weighing:
        """The member's items weighed; from memory when nothing changed since, on the same UTC day."""
        revision = (member.revision, workspace.revision, now.date())
        kept = self._kept.get(member.id)
        if kept is None or kept[0] != revision:
            kept = revision, await self._weigh(member, workspace, now)
            self._kept[member.id] = kept
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(member.id)
        return kept[1]

    def keep(self, member: Member, workspace: Workspace, weighing: Weighing, *, now: datetime) -> None:
        """Replaces what is remembered, for one who has just added an item and knows the new revision."""
        self._kept[member.id] = (member.revision, workspace.revision, now.date()), weighing

    async def _weigh(self, member: Member, workspace: Workspace, now: datetime) -> Weighing:
        ground = await ground_of(member)
        accounts = tuple(await Account.filter(member_id=member.id))
        rows = await Activity.filter(member_id=member.id, at__gte=now - REACHES_BACK)
        received = await Received.filter(member_id=member.id, at__gte=now - REACHES_BACK).order_by("at")
        corrected = {row.key: row for row in await Correction.filter(member_id=member.id)}
        resulted = {row.activity_key for row in await Result.filter(member_id=member.id)}
        came_back = {(row.account_id, row.on) for row in received}
        leads = await addresses.known(member)
        entries = {row.key: addresses.followed(entry_of(row), leads) for row in rows}
        items = []
        for row in rows:
            entry = entries[row.key]
            outcome = (
                RESULTED if row.key in resulted else ANSWERED if (row.account_id, entry.native_id) in came_back else 0.0
            )
            item = item_of(row, with_outcome(entry, outcome), ground, accounts, corrected.get(row.key))
            if item is not None:
                items.append(item)
        listened = frozenset(row.key for row in rows if _was_heard(row))
        heard = _heard(rows, entries, received, listened)
        ledger = Ledger.of(items, heard, unchecked_half=workspace.unchecked_half)
        at_home = {(row.account_id, entries[row.key].native_id) for row in rows if not entries[row.key].thread}
        return Weighing(
            ground,
            accounts,
            ledger,
            seen(accounts, items, self._hides),
            _answers([one for one in received if (one.account_id, one.on) in at_home]),
            _answers_at([one for one in received if (one.account_id, one.on) in at_home], accounts),
            self._hides,
            day_sums(ledger.weighed),
            {canonical(item.entry.url): item.key for item in ledger.items if item.entry.url},
            listened,
        )


def seen(accounts: Sequence[Account], items: Sequence[Item], hidden: Mapping[str, str]) -> Seen:
    """What these accounts and the log let us see; `hidden`: network -> what its source does not show."""
    only_posts = (
        each.network for each in accounts if each.coverage is Coverage.OWN_POSTS_ONLY and each.manual_since is None
    )
    hides = ((each.network, hidden[each.network]) for each in accounts if hidden.get(each.network))
    return Seen(
        judgeable=any(item.judged for item in items)
        or any(each.coverage is not Coverage.OWN_POSTS_ONLY for each in accounts),
        only_posts=tuple(dict.fromkeys(only_posts)),
        hides=tuple(dict.fromkeys(hides)),
        troubled=tuple((each.handle, each.last_error) for each in accounts if each.last_error),
        since=min((item.entry.at.date() for item in items if item.judged), default=None),
    )


def item_of(
    row: Activity, entry: Entry, ground: Ground, accounts: Sequence[Account], correction: Correction | None = None
) -> Item | None:
    """A row as the scales take it; None for what must not be there at all."""
    classified = classify(entry, ground)
    if classified is None:
        return None
    return Item(
        key=row.key,
        entry=entry,
        classified=classified,
        origin=row.origin,
        judged=_judged(entry, row.origin, row.account_id, accounts),
        checked=row.checked_at is not None,
        correction=Corrected(correction.place, correction.act) if correction else None,
    )


def typed_item(key: str, entry: Entry, ground: Ground, accounts: Sequence[Account]) -> Item | None:
    """The same for something just typed."""
    classified = classify(entry, ground)
    if classified is None:
        return None
    judged_ = _judged(entry, Origin.LOGGED, None, accounts)
    return Item(key=key, entry=entry, classified=classified, origin=Origin.LOGGED, judged=judged_)


def _judged(entry: Entry, origin: Origin, account_id: int | None, accounts: Sequence[Account]) -> bool:
    account = next((each for each in accounts if each.id == account_id), None)
    if account is None:
        account = next((each for each in accounts if each.network == entry.network), None)
    if account is None:
        return True  # no connected account there: logging is all there is
    return judged(entry.at, account.coverage, account.archive_until, account.manual_since, origin)


def _heard(
    rows: list[Activity], entries: dict[str, Entry], received: list[Received], listened: frozenset[str]
) -> Heard:
    places = {(row.account_id, entries[row.key].native_id): row for row in rows}
    spoke: dict[str, list[datetime]] = defaultdict(list)
    answered = set()
    for one in received:
        row = places.get((one.account_id, one.on))
        if row is not None:
            spoke[row.thread].append(one.at)
            answered.add(row.key)
    return Heard(
        spoke={thread: sorted(times) for thread, times in spoke.items()},
        answered=frozenset(answered),
        listened=listened,
    )


def _was_heard(row: Activity) -> bool:
    """Whether everything that others said below it within a day is known: then silence was silence."""
    return row.heard_at is not None and row.heard_at - row.at >= SILENT_AFTER


def _answers_at(received: list[Received], accounts: Sequence[Account]) -> dict[str, AnswerRate]:
    on: dict[str, list[Received]] = defaultdict(list)
    network = {account.id: account.network for account in accounts}
    for one in received:
        on[network.get(one.account_id, "")].append(one)
    return {name: _answers(some) for name, some in on.items()}


def _answers(received: list[Received]) -> AnswerRate:
    others = [one for one in received if not one.is_bot]
    return AnswerRate(
        comments=len(others),
        within_72_hours=sum(one.answered_at is not None and one.answered_at - one.at <= IN_TIME for one in others),
        ever=sum(one.answered_at is not None for one in others),
    )

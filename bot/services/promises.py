"""Putting one's hands up: what went wrong, what will be different, and the same measurement two weeks later."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.entry import clean
from bot.domain.kinds import DeliveryKind
from bot.errors import BadInput
from bot.services import deliver, findings
from bot.services.judge import Judge
from bot.services.typed import unmarked
from models import Lesson, Member, Promise, Workspace

T = TypeVar("T")

MEASURED_AGAIN_AFTER = timedelta(days=14)
_BETWEEN = re.compile(r"\s+(?:·|->|→|\||—|–)\s+|\s*;\s*")


@dataclass(frozen=True, slots=True)
class Measured:
    """The share, and how many findings each detector had."""

    share: float
    found: dict[str, int]


@dataclass(frozen=True, slots=True)
class Review:
    """A promise with its two measurements."""

    promise: Promise
    before: Measured
    after: Measured

    @property
    def gone(self) -> list[str]:
        """Detectors that have less to say than then."""
        return [name for name, count in self.before.found.items() if self.after.found.get(name, 0) < count]


View = Callable[[Member, Review], deliver.Message]


async def own_up(member: Member, text: str, judge: Judge, *, now: datetime) -> Promise:
    """Keeps "what went wrong · what I will do differently" with today's measurement. Raises BadInput without words."""
    words, *rest = _BETWEEN.split(unmarked(text), maxsplit=1)
    if not words.strip():
        raise BadInput("Say what went wrong, and after a · what you will do differently: "
                       "`/involve own-up I only posted links · answer one thread a day`.")  # fmt: skip
    return await promise(member, words, rest[0] if rest else "", judge, now=now)


async def promise(member: Member, words: str, will: str, judge: Judge, *, now: datetime) -> Promise:
    """Keeps what went wrong and what will be different, with today's measurement."""
    measured = await _measure(member, judge, now)
    return await Promise.create(
        workspace_id=member.workspace_id,
        member_id=member.id,
        words=clean(words, 300),
        will=clean(will, 300),
        before=json.dumps({"share": measured.share, "found": measured.found}),
        at=now,
        due_at=now + MEASURED_AGAIN_AFTER,
    )


async def promised(member: Member, promise_id: int) -> Promise:
    """What this member promised. Raises BadInput where it was taken back."""
    return _still(await Promise.get_or_none(id=promise_id, member_id=member.id))


async def change(member: Member, promise_id: int, words: str, will: str) -> Promise:
    """Says it in other words; what was measured then, and when it is measured again, stays."""
    row = await promised(member, promise_id)
    row.words, row.will = clean(words, 300), clean(will, 300)
    await row.save(update_fields=["words", "will"])
    return row


async def take_back(member: Member, promise_id: int) -> bool:
    """Deletes it; False when it was gone already."""
    return bool(await Promise.filter(id=promise_id, member_id=member.id).delete())


async def review_due(workspace: Workspace, judge: Judge, *, now: datetime, view: View) -> int:
    """Measures again what was promised two weeks ago and tells the member, privately, once."""
    owed = 0
    for promise in await Promise.of(workspace).filter(due_at__lte=now, measured_at=None).prefetch_related("member"):
        member = promise.member
        after = await _measure(member, judge, now)
        before = json.loads(promise.before)
        review = Review(promise, Measured(before["share"], before["found"]), after)
        owed += await deliver.owe(
            workspace, DeliveryKind.REVIEW, member.slack_id, f"promise-{promise.id}", view(member, review),
            now=now, about=[member.id], not_after=now + timedelta(days=3),
        )  # fmt: skip
        measured = json.dumps({"share": after.share, "found": after.found})
        await Promise.filter(id=promise.id).update(after=measured, measured_at=now)
    return owed


async def learned(member: Member, text: str, *, now: datetime) -> Lesson:
    """Keeps what somebody learned out there."""
    words = unmarked(text)
    if not words:
        raise BadInput(
            "What did you learn? `/involve learned nobody reads our changelog, everybody asks for pictures`."
        )
    return await Lesson.create(workspace_id=member.workspace_id, member_id=member.id, words=clean(words, 300), at=now)


async def lesson(member: Member, lesson_id: int) -> Lesson:
    """What this member learned. Raises BadInput where it was taken back."""
    return _still(await Lesson.get_or_none(id=lesson_id, member_id=member.id))


async def relearn(member: Member, lesson_id: int, words: str) -> Lesson:
    """Says it in other words."""
    row = await lesson(member, lesson_id)
    row.words = clean(words, 300)
    await row.save(update_fields=["words"])
    return row


async def unlearn(member: Member, lesson_id: int) -> bool:
    """Deletes it; False when it was gone already."""
    return bool(await Lesson.filter(id=lesson_id, member_id=member.id).delete())


def _still(row: T | None) -> T:
    if row is None:
        raise BadInput("That was taken back already; there is nothing left to change.")
    return row


async def _measure(member: Member, judge: Judge, now: datetime) -> Measured:
    report = await judge.report(member, now=now)
    return Measured(report.judgement.share, findings.counted(await findings.of_member(member, judge, now=now)))

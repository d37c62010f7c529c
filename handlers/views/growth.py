"""Owning up, lessons, the ten-minute plan and the team's goal."""

from datetime import datetime

from bot.services.plan import Plan
from bot.services.promises import MEASURED_AGAIN_AFTER, Review
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import (
    Block,
    Piece,
    actions,
    bold,
    button,
    faint,
    foreign,
    header,
    lines,
    link,
    moment,
    small,
)
from handlers.views.private import suggestion
from handlers.views.words import _, plural, quoted
from models import Lesson, Promise


def owned_up(promise: Promise) -> Answer:
    """Kept, with the date it is measured again."""
    text = _("Hands up, well done. I measure it again in two weeks and tell only you.")
    rows: list[list[str | Piece]] = [[bold(text)], [quoted(foreign(promise.words, 200))]]
    if promise.will:
        rows.append([bold(_("What will be different: ")), foreign(promise.will, 200)])
    rows.append([_("Measured again: "), moment(promise.due_at)])
    return Answer(text, (lines(*rows), _ways_back("promise", promise.id)))


def review(of: Review) -> Answer:
    """Two weeks later."""
    weeks = MEASURED_AGAIN_AFTER.days // 7
    before, after = tell.percent(of.before.share), tell.percent(of.after.share)
    if of.after.share > of.before.share or of.gone:
        text = _("You said you would do something differently, and it shows.")
    else:
        text = _("You said you would do something differently. So far the numbers are as they were; that happens.")
    rows: list[list[str | Piece]] = [[bold(text)], [quoted(foreign(of.promise.will or of.promise.words, 200))]]
    rows.append(
        [
            plural("{n} week ago: ", "{n} weeks ago: ", weeks),
            _("{before} out there. Today: {after}.").format(before=before, after=after),
        ]
    )
    return Answer(
        text,
        (lines(*rows), actions(button(_("Why?"), "show_why"), button(_("Suggest a conversation"), "show_suggestions"))),
    )


def learned(lesson: Lesson) -> Answer:
    """Kept."""
    text = _("Kept. It is told beside what came of conversations, with your name if the digest may use it.")
    return Answer(
        text,
        (
            lines([bold(_("Learned: ")), foreign(lesson.words, 300)], text),
            _ways_back("lesson", lesson.id),
        ),
    )


def ten_minutes(plan: Plan, now: datetime) -> Answer:
    """One debt, one regular, one new place."""
    if not (plan.debt or plan.regular or plan.new_place):
        text = _("Nothing is waiting for you, and I see no open conversation right now. Enjoy the ten minutes.")
        return Answer(text, (lines(text),))
    text = _("Ten minutes, well spent.")
    blocks: list[Block] = [header(text)]
    if plan.debt is not None:
        words = quoted(foreign(plan.debt.text, 120))
        blocks.append(
            lines(
                [bold(_("Answer somebody who wrote to you"))],
                [
                    link(plan.debt.url, words) if plan.debt.url else words,
                    _(" — {who}, {ago}").format(
                        who=foreign(plan.debt.author_name, 40), ago=tell.ago(plan.debt.at, now)
                    ),
                ],
            )
        )
    for title, one in ((_("Someone you know"), plan.regular), (_("Somewhere new"), plan.new_place)):
        if one is not None:
            blocks += [lines([bold(title)]), *suggestion(one, now)]
    blocks.append(small(_("Only you see this.")))
    return Answer(text, tuple(blocks))


def goal(words: str, *, may_change: bool = False, before: str | None = None) -> Answer:
    """The team's goal; `before`: what it was until a moment ago."""
    undo = button(_("Undo"), "undo_goal", f"={before}") if before is not None else None
    change = button(_("Edit") if words else _("Set one"), "edit_goal") if may_change else None
    buttons = [actions(undo, change)] if undo or change else []
    if words:
        return Answer(words, (lines([bold(_("The team's goal: ")), foreign(words, 300)]), *buttons))
    text = _("The team has no goal.") if may_change else _("The team has no goal yet; an admin can set one.")
    return Answer(text, (lines(text, [faint(_("For example: every question about our lights answered within a day"))] if may_change else ""), *buttons))  # fmt: skip


def _ways_back(what: str, number: int) -> Block:
    undo = button(_("Undo"), f"undo_{what}", str(number))
    return actions(undo, button(_("Edit"), f"edit_{what}", str(number)))

"""What a member reads of themselves: the share, what it rests on, every item with its reason, what would change it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.digest import WINDOW, counts
from bot.domain.judgement import Part
from bot.domain.kinds import Badge
from bot.domain.report import Report, Shown
from bot.phrase import read
from bot.services.findings import Noticed
from bot.services.outcomes import Candidate
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import (
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    faint,
    foreign,
    header,
    lines,
    link,
    moment,
    small,
)
from handlers.views.words import _, day_in, listed, number, plural, quoted, tenths, told

ITEMS = 8
NOTICED = 3  # findings at once; more is a list nobody reads
EVIDENCE = 2


def mine(
    report: Report,
    now: datetime,
    *,
    noticed: Sequence[Noticed] = (),
    candidates: Sequence[Candidate] = (),
    window: timedelta = WINDOW,
) -> Answer:
    """`/involve me`: three numbers apart, what they rest on, what is not visible and what would change it."""
    judgement = report.judgement
    headline = _("{share} of what you do is out there, in other people's conversations.").format(
        share=tell.percent(judgement.share)
    )
    blocks: list[Block] = [header(_("Your report")), lines(verdict(report))]
    if judgement.items:
        blocks.append(bullets(_numbers(report, now, window)))
    if len(judgement.parts) > 1:
        blocks += [lines([bold(_("By network"))]), bullets([_part(part) for part in judgement.parts])]
    change = what_would_change(report)
    if change:
        blocks.append(lines([bold(_("What would change it: ")), *change]))
    if noticed:
        blocks += [lines([bold(_("What I noticed"))]), bullets([notice(one) for one in noticed[:NOTICED]])]
    for candidate in candidates[:1]:
        blocks += _candidate(candidate)
    blocks += not_visible(report)
    blocks.append(
        actions(
            button(_("Why?"), "show_why"),
            button(_("Suggest a conversation"), "show_suggestions"),
            button(_("Log something"), "open_log"),
        )
    )
    blocks.append(
        small(
            _("Only you see this. Method {version}; the share counts 90 days, recent ones more.").format(
                version=judgement.method
            )
        )
    )
    return Answer(headline + " " + tell.badge(judgement.badge), tuple(blocks))


def _part(part: Part) -> list[str | Piece]:
    name = tell.network(part.network) or _("in person")
    return [f"{name}: ", tell.percent(part.share), " ", faint(plural("({n} item)", "({n} items)", part.items))]


def notice(one: Noticed) -> list[str | Piece]:
    """A finding: one sentence of coaching and what it rests on."""
    pieces: list[str | Piece] = [foreign(tell.coaching(one), 400)]
    for place, evidence in enumerate(one.finding.evidence[:EVIDENCE]):
        pieces += (
            [" " if place == 0 else ", ", link(evidence.url, _("see") if place == 0 else _("and this"))]
            if evidence.url
            else []
        )
    return pieces


def _candidate(candidate: Candidate) -> list[Block]:
    """Something may have come of a conversation: offered, never assumed."""
    words = foreign(candidate.words, 140)
    return [
        lines(
            [
                bold(_("Did something come of it? ")),
                foreign(candidate.who, 40) or _("Somebody"),
                _(" wrote: "),
                link(candidate.url, quoted(words)) if candidate.url else quoted(words),
            ]
        ),
        actions(button(_("Yes, tell what"), "open_result", candidate.url)),
    ]


def verdict(report: Report) -> list[str | Piece]:
    """One or two sentences: the badge and the share with its interval."""
    judgement = report.judgement
    share: list[str | Piece] = [
        bold(_("{share} out there").format(share=tell.percent(judgement.share))),
        _(" — nine times in ten the true share lies between {between}.").format(
            between=tell.between(judgement.interval)
        ),
    ]
    if judgement.badge is Badge.UNSEEN:
        return [_("I see nothing yet that I may judge by. "), *_unseen(report)]
    if judgement.badge is Badge.UNTOLD:
        return [
            bold(_("Not enough to tell yet")),
            _(
                ": up to last midnight {n} of 5 things, and {days} of 12 days. I say nothing about anybody on less."
            ).format(n=judgement.progress, days=judgement.days_seen),
        ]
    if judgement.badge is Badge.QUIET:
        return [
            bold(_("Quiet")),
            _(
                ": no word in public for four weeks. That is fine; whenever you feel like it, /involve suggest has a conversation."
            ),
        ]
    if judgement.badge is Badge.FACTORY:
        return [
            *share,
            " ",
            _("Since {day} this looks like ").format(day=day_in(judgement.badge_since, "dMMMM")),
            bold(_("content-factory mode")),
            _(": mostly own posts, few conversations."),
        ]
    if judgement.badge is Badge.PARTICIPATING:
        return [
            *share,
            " ",
            _("You are "),
            bold(_("participating")),
            _(": two thirds or more of it is with others. Thank you."),
        ]
    return [*share, " ", _("You are "), bold(_("finding the balance")), "."]


def _unseen(report: Report) -> list[str | Piece]:
    if report.only_posts_visible:
        places = listed(tell.network(name) for name in report.only_posts_visible)
        return [
            _(
                "{places} shows me only what you post, not what you answer elsewhere, so I hold it against nobody."
            ).format(places=places)
        ]
    return [_("Connect an account with /involve connect, or log what you do with /involve log.")]


def _numbers(report: Report, now: datetime, window: timedelta) -> list[list[str | Piece]]:
    judgement = report.judgement
    recent = counts(report.items, now, window)
    numbers: list[list[str | Piece]] = [
        [bold(_("Last {n} days: ").format(n=window.days)), _("you {did}").format(did=tell.did(recent))]
    ]
    answers = judgement.answers
    if answers.comments:
        numbers.append([
            bold(_("Answer rate: ")),
            plural("of {n} comment on your things you answered ", "of {n} comments on your things you answered ", answers.comments),
            _("{soon} within three days, {ever} in all").format(soon=answers.within_72_hours, ever=answers.ever),
        ])  # fmt: skip
    came_back = sum(
        item.weighed.outcome > 0 and item.weighed.judged and item.weighed.group == "genuine" for item in report.items
    )
    if came_back:
        numbers.append(
            [
                bold(_("Return: ")),
                plural(
                    "{n} of your conversations got an answer or a result",
                    "{n} of your conversations got an answer or a result",
                    came_back,
                ),
            ]
        )
    return numbers


def what_would_change(report: Report) -> list[str | Piece]:
    """The same judgement run forward."""
    judgement = report.judgement
    if not report.seen.judgeable:
        return []
    outlook = report.outlook()
    if judgement.badge is Badge.UNTOLD and outlook.to_be_told:
        return [
            plural(
                "{n} more conversation and I can tell you something.",
                "{n} more conversations, one a day, and I can tell you something.",
                outlook.to_be_told,
            )
        ]
    if judgement.badge is Badge.FACTORY and outlook.to_clear:
        after = report.after(joins=outlook.to_clear)
        return [
            plural(
                "{n} joined conversation would bring {before} to {after} and end this.",
                "{n} joined conversations, one a day, would bring {before} to {after} and end this.",
                outlook.to_clear,
                before=tell.percent(judgement.share),
                after=tell.percent(after.share),
            )
        ]
    if judgement.badge in {Badge.BALANCING, Badge.FACTORY} and outlook.to_two_thirds:
        after = report.after(joins=outlook.to_two_thirds)
        return [
            plural(
                "{n} joined conversation would bring {before} to {after}.",
                "{n} joined conversations, one a day, would bring {before} to {after}.",
                outlook.to_two_thirds,
                before=tell.percent(judgement.share),
                after=tell.percent(after.share),
            )
        ]
    return []


def not_visible(report: Report) -> list[Block]:
    """What is not seen, and how to change it."""
    seen = report.seen
    texts = [_("{place}: {hides}").format(place=tell.network(place), hides=_(hides)) for place, hides in seen.hides]
    texts += [
        _("{handle}: {error}").format(handle=foreign(handle, 60), error=foreign(told(read(error)), 200))
        for handle, error in seen.troubled
    ]
    if not texts:
        return []
    return [lines([bold(_("What I cannot see"))]), bullets([foreign(text, 300) for text in texts[:6]])]


def why(report: Report, now: datetime, *, page: int = 0, only: str = "") -> Answer:
    """`/involve why`: every item, newest first, how it was counted and the way to put it right."""
    items = [item for item in report.items if not only or only in (item.entry.url, item.key)]
    some = items[page * ITEMS : (page + 1) * ITEMS]
    is_told = report.judgement.is_told
    title = _("Why {share}?").format(share=tell.percent(report.judgement.share)) if is_told else _("How I count")
    blocks: list[Block] = [header(title), lines(verdict(report))]
    if not some:
        blocks.append(
            lines(
                _("There is nothing counted here yet.")
                if not only
                else _("I have nothing recorded under that address. /involve log adds it.")
            )
        )
    for item in some:
        blocks.append(show_item(item))
        blocks.append(actions(button(_("This is wrong"), "correct_item", item.key)))
    change = what_would_change(report)
    if change:
        blocks.append(lines([bold(_("What would change it: ")), *change]))
    blocks += not_visible(report)
    more = [
        button(_("Newer"), "why_page_newer", str(page - 1)) if page > 0 else None,
        button(_("Older"), "why_page_older", str(page + 1)) if len(items) > (page + 1) * ITEMS else None,
    ]
    if any(more):
        blocks.append(actions(*more))
    counted = _("Items {first}–{last} of {all}, newest first. Only you see this.").format(
        first=page * ITEMS + 1, last=page * ITEMS + len(some), all=len(items)
    )
    blocks.append(small(counted if some else _("Only you see this.")))
    return Answer(title, tuple(blocks))


def show_item(item: Shown) -> Block:
    """One item: when and what, how it counted, and its three bars."""
    entry, weighed = item.entry, item.weighed
    words = foreign(entry.title or entry.text, 140) or tell.network(entry.network) or _("no words")
    head: list[str | Piece] = [moment(entry.at), " · ", link(entry.url, words) if entry.url else words]
    second: list[str | Piece] = [foreign(tell.because(weighed), 300), " · ", weight(item)]
    rows: list[list[str | Piece]] = [head, second]
    if weighed.value is not None and weighed.group == "genuine":
        value = weighed.value
        rows.append(
            [
                faint(
                    _("attention {a} · perceived value {p} · interaction {i}").format(
                        a=bar(value.attention), p=bar(value.perceived), i=bar(value.interaction)
                    )
                )
            ]
        )
    return lines(*rows)


def bar(part: float) -> str:
    """▰▰▰▱▱ 0.6: five steps and the number, so that nothing hangs on seeing the bar."""
    full = round(part * 5)
    return "▰" * full + "▱" * (5 - full) + f" {tenths(part)}"


def weight(item: Shown) -> str:
    """How much an item counts, in words."""
    weighed = item.weighed
    if not weighed.judged or weighed.weight == 0:
        return _("counts for nothing either way")
    amount = number(float(f"{weighed.weight:.2g}"))
    if weighed.group == "broadcast":
        return _("weighs {weight}").format(weight=amount)
    return _("weighs {weight} for you").format(weight=amount)


def corrected(before: Report, after: Report, key: str, *, rule: str = "") -> Answer:
    """After "This is wrong": how it counts now and what that changed."""
    item = next((item for item in after.items if item.key == key), None)
    text = _("Put right, for everything I ever counted. Your share goes from {before} to {after}.").format(
        before=tell.percent(before.judgement.share), after=tell.percent(after.judgement.share)
    )
    blocks: list[Block] = [lines([bold(text)])]
    if item is not None:
        blocks.append(show_item(item))
        ours = button(_("Everything on {site} is ours").format(site=rule), "add_house", rule) if rule else None
        blocks.append(actions(button(_("Undo"), "undo_correction", key), ours))
    return Answer(text, tuple(blocks))

"""/involve me, team, suggest, why: what there is to read."""

import re
from datetime import timedelta

from bot.domain.digest import WINDOW
from bot.domain.permalink import canonical
from bot.errors import BadInput
from bot.services import digest, findings, outcomes
from bot.services import suggest as suggesting
from handlers.answer import Answer
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.views import digest as digest_view
from handlers.views import private
from handlers.views import report as view


async def me(call: Call) -> Answer:
    """One's own report."""
    if refusal := needs_yes(call):
        return refusal
    report = await call.wiring.judge.report(call.member, now=call.now)
    noticed = await findings.of_member(call.member, call.wiring.judge, now=call.now)
    candidates = await outcomes.candidates(call.member, call.wiring.judge, now=call.now)
    return view.mine(report, call.now, noticed=noticed, candidates=candidates, window=_window(call))


def _window(call: Call) -> timedelta:
    """`me 7d`, `me month`: the time the counts are taken over."""
    words = call.words.casefold().strip()
    spans = {"": WINDOW.days, "week": 7, "month": 30, "quarter": 90}
    days = spans.get(words) or (int(words[:-1]) if re.fullmatch(r"\d{1,2}d", words) else 0)
    if not 0 < days <= 90:
        raise BadInput(
            "I do not understand “{words}”. Try `/involve me 7d`, `30d` or `month`; I look back 90 days.",
            words=words[:40],
        )
    return timedelta(days=days)


async def team(call: Call) -> Answer:
    """The team as today's digest would tell it, to the one who asks. Watching without taking part is not offered."""
    if refusal := needs_yes(call):
        return refusal
    built = await digest.build(call.workspace, call.wiring.judge, now=call.now)
    return digest_view.message(built, call.now)


async def suggest(call: Call) -> Answer:
    """Up to three conversations."""
    if refusal := needs_yes(call):
        return refusal
    found = await suggesting.for_member(call.member, now=call.now)
    await suggesting.offered(call.member, found, now=call.now)
    waiting = await suggesting.unanswered(call.member, now=call.now, count=20)
    return private.suggestions(found, len(waiting), call.now)


async def why(call: Call) -> Answer:
    """Every item and how it was counted; with an address, that one."""
    if refusal := needs_yes(call):
        return refusal
    report = await call.wiring.judge.report(call.member, now=call.now)
    only = call.words.strip("<>").partition("|")[0]
    if only:
        same = next((item.key for item in report.items if canonical(item.entry.url) == canonical(only)), only)
        return view.why(report, call.now, only=same)
    return view.why(report, call.now)

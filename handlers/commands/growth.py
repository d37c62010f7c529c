"""/involve own-up, learned, 10, goal: what one will do differently, what one learned, ten minutes well spent."""

from bot.errors import NotAllowed
from bot.services import plan, promises, setup
from bot.services.typed import unmarked
from handlers import dialogs
from handlers.answer import Answer
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.dialogs import Back
from handlers.views import forms
from handlers.views import growth as view


async def own_up(call: Call) -> Answer | None:
    """Kept privately; measured again in two weeks. Without words, opens the form."""
    if refusal := needs_yes(call, "own-up"):
        return refusal
    if not call.words:
        await dialogs.show(call, forms.own_up(Back.of(call).written))
        return None
    return view.owned_up(await promises.own_up(call.member, call.words, call.wiring.judge, now=call.now))


async def learned(call: Call) -> Answer | None:
    """Shown beside what came of conversations. Without words, opens the form."""
    if refusal := needs_yes(call, "learned"):
        return refusal
    if not call.words:
        await dialogs.show(call, forms.learned(Back.of(call).written))
        return None
    return view.learned(await promises.learned(call.member, call.words, now=call.now))


async def ten(call: Call) -> Answer:
    """Ten minutes: one debt, one regular, one new place."""
    if refusal := needs_yes(call):
        return refusal
    return view.ten_minutes(await plan.ten_minutes(call.member, now=call.now), call.now)


async def goal(call: Call) -> Answer:
    """What the team wants to reach, printed in every digest."""
    words = unmarked(call.words).strip('"“”„ ')
    if not words:
        return view.goal(call.workspace.goal, may_change=call.is_admin)
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins set the goal. Ask one of them.")
    before = call.workspace.goal
    await setup.set_goal(call.workspace, words)
    return view.goal(call.workspace.goal, may_change=True, before=before)

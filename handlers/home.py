"""The Home tab: one's own report, what was recorded last, what can be set."""

from bot.services import accounts, digest, suggest
from handlers.caller import Call
from handlers.views import home as view


async def show(call: Call) -> None:
    """Publishes the Home of the one who opened it."""
    if call.member.joined_at is None:
        await call.client.views_publish(user_id=call.member.slack_id, view=view.before_joining())
        return
    report = await call.wiring.judge.report(call.member, now=call.now)
    found = await suggest.for_member(call.member, now=call.now)
    await call.client.views_publish(
        user_id=call.member.slack_id,
        view=view.home(
            call.member, report, await accounts.of_member(call.member), found, call.wiring.sources, call.now,
            workspace=call.workspace if call.is_admin else None, next_due=digest.next_due(call.workspace, call.now),
        ),
    )  # fmt: skip

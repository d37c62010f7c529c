"""Every button: acts on the database, answers at once, and says what happened in place of the question."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.kinds import Appears
from bot.errors import BadInput, NotAllowed
from bot.services import (
    accounts,
    corrections,
    daily,
    dates,
    digest,
    members,
    outcomes,
    promises,
    removal,
    setup,
    suggest,
)
from bot.services import log as logging
from handlers import dialogs, home, joining, notices, nudging, settings
from handlers.answer import Answer, send
from handlers.caller import Call, call_of
from handlers.commands import report as reports
from handlers.commands import run
from handlers.dialogs import Back
from handlers.views import accounts as account_views
from handlers.views import admin as admin_views
from handlers.views import forms, growth, guide, people, private, tell
from handlers.views import log as log_views
from handlers.views import report as report_view
from handlers.views import results as result_views
from handlers.views.blocks import foreign, lines
from handlers.views.words import _
from handlers.wiring import Wiring
from models import Account

Press = Callable[[Call], Awaitable[Answer | None]]

BESIDE = False  # the answer appears below what was pressed
INSTEAD = True  # it takes its place


async def help_(call: Call) -> Answer:
    return guide.help_answer()


async def run_command(call: Call) -> Answer | None:
    return await run(call, call.value)


async def undo_log(call: Call) -> Answer:
    return log_views.undone(await removal.remove(call.member, call.value))


async def undo_result(call: Call) -> Answer:
    await outcomes.remove(call.member, int(call.value))
    return result_views.taken_back()


async def undo_promise(call: Call) -> Answer:
    await promises.take_back(call.member, int(call.value))
    return result_views.taken_back()


async def undo_lesson(call: Call) -> Answer:
    await promises.unlearn(call.member, int(call.value))
    return result_views.taken_back()


async def edit_log(call: Call) -> None:
    entry = await logging.logged(call.member, call.value)
    when = dates.shown(entry.at, zone=call.member.zone)
    await dialogs.show(call, forms.edit(Back.of(call, call.value).written, entry, when))


async def edit_result(call: Call) -> None:
    row = await outcomes.told(call.member, int(call.value))
    await dialogs.show(call, forms.result(Back.of(call, call.value).written, of=row))


async def edit_promise(call: Call) -> None:
    row = await promises.promised(call.member, int(call.value))
    await dialogs.show(call, forms.own_up(Back.of(call, call.value).written, of=row))


async def edit_lesson(call: Call) -> None:
    row = await promises.lesson(call.member, int(call.value))
    await dialogs.show(call, forms.learned(Back.of(call, call.value).written, of=row))


async def edit_goal(call: Call) -> None:
    _only_admins(call)
    await dialogs.show(call, forms.goal(Back.of(call).written, call.workspace.goal))


async def undo_goal(call: Call) -> Answer:
    _only_admins(call)
    await setup.set_goal(call.workspace, call.value.removeprefix("="))
    return growth.goal(call.workspace.goal, may_change=True)


async def undo_setup(call: Call) -> Answer:
    _only_admins(call)
    await setup.apply(call.workspace, setup.Wish.of(call.value), language=call.member.locale, by=call.member)
    return admin_views.set_up(call.workspace, digest.next_due(call.workspace, call.now))


def _only_admins(call: Call) -> None:
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins can change that.")


async def undo_house(call: Call) -> Answer:
    _only_admins(call)
    rows = [row for row in await setup.house(call.workspace) if str(row.id) == call.value]
    for row in rows:
        await setup.take_off(call.workspace, row.id)
    return admin_views.house_removed(rows[0].label or rows[0].what) if rows else result_views.taken_back()


async def add_house(call: Call) -> Answer:
    if not call.is_admin:
        raise BadInput("Only admins say what is the team's own ground.")
    return admin_views.house_added(await setup.add_house(call.workspace, call.value, now=call.now), call.now)


async def hide_name(call: Call) -> Answer:
    before = call.member.appears
    await members.appear(call.member, Appears.IN_TOTALS, now=call.now)
    return people.hidden(before)


async def undo_appear(call: Call) -> Answer:
    await members.appear(call.member, Appears(call.value), now=call.now)
    return people.appearing_again(call.member.appears)


async def ask_disconnect(call: Call) -> Answer:
    return account_views.keep_or_erase(await _account(call))


async def disconnect_keep(call: Call) -> Answer:
    account = await _account(call)
    await accounts.disconnect(account, erase=False)
    return account_views.disconnected(account.handle, None)


async def disconnect_erase(call: Call) -> Answer:
    account = await Account.get_or_none(id=int(call.value), member_id=call.member.id)
    if account is None:  # pressed twice: it is as it should be
        return account_views.disconnected(_("it"), 0)
    return account_views.disconnected(account.handle, await accounts.disconnect(account, erase=True))


async def log_there(call: Call) -> Answer:
    account = await _account(call)
    await accounts.log_what_i_do(account, now=call.now, on=True)
    return account_views.logging_there(account, on=True)


async def log_there_no_more(call: Call) -> Answer:
    account = await _account(call)
    await accounts.log_what_i_do(account, now=call.now, on=False)
    return account_views.logging_there(account, on=False)


async def take(call: Call) -> Answer:
    conversation = await suggest.take(call.member, int(call.value), now=call.now)
    return private.taken(conversation)


async def give_back(call: Call) -> Answer:
    await suggest.give_back(call.member, int(call.value))
    return private.given_back()


async def pass_(call: Call) -> Answer:
    await suggest.dismiss(call.member, int(call.value), now=call.now)
    return private.passed()


async def why_page(call: Call) -> Answer:
    report = await call.wiring.judge.report(call.member, now=call.now)
    return report_view.why(report, call.now, page=int(call.value))


async def why_item(call: Call) -> Answer:
    report = await call.wiring.judge.report(call.member, now=call.now)
    return report_view.why(report, call.now, only=call.value)


async def correct_item(call: Call) -> None:
    report = await call.wiring.judge.report(call.member, now=call.now)
    item = next((item for item in report.items if item.key == call.value), None)
    if item is None:
        raise BadInput("That item is gone; there is nothing left to put right.")
    words = foreign(item.entry.title or item.entry.text, 140) or item.entry.url
    because = foreign(tell.because(item.weighed), 300)
    await dialogs.show(call, forms.correct(Back.of(call, item.key).written, words, because))


async def undo_correction(call: Call) -> Answer:
    await corrections.undo(call.member, call.value)
    return private.nudge_answered(_("It counts as before."))


async def open_log(call: Call) -> None:
    await dialogs.show(call, dialogs.log(call, Back.of(call)))


async def open_result(call: Call) -> None:
    await dialogs.show(call, forms.result(Back.of(call).written, url=call.value))


async def open_setup(call: Call) -> None:
    _only_admins(call)
    await dialogs.show(call, dialogs.setup(call))


async def export_me(call: Call) -> Answer | None:
    return await run(call, "export")


async def open_forget(call: Call) -> Answer | None:
    return await run(call, "forget me")


async def show_preview(call: Call) -> Answer | None:
    return await run(call, "digest now")


async def post_digest(call: Call) -> Answer:
    if not call.is_admin or not call.workspace.digest_channel:
        raise BadInput("Choose a channel first: `/involve setup #channel`.")
    owed = await daily.owe_now(call.workspace, call.wiring.judge, now=call.now, views=notices.DIGEST)
    if not owed:
        raise BadInput("Today's digest is in the channel already; the next one comes at its usual time.")
    call.wiring.soon()
    return admin_views.posted(call.workspace.digest_channel)


async def share_digest(call: Call) -> Answer:
    if not call.is_admin:
        raise BadInput("Only admins can choose the channel.")
    wish = setup.as_is(call.workspace).with_channel(call.value)
    await setup.apply(call.workspace, wish, language=call.member.locale, by=call.member)
    await setup.allow_shared(call.workspace)
    await daily.try_again(call.workspace, now=call.now)
    call.wiring.soon()
    return admin_views.set_up(call.workspace, digest.next_due(call.workspace, call.now))


async def close_answer(call: Call) -> Answer:
    return Answer(_("As you were."), (lines(_("As you were.")),))


# action id -> what it does, and whether its answer takes the place of what was pressed
PRESSES: dict[str, tuple[Press, bool]] = {
    "show_help": (help_, BESIDE),
    "run_command": (run_command, INSTEAD),
    "show_me": (reports.me, BESIDE),
    "show_why": (reports.why, BESIDE),
    "show_why_wrong": (reports.why, BESIDE),
    "show_suggestions": (reports.suggest, BESIDE),
    "why_page_newer": (why_page, INSTEAD),
    "why_page_older": (why_page, INSTEAD),
    "why_item": (why_item, BESIDE),
    "correct_item": (correct_item, BESIDE),
    "undo_correction": (undo_correction, INSTEAD),
    "open_log": (open_log, BESIDE),
    "open_result": (open_result, BESIDE),
    "open_setup": (open_setup, BESIDE),
    "undo_setup": (undo_setup, INSTEAD),
    "edit_log": (edit_log, BESIDE),
    "edit_result": (edit_result, BESIDE),
    "edit_promise": (edit_promise, BESIDE),
    "edit_lesson": (edit_lesson, BESIDE),
    "edit_goal": (edit_goal, BESIDE),
    "undo_goal": (undo_goal, INSTEAD),
    "delete_item": (undo_log, BESIDE),
    "undo_log": (undo_log, INSTEAD),
    "undo_connect": (disconnect_erase, INSTEAD),
    "undo_result": (undo_result, INSTEAD),
    "undo_promise": (undo_promise, INSTEAD),
    "undo_lesson": (undo_lesson, INSTEAD),
    "add_house": (add_house, BESIDE),
    "undo_house": (undo_house, INSTEAD),
    "join": (joining.join, INSTEAD),
    "decline": (joining.decline, INSTEAD),
    "hide_name": (hide_name, BESIDE),
    "undo_appear": (undo_appear, INSTEAD),
    "disconnect_keep": (disconnect_keep, INSTEAD),
    "disconnect_erase": (disconnect_erase, INSTEAD),
    "log_there_no_more": (log_there_no_more, INSTEAD),
    "take_conversation": (take, BESIDE),
    "give_conversation_back": (give_back, INSTEAD),
    "pass_conversation": (pass_, BESIDE),
    "nudge_done": (nudging.done, INSTEAD),
    "nudge_snooze": (nudging.snooze, INSTEAD),
    "nudge_until": (nudging.snooze_until, INSTEAD),
    "nudge_less": (nudging.less_often, INSTEAD),
    "undo_less": (nudging.undo_less, INSTEAD),
    "nudge_mute": (nudging.mute, INSTEAD),
    "why_nudge": (nudging.why, BESIDE),
    "undo_mute": (nudging.undo_mute, INSTEAD),
    "open_settings": (settings.open_mine, BESIDE),
    "open_admin_settings": (settings.open_admin, BESIDE),
    "stop_taking_part": (joining.stop, BESIDE),
    "home_newer": (home.turn, BESIDE),
    "home_older": (home.turn, BESIDE),
    "show_preview": (show_preview, BESIDE),
    "post_digest": (post_digest, INSTEAD),
    "share_digest": (share_digest, INSTEAD),
    "export_me": (export_me, BESIDE),
    "open_forget": (open_forget, BESIDE),
    "close_answer": (close_answer, INSTEAD),
}
NUMBERED: dict[str, tuple[Press, bool]] = {
    "ask_disconnect_": (ask_disconnect, INSTEAD),
    "log_there": (log_there, BESIDE),
}
SILENT = {"appears", "wants_nudges"}  # ticks that are read later


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to every button."""

    @app.action(re.compile(""))  # one listener: the table above is the router
    async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        action = body["actions"][0]
        found = _press(action["action_id"])
        if found is None:
            await ack()
            return
        press, instead = found
        call = replace(await call_of(wiring, body, client), value=_value(action))
        await nudging.heard(call, body)
        answer = await joining.guarded(call, action["action_id"], press)
        await ack()
        if answer is not None:
            wiring.later(_say(call, answer, instead))


def _press(action_id: str) -> tuple[Press, bool] | None:
    if action_id in SILENT:
        return None
    if action_id in PRESSES:
        return PRESSES[action_id]
    return next((press for start, press in NUMBERED.items() if action_id.startswith(start)), None)


async def _say(call: Call, answer: Answer, instead: bool) -> None:
    if call.response_url:
        await send(call.response_url, answer, replace=instead and not _is_for_all(call.body))
        return
    # Pressed on a page or in a dialog, where there is no message to answer.
    await dialogs.answer(call, answer)


def _is_for_all(body: dict[str, Any]) -> bool:
    """A message in a channel belongs to everybody: nobody's press may replace it."""
    return (
        body.get("container", {}).get("type") == "message"
        and not body.get("container", {}).get("is_ephemeral")
        and not str(body.get("channel", {}).get("id", "")).startswith("D")
    )


def _value(action: dict[str, Any]) -> str:
    return str(
        action.get("value") or (action.get("selected_option") or {}).get("value") or action.get("selected_date") or ""
    )


def _state(body: dict[str, Any], block_id: str, action_id: str) -> dict[str, Any] | None:
    found = ((body.get("state") or {}).get("values") or {}).get(block_id, {}).get(action_id)
    return found if isinstance(found, dict) else None


async def _account(call: Call) -> Account:
    account = await Account.get_or_none(id=int(call.value), member_id=call.member.id)
    if account is None:
        raise BadInput("That account is not connected any more. `/involve accounts` shows what is.")
    return account

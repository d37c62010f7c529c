"""Every dialog handed in: errors stand at their field, and nothing typed is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ground import host_of
from bot.domain.kinds import Appears, Result
from bot.domain.report import Shown
from bot.errors import BadInput, NotAllowed
from bot.services import corrections, dates, days_off, digest, members, outcomes, privacy, promises, setup, typed
from bot.services import log as logging
from handlers import channel, dialogs, rewriting
from handlers.answer import Answer
from handlers.caller import Call, call_of
from handlers.dialogs import Back
from handlers.fields import AtField, Fields, at
from handlers.views import admin as admin_view
from handlers.views import forms
from handlers.views import growth as growth_view
from handlers.views import log as log_view
from handlers.views import report as report_view
from handlers.views import results as result_view
from handlers.views.blocks import Block
from handlers.wiring import Wiring

Form = Callable[[Call, Fields, Back], Awaitable[Answer | Block | None]]


async def log(call: Call, fields: Fields, back: Back) -> Answer:
    """A new entry, or what an entry is changed into."""
    _needs_yes(call, "url")
    when = fields.text("when")
    stored = await logging.logged(call.member, back.about) if back.about else None
    if stored is not None and when == dates.shown(stored.at, zone=call.member.zone):
        moment = stored.at  # untouched: to the second as it was
    else:
        moment = at("when", lambda: _moment(call, when)) if when else call.now
    kind = typed.DEEDS.get(fields.chosen("what"))
    line = at("url", lambda: typed.read(fields.text("url"), zone=call.member.zone, now=call.now))
    if not line.urls and line.note:
        raise AtField("url", BadInput("That is no address. Copy it from the browser: it starts with https://."))
    line = replace(line, kind=kind, note=fields.text("note"), at=moment, said_when=bool(when))
    if not line.urls and not line.note:
        raise AtField("url", BadInput("Give the address, or say below in a few words what you did."))
    judge = call.wiring.judge
    try:
        if stored is None:
            done = await logging.log_typed(call.member, call.workspace, judge, line, now=call.now)
        else:
            done = await logging.edit(call.member, call.workspace, judge, back.about, line, now=call.now)
    except BadInput as error:
        raise AtField("url", error) from error
    return log_view.logged(done, call.now, call.member.zone, changed=stored is not None)


def _moment(call: Call, when: str) -> Any:
    found = dates.understood(when, zone=call.member.zone, now=call.now)
    if found is None:
        raise BadInput("I do not understand “{when}”. Try yesterday, last Friday 3pm, or 2026-11-20.", when=when[:40])
    return found


async def join(call: Call, fields: Fields, back: Back) -> Answer | Block:
    """A yes; then the form the person was on the way to."""
    appears, nudges = Appears(fields.chosen("appears")), bool(fields.many("nudges"))
    await members.join(call.member, appears=appears, nudges=nudges, now=call.now)
    return dialogs.log(call, back)


async def set_up(call: Call, fields: Fields, back: Back) -> None:
    """Where and when the digest appears."""
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins can change that.")
    before = setup.as_is(call.workspace)
    wish = setup.Wish(
        fields.value("channel")["selected_conversation"] or "",
        fields.value("at")["selected_time"],
        ",".join(fields.many("days")),
        at("zone", lambda: setup.zone(fields.text("zone"))),
    )
    off = fields.text("off")
    stretches = at("off", lambda: days_off.read(off)) if off else ()
    today = call.now.astimezone(dates.zone_of(wish.zone)).date()
    try:
        await days_off.choose(call.workspace, stretches, today=today)
    except BadInput as error:
        raise AtField("off", error) from error
    await setup.apply(call.workspace, wish, language=call.member.locale, by=call.member)
    answer = admin_view.set_up(call.workspace, digest.next_due(call.workspace, call.now), before=before)
    call.wiring.later(_after_setup(call, back, answer))


async def _after_setup(call: Call, back: Back, answer: Answer) -> None:
    await dialogs.tell(call, back, await channel.trouble_with(call) or answer)


async def correct(call: Call, fields: Fields, back: Back) -> Answer:
    """What an item really was."""
    key, meaning = back.about, fields.chosen("meaning")
    before = await call.wiring.judge.report(call.member, now=call.now)
    item = next((item for item in before.items if item.key == key), None)
    was = f"{item.weighed.act} on {item.weighed.place}" if item else ""
    await corrections.correct(call.member, key, meaning, was=was, now=call.now)
    await call.member.refresh_from_db()
    after = await call.wiring.judge.report(call.member, now=call.now)
    return report_view.corrected(before, after, key, rule=_rule(call, item, meaning))


def _rule(call: Call, item: Shown | None, meaning: str) -> str:
    """A correction that may be true of a whole site: offered to those who may say what is the team's."""
    if item is None or not call.is_admin or meaning not in {"post", "inside"}:
        return ""
    address = next(iter(item.entry.links), item.entry.url)
    return host_of(address)


async def result(call: Call, fields: Fields, back: Back) -> Answer:
    """What came of a conversation."""
    _needs_yes(call, "words")
    kind, words, url = Result(fields.chosen("kind")), fields.text("words"), fields.text("url")
    line = at("url", lambda: typed.read(url, zone=call.member.zone, now=call.now))
    if url and not line.urls:
        raise AtField("url", BadInput("That is no address. Copy it from the browser: it starts with https://."))
    url = next(iter(line.urls), "")
    if back.about:
        row = await outcomes.change(call.member, int(back.about), kind, words, url, now=call.now)
    else:
        row = await outcomes.keep(call.member, kind, words, url, now=call.now)
    return result_view.recorded(row)


async def own_up(call: Call, fields: Fields, back: Back) -> Answer:
    """What went wrong, and what will be different."""
    _needs_yes(call, "words")
    words, will = fields.text("words"), fields.text("will")
    if back.about:
        return growth_view.owned_up(await promises.change(call.member, int(back.about), words, will))
    return growth_view.owned_up(await promises.promise(call.member, words, will, call.wiring.judge, now=call.now))


async def learned(call: Call, fields: Fields, back: Back) -> Answer:
    """What was learned out there."""
    _needs_yes(call, "words")
    words = fields.text("words")
    if back.about:
        return growth_view.learned(await promises.relearn(call.member, int(back.about), words))
    return growth_view.learned(await promises.learned(call.member, words, now=call.now))


async def goal(call: Call, fields: Fields, back: Back) -> Answer:
    """What the team wants to reach."""
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins set the goal.")
    before = call.workspace.goal
    await setup.set_goal(call.workspace, fields.text("words"))
    return growth_view.goal(call.workspace.goal, may_change=True, before=before)


async def forget(call: Call, fields: Fields, back: Back) -> Block:
    """Only who typed the word is forgotten."""
    word = forms.forget_word()
    if fields.text("word").strip(" .!“”\"'").casefold() != word.casefold():
        raise AtField("word", BadInput("Type {word} here, if you mean it.", word=word))
    await privacy.forget(call.member)
    call.wiring.later(rewriting.rewrite(call.wiring))
    return forms.forgotten()


def _needs_yes(call: Call, field: str) -> None:
    """Somebody who has not joined keeps what they typed, and reads what to do first."""
    if call.member.joined_at is None:
        raise AtField(field, BadInput("Before I keep anything of you, say yes: type /involve join, then send this."))


FORMS: dict[str, Form] = {
    forms.LOG: log,
    forms.JOIN: join,
    forms.SETUP: set_up,
    forms.CORRECT: correct,
    forms.RESULT: result,
    forms.OWN_UP: own_up,
    forms.LEARNED: learned,
    forms.GOAL: goal,
    forms.FORGET: forget,
}


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to every form."""
    for callback, form in FORMS.items():
        app.view(callback)(_handed_in(wiring, form))


def _handed_in(wiring: Wiring, form: Form) -> Callable[..., Awaitable[None]]:
    async def handed_in(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        back = Back.read(body["view"]["private_metadata"])
        answer = await form(call, Fields(body["view"]), back)
        if isinstance(answer, dict):
            await ack(response_action="update", view=answer)
            return
        await ack()
        if answer is not None:
            wiring.later(dialogs.tell(call, back, answer))

    return handed_in

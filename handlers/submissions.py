"""Every dialog: errors stand at their field, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ground import host_of
from bot.domain.kinds import Result
from bot.domain.report import Shown
from bot.errors import BadInput, NotAllowed
from bot.services import corrections, dates, digest, outcomes, setup, typed
from bot.services import log as logging
from handlers import channel
from handlers.answer import Answer
from handlers.caller import Call, call_of
from handlers.views import admin as admin_view
from handlers.views import forms, private
from handlers.views import log as log_view
from handlers.views import report as report_view
from handlers.views import results as result_view
from handlers.wiring import Wiring

T = TypeVar("T")


class AtField(BadInput):
    """Wrong at one field of a form; the sentence is shown there."""

    def __init__(self, field: str, error: BadInput) -> None:
        super().__init__(str(error))
        self.field = field


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to every form."""

    @app.view(forms.LOG)
    async def logged(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        answer = await _log(call, body["view"])
        await ack()
        wiring.later(_tell(call, body["view"]["private_metadata"], answer))

    @app.view(forms.SETUP)
    async def set_up(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        answer = await _setup(call, body["view"])
        await ack()
        wiring.later(_after_setup(call, answer))

    @app.view(forms.CORRECT)
    async def corrected(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        answer = await _correct(call, body["view"])
        await ack()
        wiring.later(_tell(call, "", answer))

    @app.view(forms.RESULT)
    async def resulted(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        fields = _Fields(body["view"])
        kind, url = Result(fields.chosen("kind")), body["view"]["private_metadata"]
        row = await outcomes.keep(call.member, kind, fields.text("words"), url, now=call.now)
        await ack()
        wiring.later(_tell(call, "", result_view.recorded(row)))


async def _log(call: Call, view: dict[str, Any]) -> Answer:
    if call.member.joined_at is None:
        return private.invitation(call.member.invited_by)
    fields = _Fields(view)
    when = fields.text("when")
    at = call.now
    if when:
        with_when = _at("when", lambda: dates.understood(when, zone=call.member.zone, now=call.now))
        if with_when is None:
            raise AtField(
                "when", BadInput(f"I do not understand “{when[:40]}”. Try yesterday, last Friday 3pm, or 2026-11-20.")
            )
        at = with_when
    word = fields.chosen("what")
    line = _at("url", lambda: typed.read(fields.text("url"), zone=call.member.zone, now=call.now))
    understood = replace(line, kind=typed.DEEDS.get(word), note=fields.text("note"), at=at, said_when=bool(when))
    if not understood.urls and not understood.note:
        raise AtField("url", BadInput("Give the address, or say below in a few words what you did."))
    done = await logging.log_typed(call.member, call.workspace, call.wiring.judge, understood, now=call.now)
    return log_view.logged(done, call.now)


async def _setup(call: Call, view: dict[str, Any]) -> Answer:
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins can change that.")
    fields = _Fields(view)
    zone = _at("zone", lambda: setup.zone(fields.text("zone")))
    wish = setup.Wish(
        fields.value("channel")["selected_conversation"] or "",
        fields.value("at")["selected_time"],
        fields.many("days"),
        zone,
    )
    await setup.apply(call.workspace, wish, language=call.member.locale)
    return admin_view.set_up(call.workspace, digest.next_due(call.workspace, call.now))


async def _after_setup(call: Call, answer: Answer) -> None:
    trouble = await channel.trouble_with(call)
    await _tell(call, "", trouble or answer)


async def _correct(call: Call, view: dict[str, Any]) -> Answer:
    key, meaning = view["private_metadata"], _Fields(view).chosen("meaning")
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


async def _tell(call: Call, channel_id: str, answer: Answer) -> None:
    """A form has no answer of its own: it is given where the form was opened, or in the direct message."""
    if channel_id and not channel_id.startswith("D"):
        await call.client.chat_postEphemeral(channel=channel_id, user=call.member.slack_id, **answer.message)
    else:
        await call.client.chat_postMessage(channel=call.member.slack_id, unfurl_links=False, **answer.message)


def _at(field: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except BadInput as error:
        raise AtField(field, error) from error


class _Fields:
    """What stands in the fields of a form; each block holds one element of the same name."""

    def __init__(self, view: dict[str, Any]) -> None:
        self._values = view["state"]["values"]

    def value(self, name: str) -> dict[str, Any]:
        found = self._values[name][name]
        assert isinstance(found, dict)
        return found

    def text(self, name: str) -> str:
        return str(self.value(name).get("value") or "").strip()

    def chosen(self, name: str) -> str:
        return str((self.value(name).get("selected_option") or {}).get("value") or "")

    def many(self, name: str) -> str:
        return ",".join(option["value"] for option in self.value(name).get("selected_options") or [])

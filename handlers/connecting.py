"""The connect dialog: what is typed is understood at once, the network is asked while the dialog waits."""

import json
import re
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadInput, InvolveError, NeedsCredential, NoPage
from bot.services import connecting
from bot.services.typed import unmarked
from bot.sources.base import Handle, Source
from handlers import notices, troubles
from handlers.answer import Answer
from handlers.caller import Call, call_of
from handlers.fields import AtField
from handlers.views import accounts as view
from handlers.views import connecting as dialog
from handlers.views.connecting import Shown
from handlers.wiring import Wiring
from models import Account


@dataclass(frozen=True, slots=True)
class Step:
    """How far a dialog has come; it travels in the dialog itself, so that any process can go on."""

    channel: str = ""  # where it was opened
    typed: str = ""
    handle: Handle | None = None
    page: str = ""
    sealed: str = ""

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, view: dict[str, Any]) -> "Step":
        said = json.loads(view["private_metadata"])
        return cls(**said | {"handle": Handle(**said["handle"]) if said["handle"] else None})


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to the dialog and to what opens it."""

    @app.view(dialog.CONNECT)
    async def submitted(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        shown, work = _submitted(call, body["view"])
        await ack(response_action="update", view=_form(call, shown))
        if work is not None:
            wiring.later(work)

    @app.action(dialog.CHOSEN)
    async def chosen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        await ack()
        wiring.later(_show(call, body["view"]["id"], _chosen(call, body)))

    @app.action(re.compile(f"^{dialog.HAND_OVER}"))
    async def hand_over(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        account = await Account.get_or_none(id=int(body["actions"][0]["value"]), member_id=call.member.id)
        if account is None:
            raise BadInput("That account is not connected any more. `/involve accounts` shows what is.")
        handle = connecting.handle_of(account, wiring.sources[account.network])
        await open_for(call, handle, account.url or account.handle)
        await ack()


async def open_empty(call: Call) -> None:
    """Opens the dialog with nothing in it."""
    shown = Shown(metadata=str(Step(call.channel)))
    await call.client.views_open(trigger_id=call.trigger_id, view=_form(call, shown))


async def open_for(call: Call, handle: Handle, typed: str) -> None:
    """Opens it for an account that is known, to hand over what its network wants."""
    source = call.wiring.sources[handle.network]
    step = Step(call.channel, typed, handle)
    waits = connecting.has_page(source)
    shown = _waiting(step) if waits else _second(source, step)
    opened = await call.client.views_open(trigger_id=call.trigger_id, view=_form(call, shown))
    if waits:
        call.wiring.later(_with_page(call, opened["view"]["id"], source, step))


def _chosen(call: Call, body: dict[str, Any]) -> Shown:
    """Another network: its examples, and a field for what it takes."""
    name = body["actions"][0]["selected_option"]["value"]
    source = call.wiring.sources.get(name)
    takes = source is not None and not connecting.has_page(source) and call.wiring.keys is not None
    wants = connecting.wanted(source) if source and takes else None
    return Shown(network=name if source else "", wants=wants, metadata=str(Step.of(body["view"])))


def _submitted(call: Call, view: dict[str, Any]) -> tuple[Shown, Coroutine[Any, Any, None] | None]:
    """What the dialog shows now, and what is to be asked meanwhile."""
    if call.member.joined_at is None:
        raise BadInput("First say yes to Involve: `/involve join`.")
    values, step = view["state"]["values"], Step.of(view)
    if step.handle is None:
        typed = unmarked(_typed(values, dialog.HANDLE))
        step = replace(step, typed=typed, handle=_handle(call, values, typed))
    assert step.handle is not None
    source = call.wiring.sources[step.handle.network]
    is_asked = dialog.CREDENTIAL in values
    if is_asked or connecting.wanted(source) is None or call.wiring.keys is None:
        credential = _typed(values, dialog.CREDENTIAL)
        shown = replace(_second(source, step), waiting=True) if is_asked else _waiting(step)
        return shown, _connect(call, view["id"], source, step, credential)
    if connecting.has_page(source):
        return _waiting(step), _with_page(call, view["id"], source, step)
    return _second(source, step), None


def _handle(call: Call, values: dict[str, Any], typed: str) -> Handle:
    network = (values[dialog.NETWORK][dialog.CHOSEN].get("selected_option") or {}).get("value") or dialog.ANY
    try:
        if network == dialog.ANY:
            return call.wiring.sources.recognise(typed)
        source = call.wiring.sources[network]
        found = source.recognise(typed) or source.recognise(f"{network}:{typed}")
        if found is None:
            raise BadInput(
                "That is no account on {title}. One looks like {example}.",
                title=source.title,
                example=source.examples[0],
            )
        return found
    except BadInput as error:
        raise AtField(dialog.HANDLE, error) from error


def _typed(values: dict[str, Any], name: str) -> str:
    return str((values.get(name, {}).get(name) or {}).get("value") or "").strip()


def _form(call: Call, shown: Shown) -> dict[str, Any]:
    return dialog.form(call.wiring.sources.values(), shown)


def _waiting(step: Step) -> Shown:
    assert step.handle is not None
    return Shown(step.handle.network, handle=step.handle.name, waiting=True, metadata=str(step))


def _second(source: Source, step: Step) -> Shown:
    """The account is known: what its network wants for it."""
    assert step.handle is not None
    wants = connecting.wanted(source)
    return Shown(step.handle.network, handle=step.handle.name, wants=wants, page=step.page, metadata=str(step))


async def _with_page(call: Call, view_id: str, source: Source, step: Step) -> None:
    """Asks the network for its page, where what is wanted is given."""
    assert step.handle is not None
    try:
        page = await connecting.page(call.member, source, step.handle, call.wiring.keys)
    except NoPage as error:  # it goes on without one
        trouble = troubles.sentence(error)
        await _show(call, view_id, replace(_second(source, step), trouble=trouble, trouble_at=dialog.CREDENTIAL))
        return
    except InvolveError as error:
        await _show(call, view_id, _at_handle(step, error))
        return
    await _show(call, view_id, _second(source, replace(step, page=page.url, sealed=page.sealed)))


async def _connect(call: Call, view_id: str, source: Source, step: Step, credential: str) -> None:
    assert step.handle is not None
    try:
        done = await connecting.connect(
            call.member, source, step.handle,
            credential=credential, sealed=step.sealed, keys=call.wiring.keys, now=call.now,
        )  # fmt: skip
    except NeedsCredential as error:
        trouble = troubles.sentence(error)
        await _show(call, view_id, replace(_second(source, step), trouble=trouble, trouble_at=dialog.CREDENTIAL))
    except InvolveError as error:
        await _show(call, view_id, _at_handle(step, error))
    else:
        if done.taken_from is not None:
            await notices.owe_taken_over(done.taken_from, now=call.now)
        await _done(call, view_id, step, view.connected(done, source, call.wiring.keys is not None))
        call.wiring.soon()


def _at_handle(step: Step, error: InvolveError) -> Shown:
    """The first form once more, with what was typed and what was wrong with it."""
    again = Step(step.channel)
    network = step.handle.network if step.handle else ""
    return Shown(network, step.typed, trouble=troubles.sentence(error), metadata=str(again))


async def _done(call: Call, view_id: str, step: Step, answer: Answer) -> None:
    try:
        await call.client.views_update(view_id=view_id, view=dialog.done(answer.blocks))
    except SlackApiError:  # closed meanwhile
        if step.channel and not step.channel.startswith("D"):
            user = call.member.slack_id
            await call.client.chat_postEphemeral(channel=step.channel, user=user, **answer.message)
        else:
            await call.client.chat_postMessage(channel=call.member.slack_id, unfurl_links=False, **answer.message)


async def _show(call: Call, view_id: str, shown: Shown) -> None:
    with suppress(SlackApiError):  # closed meanwhile: nothing was connected, so nothing is to be told
        await call.client.views_update(view_id=view_id, view=_form(call, shown))

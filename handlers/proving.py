"""Whose an account is, in buttons: the code and the look at the profile; accounts that name each other."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadInput, InvolveError
from bot.services import proof, relatives
from handlers import troubles
from handlers.answer import Answer, plain, send
from handlers.caller import Call, call_of
from handlers.views import accounts as account_views
from handlers.views import proving as view
from handlers.wiring import Wiring
from models import Account


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to the buttons."""

    @app.action(re.compile(f"^{view.PROVE}"))
    async def prove(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        account = await _account(call, _value(body))
        answer = view.how(account, await proof.code_of(call.member))
        await ack()
        wiring.later(_say(call, answer))

    @app.action(re.compile(f"^{view.LOOK}"))
    async def look(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        account = await _account(call, _value(body))
        await ack()
        wiring.later(_look(call, account))

    @app.action(re.compile(f"^{view.YES}"))
    async def yes(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        done = await relatives.accept(call.member, _value(body), wiring.sources, now=call.now)
        source = wiring.sources[done.account.network]
        await ack()
        wiring.later(_say(call, account_views.connected(done, source, wiring.keys is not None), instead=True))
        wiring.soon()

    @app.action(re.compile(f"^{view.NO}"))
    async def no(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        row = await relatives.reject(call.member, _value(body), now=call.now)
        await ack()
        wiring.later(_say(call, view.rejected(row), instead=True))


async def _look(call: Call, account: Account) -> None:
    try:
        looked = await proof.look(call.member, account, call.wiring.sources, now=call.now)
        answer = view.looked(looked, await proof.code_of(call.member))
    except InvolveError as error:
        answer = plain(troubles.sentence(error))
    await _say(call, answer, instead=True)


async def _say(call: Call, answer: Answer, *, instead: bool = False) -> None:
    if call.response_url:
        await send(call.response_url, answer, replace=instead)
    else:  # pressed in the Home, where there is no message to answer
        await call.client.chat_postMessage(channel=call.member.slack_id, **answer.message, unfurl_links=False)


async def _account(call: Call, id_: int) -> Account:
    account = await Account.get_or_none(id=id_, member_id=call.member.id)
    if account is None:
        raise BadInput("That account is not connected any more. `/involve accounts` shows what is.")
    return account


def _value(body: dict[str, Any]) -> int:
    return int(body["actions"][0]["value"])

"""/involve: finds the verb, knows who asks, answers only to them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.typed import unmarked
from handlers import troubles
from handlers.answer import Answer, plain, send
from handlers.caller import Call, call_of, is_known, look_up
from handlers.commands import accounts, admin, growth, imports, people, privacy, report, results, typed
from handlers.views import guide
from handlers.wiring import Wiring

Verb = Callable[[Call], Awaitable[Answer | None]]  # None: it answered by opening a dialog

VERBS: dict[str, Verb] = {
    "help": guide.answer,
    "log": typed.log,
    "connect": accounts.connect,
    "disconnect": accounts.disconnect,
    "accounts": accounts.list_them,
    "me": report.me,
    "team": report.team,
    "suggest": report.suggest,
    "why": report.why,
    "result": results.result,
    "ownup": growth.own_up,
    "learned": growth.learned,
    "10": growth.ten,
    "goal": growth.goal,
    "invite": people.invite,
    "join": people.join,
    "mute": people.mute,
    "snooze": people.snooze,
    "unmute": people.unmute,
    "hide": people.hide,
    "show": people.show,
    "import": imports.import_,
    "settings": people.settings,
    "stop": people.stop,
    "privacy": privacy.privacy,
    "export": privacy.export,
    "forget": privacy.forget,
    "digest": admin.digest,
    "setup": admin.setup,
    "house": admin.house,
    "who": admin.who,
    "status": admin.status,
}
ALSO = {
    "ten": "10",
    "pause": "mute",
    "unpause": "unmute",
    "resume": "unmute",
    "?": "help",
    "hi": "help",
    "hello": "help",
    "suggestions": "suggest",
    "connected": "accounts",
    "forgetme": "forget",
    "delete": "forget",
    "erase": "forget",
    "leave": "stop",
    "quit": "stop",
    "unsubscribe": "stop",
    "preferences": "settings",
    "report": "me",
    "stats": "me",
    "start": "help",
    # German
    "hilfe": "help",
    "hallo": "help",
    "eintragen": "log",
    "verbinden": "connect",
    "trennen": "disconnect",
    "konten": "accounts",
    "ich": "me",
    "vorschlag": "suggest",
    "warum": "why",
    "zehn": "10",
    "ziel": "goal",
    "mitmachen": "join",
    "stumm": "mute",
    "gelernt": "learned",
    "vergiss": "forget",
    "löschen": "forget",
    "einstellungen": "settings",
    "aufhören": "stop",
    "stopp": "stop",
    "bericht": "me",
}


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to /involve."""

    @app.command("/involve")
    async def involve(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        typed_text = (body.get("text") or "").strip()
        first, _, words = typed_text.partition(" ")
        call = replace(await call_of(wiring, body, client), words=words.strip())
        if not is_known(call):
            # The first word of somebody new: Slack is asked who they are, which takes longer than an answer may.
            wiring.later(_after_looking(call, first, typed_text))
            await ack()
            return
        answer = await _answer(call, first, typed_text)
        await ack(**answer.ephemeral) if answer else await ack()


async def run(call: Call, text: str) -> Answer | None:
    """Runs a line as if it had been typed; for a button that offers one."""
    first, _, words = text.partition(" ")
    return await _answer(replace(call, words=words.strip()), first, text)


async def _answer(call: Call, first: str, typed_text: str) -> Answer | None:
    name = first.casefold().lstrip("/").replace("-", "") or "help"
    verb = VERBS.get(ALSO.get(name, name))
    if verb is None:
        return _unknown(first, unmarked(typed_text))
    return await verb(call)


async def _after_looking(call: Call, first: str, typed_text: str) -> None:
    try:
        await look_up(call)
        answer = await _answer(call, first, typed_text)
    except Exception as error:
        answer = plain(troubles.sentence(error))
    if answer:
        await send(call.response_url, answer)


def _unknown(first: str, typed_text: str) -> Answer:
    """The nearest word, with everything that was typed behind it."""
    if first.startswith(("http://", "https://", "<http")):
        return guide.did_you_mean(typed_text, f"log {typed_text}")
    near = get_close_matches(first.casefold(), [*VERBS, *ALSO], n=1, cutoff=0.6)
    verb = ALSO.get(near[0], near[0]) if near else ""
    rest = typed_text.partition(" ")[2]
    return guide.did_you_mean(typed_text, f"{verb} {rest}".strip() if verb else "")

"""Whoever tries everything in Slack: types, presses and fills in what the bot shows, until nothing new comes up."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import handlers.register
from bot.playground import Message, View
from bot.playground.messages import elements_in
from bot.playground.registry import Delivered
from handlers.actions import NUMBERED, PRESSES, SILENT
from handlers.commands import ALSO, VERBS
from handlers.wiring import Wiring
from tests.bot import House

# What ends something, or takes it back, is pressed when everything else was.
LAST = (
    "undo", "delete", "disconnect", "edit", "decline", "stop_taking_part", "open_forget", "nudge_mute", "close_answer",
)  # fmt: skip


class Listeners:
    """Stands where Bolt's app stands when listeners are registered, and notes what they listen to."""

    def __init__(self) -> None:
        self.found: defaultdict[str, list[Any]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        def listens(what: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
            self.found[kind].append(what)
            return lambda listener: listener

        return listens


def everything(wiring: Wiring) -> set[str]:
    """Whatever the bot listens to, one name each: "verb:log", "press:join", "form:log_form", …"""
    listeners: Any = Listeners()
    handlers.register.all_of(listeners, wiring)
    found = listeners.found
    patterns = (each.pattern.lstrip("^") if isinstance(each, re.Pattern) else each for each in found["action"])
    presses = {*PRESSES, *NUMBERED, *SILENT, *filter(None, patterns)}
    return {
        *(f"verb:{name}" for name in (*VERBS, *ALSO)),
        *(f"press:{name}" for name in presses),
        *(f"form:{name}" for name in found["view"]),
        *(f"shortcut:{name}" for name in found["shortcut"]),
        *(f"event:{name}" for name in found["event"]),
    }


@dataclass
class Drive:
    """Two hands on the keyboard, and a list of what went well."""

    house: House
    fill: Mapping[str, Mapping[str, Any]]  # callback id -> what is typed into the form
    known: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)  # every button that was ever there
    troubles: list[str] = field(default_factory=list)  # what was answered with an error, since the last look
    seen: int = 0
    tried: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self.known = everything(self.house.bot.wiring)

    @property
    def missing(self) -> set[str]:
        return self.known - self.done

    async def look(self) -> None:
        """Until all is quiet; what was heard without an error counts as done."""
        await self.house.settle()
        new = self.house.slack.deliveries[self.seen :]
        self.seen = len(self.house.slack.deliveries)
        if not self.troubles and not any(_is_refusal(each) for each in new):
            self.done |= {name for each in new for name in self._names(each)}
        self.troubles.clear()

    def _names(self, delivery: Delivered) -> Iterator[str]:
        payload = delivery.payload
        match payload.get("type", delivery.kind):
            case "slash_commands":
                first = str(payload.get("text") or "help").split(" ")[0]
                yield f"verb:{first.casefold().lstrip('/').replace('-', '')}"
            case "block_actions":
                yield f"press:{self.name_of(payload['actions'][0]['action_id'])}"
            case "view_submission":
                yield f"form:{payload['view']['callback_id']}"
            case "shortcut" | "message_action":
                yield f"shortcut:{payload['callback_id']}"
            case "event_callback":
                yield f"event:{payload['event']['type']}"

    def name_of(self, action_id: str) -> str:
        """The entry of the tables that hears this button; "" for none."""
        presses = {name.removeprefix("press:") for name in self.known if name.startswith("press:")}
        if action_id in presses:
            return action_id
        return next((each for each in sorted(presses, key=len, reverse=True) if action_id.startswith(each)), "")

    async def types(self, user: str, text: str, channel: str = "C0TEAM") -> None:
        await self.house.slack.command(user, "/involve", text, channel=channel)
        await self.look()
        await self.fills_in(user)

    async def presses(self, user: str, where: Message | View, action_id: str, value: Any = None) -> None:
        self.tried[self.name_of(action_id)] += 1
        await self.house.slack.press(user, where, action_id, value)
        await self.look()
        if not isinstance(where, View) or where.type != "modal":
            await self.fills_in(user)

    async def fills_in(self, user: str) -> None:
        """Every dialog that is open: used, handed in, closed."""
        for _ in range(8):
            view = self.house.slack.modal(user)
            if view is None:
                return
            if await self._uses(user, view):
                continue  # what it holds may be another by now
            callback = str(view.payload.get("callback_id"))
            acting = ((block, each) for block, each in elements_in(view.blocks) if _acts(block))
            self.shown |= {str(each["action_id"]) for _, each in acting}
            if callback in self.fill and "submit" in view.payload and self.tried[f"form {callback}"] < 6:
                self.tried[f"form {callback}"] += 1
                fields = {block.get("block_id") for block in view.blocks}
                typed = {name: value for name, value in self.fill[callback].items() if name in fields}
                await self.house.slack.submit(user, view, typed)
                await self.look()
            if (left := self.house.slack.modal(user)) is not None and left is view:
                await self.house.slack.close_view(user, left)

    async def _uses(self, user: str, view: View) -> bool:
        """What acts at once inside of a dialog; False when there is nothing left of it to try."""
        for block, element in elements_in(view.blocks):
            name = self.name_of(element["action_id"])
            if _acts(block) and f"press:{name}" in self.missing and self.tried[name] < 3:
                self.tried[name] += 1
                await self.house.slack.press(user, view, element["action_id"], _choice(element))
                await self.look()
                return True
        return False

    async def crawls(self, user: str, channel: str = "C0TEAM") -> None:
        """Presses whatever stands there and was not pressed yet, what ends things last."""
        while found := self._next(user, channel):
            where, element = found
            before = deepcopy(where.blocks)
            await self.presses(user, where, element["action_id"], _choice(element))
            await self._brings_back(user, where, before)

    async def _brings_back(self, user: str, where: Message | View, before: list[dict[str, Any]]) -> None:
        """An answer that took the place of a message took its other buttons along: they are shown once more."""
        there = {each["action_id"] for _, each in elements_in(where.blocks)}
        gone = {each["action_id"] for _, each in elements_in(before)} - there
        if any(f"press:{self.name_of(each)}" in self.missing for each in gone):
            client = self.house.bot.wiring.client_of(await self.house.workspace())
            channel = self.house.slack.dm_channel(user)
            await client.chat_postMessage(channel=channel, text="again", blocks=before, unfurl_links=False)

    def _next(self, user: str, channel: str) -> tuple[Message | View, dict[str, Any]] | None:
        slack = self.house.slack
        home = slack.home(user)
        places: list[Message | View] = [*slack.ephemerals(user), *slack.dms(user), *slack.messages(channel)]
        places += [home] if home else []
        candidates = []
        for place in reversed(places):
            for _, element in elements_in(place.blocks):
                action = str(element["action_id"])
                self.shown.add(action)
                name = self.name_of(action)
                if f"press:{name}" in self.missing and self.tried[name] < 3:
                    candidates.append((action.startswith(LAST), self.tried[name], place, element))
        if not candidates:
            return None
        return min(candidates, key=lambda each: each[:2])[2:]


def _acts(block: dict[str, Any]) -> bool:
    """Whether what is in it is told the app at once; other fields wait for the form to be handed in."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


def _choice(element: dict[str, Any]) -> Any:
    match element["type"]:
        case "button":
            return None
        case "checkboxes" | "multi_static_select":
            return [element["options"][0]["value"]]
        case "datepicker":
            return "2026-12-24"
        case _:
            return element["options"][-1]["value"]


def _is_refusal(delivery: Delivered) -> bool:
    return isinstance(delivery.answer, dict) and delivery.answer.get("response_action") == "errors"

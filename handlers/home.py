"""The Home tab: shown when it is opened, and drawn anew while somebody may be looking at it."""

import asyncio
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse
from slack_bolt.listener.async_listener_completion_handler import AsyncListenerCompletionHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import home, members
from handlers.views import home as view
from handlers.views.words import speaking
from models import Member, Workspace

if TYPE_CHECKING:
    from handlers.caller import Call
    from handlers.wiring import Wiring

TOGETHER = 0.3  # seconds: what changes at once is drawn once


@dataclass(slots=True)
class _Shown:
    page: int = 0
    looks: str = ""  # a fingerprint of what was published last
    mark: tuple[object, ...] | None = None


@dataclass(slots=True)
class Homes:
    """Whose page this process has shown, and how it looked; lost with the process, which costs one publishing each."""

    shown: dict[int, _Shown] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)  # (team, person) -> member
    waiting: set[tuple[str, str]] = field(default_factory=set)


async def show(call: "Call", page: int = 0) -> None:
    """Publishes the Home of the one who opened it, or turned a page of it."""
    homes = call.wiring.homes
    homes.keys[call.workspace.team_id, call.member.slack_id] = call.member.id
    homes.shown[call.member.id] = _Shown(page)
    if call.member.joined_at is not None:
        await home.opened(call.member, now=call.now)
    await _publish(call.wiring, call.client, call.workspace, call.member)


async def turn(call: "Call") -> None:
    """Another page of one's entries."""
    call.wiring.later(show(call, int(call.value)))


class Fresh(AsyncListenerCompletionHandler):
    """After every listener: whoever did something, and has opened their page, sees it drawn anew in a moment.

    No middleware, for Bolt's return before the listener begins: what takes a while would be drawn half done.
    """

    def __init__(self, wiring: "Wiring") -> None:
        self._wiring = wiring

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        """Costs those who never opened it one look into memory."""
        who = (request.context.team_id or "", request.context.user_id or "")
        if who in self._wiring.homes.keys and who not in self._wiring.homes.waiting and "event" not in request.body:
            self._wiring.homes.waiting.add(who)
            self._wiring.later(_soon(self._wiring, who))


async def _soon(wiring: "Wiring", who: tuple[str, str]) -> None:
    await asyncio.sleep(TOGETHER)
    wiring.homes.waiting.discard(who)
    found = await members.known(*who)
    if found is not None:
        workspace, member = found
        await _publish(wiring, wiring.client_of(workspace), workspace, member)
    elif left := await Workspace.get_or_none(team_id=who[0]):  # forgotten a moment ago
        wiring.homes.shown.pop(wiring.homes.keys.pop(who), None)
        await wiring.client_of(left).views_publish(user_id=who[1], view=view.before_joining())


async def refresh(wiring: "Wiring") -> None:
    """For the clock: pages opened lately that may look different by now, say because a poll brought something."""
    for member in await home.being_looked_at(now=wiring.clock()):
        mark = await home.mark(member, member.workspace)
        shown = wiring.homes.shown.get(member.id)
        if shown is None or shown.mark != mark:
            await _publish(wiring, wiring.client_of(member.workspace), member.workspace, member)


async def _publish(wiring: "Wiring", client: AsyncWebClient, workspace: Workspace, member: Member) -> None:
    shown = wiring.homes.shown.setdefault(member.id, _Shown())
    shown.mark = await home.mark(member, workspace)
    drawn = await _drawn(wiring, workspace, member, shown.page)
    looks = sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest()
    if looks != shown.looks:
        await client.views_publish(user_id=member.slack_id, view=drawn)
        shown.looks = looks


async def _drawn(wiring: "Wiring", workspace: Workspace, member: Member, page: int) -> dict[str, Any]:
    now = wiring.clock()
    with speaking(member.locale):
        if member.joined_at is None:
            return view.before_joining()
        is_admin = members.may_administer(workspace, member)
        of = await home.of_member(member, workspace, wiring.judge, is_admin=is_admin, now=now)
        return view.home(of, wiring.sources, now, page=page)

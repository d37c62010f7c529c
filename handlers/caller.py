"""Who is asking: the workspace and the person behind a payload, as far as we may know them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_bolt.request.internals import extract_team_id
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotAllowed
from bot.phrase import Phrase
from bot.services import members
from bot.services.members import Person
from handlers.refused import why
from handlers.views.words import speak
from handlers.wiring import Wiring
from models import Member, Workspace

LOOK_AGAIN = timedelta(days=1)
_TAKES_EFFECT = {"block_actions", "view_submission"}


class Unknown(NotAllowed):
    """Slack knows nobody of that id, or does not show them to us."""


class NoAnswer(NotAllowed):
    """Slack does not say who that is just now."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for something."""

    wiring: Wiring
    workspace: Workspace
    member: Member
    now: datetime
    client: AsyncWebClient
    words: str = ""  # what was typed behind the verb
    channel: str = ""
    trigger_id: str = ""
    response_url: str = ""
    value: str = ""  # of the button pressed
    body: Any = None

    @property
    def is_admin(self) -> bool:
        """The one who installed Involve, and Slack's admins and owners."""
        return members.may_administer(self.workspace, self.member)


async def call_of(wiring: Wiring, body: dict[str, Any], client: AsyncWebClient, **more: str) -> Call:
    """The call behind a payload of Slack's. Reads and writes only the database."""
    team = extract_team_id(body) or ""  # the very team whose token Bolt took, also in a channel two teams share
    user = body.get("user_id") or _user(body)
    now = wiring.clock()
    found = await members.known(team, user)
    if found is None:
        workspace = await members.workspace_of(team, now=now)
        found = workspace, await members.member_of(workspace, user)
    workspace, member = found
    speak(member.locale)
    call = Call(
        wiring, workspace, member, now, client,
        channel=_channel(body),
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        body=body, **more,
    )  # fmt: skip
    if body.get("type") in _TAKES_EFFECT:
        await _let_in(call)
    return call


async def _let_in(call: Call) -> None:
    """The guard of every button and form: they change something, so whoever presses has to be of this team.

    A command and a shortcut ask beside their answer. Here Slack is asked before it, but hardly ever: whoever takes part
    was looked up within the day.
    """
    if is_known(call):
        return
    try:
        await look_up(call)
    except (NoAnswer, TimeoutError, aiohttp.ClientError, OSError):
        if call.member.seen_at is None or call.member.gone_at is not None:
            raise  # whoever was of the team when last seen is not kept out by Slack's silence


def _channel(body: dict[str, Any]) -> str:
    channel = body.get("channel_id") or body.get("channel") or ""
    return str(channel.get("id", "")) if isinstance(channel, dict) else str(channel)


def _user(body: dict[str, Any]) -> str:
    user = body.get("user") or (body.get("event") or {}).get("user", "")
    return str(user.get("id", "")) if isinstance(user, dict) else str(user)


def is_known(call: Call) -> bool:
    """Whether Slack has told us lately who this is."""
    if call.member.gone_at is not None:
        return False  # whoever was not of the team the last time is asked for each time
    return call.member.seen_at is not None and call.now - call.member.seen_at < LOOK_AGAIN


async def look_up(call: Call) -> None:
    """Asks Slack who the caller is. Raises NotAllowed for somebody Involve does not work with."""
    person = await person_of(call.client, call.member.slack_id)
    if not person.may_take_part(call.workspace.team_id):
        raise NotAllowed(
            "Involve works with the full members of this workspace only: it never reads or judges "
            "guests, bots, or people of other workspaces."
        )
    await members.seen(call.member, person, now=call.now)
    speak(call.member.locale)


async def person_of(client: AsyncWebClient, slack_id: str) -> Person:
    """What Slack tells of somebody now."""
    try:
        user = (await client.users_info(user=slack_id, include_locale=True))["user"]
    except SlackApiError as error:
        if why(error) in {"user_not_found", "users_not_found", "user_not_visible"}:
            raise Unknown("Slack does not know who that is.") from error
        raise NoAnswer("Slack does not know who that is ({why}).", why=why(error) or Phrase("no answer")) from error
    return person_in(user)


def person_in(user: Mapping[str, Any]) -> Person:
    """Slack's `user` object in our words."""
    profile = user.get("profile") or {}
    return Person(
        slack_id=user["id"],
        team_id=user.get("team_id", ""),
        name=profile.get("display_name") or user.get("real_name") or profile.get("real_name") or user.get("name", ""),
        zone=user.get("tz") or "UTC",
        locale=(user.get("locale") or "en").partition("-")[0],
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")),
        is_deleted=bool(user.get("deleted")),
    )

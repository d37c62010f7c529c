"""Who is still of the team: Slack is asked once a day for everybody who takes part, and tells of changes by itself."""

from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.services import departures, members
from bot.services.members import Person
from handlers.caller import Unknown, person_in, person_of
from handlers.tokens import NotInstalledError
from handlers.wiring import Wiring
from models import Member, Workspace

EVERY = timedelta(days=1)
AT_ONCE = 20  # a tick; Slack answers some hundred of these a minute

log = structlog.get_logger("involve")


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to Slack's own news."""

    @app.event("user_change")
    async def changed(body: dict[str, Any], event: dict[str, Any]) -> None:
        found = await members.known(body.get("team_id", ""), event["user"]["id"])
        if found is not None:  # of somebody we never met nothing is written down
            workspace, member = found
            locale = event["user"].get("locale")
            person = person_in(event["user"] if locale else event["user"] | {"locale": member.locale})
            await brought_up_to_date(wiring, workspace, member, person)


class RollCall:
    """Asks Slack, a few at a time; begun again before it is through, it leaves it to the first."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._busy = False

    async def call(self) -> None:
        """For the clock. Where Slack does not answer, the next tick asks again."""
        if self._busy:
            return
        self._busy = True
        try:
            for member in await members.not_seen_since(self._wiring.clock() - EVERY, limit=AT_ONCE):
                await self._ask(member)
        except (SlackApiError, NotInstalledError, TimeoutError, aiohttp.ClientError, OSError) as error:
            log.warning("roll call broken off", error=type(error).__name__)
        finally:
            self._busy = False

    async def _ask(self, member: Member) -> None:
        client = self._wiring.client_of(member.workspace)
        try:
            person = await person_of(client, member.slack_id)
        except Unknown:
            await _gone(self._wiring, member)
            return
        await brought_up_to_date(self._wiring, member.workspace, member, person)


async def brought_up_to_date(wiring: Wiring, workspace: Workspace, member: Member, person: Person) -> None:
    """What Slack says of somebody now; who is not of the team any more stops taking part."""
    if person.may_take_part(workspace.team_id):
        await members.seen(member, person, now=wiring.clock())
    elif member.gone_at is None:  # also who never joined: a form of theirs may be open
        await _gone(wiring, member)


async def _gone(wiring: Wiring, member: Member) -> None:
    await departures.leave(member, now=wiring.clock(), gone=True)
    log.info("left", member=member.id)

"""/involve import: where to get each network's archive, and how to hand it over."""

from bot.errors import BadInput
from bot.phrase import Phrase, Some
from bot.sources.archives.known import archives
from handlers.answer import Answer
from handlers.caller import Call
from handlers.views import imports as view


async def import_(call: Call) -> Answer:
    """All networks, or the one that is named."""
    wanted = call.words.casefold().strip()
    found = [one for one in archives() if not wanted or wanted in {one.name, one.title.casefold()}]
    if not found:
        names = Some(Phrase(one.title) for one in archives())
        raise BadInput("I read no archive of “{wanted}”. I read those of {names}.", wanted=wanted[:40], names=names)
    return view.how_to(found, call.member.slack_id, by_message="files" in call.wiring.extras)

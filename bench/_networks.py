"""Small networks with a busy member on each, every answer a tenth of a second late, in a process of their own.

`python -m bench._networks NAME ...` prints one line of JSON: by name, where it is and who the member is there.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import timedelta

from aiohttp import web

from tests.services.people import NOW
from tests.sources.serve import Answered
from tests.sources.stages import STAGES

DELAY = 0.1
ITEMS = 20


async def late(_: web.Request, answered: Answered) -> web.StreamResponse:
    await asyncio.sleep(DELAY)
    return await answered()


async def main(names: list[str]) -> None:
    said = {}
    async with AsyncExitStack() as stack:
        for name in names:
            stage = await stack.enter_async_context(STAGES[name]())
            for number in range(ITEMS):
                stage.own(NOW - timedelta(hours=2 + 20 * number))
            stage.server.stumble = late
            said[name] = {"place": stage.server.place, "who": asdict(stage.who) | {"credential": stage.who.credential}}
        print(json.dumps(said), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

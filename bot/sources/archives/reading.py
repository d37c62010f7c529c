"""Has an archive read in a process of its own: no archive can keep the bot from listening, or see its secrets."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot import phrase
from bot.errors import BadInput
from bot.sources.archives.opened import SMALLER

_MODULE = "bot.sources.archives"
_IN_A_ROW = 50  # lines
_LINE = 1_000_000  # bytes of one answer; an entry at its longest takes a tenth
_PASSED_ON = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")


@asynccontextmanager
async def reading(question: Mapping[str, Any]) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The process that reads one archive, and what it says. It is gone when the block is left, however that happens."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _MODULE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
        limit=_LINE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(question).encode() + b"\n")
        with suppress(ConnectionError):
            await child.stdin.drain()
        yield _answers(child.stdout)
    finally:
        if not child.stdout.at_eof():  # killing what has died by itself would take its exit status from asyncio
            with suppress(ProcessLookupError):
                child.kill()
        child.stdin.close()
        await child.stdout.read()  # what is left, so that its pipe is closed too
        await child.wait()


async def _answers(said: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    """Line by line; raises BadInput where the file was refused, or was too much for the reader."""
    number = 0
    while line := await said.readline():
        number += 1
        if number % _IN_A_ROW == 0:
            await asyncio.sleep(0)  # lines that are here already are read without a pause: let others have their turn
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError:  # it died in the middle of a line
            break
        if "refused" in answer:
            raise BadInput(phrase.read(answer["refused"]))
        if "done" in answer:
            return
        yield answer
    raise BadInput("This archive takes more time or memory to read than Involve gives it. {smaller}", smaller=SMALLER)


def _environment() -> dict[str, str]:
    # The reader opens what strangers may have made: it gets what Python needs to start, and none of the bot's secrets.
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in sys.path), "PYTHONUTF8": "1"}

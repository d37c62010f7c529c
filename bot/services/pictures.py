"""Has a picture drawn, in a process of its own; does without where the library is not installed."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec

import structlog

WITHIN = 30  # seconds; a first time on a small machine takes a few

log = structlog.get_logger("involve")


def can_be_drawn() -> bool:
    """Whether what draws is installed: `pip install -r requirements/charts.txt`."""
    return find_spec("matplotlib") is not None


async def drawn(what: Mapping[str, object], *, within: float = WITHIN) -> bytes | None:
    """The picture as a PNG; None where it cannot be drawn, which is in the log and no reason to keep a digest back."""
    if not can_be_drawn():
        return None
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.drawing", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(within):
            png, said = await process.communicate(json.dumps(what).encode())
    except TimeoutError:
        log.warning("picture", because=f"not drawn within {within:g} s")
        return None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        log.warning("picture", because=said.decode(errors="replace")[-500:])
        return None
    return png

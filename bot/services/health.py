"""Whether the bot can do its work now."""

import asyncio
from datetime import datetime, timedelta
from pkgutil import iter_modules

from tortoise import connections

import models.migrations

DATABASE_SECONDS = 1.0


async def troubles(*, last_tick: datetime, every: timedelta, now: datetime) -> list[str]:
    """What stands in the way; [] = ready. `every` is how often the clock ticks."""
    found = await _of_database()
    if now - last_tick >= 3 * every:
        found.append("the clock stands still")
    return found


async def _of_database() -> list[str]:
    wanted = {module.name for module in iter_modules(models.migrations.__path__)}
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            rows = await connections.get("default").execute_query_dict(
                "SELECT name FROM tortoise_migrations WHERE app = 'models'"
            )
    except Exception:  # whatever it is, the answer is the same
        return ["the database does not answer"]
    return [] if wanted <= {row["name"] for row in rows} else ["the database is not up to date"]

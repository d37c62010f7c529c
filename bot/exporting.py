"""`involve export`: a copy of everything about one member, written where the database is."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot import settings
from bot.db import database
from bot.errors import BadInput
from bot.services import exporting, members


async def export(slack_id: str, *, team: str = "", to: Path | None = None, console: Console | None = None) -> Path:
    """Writes the file into `to`, a folder or a name; into the folder one is in where nothing is said.

    Raises BadInput (exit code 2) where the member is unknown or the file cannot be written.
    """
    now = datetime.now(UTC)
    async with database(settings.read().database_url.get_secret_value()):
        found = await exporting.export(await members.typed(slack_id, team), now=now)
    to = to or Path()
    path = to / found.name if to.is_dir() else to
    try:
        path.touch(mode=0o600)  # it is about a person: nobody else's to read
        path.write_bytes(found.content)
    except OSError as error:
        raise BadInput("{path} cannot be written: {why}.", path=path, why=error.strerror or error) from error
    said = (
        f"{path}: {found.rows:,} {'row' if found.rows == 1 else 'rows'} about them. Hand it to them and to nobody else."
    )
    (console or Console()).print(escape(said), highlight=False)
    return path

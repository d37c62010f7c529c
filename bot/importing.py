"""`involve import`: a downloaded archive into the database, with a progress bar; also beside the running bot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars

from bot import settings
from bot.db import database
from bot.services import archive, members
from bot.services.archive import Progress
from bot.services.archive_report import in_words


async def import_archive(
    file: Path, slack_id: str, *, network: str = "", team: str = "", console: Console | None = None
) -> None:
    """Imports `file` for the member with this Slack id and prints the report.

    `network`: whose archive it is, where the file does not tell. `team`: the Slack workspace's id, where the database
    holds several in which the member is. Raises BadInput (exit code 2) where the file or the member cannot be used.
    """
    console = console or Console()
    async with database(settings.read().database_url.get_secret_value()):
        member = await members.typed(slack_id, team)
        with _bar(console, file.name) as tell:
            report = await archive.import_file(member, file, network=network, now=datetime.now(UTC), progress=tell)
    for sentence in in_words(report):
        console.print(escape(str(sentence)), highlight=False)


@contextmanager
def _bar(console: Console, name: str) -> Iterator[Callable[[Progress], None]]:
    """A bar of what is read and how much of it is recorded; gone when the block is left."""
    recorded = TextColumn("{task.fields[entries]:,} recorded")
    with Bars(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), recorded, console=console, transient=True
    ) as bars:
        task = bars.add_task(escape(name), total=1, entries=0)

        def tell(progress: Progress) -> None:
            bars.update(task, total=progress.of, completed=progress.read, entries=progress.entries)

        yield tell

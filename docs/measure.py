"""Keeps what a benchmark prints, for docs/method.md: `python -m docs.measure judgement [folder with the data]`."""

import io
import os
import platform
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bot.domain.judgement import METHOD_VERSION
from docs.tables.method import MEASURED


def kept(name: str, data: Path | None, now: datetime) -> Path:
    """Runs bench/`name`.py and writes down what it printed, under a line that says when and where."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        import_module(f"bench.{name}").run(data)
    where = f"CPython {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}"
    MEASURED.mkdir(exist_ok=True)
    file = MEASURED / f"{name}.txt"
    file.write_text(
        f"{now.date()}, method {METHOD_VERSION}, {where}\n\n{printed.getvalue().strip()}\n", encoding="utf-8"
    )
    return file


if __name__ == "__main__":
    kept(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None, datetime.now(UTC))

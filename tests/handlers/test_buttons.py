"""Every button a view shows leads somewhere: none is left without somebody who listens."""

import ast
from collections.abc import Iterator
from pathlib import Path

import handlers.views
from handlers.actions import NUMBERED, PRESSES, SILENT

VIEWS = Path(handlers.views.__file__).parent


def shown() -> Iterator[str]:
    """The names of all buttons, as far as they stand in the code as such."""
    for file in VIEWS.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "button":
                action = call.args[1]
                if isinstance(action, ast.Constant):
                    yield str(action.value)


def test_every_button_is_listened_to():
    names = set(shown())
    assert len(names) > 30
    heard = {*PRESSES, *SILENT, *(name for name in names if name.startswith(tuple(NUMBERED)))}
    assert names - heard == set()

"""What stands in the fields of a form, and what is wrong at one of them."""

from collections.abc import Callable
from typing import Any, TypeVar

from bot.errors import BadInput

T = TypeVar("T")


class AtField(BadInput):
    """Wrong at one field of a form; the sentence is shown there, and everything typed stays."""

    def __init__(self, field: str, error: BadInput) -> None:
        super().__init__(error.phrase)
        self.field = field


def at(field: str, read: Callable[[], T]) -> T:
    """What `read` reads; what it finds wrong is shown at `field`."""
    try:
        return read()
    except BadInput as error:
        raise AtField(field, error) from error


class Fields:
    """The values of a form in which each block holds one element of the same name."""

    def __init__(self, view: dict[str, Any]) -> None:
        self._values = view["state"]["values"]

    def value(self, name: str) -> dict[str, Any]:
        """As Slack hands it in."""
        found = self._values[name][name]
        assert isinstance(found, dict)
        return found

    def text(self, name: str) -> str:
        """What was typed; "" for nothing."""
        return str(self.value(name).get("value") or "").strip()

    def chosen(self, name: str) -> str:
        """The value of the one option chosen."""
        return str((self.value(name).get("selected_option") or {}).get("value") or "")

    def many(self, name: str) -> list[str]:
        """The values of all options chosen."""
        return [str(option["value"]) for option in self.value(name).get("selected_options") or []]

"""Values of any type of ours, made from the type alone, full of other people's words."""

import collections.abc
import inspect
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tortoise import fields as columns
from tortoise.models import Model

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DEEP = 5  # values inside of values; what is below is as empty as its type allows


class Maker:
    """Makes values. `words`: what stands in texts; `addresses`: in what holds addresses; `known`: by name or type."""

    def __init__(
        self,
        random: Random,
        *,
        words: tuple[str, ...],
        addresses: tuple[str, ...],
        by_name: collections.abc.Mapping[str, tuple[Any, ...]],
        by_type: collections.abc.Mapping[Any, collections.abc.Callable[["Maker"], Any]],
        never_empty: collections.abc.Collection[str] = (),
    ) -> None:
        self._ids = 0
        self.random, self._words, self._addresses = random, words, addresses
        self._by_name, self._by_type, self._never_empty = by_name, by_type, never_empty

    def arguments(self, function: collections.abc.Callable[..., Any]) -> dict[str, Any]:
        """What `function` may be called with; what has a default is sometimes left out."""
        return {
            name: self.of(_hints(function)[name], name)
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.default is inspect.Parameter.empty or self.random.random() < 0.7
        }

    def of(self, wanted: Any, name: str = "", depth: int = 0) -> Any:
        """A value of the type `wanted`, which stands in a place called `name`."""
        if wanted in self._by_type:
            return self._by_type[wanted](self)
        if ours := [each for each in self._by_name.get(name, ()) if type(each) is wanted]:
            return self.random.choice(ours)
        origin = get_origin(wanted)
        if origin in {Union, types.UnionType}:
            return self._one_of(get_args(wanted), name, depth)
        if origin is Literal:
            return self.random.choice(get_args(wanted))
        if origin is not None:
            return self._several(origin, get_args(wanted), name, depth)
        return self._single(wanted, name, depth)

    def text(self, name: str = "") -> str:
        """Somebody's words, sometimes long, sometimes none; an address where one belongs."""
        if "url" in name or name == "links":
            return self.random.choice(self._addresses)
        many = self.random.choice((0, 1, 1, 1, 1, 30))
        return " ".join(self.random.choice(self._words) for _ in range(many))

    def _one_of(self, which: tuple[Any, ...], name: str, depth: int) -> Any:
        none = type(None)
        if none in which and name not in self._never_empty and (depth > DEEP or self.random.random() < 0.3):
            return None
        return self.of(self.random.choice([each for each in which if each is not none]), name, depth)

    def _several(self, origin: Any, inside: tuple[Any, ...], name: str, depth: int) -> Any:
        if origin is tuple and inside[-1] is not Ellipsis:
            return tuple(self.of(each, name, depth + 1) for each in inside)
        least = int(name in self._never_empty)
        many = range(least if depth > DEEP else max(least, self.random.choice((0, 1, 1, 2, 3, 12))))
        if origin in {dict, collections.abc.Mapping}:
            key, value = inside
            return {self.of(key, name, depth + 1): self.of(value, name, depth + 1) for _ in many}
        made = [self.of(inside[0], name, depth + 1) for _ in many]
        return origin(made) if origin in {set, frozenset, list} else tuple(made)

    def _single(self, wanted: Any, name: str, depth: int) -> Any:
        if wanted is str:
            return self.text(name)
        if wanted is bool:
            return self.random.random() < 0.5
        if wanted is int and name.endswith("id"):
            self._ids += 1
            return self._ids
        if wanted is int:
            return self.random.choice((0, 1, 2, 3, 7, 41, 12_345))
        if wanted is float:
            return self.random.random()
        if wanted is bytes:
            return self.text(name).encode(errors="replace")
        if wanted is timedelta:
            return timedelta(days=self.random.choice((7, 28)))
        if wanted is datetime:
            return NOW - timedelta(hours=self.random.uniform(-100, 3000))
        if wanted is date:
            return NOW.date() - timedelta(days=self.random.randrange(-5, 100))
        if inspect.isclass(wanted) and issubclass(wanted, Enum):
            return self.random.choice(list(wanted))
        if inspect.isclass(wanted) and issubclass(wanted, Model):
            return self._row(wanted)
        if is_dataclass(wanted):
            return self._value(wanted, depth)
        if inspect.isclass(wanted) and issubclass(wanted, tuple):  # a NamedTuple
            return wanted(**{each: self.of(hint, each, depth + 1) for each, hint in _hints(wanted).items()})
        raise TypeError(f"no way to make {wanted!r} for {name!r}: name one in by_type")

    def _value(self, wanted: Any, depth: int) -> Any:
        given = {
            each.name: self.of(_hints(wanted)[each.name], each.name, depth + 1)
            for each in fields(wanted)
            if each.init and (_must(each) or depth <= DEEP)
        }
        return wanted(**given)

    def _row(self, table: type[Model]) -> Model:
        """A row as if read from the database, every text of it foreign and as long as its column allows."""
        row = table()
        for name, column in table._meta.fields_map.items():
            if not isinstance(column, columns.relational.RelationalField):
                setattr(row, name, self._column(name, column))
        row._saved_in_db = True
        return row

    def _column(self, name: str, column: Any) -> Any:
        if column.null and name not in self._never_empty and self.random.random() < 0.3:
            return None
        kind = getattr(column, "enum_type", None) or column.field_type
        made = self.of(kind, name, DEEP)
        return made[: column.max_length] if type(made) is str and getattr(column, "max_length", None) else made


def _must(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


@cache
def _hints(of: Any) -> dict[str, Any]:
    return get_type_hints(of)

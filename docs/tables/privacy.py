"""What docs/privacy.md tells of the tables, the settings and the servers that are asked: read from all three."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import SecretStr
from tortoise.fields import CASCADE, SET_NULL
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

import models
from bot.services.consents import GOOD_FOR
from bot.services.receipts import KEPT as RECEIPT_KEPT
from bot.services.talks import KEEP
from bot.settings import SLACK_API, Settings
from bot.sources.base import Source
from bot.sources.known import classes
from docs.tables.markdown import table

EXAMPLE = Path(__file__).parents[2] / ".env.example"

_WITH_YOU = "as long as you take part"
_WITH_WORKSPACE = "as long as Involve is in the workspace"

# How long a row stays when nobody forgets anybody. A table that is missing here breaks the document.
KEPT: Mapping[type[Model], str] = {
    models.Account: "until you disconnect it and have it erased",
    models.Activity: (
        "until you erase its account, take back what you logged, or the time an admin chose is over; "
        "in its first week also until it is gone there"
    ),
    models.Address: _WITH_YOU,
    models.ConsentState: f"{GOOD_FOR.total_seconds() / 60:.0f} minutes",
    models.Conversation: f"{KEEP.days} days after its last word; a taken one as long as whoever it was found for",
    models.Correction: _WITH_WORKSPACE,
    models.Delivery: _WITH_WORKSPACE,
    models.House: "until an admin takes it off the list",
    models.Installation: "until Involve is taken out of the workspace",
    models.Lesson: _WITH_YOU,
    models.Member: _WITH_YOU,
    models.Promise: _WITH_YOU,
    models.Receipt: f"{RECEIPT_KEPT.days} day",
    models.Received: "as long as the account it came to",
    models.Relative: _WITH_YOU,
    models.Result: "until you take it back",
    models.Spending: "for good: it holds nobody",
    models.Suggestion: "as long as the conversation it offers",
    models.Workspace: "until Involve was taken out and the days of grace are over",
}
# What `/involve forget me` does to a table that does not hang on a person by itself.
_FORGETTING: Mapping[type[Model], str] = {
    models.Delivery: "messages to you and drafts with your name are erased; digests already posted lose your lines",
    models.Member: "erased",
    models.Workspace: "keeps the Slack id of whoever installed Involve; that of whoever set the digest up goes",
}
# Networks that keep an account's records on a server of its own, and are asked there as well.
_AT_HOME = frozenset({"bluesky"})


def tables() -> list[type[Model]]:
    """Every table, in the order of their names."""
    found = [getattr(models, name) for name in models.__all__]
    return sorted(found, key=lambda model: model._meta.db_table)


def forgetting(model: type[Model]) -> str:
    """What becomes of a person's rows when they are forgotten, as the foreign keys have it."""
    if model in _FORGETTING:
        return _FORGETTING[model]
    keys = [model._meta.fields_map[name] for name in model._meta.fk_fields]
    fates = {
        key.on_delete for key in keys if isinstance(key, ForeignKeyFieldInstance) and key.model_name == "models.Member"
    }
    if CASCADE in fates:
        return "erased"
    return "stays, without your name" if SET_NULL in fates else "holds no person"


def _tables() -> str:
    return table(
        ["table", "what a row is", "how long", "when you are forgotten"],
        [(f"`{each._meta.db_table}`", _said(each), KEPT[each], forgetting(each)) for each in tables()],
    )


def _columns() -> str:
    return table(
        ["table", "columns"],
        [(f"`{each._meta.db_table}`", ", ".join(f"`{name}`" for name in _names(each))) for each in tables()],
    )


def _said(model: type[Model]) -> str:
    return " ".join((model.__doc__ or "").split())


def _names(model: type[Model]) -> list[str]:
    apart = {"id", "workspace", *(f"{name}_id" for name in model._meta.fk_fields)}  # a foreign key is named once
    return [name for name in model._meta.fields_map if name not in apart]


def _settings() -> str:
    return table(["setting", "what it is for", "if not set", "secret"], list(_settable()))


def _settable() -> Iterator[tuple[str, str, str, str]]:
    secret = {field.alias for field in Settings.model_fields.values() if isinstance(field.default, SecretStr)}
    secret |= {
        f"INVOLVE_{source.name}_{name}".upper()
        for source in classes()
        for name in inspect.signature(source).parameters.keys() & {"key", "secret", "token"}
    }
    why = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            why = line.removeprefix("#").strip()
        elif found := re.fullmatch(r"([A-Z_]+)=(.*)", line):
            default = f"`{found[2]}`" if found[2] else "–"
            yield f"`{found[1]}`", why, default, "yes" if found[1] in secret else "no"


def _servers() -> str:
    rows = [("Slack", f"`{SLACK_API}`", "`SLACK_API_URL`")]
    return table(
        ["for", "is asked", "can be set as"], [*rows, *(each for source in classes() for each in _asked(source))]
    )


def _asked(source: type[Source]) -> Iterator[tuple[str, str, str]]:
    given = inspect.signature(source).parameters.values()
    bases = [each for each in given if str(each.default).startswith("http")]
    for each in bases:
        yield source.title, f"`{each.default}`", f"`INVOLVE_{source.name}_{each.name}`".upper()
    if not bases or source.name in _AT_HOME:
        yield source.title, "the server each connected account lives on", "–"


PARTS: Mapping[str, Callable[[], str]] = {
    "tables": _tables,
    "table-columns": _columns,
    "settings": _settings,
    "servers": _servers,
}

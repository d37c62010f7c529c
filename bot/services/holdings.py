"""Every row about one person, table by table: found by the columns themselves, so that no table is forgotten."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model

import models
from bot.phrase import Phrase, read
from bot.services import lines
from models import Delivery, Member, Workspace

# Columns in which a Slack id says whom a row is about. Who invited somebody is told with the one who was invited.
_PEOPLE = ("recipient", "installed_by", "digest_by")
# What opens something is not handed out, and what is locked would tell nobody anything.
_LOCKED = ("credential", "proof_code", "token")

_SENTENCE = "last_error"  # is kept apart from what fills it, until it is known who reads it

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
Tell = Callable[[Phrase], str]


def tables() -> Sequence[type[Model]]:
    """Every table that can hold something about a person, in the order of their names."""
    every = sorted((getattr(models, name) for name in models.__all__), key=lambda model: str(model._meta.db_table))
    return [model for model in every if model is Member or _keys(model) or _ids(model)]


async def counted(member: Member) -> Mapping[str, int]:
    """Table -> how many of its rows are about `member`."""
    return {table: len(rows) for table, rows in (await of(member)).items()}


async def of(member: Member, tell: Tell = str) -> Tables:
    """Table -> its rows about `member`, as they are stored; of a message to others only the lines about them.

    `tell` says a sentence in their language.
    """
    found: dict[str, Sequence[Row]] = {}
    for model in tables():
        rows = [_row(row, tell) for row in await model.filter(_about(model, member)).order_by("id")]
        if model is Delivery:
            rows += await _named_in(member)
        found[str(model._meta.db_table)] = rows
    return found


def _keys(model: type[Model]) -> list[str]:
    """The foreign keys by which a row belongs to a person."""
    return [
        name for name in model._meta.fk_fields
        if getattr(model._meta.fields_map[name], "model_name", "") == "models.Member"
    ]  # fmt: skip


def _ids(model: type[Model]) -> list[str]:
    return [name for name in _PEOPLE if name in model._meta.fields_map]


def _about(model: type[Model], member: Member) -> Q:
    if model is Member:
        return Q(id=member.id)
    theirs = [_is(f"{name}_id", member.id) for name in _keys(model)]
    theirs += [_is(name, member.slack_id) for name in _ids(model)]
    here = Q(id=member.workspace_id) if model is Workspace else Q(workspace_id=member.workspace_id)
    return here & Q(*theirs, join_type="OR")


def _is(column: str, value: object) -> Q:
    conditions: dict[str, Any] = {column: value}
    return Q(**conditions)


def _row(row: Model, tell: Tell) -> Row:
    found: dict[str, Any] = {}
    for name in row._meta.fields_db_projection:
        value = getattr(row, name)
        is_locked = any(each in name for each in _LOCKED) and isinstance(value, str) and value
        found[name] = "(kept locked)" if is_locked else tell(read(value)) if name == _SENTENCE else value
    return found


async def _named_in(member: Member) -> list[Row]:
    """Messages to others that tell of the member, with only their lines: the rest is about others."""
    told = await lines.told_by(member)
    candidates = Delivery.of(member.workspace_id).filter(about__contains=str(member.id)).exclude(
        recipient=member.slack_id
    )  # fmt: skip
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "period": each.period,
            "sent_at": each.sent_at,
            "lines": list(lines.about(each, member, told).lines(json.loads(each.payload))),
        }
        for each in await candidates.order_by("id")
        if member.id in json.loads(each.about)
    ]

"""What the team owns: its domains, pages, repositories and groups."""

from tortoise import fields

from bot.domain.kinds import HouseKind
from models.base import OfWorkspace


class House(OfWorkspace):
    """A piece of the team's own ground."""

    key = fields.CharField(max_length=400, unique=True)  # "{workspace}:{kind}:{what}"
    kind = fields.CharEnumField(HouseKind, max_length=32, description="HouseKind")
    what = fields.CharField(max_length=300)
    label = fields.CharField(max_length=300, default="", db_default="")  # what people call it, where `what` is an id
    added_at = fields.DatetimeField()

    class Meta:
        table = "house"

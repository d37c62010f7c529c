"""What a conversation led to, in the words of the one who was there."""

from tortoise import fields

from bot.domain import kinds
from models.base import OfWorkspace
from models.member import Member


class Result(OfWorkspace):
    """What a conversation led to."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    kind = fields.CharEnumField(kinds.Result, max_length=32, description="Result")
    words = fields.CharField(max_length=300)
    url = fields.CharField(max_length=2000, default="")  # the conversation that led to it
    activity_key = fields.CharField(max_length=700, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "result"
        indexes = [("workspace_id", "at"), ("member_id",)]

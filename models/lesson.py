"""What a member learned out there."""

from tortoise import fields

from models.base import OfWorkspace
from models.member import Member


class Lesson(OfWorkspace):
    """What a member learned out there."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    words = fields.CharField(max_length=300)
    at = fields.DatetimeField()

    class Meta:
        table = "lesson"
        indexes = [("workspace_id", "at"), ("member_id",)]

"""What a member said they will do differently, and what was measured then and two weeks later."""

from tortoise import fields

from models.base import OfWorkspace
from models.member import Member


class Promise(OfWorkspace):
    """What a member said they will do differently. Private."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    words = fields.CharField(max_length=300)  # what went wrong
    will = fields.CharField(max_length=300, default="")  # what I will do differently
    before = fields.TextField()  # the measurement then, as JSON
    after = fields.TextField(default="")  # the measurement two weeks later
    at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    measured_at = fields.DatetimeField(null=True)

    class Meta:
        table = "promise"
        indexes = [("member_id",), ("due_at",)]

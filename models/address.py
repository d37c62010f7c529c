"""A web address to be looked up once the answer has been given."""

from tortoise import fields

from models.base import OfWorkspace
from models.member import Member


class Address(OfWorkspace):
    """A web address to be looked up later: where a short one leads, whether what was logged stands there."""

    key = fields.CharField(max_length=100, unique=True)  # "{member}:{fingerprint of the address}"
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    url = fields.CharField(max_length=2000)
    leads_to = fields.CharField(max_length=2000, default="")  # "" = not known
    tries = fields.IntField(default=0)
    due_at = fields.DatetimeField(null=True)  # None = known, or given up

    class Meta:
        table = "address"
        indexes = [("due_at",), ("member_id",)]

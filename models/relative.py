"""An account that one of a member's own names and that names it back: offered to them, never connected unasked."""

from tortoise import fields

from models.base import OfWorkspace
from models.member import Member


class Relative(OfWorkspace):
    """An account which one of a member's own names, and which names it back. Offered once, and a no is remembered."""

    key = fields.CharField(max_length=600, unique=True)  # "{workspace}:{member}:{network}:{native id}"
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    network = fields.CharField(max_length=32)
    native_id = fields.CharField(max_length=512)
    handle = fields.CharField(max_length=300)
    url = fields.CharField(max_length=1000, default="")
    server = fields.CharField(max_length=300, default="")
    name = fields.CharField(max_length=200, default="")
    named_by = fields.CharField(max_length=300)  # the handle of the account that names it
    found_at = fields.DatetimeField()
    rejected_at = fields.DatetimeField(null=True)

    class Meta:
        table = "relative"
        indexes = [("member_id",)]

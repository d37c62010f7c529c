"""An identity of a member on a network: where the poller stands with it, and what it lets us see."""

from tortoise import fields

from bot.domain.kinds import Coverage, Proof
from models.base import OfWorkspace
from models.member import Member


class Account(OfWorkspace):
    """An identity of a member on a network. One account belongs to one member."""

    key = fields.CharField(max_length=600, unique=True)  # "{workspace}:{network}:{native id}"
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
    coverage = fields.CharEnumField(Coverage, max_length=32, description="Coverage")
    archive_until = fields.DatetimeField(null=True)
    manual_since = fields.DatetimeField(null=True)  # "I log what I do there"
    created_at = fields.DatetimeField()
    proven_at = fields.DatetimeField(null=True)  # None = theirs by their own word
    proven_by = fields.CharEnumField(Proof, max_length=16, null=True, description="Proof")

    credential = fields.TextField(default="", db_default="")  # encrypted; "" = none was handed over
    credential_ends = fields.DatetimeField(null=True)  # None = not by itself, or nobody knows
    credential_told_at = fields.DatetimeField(null=True)  # when the member was told that it ends

    cursor = fields.TextField(default="{}")  # the source's own JSON
    due_at = fields.DatetimeField(null=True)  # None = not polled (disconnected, or known by log alone)
    lease_until = fields.BigIntField(default=0)  # unix seconds of the database's clock
    interval = fields.IntField(default=1800)  # seconds
    errors = fields.IntField(default=0)
    last_error = fields.CharField(max_length=500, default="")
    told_error = fields.CharField(max_length=64, default="")  # the kind of trouble the member was told of
    polled_at = fields.DatetimeField(null=True)
    swept_at = fields.DatetimeField(null=True)
    backfilled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "account"
        indexes = [("member_id",), ("due_at",)]

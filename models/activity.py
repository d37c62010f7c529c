"""One thing a member did: what the network said of it, never what we think of it."""

from tortoise import fields
from tortoise.indexes import Index

from bot.domain.kinds import Kind, Origin
from models.account import Account
from models.base import OfWorkspace
from models.member import Member


class Activity(OfWorkspace):
    """One thing a member did. How it counts is computed when somebody asks."""

    key = fields.CharField(max_length=700, unique=True)  # "{workspace}:{network}:{kind}:{native id}"
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name=False, null=True, on_delete=fields.CASCADE
    )
    account_id: int | None
    network = fields.CharField(max_length=32, default="")
    kind = fields.CharEnumField(Kind, max_length=32, description="Kind")
    origin = fields.CharEnumField(Origin, max_length=32, description="Origin")
    at = fields.DatetimeField()
    thread = fields.CharField(max_length=600, default="")  # "{network}:{native id of its first message}"
    url = fields.CharField(max_length=2000, default="")
    facts = fields.TextField()  # the entry as JSON
    checked_at = fields.DatetimeField(null=True)  # a logged item whose address was found to be true
    recorded_at = fields.DatetimeField()
    heard_at = fields.DatetimeField(null=True)  # when everything others had said below it was last known

    class Meta:
        table = "activity"
        indexes = [
            Index(fields=("member_id", "at")),
            Index(fields=("account_id", "at")),
        ]

"""Words somebody else said below something of a member's: what came back."""

from tortoise import fields

from models.account import Account
from models.base import OfWorkspace
from models.member import Member


class Received(OfWorkspace):
    """Words somebody else said below something of a member's."""

    key = fields.CharField(max_length=700, unique=True)  # "{workspace}:{network}:{native id}"
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    on = fields.CharField(max_length=600)  # native id of the member's item
    author_id = fields.CharField(max_length=512)
    author_name = fields.CharField(max_length=200, default="")
    is_bot = fields.BooleanField(default=False)
    at = fields.DatetimeField()
    text = fields.CharField(max_length=500, default="")
    url = fields.CharField(max_length=2000, default="")
    answered_at = fields.DatetimeField(null=True)
    liked = fields.BooleanField(default=False)

    class Meta:
        table = "received"
        indexes = [("member_id", "at")]

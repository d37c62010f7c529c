"""An open conversation of other people's that somebody of the team might join."""

from tortoise import fields

from models.base import OfWorkspace
from models.member import Member


class Conversation(OfWorkspace):
    """An open conversation of other people's. One thread is offered to one person."""

    key = fields.CharField(max_length=700, unique=True)  # "{workspace}:{network}:{native id}"
    network = fields.CharField(max_length=32)
    native_id = fields.CharField(max_length=600)
    starter_id = fields.CharField(max_length=512, default="")
    starter_name = fields.CharField(max_length=200, default="")
    title = fields.CharField(max_length=300, default="")
    text = fields.CharField(max_length=1000, default="")
    url = fields.CharField(max_length=2000)
    venue = fields.CharField(max_length=300, default="")
    started_at = fields.DatetimeField()
    last_at = fields.DatetimeField()
    messages = fields.IntField(default=1)
    is_question = fields.BooleanField(default=False)
    found_for: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    found_for_id: int
    found_at = fields.DatetimeField()
    claimed_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    claimed_by_id: int | None

    class Meta:
        table = "conversation"
        indexes = [("workspace_id", "last_at"), ("found_for_id", "last_at")]

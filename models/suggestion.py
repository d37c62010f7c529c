"""A conversation offered to a member, why, and what they said to it."""

from tortoise import fields

from models.base import OfWorkspace
from models.conversation import Conversation
from models.member import Member


class Suggestion(OfWorkspace):
    """A conversation offered to a member."""

    key = fields.CharField(max_length=64, unique=True)  # "{conversation}:{member}"
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, on_delete=fields.CASCADE
    )
    member_id: int
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name=False, on_delete=fields.CASCADE
    )
    conversation_id: int
    reason = fields.TextField(default="")  # the terms that ranked it, as JSON
    offered_at = fields.DatetimeField()
    taken_at = fields.DatetimeField(null=True)
    dismissed_at = fields.DatetimeField(null=True)
    joined_at = fields.DatetimeField(null=True)  # seen there afterwards

    class Meta:
        table = "suggestion"
        indexes = [("member_id", "offered_at")]

"""What a person said we got wrong, and what it counts as instead."""

from tortoise import fields

from bot.domain.kinds import Act, Place
from models.base import OfWorkspace
from models.member import Member


class Correction(OfWorkspace):
    """What a person said we got wrong. An audit line that loses the name when the person is forgotten."""

    key = fields.CharField(max_length=700, unique=True)  # of the activity corrected
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    member_id: int | None
    place = fields.CharEnumField(Place, max_length=32, null=True, description="Place")
    act = fields.CharEnumField(Act, max_length=32, null=True, description="Act")
    was = fields.CharField(max_length=100, default="")  # "broadcast on theirs"
    at = fields.DatetimeField()

    class Meta:
        table = "correction"
        indexes = [("member_id",)]

"""What Slack has already handed in: the same event, command or click twice is the same as once."""

from tortoise import fields

from models.base import OfWorkspace


class Receipt(OfWorkspace):
    """A delivery of Slack that has been dealt with, kept for a day."""

    key = fields.CharField(max_length=200, unique=True)  # "{workspace}:{event id, trigger id or view id}"
    at = fields.DatetimeField()

    class Meta:
        table = "receipt"
        indexes = [("at",)]

"""What asking a network that charges has cost in a month: the running total its cap is held against."""

from tortoise import fields
from tortoise.models import Model


class Spending(Model):
    """What a network was paid in one month, for all workspaces together: the bill goes to whoever runs Involve."""

    id = fields.IntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)  # "{network}:{year}-{month}", in UTC
    microdollars = fields.BigIntField(default=0)  # millionths of a US dollar

    class Meta:
        table = "spending"

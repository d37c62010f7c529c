"""Who is at Slack's consent page just now: what comes back is only believed once, and for ten minutes."""

from tortoise import fields
from tortoise.models import Model


class ConsentState(Model):
    """Somebody went to Slack's consent page and is not back yet."""

    id = fields.IntField(primary_key=True)
    fingerprint = fields.CharField(max_length=64, unique=True)  # SHA-256: who reads the table cannot come back with it
    expires_at = fields.DatetimeField()

    class Meta:
        table = "consent_state"
        indexes = [("expires_at",)]

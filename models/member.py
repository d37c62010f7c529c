"""A person of a workspace: what they agreed to and how they want to be spoken to."""

from tortoise import fields

from models.base import OfWorkspace


class Member(OfWorkspace):
    """A person of a workspace. Without `joined_at` nothing about them is read, judged or shown."""

    key = fields.CharField(max_length=80, unique=True)  # "{workspace}:{slack id}"
    slack_id = fields.CharField(max_length=32)
    name = fields.CharField(max_length=200, default="")
    zone = fields.CharField(max_length=64, default="UTC")
    locale = fields.CharField(max_length=16, default="en")
    dm_channel = fields.CharField(max_length=32, default="")
    is_admin = fields.BooleanField(default=False)
    seen_at = fields.DatetimeField(null=True)  # when Slack was last asked who this is

    invited_at = fields.DatetimeField(null=True)
    invited_by = fields.CharField(max_length=32, default="")
    joined_at = fields.DatetimeField(null=True)  # said yes
    named = fields.BooleanField(default=False)  # agreed to be named in the channel
    hidden_since = fields.DatetimeField(null=True)  # "Hide my name" pressed

    nudges = fields.BooleanField(default=True)
    nudge_days = fields.IntField(default=3)  # at most one in so many days
    muted_until = fields.DatetimeField(null=True)
    proof_code = fields.CharField(max_length=24, default="", db_default="")  # put in a profile, it proves whose that is
    revision = fields.IntField(default=0)  # of everything a judgement of this member rests on

    class Meta:
        table = "member"
        indexes = [("workspace_id", "joined_at")]

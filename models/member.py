"""A person of a workspace: what they agreed to and how they want to be spoken to."""

from tortoise import fields

from bot.domain.kinds import Appears
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
    gone_at = fields.DatetimeField(null=True)  # Slack says: deactivated, a guest now, or of another workspace
    appears = fields.CharEnumField(
        Appears, max_length=32, default=Appears.IN_TOTALS, db_default=Appears.IN_TOTALS, description="Appears"
    )
    hidden_since = fields.DatetimeField(null=True)  # not by name any more
    counted_with = fields.IntField(null=True)  # the crowd they are counted in without a name; see bot.domain.crowd
    counts_again_on = fields.DateField(null=True)  # after a crowd broke up: not in another before this day

    nudges = fields.BooleanField(default=False)  # only who asked for private notes gets any
    nudge_days = fields.IntField(default=7)  # at most one in so many days
    nudge_from = fields.IntField(default=9, db_default=9)  # full hours of their wall clock
    nudge_to = fields.IntField(default=17, db_default=17)
    nudge_weekdays = fields.CharField(max_length=20, default="0,1,2,3,4", db_default="0,1,2,3,4")  # 0 = Monday
    muted_until = fields.DatetimeField(null=True)
    proof_code = fields.CharField(max_length=24, default="", db_default="")  # put in a profile, it proves whose that is
    away_until = fields.DateField(null=True)  # the last day of their leave, by their calendar
    home_at = fields.DatetimeField(null=True)  # when they last opened the Home tab
    revision = fields.IntField(default=0)  # of everything a judgement of this member rests on

    class Meta:
        table = "member"
        indexes = [("workspace_id", "joined_at")]

    @property
    def named(self) -> bool:
        """Whether they agreed to be named in the channel."""
        return self.appears is Appears.BY_NAME

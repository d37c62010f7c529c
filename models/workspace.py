"""A Slack workspace Involve is installed in, and how it wants its digest."""

from tortoise import fields
from tortoise.models import Model


class Workspace(Model):
    """A Slack workspace Involve is installed in."""

    id = fields.IntField(primary_key=True)
    team_id = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=200, default="")
    bot_user_id = fields.CharField(max_length=32, default="")
    installed_by = fields.CharField(max_length=32, default="")  # Slack id; may change settings, like Slack's admins
    created_at = fields.DatetimeField()

    digest_channel = fields.CharField(max_length=32, default="")
    digest_at = fields.CharField(max_length=5, default="09:00")  # local wall clock of `zone`
    digest_days = fields.CharField(max_length=20, default="0,1,2,3,4")  # 0 = Monday
    zone = fields.CharField(max_length=64, default="UTC")
    language = fields.CharField(max_length=16, default="en", db_default="en")  # of the digest: that of who set it up
    digest_by = fields.CharField(
        max_length=32, null=True
    )  # Slack id of who chose the channel: told when it is in trouble
    digest_off = fields.TextField(null=True)  # days without a digest, as JSON: [[first, last], …]
    shared_ok = fields.CharField(max_length=32, null=True)  # a channel others read too, where an admin said yes to that
    looked_at = fields.DatetimeField(null=True)  # today's digest was due and had nothing to say
    previewed_at = fields.DatetimeField(null=True)  # an admin has seen what a digest looks like
    channel_told = fields.CharField(max_length=64, default="")  # the trouble with the channel an admin was told of
    unchecked_half = fields.BooleanField(default=False)  # count what nobody could check half
    names_allowed = fields.BooleanField(default=True)  # False: nobody is named in the channel, whatever they agreed to
    goal = fields.CharField(max_length=300, default="")
    revision = fields.IntField(default=0)  # of the house registry: judgements made before it are stale

    removed_at = fields.DatetimeField(null=True)  # Involve was taken out of it: nothing is read or posted since
    grace_days = fields.IntField(default=7, db_default=7)  # how long everything is kept then, should it come back
    keep_days = fields.IntField(
        null=True
    )  # activities older than this are erased; None = kept as long as one takes part

    class Meta:
        table = "workspace"

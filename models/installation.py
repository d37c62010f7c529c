"""What lets Involve speak in a workspace that installed it."""

from tortoise import fields

from models.base import OfWorkspace


class Installation(OfWorkspace):
    """What a workspace granted. Gone as soon as it takes that back. The tokens are encrypted."""

    team_id = fields.CharField(max_length=32, unique=True)
    app_id = fields.CharField(max_length=32, default="")
    bot_id = fields.CharField(max_length=32, default="")
    bot_user_id = fields.CharField(max_length=32, default="")
    bot_token = fields.TextField()
    refresh_token = fields.TextField(default="")  # with token rotation only; good once
    expires_at = fields.DatetimeField(null=True)  # None = the token does not end by itself
    scopes = fields.CharField(max_length=1000, default="")
    granted_at = fields.DatetimeField()
    revision = fields.IntField(default=0)  # of the tokens: a refresh that comes second changes nothing
    lease_until = fields.BigIntField(default=0)  # unix seconds of the database's clock; held while Slack is asked

    class Meta:
        table = "installation"
        indexes = [("expires_at",)]

"""A message Involve owes somebody: written down before it is posted, so that it is posted once."""

from tortoise import fields

from bot.domain.kinds import DeliveryKind, DeliveryState
from models.base import OfWorkspace


class Delivery(OfWorkspace):
    """A message Involve owes somebody. Frozen when written: what is posted late is what was true then."""

    key = fields.CharField(max_length=200, unique=True)  # "{workspace}:{kind}:{recipient}:{period}"
    kind = fields.CharEnumField(DeliveryKind, max_length=32, description="DeliveryKind")
    recipient = fields.CharField(max_length=32)  # a channel's or a person's Slack id
    period = fields.CharField(max_length=64)
    payload = fields.TextField()  # {"text": …, "blocks": […]} as JSON
    about = fields.TextField(default="[]")  # ids of the members named in it, so that forgetting reaches it
    names = fields.TextField(null=True)  # what these were called when it was written, {id: name} as JSON; NULL: as now
    singled_out = fields.TextField(null=True)  # ids of those it flags or singles out: no nudge for them that day
    rests_on = fields.TextField(null=True)  # the very rows a nudge was made of, as JSON
    answered_at = fields.DatetimeField(null=True)  # a button of it was pressed
    answers = fields.IntField(null=True)  # id of the delivery in whose thread it stands; posted when that one is
    basis = fields.CharField(max_length=64, null=True)  # what a posted digest rests on; another one: it is rewritten
    state = fields.CharEnumField(
        DeliveryState, max_length=16, default=DeliveryState.PENDING, description="DeliveryState"
    )
    created_at = fields.DatetimeField()
    not_before = fields.DatetimeField()
    not_after = fields.DatetimeField(null=True)  # later than this nobody wants it any more
    lease_until = fields.BigIntField(default=0)  # unix seconds of the database's clock
    owner = fields.CharField(max_length=64, default="")
    attempts = fields.IntField(default=0)
    in_doubt = fields.BooleanField(default=False)  # a try was begun and its end is not known
    channel = fields.CharField(max_length=32, default="")  # where it was posted
    slack_ts = fields.CharField(max_length=32, default="")
    to_rewrite = fields.BooleanField(default=False, db_default=False)  # posted, and its text was changed since
    sent_at = fields.DatetimeField(null=True)
    last_error = fields.CharField(max_length=200, default="")

    class Meta:
        table = "delivery"
        indexes = [("state", "not_before"), ("workspace_id", "kind", "created_at")]

"""What members hand over for their accounts: when it ends, and how to hand over the next one."""

from datetime import datetime

from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, actions, bold, button, foreign, lines
from handlers.views.connecting import HAND_OVER
from handlers.views.words import _, day_in
from models import Account


def ending(account: Account, ends: datetime, now: datetime) -> Answer:
    """Before it ends."""
    handle = foreign(account.handle, 80)
    if ends > now:
        text = _("What you handed over for {handle} on {network} ends on {day}.")
    else:
        text = _("What you handed over for {handle} on {network} ended on {day}.")
    text = text.format(handle=handle, network=tell.network(account.network), day=day_in(ends, "dMMMM"))
    rest = _("Hand over a new one, and nothing is missed.")
    return Answer(f"{text} {rest}", (lines([bold(text), " ", rest]), again(account)))


def again(account: Account) -> Block:
    """Opens the dialog that takes the next one."""
    return actions(button(_("Hand over a new one"), f"{HAND_OVER}_{account.id}", str(account.id), style="primary"))

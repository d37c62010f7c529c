"""Who went to Slack's consent page: what comes back is believed once, within ten minutes, and only if we sent it."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from models import ConsentState

GOOD_FOR = timedelta(minutes=10)


async def begin(*, now: datetime) -> str:
    """A state nobody can guess, to be given back."""
    state = token_urlsafe(32)
    await ConsentState.create(fingerprint=_fingerprint(state), expires_at=now + GOOD_FOR)
    return state


async def end(state: str, *, now: datetime) -> bool:
    """Whether this is a state of ours that is neither used nor old; from now on it is used."""
    # One statement: of two who come back with the same state at once, one deletes it.
    return bool(await ConsentState.filter(fingerprint=_fingerprint(state), expires_at__gt=now).delete())


async def drop_old(*, now: datetime) -> None:
    """Forgets those who never came back."""
    await ConsentState.filter(expires_at__lte=now).delete()


def _fingerprint(state: str) -> str:
    return sha256(state.encode(errors="replace")).hexdigest()

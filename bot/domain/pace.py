"""How soon to look again: busy accounts sooner, idle ones rarer, failing ones later and later."""

from datetime import timedelta

USUAL = timedelta(minutes=30)
BUSY = timedelta(minutes=5)
IDLE = timedelta(days=1)
IDLE_AFTER = timedelta(days=7)
FIRST_PATIENCE = timedelta(minutes=2)


def next_look(*, new: int, quiet_for: timedelta) -> timedelta:
    """Time until the next poll of an account that answered: `new` items this time, last activity `quiet_for` ago."""
    if new:
        return BUSY if quiet_for < timedelta(hours=1) else USUAL
    if quiet_for >= IDLE_AFTER:
        return IDLE
    # between half an hour after the last word and a day after a week of silence, in proportion
    return max(USUAL, min(IDLE, quiet_for / 7))


def after_failure(errors: int, wait: timedelta | None = None) -> timedelta:
    """Time until the next try after `errors` failures in a row.

    Never sooner than the network asked (`wait`), at most a day.
    """
    patience = FIRST_PATIENCE * int(2 ** max(0, min(errors - 1, 10)))
    return min(max(patience, wait or timedelta()), IDLE)

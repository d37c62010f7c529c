"""How soon to look again."""

from datetime import timedelta

import pytest

from bot.domain.pace import after_failure, next_look

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("new", "quiet_for", "wait"),
    [
        (1, 59 * MINUTE, 5 * MINUTE),  # in the middle of a talk
        (1, HOUR, 30 * MINUTE),
        (9, 30 * DAY, 30 * MINUTE),
        (0, timedelta(), 30 * MINUTE),
        (0, 7 * HOUR, HOUR),
        (0, timedelta(days=6.9), timedelta(days=6.9) / 7),
        (0, 7 * DAY, DAY),
        (0, 400 * DAY, DAY),
    ],
)
def test_who_is_busy_is_looked_at_sooner_and_who_is_silent_rarer(
    new: int, quiet_for: timedelta, wait: timedelta
) -> None:
    assert next_look(new=new, quiet_for=quiet_for) == wait


def test_patience_doubles_with_every_failure_up_to_a_day() -> None:
    assert [after_failure(errors) for errors in (0, 1, 2, 3, 10)] == [
        2 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 1024 * MINUTE,
    ]  # fmt: skip
    assert after_failure(11) == after_failure(5000) == DAY


def test_never_sooner_than_a_network_asked_and_at_most_a_day_later() -> None:
    assert after_failure(1, HOUR) == HOUR
    assert after_failure(9, HOUR) == 512 * MINUTE
    assert after_failure(1, 30 * DAY) == DAY

"""Until when: a time ahead, in the words people use for it."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.services.coming import until

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday, 11:00 in Berlin


def at(text: str, now: datetime = NOW) -> str | None:
    found = until(text, zone=BERLIN, now=now)
    return f"{found.astimezone(ZoneInfo(BERLIN)):%a %d %b %Y %H:%M}" if found else None


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("a week | for 7 days | eine Woche | für eine Woche | 1 week", "Wed 25 Nov 2026 11:00"),
        ("2 hours | für zwei Stunden | in 2 hours", "Wed 18 Nov 2026 13:00"),
        ("ein paar Tage | a few days | 3 Tage | three days", "Sat 21 Nov 2026 11:00"),
        ("until Monday | until next Monday | on Monday | next Mon | bis Montag", "Mon 23 Nov 2026 00:00"),
        ("bis nächsten Montag | bis zum kommenden Montag | bis Mo | until the coming Monday", "Mon 23 Nov 2026 00:00"),
        ("until Friday | bis Freitag | bis diesen Freitag | until next Friday", "Fri 20 Nov 2026 00:00"),
        ("until Friday 3pm | bis Freitag 15 Uhr | bis Freitag um 15:00 Uhr", "Fri 20 Nov 2026 15:00"),
        ("next week | until next week | nächste Woche | bis kommende Woche", "Mon 23 Nov 2026 00:00"),
        ("until the end of the week | bis Ende der Woche", "Mon 23 Nov 2026 00:00"),
        ("until the end of next week | bis Ende nächster Woche", "Mon 30 Nov 2026 00:00"),
        ("until the weekend | bis zum Wochenende", "Sat 21 Nov 2026 00:00"),
        ("next month | bis nächsten Monat | until the end of the month | bis Monatsende", "Tue 01 Dec 2026 00:00"),
        ("until the end of next month | bis Ende des nächsten Monats", "Fri 01 Jan 2027 00:00"),
        ("until next year | bis nächstes Jahr | bis Jahresende", "Fri 01 Jan 2027 00:00"),
        ("tomorrow morning | bis morgen früh | bis morgen 9 Uhr", "Thu 19 Nov 2026 09:00"),
        ("tonight | bis heute Abend", "Wed 18 Nov 2026 20:00"),
        ("until 2026-12-24 | bis 24.12. | bis zum 24. Dezember | until 24 December", "Thu 24 Dec 2026 00:00"),
        ("until | bis | blah | 0 days | until after the storm", None),
    ],
)  # fmt: skip
def test_until_when_is_understood_in_both_languages(said: str, means: str | None):
    assert {each: at(each) for each in said.split(" | ")} == dict.fromkeys(said.split(" | "), means)


def test_next_week_is_the_coming_monday_on_every_day_of_the_week():
    for day in range(16, 23):  # a Monday to a Sunday
        assert at("bis nächste Woche", datetime(2026, 11, day, 10, tzinfo=UTC)) == "Mon 23 Nov 2026 00:00"
        assert at("until the weekend", datetime(2026, 11, day, 10, tzinfo=UTC)) == (
            "Sat 21 Nov 2026 00:00" if day < 21 else "Sat 28 Nov 2026 00:00"
        )


def test_what_is_over_is_said_to_be_over():
    with pytest.raises(BadInput, match="has passed already"):
        at("gestern")


WORDS = (
    "until bis next nächsten the end of ende der week woche monday montag friday 15 uhr morgen 3 tage 24.12. zum paar"
)


@given(st.lists(st.sampled_from(re.findall(r"\S+", WORDS)), max_size=6).map(" ".join) | st.text(max_size=40))
def test_whatever_is_typed_is_a_moment_ahead_or_none(said: str):
    try:
        found = until(said, zone=BERLIN, now=NOW)
    except BadInput:
        return
    assert found is None or found > NOW

"""Days without a digest, as an admin types them."""

from datetime import UTC, date, datetime

import pytest

from bot.db import database
from bot.errors import BadInput
from bot.services import days_off, digest
from bot.services.days_off import Stretch
from tests.services.people import a_workspace

TODAY = date(2026, 11, 18)
CHRISTMAS = Stretch(date(2026, 12, 24), date(2026, 12, 27))


@pytest.mark.parametrize(
    "typed",
    [
        "24.12.2026 bis 27.12.2026",
        "24. 12. 2026 - 27.12.2026",
        "2026-12-24 – 2026-12-27",
        "2026-12-24-2026-12-27",
        "2026-12-24 to 2026-12-27",
        " 2026-12-24  until 2026-12-27",
    ],
)
def test_a_stretch_is_understood_however_it_is_written(typed):
    assert days_off.read(typed) == (CHRISTMAS,)


def test_several_at_once():
    new_year = Stretch(date(2027, 1, 1), date(2027, 1, 1))
    assert days_off.read("2026-12-24 – 2026-12-27, 2027-01-01") == (CHRISTMAS, new_year)
    assert days_off.read("2026-12-24 – 2026-12-27 and 2027-1-1") == (CHRISTMAS, new_year)
    assert days_off.read("24.12.2026 bis 27.12.2026 und 1.1.2027") == (CHRISTMAS, new_year)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("next week", "I do not understand “next week”"),
        ("2026-12-24 or so", "I do not understand “or so”"),
        ("2026-02-30", "“2026-02-30” is no day of the calendar"),
        ("2026-12-27 – 2026-12-24", "2026-12-24 is before 2026-12-27"),
        ("2026-01-01 – 2029-01-01", "more than a year"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(typed, says):
    with pytest.raises(BadInput, match=says):
        days_off.read(typed)


async def test_what_touches_is_one_stretch_and_what_is_over_is_dropped(sqlite_url):
    async with database(sqlite_url):
        workspace = await a_workspace()
        past = Stretch(date(2026, 11, 2), date(2026, 11, 3))
        more = Stretch(date(2026, 12, 28), date(2026, 12, 31))
        await days_off.add(workspace, [past, CHRISTMAS], today=TODAY)
        assert await days_off.add(workspace, [CHRISTMAS, more], today=TODAY) == (Stretch(CHRISTMAS.first, more.last),)


async def test_a_day_inside_can_be_taken_off_the_list(sqlite_url):
    async with database(sqlite_url):
        workspace = await a_workspace()
        await days_off.add(workspace, [CHRISTMAS], today=TODAY)
        left = await days_off.remove(workspace, days_off.read("2026-12-25"))
        assert left == (Stretch(date(2026, 12, 24), date(2026, 12, 24)), Stretch(date(2026, 12, 26), CHRISTMAS.last))
        assert await days_off.remove(workspace, [CHRISTMAS]) == ()


async def test_the_next_digest_is_after_the_holidays_however_long(sqlite_url):
    async with database(sqlite_url):
        workspace = await a_workspace()
        now = datetime(2026, 12, 23, 10, 0, tzinfo=UTC)
        await days_off.add(workspace, days_off.read("2026-12-24 – 2027-01-10"), today=TODAY)
        assert digest.next_due(workspace, now) == datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
        assert digest.due_day(workspace, datetime(2026, 12, 24, 9, 30, tzinfo=UTC)) is None
        assert digest.due_day(workspace, datetime(2027, 1, 11, 9, 30, tzinfo=UTC)) == date(2027, 1, 11)

"""What blogs call a date, and what it is."""

from datetime import UTC, datetime

import pytest

from bot.sources.feed_reader.times import moment


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Sun, 06 Sep 2009 16:20:00 +0000", "2009-09-06 16:20"),
        ("Sun, 06 Sep 2009 16:20:00 GMT", "2009-09-06 16:20"),
        ("Sun, 6 Sep 2009 16:20 -0500 (CDT)", "2009-09-06 21:20"),
        ("Sunday, 06 September 2009 16:20:00 EST", "2009-09-06 21:20"),
        ("Sun, 06 Sep 2009 16:20:00 CEST", "2009-09-06 14:20"),
        ("Sun, 06 Sep 2009 16:20:00 MESZ", "2009-09-06 14:20"),
        ("Sun, 06 Sep 2009 16:20:00 GMT+2", "2009-09-06 14:20"),
        ("Sun, 06 Sep 2009 16:20:00 Europe/Berlin", "2009-09-06 14:20"),
        ("Thu, 22 Nov 07 10:00:00 Z", "2007-11-22 10:00"),
        ("So, 22 Nov 2026 10:00:00 +0100", "2026-11-22 09:00"),
        ("Di, 22 Dez 2026 10:00:00 +0100", "2026-12-22 09:00"),
        ("lun., 22 juil. 2024 10:00:00 +0200", "2024-07-22 08:00"),
        ("sáb, 22 ago 2026 10:00:00 +0000", "2026-08-22 10:00"),
        ("22 août 2026", "2026-08-22 00:00"),
        ("Sun Nov 22 10:00:00 PST 2026", "2026-11-22 18:00"),
        ("Sun Nov 22 10:00:00 2026", "2026-11-22 10:00"),
        ("November 22, 2026 10:00", "2026-11-22 10:00"),
        ("22.11.2026 10:00", "2026-11-22 10:00"),
        ("2026-11-22T10:00:00Z", "2026-11-22 10:00"),
        ("2026-11-22T10:00:00.123456789-05:00", "2026-11-22 15:00"),
        ("2026-11-22T10:00:00+0530", "2026-11-22 04:30"),
        ("2026-11-22 10:00:00 +0100", "2026-11-22 09:00"),
        ("2026-11-22", "2026-11-22 00:00"),
        ("1763800000", "2025-11-22 08:26:40"),
    ],
)
def test_a_date_is_read_however_it_is_written(said: str, meant: str) -> None:
    assert moment(said) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["Sun, 06 Sep 2009 16:20:00", "Sun, 06 Sep 2009 16:20:00 XYZ", "Sun, 06 Sep 2009 16:20:00 Mars/Olympus"]
)
def test_a_date_without_a_zone_or_with_one_nobody_knows_is_taken_for_utc(said: str) -> None:
    assert moment(said) == datetime(2009, 9, 6, 16, 20, tzinfo=UTC)


@pytest.mark.parametrize(("said", "meant"), [("24:00:00", "2026-11-23 00:00"), ("23:59:60", "2026-11-23 00:00")])
def test_the_end_of_a_day_is_the_start_of_the_next(said: str, meant: str) -> None:
    assert moment(f"Sun, 22 Nov 2026 {said} GMT") == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yesterday",
        "Sun, 32 Nov 2026 10:00:00 GMT",
        "Sun, 22 Nov 2026 25:00:00 GMT",
        "22 Foo 2026",
        "2026-13-01",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59-10:00",
        "٣٠٣٠٣٠٣٠٣٠",
    ],
)
def test_what_is_no_date_or_cannot_be_true_is_none(said: str) -> None:
    assert moment(said) is None

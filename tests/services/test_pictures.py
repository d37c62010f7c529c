"""The picture of the week: drawn beside the loop, readable without colour, and done without where it cannot be."""

import struct
from datetime import date

import pytest

from bot.domain.digest import Counts, Point
from bot.services import pictures
from handlers.views import trend

POINTS = tuple(
    Point(date(2026, 11, 6 + 7 * week), 0.3 + week / 10, Counts(joined=week, posted=9 - week)) for week in range(3)
)


async def test_a_picture_of_a_readable_size_is_drawn():
    pytest.importorskip("matplotlib", reason="no matplotlib here: make charts installs it")
    png = await pictures.drawn(trend.picture(POINTS))
    assert png is not None
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1000
    assert height > 600
    assert len(png) < 500_000


async def test_where_the_library_is_not_there_is_no_picture(monkeypatch):
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    assert await pictures.drawn(trend.picture(POINTS)) is None


@pytest.mark.parametrize("what", [{"title": "half of it"}, {"share": "abc"}])
async def test_what_cannot_be_drawn_keeps_nothing_back(what):
    assert await pictures.drawn(what) is None


async def test_a_drawer_that_takes_too_long_is_ended():
    pytest.importorskip("matplotlib", reason="no matplotlib here: make charts installs it")
    assert await pictures.drawn(trend.picture(POINTS), within=0.01) is None


def test_everything_in_it_is_in_words_too():
    said = trend.alt(POINTS)
    assert said.startswith("The share out there over 3 weeks: 30 % at the start, 50 % now; the aim is 67 %.")
    assert "20 Nov 50 %, 2 joined, 7 posted" in said


def test_nothing_is_told_by_colour_alone():
    """Every mark has its number, every bar its pattern."""
    drawing = pytest.importorskip("bot.drawing")
    assert len(set(drawing.PATTERNS)) == len(drawing.FILLS) == len(trend.picture(POINTS)["bars"])
    assert len(trend.picture(POINTS)["labels"]) == len(POINTS)

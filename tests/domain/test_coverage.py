"""What of a source may be judged, and how that is said."""

from datetime import timedelta

import pytest

from bot.domain.coverage import judged, not_visible
from bot.domain.kinds import Coverage, Origin
from tests.domain.people import NOON

EARLIER, LATER = NOON - timedelta(days=1), NOON + timedelta(days=1)
FULL, ARCHIVE, MANUAL, POSTS = Coverage.FULL, Coverage.ARCHIVE, Coverage.MANUAL, Coverage.OWN_POSTS_ONLY


@pytest.mark.parametrize(
    ("what", "at", "coverage", "archive_until", "manual_since", "origin", "counts"),
    [
        ("both sides are visible", NOON, FULL, None, None, Origin.POLLED, True),
        ("logged beside a source that shows both", NOON, FULL, None, None, Origin.LOGGED, True),
        ("before an archive ends", EARLIER, ARCHIVE, NOON, None, Origin.IMPORTED, True),
        ("when an archive ends", NOON, ARCHIVE, NOON, None, Origin.IMPORTED, True),
        ("after an archive ends", LATER, ARCHIVE, NOON, None, Origin.IMPORTED, False),
        ("logged after an archive ends", LATER, ARCHIVE, NOON, None, Origin.LOGGED, True),
        ("an archive that was never sent", NOON, ARCHIVE, None, None, Origin.POLLED, False),
        ("logged on a network nobody connected", NOON, MANUAL, None, None, Origin.LOGGED, True),
        ("only posts are visible", NOON, POSTS, None, None, Origin.POLLED, False),
        ("logged where only posts are visible", NOON, POSTS, None, None, Origin.LOGGED, False),
        ("before the member said they log", EARLIER, POSTS, None, NOON, Origin.POLLED, False),
        ("logged before the member said so", EARLIER, POSTS, None, NOON, Origin.LOGGED, False),
        ("posts since the member said they log", NOON, POSTS, None, NOON, Origin.POLLED, True),
        ("logs since the member said they log", LATER, POSTS, None, NOON, Origin.LOGGED, True),
        ("an archive of a source that shows posts", EARLIER, POSTS, NOON, None, Origin.POLLED, True),
        ("after that archive", LATER, POSTS, NOON, None, Origin.POLLED, False),
        ("between archive and logging", NOON, POSTS, EARLIER, LATER, Origin.POLLED, False),
    ],
)
def test_what_counts(what, at, coverage, archive_until, manual_since, origin, counts):
    assert judged(at, coverage, archive_until, manual_since, origin) is counts, what


def test_where_both_sides_are_visible_nothing_needs_to_be_said():
    assert not_visible("Bluesky", FULL) == ""


def test_what_a_full_source_still_hides_is_said():
    assert not_visible("GitHub", FULL, hides="discussions are not visible") == "GitHub: discussions are not visible"


@pytest.mark.parametrize(
    ("coverage", "archive_until", "manual_since", "says"),
    [
        (POSTS, None, None, ("Blog: only your posts", "nothing of it counts", "log", "archive")),
        (POSTS, NOON, None, ("until 4 May 2026", "nothing of it counts")),
        (POSTS, None, NOON, ("since 4 May 2026", "log")),
        (ARCHIVE, NOON, None, ("until 4 May 2026", "newer archive", "log")),
        (ARCHIVE, None, None, ("send the archive",)),
        (ARCHIVE, EARLIER, NOON, ("before 3 May 2026", "since 4 May 2026")),
        (MANUAL, None, None, ("only what you log",)),
    ],
)
def test_what_is_not_visible_is_said_with_how_to_change_it(coverage, archive_until, manual_since, says):
    sentence = not_visible("Blog", coverage, archive_until, manual_since)
    assert sentence.startswith("Blog: ")
    assert [part for part in says if part.lower() not in sentence.lower()] == []

"""Every network and everything that may happen, in one table."""

from collections.abc import Mapping

from tests.sources import happenings_keyed as keyed
from tests.sources import happenings_open as open_
from tests.sources.happenings import Row

TABLE: Mapping[str, Row] = {
    "bluesky": open_.BLUESKY,
    "dev": open_.DEV,
    "discourse": open_.DISCOURSE,
    "facebook": keyed.FACEBOOK,
    "github": open_.GITHUB,
    "hackernews": open_.HACKERNEWS,
    "instagram": keyed.INSTAGRAM,
    "lemmy": open_.LEMMY,
    "linkedin": keyed.LINKEDIN,
    "mastodon": open_.MASTODON,
    "pinterest": keyed.PINTEREST,
    "reddit": keyed.REDDIT,
    "stackexchange": open_.STACKEXCHANGE,
    "threads": keyed.THREADS,
    "x": keyed.X,
    "youtube": keyed.YOUTUBE,
    "blog": open_.BLOG,
}

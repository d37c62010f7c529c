"""Turns of phrase every view shares: shares, counts, badges, times."""

from datetime import datetime, timedelta

from bot.domain.digest import Counts
from bot.domain.judgement import Interval
from bot.domain.kinds import Badge, Result
from handlers.views.words import _, plural

NETWORKS = {
    "": "", "bluesky": "Bluesky", "mastodon": "Mastodon", "hackernews": "Hacker News", "blog": "Blog", "github": "GitHub", "x": "X",
    "linkedin": "LinkedIn", "youtube": "YouTube", "reddit": "Reddit", "stackexchange": "Stack Exchange", "discourse": "Discourse",
    "dev": "DEV", "threads": "Threads", "instagram": "Instagram", "facebook": "Facebook", "pinterest": "Pinterest", "web": "the web",
    "lemmy": "Lemmy", "medium": "Medium",
}  # fmt: skip


def percent(share: float) -> str:
    """56 %"""
    return f"{round(share * 100)} %"


def between(interval: Interval) -> str:
    """41–70 %"""
    return f"{round(interval.low * 100)}–{round(interval.high * 100)} %"


def network(name: str) -> str:
    """What people call a network."""
    return NETWORKS.get(name, name)


def badge(of: Badge) -> str:
    """The badge in words."""
    return {
        Badge.FACTORY: _("content-factory mode"),
        Badge.PARTICIPATING: _("participating"),
        Badge.BALANCING: _("finding the balance"),
        Badge.UNTOLD: _("not enough to tell"),
        Badge.QUIET: _("quiet"),
        Badge.UNSEEN: _("nothing I may judge by"),
    }[of]


def did(counts: Counts) -> str:
    """joined 12 conversations, answered 3 people at home, wrote 5 posts"""
    parts = []
    if counts.joined:
        parts.append(plural("joined {n} conversation", "joined {n} conversations", counts.joined))
    if counts.hosted:
        parts.append(plural("answered {n} comment on own posts", "answered {n} comments on own posts", counts.hosted))
    if counts.posted:
        parts.append(plural("wrote {n} post", "wrote {n} posts", counts.posted))
    return ", ".join(parts) or _("said nothing in public")


def ago(then: datetime, now: datetime) -> str:
    """2 h ago"""
    passed = max(now - then, timedelta())
    minutes = int(passed.total_seconds() // 60)
    if minutes < 60:
        return _("{n} min ago").format(n=max(minutes, 1))
    if minutes < 48 * 60:
        return _("{n} h ago").format(n=minutes // 60)
    return plural("{n} day ago", "{n} days ago", minutes // (24 * 60))


def result(of: Result) -> str:
    """The kind of an outcome."""
    return {
        Result.SALE: _("a sale"),
        Result.BELIEVER: _("a new believer"),
        Result.ORGANISATION: _("a new organisation"),
        Result.IMPROVEMENT: _("an improvement"),
        Result.OTHER: _("something good"),
    }[of]

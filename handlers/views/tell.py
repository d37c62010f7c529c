"""Turns of phrase every view shares: shares, counts, badges, times."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.digest import Counts
from bot.domain.judgement import Interval
from bot.domain.kinds import Act, Badge, Result
from bot.domain.reasons import SENTENCES, UNNAMED, Reason, sentence
from bot.domain.value import LACKS_IN_WORDS
from bot.domain.weighed import NOTES_IN_WORDS, Weighed
from bot.services.findings import Noticed
from bot.services.typed import SOMEBODY
from handlers.views.words import _, day_in, listed, number, plural

NETWORKS = {
    "": "", "bluesky": "Bluesky", "mastodon": "Mastodon", "hackernews": "Hacker News", "github": "GitHub", "x": "X",
    "linkedin": "LinkedIn", "youtube": "YouTube", "reddit": "Reddit", "stackexchange": "Stack Exchange", "discourse": "Discourse",
    "dev": "DEV", "threads": "Threads", "instagram": "Instagram", "facebook": "Facebook", "pinterest": "Pinterest",
    "lemmy": "Lemmy", "medium": "Medium",
}  # fmt: skip


def percent(share: float) -> str:
    """56 %"""
    return _("{n} %").format(n=number(round(share * 100)))


def between(interval: Interval) -> str:
    """41–70 %"""
    low, high = (number(round(end * 100)) for end in (interval.low, interval.high))
    return _("{low}–{high} %").format(low=low, high=high)


def network(name: str) -> str:
    """What people call a network."""
    return {"blog": _("Blog"), "web": _("the web")}.get(name) or NETWORKS.get(name, name)


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
    return listed(parts) or _("said nothing in public")


def ago(then: datetime, now: datetime) -> str:
    """2 h ago"""
    passed = max(now - then, timedelta())
    minutes = int(passed.total_seconds() // 60)
    if minutes < 60:
        return _("{n} min ago").format(n=max(minutes, 1))
    if minutes < 48 * 60:
        return _("{n} h ago").format(n=minutes // 60)
    return plural("{n} day ago", "{n} days ago", minutes // (24 * 60))


def day_long(of: date) -> str:
    """Friday 27 November"""
    return day_in(of, "EEEEdMMMM")


def day_short(of: date) -> str:
    """27 Nov"""
    return day_in(of, "dMMM")


def day_of_year(of: date) -> str:
    """27 Nov 2026"""
    return day_in(of, "yMMMd")


def did_briefly(counts: Counts) -> str:
    """12 joined, 3 answered at home, 5 posted"""
    parts = []
    if counts.joined:
        parts.append(plural("{n} joined", "{n} joined", counts.joined))
    if counts.hosted:
        parts.append(plural("{n} answered on own posts", "{n} answered on own posts", counts.hosted))
    if counts.posted:
        parts.append(plural("{n} posted", "{n} posted", counts.posted))
    return ", ".join(parts)


def because(of: Weighed) -> str:
    """How something was counted, and why. Names in it are foreign text: escape it."""
    parts = [_("counted as {act}").format(act=act(of.act))] if of.moved else []
    if of.classified is not None and not of.moved:
        parts.append(sentence(_called(of.classified.reason), _Translated(SENTENCES), _Translated(UNNAMED)))
    if of.value is not None and of.value.lacks:
        parts.append(_(LACKS_IN_WORDS[of.value.lacks]))
    return "; ".join([*parts, *(_(NOTES_IN_WORDS[note]) for note in of.notes)])


def _called(reason: Reason) -> Reason:
    """Whoever is only known by where they are, is so in every language."""
    start = SOMEBODY.partition("{host}")[0]
    who, to = (
        _(SOMEBODY).format(host=name.removeprefix(start)) if name.startswith(start) else name
        for name in (reason.who, reason.to)
    )
    return Reason(reason.why, who, to, reason.where)


def coaching(one: Noticed) -> str:
    """One kind sentence about what was noticed. Names in it are foreign text: escape it."""
    says, numbers = one.detector.says(one.finding), dict(one.finding.numbers)
    n = numbers.pop("n", 0)
    told = {name: each if isinstance(each, str) else number(each) for name, each in numbers.items()}
    if "network" in told:
        told["network"] = network(told["network"])
    return plural(says.one, says.many, int(n), **told)


class _Translated(dict[Any, str]):
    """Sentences by their names, in the reader's language."""

    def __getitem__(self, key: Any) -> str:
        return _(super().__getitem__(key))


def act(of: Act | None) -> str:
    """What something was taken for."""
    if of is None:
        return _("something else")
    return {
        Act.BROADCAST: _("a post of one's own"),
        Act.HOST: _("an answer on one's own ground"),
        Act.JOIN: _("a conversation out there"),
        Act.QUOTE: _("a quote"),
        Act.INSIDE: _("talk among ourselves"),
        Act.AMPLIFY: _("a boost"),
        Act.APPLAUD: _("a like"),
        Act.LISTEN: _("listening"),
    }[of]


def result(of: Result) -> str:
    """The kind of an outcome."""
    return {
        Result.SALE: _("a sale"),
        Result.BELIEVER: _("a new believer"),
        Result.ORGANISATION: _("a new organisation"),
        Result.IMPROVEMENT: _("an improvement"),
        Result.OTHER: _("something good"),
    }[of]

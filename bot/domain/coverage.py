"""What a source lets us see of somebody, and what of it may be judged. What is not visible is held against nobody."""

from datetime import datetime

from bot.domain.kinds import Coverage, Origin


def judged(
    at: datetime,
    coverage: Coverage,
    archive_until: datetime | None = None,
    manual_since: datetime | None = None,
    origin: Origin = Origin.POLLED,
) -> bool:
    """Whether an item of that moment counts, given what its source shows.

    `archive_until`: up to when an archive shows both sides, whatever is visible later. `manual_since`: from when the
    member says "I log what I do there". MANUAL without it is a network without a connected account (or no network at
    all): logging is all there is, and counts from the first log. So it is for what is logged after an archive ends,
    where nothing is polled.
    """
    if coverage == Coverage.FULL:
        return True
    if archive_until is not None and at <= archive_until:
        return True
    if manual_since is not None:
        return at >= manual_since
    return coverage == Coverage.MANUAL or (coverage == Coverage.ARCHIVE and origin == Origin.LOGGED)


def not_visible(
    title: str,
    coverage: Coverage,
    archive_until: datetime | None = None,
    manual_since: datetime | None = None,
    hides: str = "",
) -> str:
    """What cannot be seen of somebody on the network called `title`, and how to change it; "" if nothing that matters.

    `hides` is what the source itself says it cannot see.
    """
    if coverage == Coverage.FULL:
        return f"{title}: {hides}" if hides else ""
    if manual_since is not None:
        seen = f"before {_day(archive_until)} and " if archive_until is not None else ""
        return f"{title}: {seen}since {_day(manual_since)}, what you log counts; nothing else there does."
    if coverage == Coverage.MANUAL:
        return f"{title}: only what you log is visible. What you do not log cannot count for you."
    until = (
        f"{title}: visible until {_day(archive_until)}, when your archive was made. "
        if archive_until is not None
        else ""
    )
    if coverage == Coverage.ARCHIVE:
        return until + "Send a newer archive, or log what you do there." if until else f"{title}: send the archive."
    return (
        (until or f"{title}: ")
        + "Only your posts are visible, not what you write to others, so nothing of it counts for or against you. "
        + "Say that you log what you do there, or send the archive."
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"

"""The week's edition: where the team stood week by week, as a picture to be drawn and as a table."""

from collections.abc import Sequence
from typing import Any

from bot.domain.badge import OUT_THERE_SHARE
from bot.domain.digest import Point
from handlers.views import tell
from handlers.views.blocks import Block, table
from handlers.views.words import _, number, plural

BLOCK = "trend"  # the block a picture takes the place of


def of(points: Sequence[Point]) -> Block:
    """The trend as a table."""
    heads = [_("Week to"), _("Out there"), _("Conversations joined"), _("Answers on own posts"), _("Own posts")]
    rows = [
        [
            tell.day_short(each.day),
            tell.percent(each.share),
            *map(number, (counts.joined, counts.hosted, counts.posted)),
        ]
        for each in points
        for counts in (each.counts,)
    ]
    return table([heads, *rows], block_id=BLOCK)


def picture(points: Sequence[Point]) -> dict[str, Any]:
    """What the picture shows, for whoever draws it; every word of it in the reader's language."""
    return {
        "alt": alt(points),
        "title": _("How much of it is out there, week by week"),
        "weeks": [tell.day_short(each.day) for each in points],
        "share": [each.share for each in points],
        "labels": [tell.percent(each.share) for each in points],
        "aim": OUT_THERE_SHARE,
        "aim_label": _("the aim: two thirds"),
        "bars_title": _("What we did in the week"),
        "bars": [
            {"label": _("conversations joined"), "values": [each.counts.joined for each in points]},
            {"label": _("own posts"), "values": [each.counts.posted for each in points]},
        ],
    }


def alt(points: Sequence[Point]) -> str:
    """The picture in words."""
    first, last = points[0], points[-1]
    weeks = plural("over {n} week", "over {n} weeks", len(points))
    said = _("The share out there {weeks}: {first} at the start, {last} now; the aim is {aim}.").format(
        weeks=weeks,
        first=tell.percent(first.share),
        last=tell.percent(last.share),
        aim=tell.percent(OUT_THERE_SHARE),
    )
    each = _("Week by week: {shares}.").format(
        shares="; ".join(
            _("{day} {share}, {joined} joined, {posted} posted").format(
                day=tell.day_short(point.day),
                share=tell.percent(point.share),
                joined=point.counts.joined,
                posted=point.counts.posted,
            )
            for point in points
        )
    )
    return f"{said} {each}"

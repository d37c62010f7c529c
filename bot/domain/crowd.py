"""Who is counted without a name: five at a time, who come and go together, so that no subtraction tells on anyone.

Beside every named member stands what they did, so the team's total less all of those is what the others did, and the
total of yesterday less today's is what changed. Neither may ever be one person's. So the unnamed are counted in crowds
of exactly five. Who is new waits until five wait. When one of a crowd leaves it (takes a name, goes, is forgotten), the
whole crowd is counted no more, and its others wait until the time the numbers look back over has passed: what a new
crowd shows then has nothing in common with what the old one showed.

One of the five can still take away their own part, and then knows the sum of the other four: never one person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

CROWD = 5  # fewer people than this who want no name would be known by subtraction
APART = timedelta(weeks=8)  # as far as the counts of a digest and of its trend look back


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody who takes part, has something to count, and is not named."""

    id: int
    crowd: int | None  # the crowd they are counted in
    again_on: date | None  # not in a new crowd before this day


def regrouped(unnamed: Sequence[Unnamed], today: date) -> tuple[Unnamed, ...]:
    """The same people, in the crowds of today; in the order of their ids. Asked again, nothing changes."""
    kept: list[Unnamed] = []
    waiting: list[Unnamed] = []
    by_crowd = sorted(unnamed, key=lambda one: (one.crowd or 0, one.id))
    for crowd, group in groupby(by_crowd, key=lambda one: one.crowd):
        people = list(group)
        if crowd is None:
            waiting += people
        elif len(people) == CROWD:
            kept += people
        else:  # somebody left it: all of it ends today
            kept += [replace(one, crowd=None, again_on=today + APART) for one in people]
    ready = [one for one in waiting if one.again_on is None or one.again_on <= today]
    kept += [one for one in waiting if one not in ready]
    whole = len(ready) // CROWD * CROWD
    for start in range(0, whole, CROWD):
        people = ready[start : start + CROWD]
        kept += [replace(one, crowd=people[0].id, again_on=None) for one in people]
    kept += ready[whole:]
    return tuple(sorted(kept, key=lambda one: one.id))

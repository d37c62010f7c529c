"""What may happen to an account or to something in it, network by network, and what Involve makes of that.

tests/services/test_happenings.py makes every cell happen on a running server; docs/sources.md is written from the same
table. A cell no network could show says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

World: TypeAlias = Any  # what a stage's server answers from

EVENTS: Mapping[str, str] = {
    "renamed": "you take another name there",
    "suspended": "the network suspends your account",
    "deleted": "your account is deleted there",
    "private": "your account is hidden from others",
    "edit": "you edit something",
    "deletion": "you delete something",
    "withdrawn": "somebody deletes what they said below yours",
    "future": "something is dated in the future",
    "skewed": "the network's clock is wrong by minutes",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The member is told so, once; what was read stays, and once all is well again it goes on where it was."""

    how: Callable[[World], object]
    sentence: str  # "{place}" is the server's, "{host}" without its port
    word = "told"


@dataclass(frozen=True, slots=True)
class Followed:
    """It is read on under the new name, and nobody is told of anything."""

    how: Callable[[World], object]
    handle: str
    own: Callable[[World, datetime], object] | None = None  # how the member says something from then on
    word = "followed"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The words kept of it are those there are now."""

    how: Callable[[World, Any, datetime, datetime], object]  # what, made when, changed when: it says "Mended." now
    word = "replaced"


@dataclass(frozen=True, slots=True)
class Goes:
    """What is gone there is gone here, and nothing else is."""

    how: Callable[[World, Any, datetime], object]
    word = "goes"


@dataclass(frozen=True, slots=True)
class Once:
    """It counts once, as of when it was first seen where its date is still to come, and hides nothing."""

    word = "counts once"


@dataclass(frozen=True, slots=True)
class Exempt:
    """It cannot happen there, or nobody could see it."""

    why: str
    word = "exempt"


Cell: TypeAlias = Told | Followed | Replaced | Goes | Once | Exempt
Row: TypeAlias = Mapping[str, Cell]

BY_ITS_CLOCK: Row = {"future": Once(), "skewed": Once()}
HEARD_IN_PART = Exempt("not every answer there is sure to be seen, so one that is missing may still be there")

"""One activity on its way to the scales, with everything beside its own facts that decides how it counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.classify import Classified
from bot.domain.entry import Entry
from bot.domain.kinds import Act, Origin, Place


@dataclass(frozen=True, slots=True)
class Correction:
    """What the member said it is; None leaves a part as it was."""

    place: Place | None = None
    act: Act | None = None
    v: float | None = None

    def applied(self, place: Place, act: Act) -> tuple[Place, Act]:
        """Place and act as corrected. Answering is a join out there and hosting at home, so the place moves the act."""
        place = self.place or place
        act = self.act or act
        if self.act is None and act == Act.JOIN and place in (Place.MINE, Place.HOUSE):
            act = Act.HOST
        elif self.act is None and act == Act.HOST and place == Place.THEIRS:
            act = Act.JOIN
        return place, act


@dataclass(frozen=True, slots=True)
class Item:
    """One activity of one member. `key` is unique among the member's."""

    key: str
    entry: Entry
    classified: Classified
    origin: Origin = Origin.POLLED
    judged: bool = True  # from bot.domain.coverage
    checked: bool = False  # logged by hand, and its address was found to be true
    correction: Correction | None = None

    @property
    def thread(self) -> str:
        """The conversation it belongs to, across accounts."""
        return f"{self.entry.network}:{self.entry.thread or self.entry.native_id}"

    @property
    def order(self) -> tuple[datetime, str]:
        """What items are sorted by."""
        return self.entry.at, self.key


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of the other side. Silence is only silence where somebody listened.

    `spoke`: thread -> sorted times of others' messages in it, as far as known; `whole`: threads where that is all of
    them. `answered`: keys of items that somebody answered, beyond those whose outcome says so; `listened`: keys of
    items for which all answers are known.
    """

    spoke: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    whole: Collection[str] = frozenset()
    answered: Collection[str] = frozenset()
    listened: Collection[str] = frozenset()


NOTHING_HEARD = Heard()

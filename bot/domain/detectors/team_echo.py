"""One text posted by three of the team or more within three days."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import recent_calls, recent_messages
from bot.domain.detectors.same import Shingles, fullest, groups, message

WITHIN = timedelta(hours=72)
PEOPLE = 3

_Post = tuple[datetime, int | None, Deed | None]  # when, which teammate (None: the member), what the member did


class TeamEcho(Detector):
    """The same text from several of the team: people hear one voice from many mouths. Names nobody."""

    NAME = "team_echo"
    MINIMUM = PEOPLE
    NAMES_NOBODY = True
    SAYS = Says(
        "This text came from {n} of us: how would you tell it to a friend?",
        "People read the same text from {n} of us: how would each of us tell it to a friend?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        posts, messages = _posts(scene)
        for group in groups(messages):
            at_once = fullest(sorted((posts[i] for i in group), key=_order), WITHIN, _at, _who)
            people = len({_who(post) for post in at_once})
            own = [deed for _, _, deed in at_once if deed is not None]
            if own and people >= PEOPLE:
                yield self.finding(map(Evidence.of, own), min(0.95, 0.75 + 0.05 * (people - PEOPLE)), n=people)


def _posts(scene: Scene) -> tuple[Sequence[_Post], Sequence[Shingles]]:
    own = scene.once(recent_calls)
    mates = [said for said in scene.said if scene.is_recent(said.at)]
    posts: list[_Post] = [(deed.entry.at, None, deed) for deed in own]
    posts += [(said.at, said.member, None) for said in mates]
    return posts, [*scene.once(recent_messages), *(message(said.text) for said in mates)]


def _order(post: _Post) -> tuple[datetime, int]:
    return post[0], -1 if post[1] is None else post[1]


def _at(post: _Post) -> datetime:
    return post[0]


def _who(post: _Post) -> int | None:
    return post[1]

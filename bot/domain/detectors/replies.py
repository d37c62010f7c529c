"""What became of others' words below the member's: whether they are a person's, and whether anybody answered."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.domain.detectors.scene import Comment, Deed, Scene, Where
from bot.domain.detectors.spam import Spam
from bot.domain.words import read

NEVER: tuple[datetime, ...] = ()


class Replies:
    """Others' words in a scene, and the member's own in the same conversations."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._spam = Spam(scene.comments)
        self._deeds = {(deed.entry.network, deed.entry.native_id): deed for deed in scene.deeds}
        self._people: dict[Comment, bool] = {}
        self._below: defaultdict[Where, list[Comment]] = defaultdict(list)
        self._answered = {(deed.entry.network, deed.entry.parent_id) for deed in scene.deeds if deed.entry.parent_id}
        self._spoke: defaultdict[Where, list[datetime]] = defaultdict(list)
        self._spoke_to: defaultdict[tuple[Where, str], list[datetime]] = defaultdict(list)
        for deed in scene.deeds:
            self._hear(deed)
        for comment in scene.comments:
            self._below[comment.network, comment.on].append(comment)

    def _hear(self, deed: Deed) -> None:
        if not deed.entry.parent_id and not deed.entry.parent:
            return
        self._spoke[deed.thread].append(deed.entry.at)
        if deed.entry.parent.id:
            self._spoke_to[deed.thread, deed.entry.parent.id].append(deed.entry.at)

    def below(self, deed: Deed) -> Iterator[Comment]:
        """What people from outside the team wrote right below it, in time order."""
        return self.by_people(self._below.get((deed.entry.network, deed.entry.native_id), ()))

    def by_people(self, comments: Iterable[Comment]) -> Iterator[Comment]:
        """Those that a person from outside the team wrote, in words, and not to sell anything."""
        return (comment for comment in comments if self._is_by_a_person(comment))

    def _is_by_a_person(self, comment: Comment) -> bool:
        if comment not in self._people:
            self._people[comment] = (
                self._scene.is_outsider(comment.network, comment.author, comment.at)
                and bool(comment.text.strip())
                and not read(comment.text).is_wordless
                and not self._spam.is_spam(comment)
            )
        return self._people[comment]

    def deed_of(self, comment: Comment) -> Deed | None:
        """What of the member's it stands below, where that is known."""
        return self._deeds.get((comment.network, comment.on))

    def is_answered(self, comment: Comment) -> bool:
        """Whether the member answered it, as far as the network or the member's own items say."""
        if comment.answered_at is not None or (comment.network, comment.native_id) in self._answered:
            return True
        deed = self.deed_of(comment)
        thread = deed.thread if deed else (comment.network, comment.on)
        return bool(comment.author.id) and _any_after(
            self._spoke_to.get((thread, comment.author.id), NEVER), comment.at
        )

    def came_back(self, deed: Deed, after: datetime) -> bool:
        """Whether the member said anything more in the conversation that `deed` started, at or after that moment."""
        return _any_after(self._spoke.get(deed.thread, NEVER), after)


def _any_after(times: "tuple[datetime, ...] | list[datetime]", moment: datetime) -> bool:
    return bisect_left(times, moment) < len(times)

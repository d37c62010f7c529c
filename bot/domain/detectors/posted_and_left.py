"""Invited people to talk, got answers, and was not seen again."""

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import links_home, starts_something
from bot.domain.detectors.inviting import invites
from bot.domain.detectors.replies import Replies

WITHIN = timedelta(hours=48)  # of the first answer: until then somebody may simply be asleep or at work


class PostedAndLeft(Detector):
    """Asked, and vanished: people came because they were called."""

    NAME = "posted_and_left"
    MINIMUM = 1
    SAYS = Says(
        "You asked, and {people} answered: one line back to them is worth more than the next post.",
        "You asked {n} times and did not come back to the {people} who answered: "
        "one line back to them is worth more than the next post.",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        replies = scene.once(Replies)
        left: list[Deed] = []
        people: set[str] = set()
        for deed in scene.deeds:
            if not (scene.is_recent(deed.entry.at) and starts_something(deed)):
                continue
            came = list(replies.below(deed))
            if not came or scene.now - came[0].at < WITHIN or not invites(deed.entry, with_own_link=links_home(deed)):
                continue
            if any(map(replies.is_answered, came)) or replies.came_back(deed, came[0].at):
                continue
            left.append(deed)
            people |= {comment.author.id or comment.author.name or comment.native_id for comment in came}
        if left:
            yield self.finding(map(Evidence.of, left), _confidence(len(people)), n=len(left), people=len(people))


def _confidence(people: int) -> float:
    return min(0.95, 0.75 + 0.05 * people)

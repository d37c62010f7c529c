"""What others said below the member's words more than a day ago, and nobody answered."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import ClassVar

from bot.domain.classify import asks
from bot.domain.detectors.base import SHOWN_WORDS, Comment, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import starts_something
from bot.domain.detectors.replies import Replies
from bot.domain.entry import clean

OLDER_THAN = timedelta(hours=24)
SHOWN = 10


class Unanswered(Detector):
    """Comments nobody answered. Only what was read whole comes in as a comment, so silence is silence."""

    NAME = "unanswered"
    MINIMUM = 1
    POSTS_SUFFICE = True
    SAYS = Says(
        "Somebody wrote to you and has heard nothing for a day: a line is enough.",
        "{n} comments below yours have waited for more than a day: a line to each is enough.",
    )
    SAYS_OF: ClassVar[Mapping[str, Says]] = {
        "asked": Says(
            "Somebody asked you something and has heard nothing for a day: a line is enough.",
            "{n} comments below yours have waited for more than a day, {questions} of them with a question: "
            "a line to each is enough.",
        )
    }

    def look(self, scene: Scene) -> Iterator[Finding]:
        replies = scene.once(Replies)
        old_enough = (each for each in scene.comments if scene.is_recent(each.at) and scene.now - each.at > OLDER_THAN)
        waiting = [
            comment
            for comment in replies.by_people(old_enough)
            if _wants_an_answer(comment, replies) and not replies.is_answered(comment)
        ]
        if not waiting:
            return
        questions = sum(asks(comment.text) for comment in waiting)
        newest_first = sorted(waiting, key=lambda comment: (not asks(comment.text), -comment.at.timestamp()))
        evidence = [_shown(comment, replies) for comment in newest_first[:SHOWN]]
        yield self.finding(
            evidence, 0.9 if questions else 0.75, "asked" if questions else "", n=len(waiting), questions=questions
        )


def _wants_an_answer(comment: Comment, replies: Replies) -> bool:
    """Praise that was liked has had its answer; so has what ends a talk in somebody else's thread."""
    if asks(comment.text):
        return True
    deed = replies.deed_of(comment)
    return not comment.liked and (deed is None or starts_something(deed))


def _shown(comment: Comment, replies: Replies) -> Evidence:
    deed = replies.deed_of(comment)
    return Evidence(deed.key if deed else "", comment.url, comment.at, clean(comment.text, SHOWN_WORDS))

"""Who gave words to the member, whom the member gave some back, and on whose ground."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.classify import called
from bot.domain.detectors.base import Comment, Detector, Evidence, Finding, Says, Scene, Where
from bot.domain.detectors.deeds import to_whom
from bot.domain.detectors.replies import Replies
from bot.domain.kinds import Act, Place

WITHIN = timedelta(days=60)
TIME_TO_GIVE = timedelta(hours=48)
PEOPLE = 3
ENOUGH = 0.5  # of those who gave
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Love:
    """One person who gave, and what they got back."""

    first: Comment
    at_home: bool  # answered below one's own words
    out_there: bool  # joined or quoted on their ground


class LoveBack(Detector):
    """They came to you; did you go to them? For the member's eyes alone."""

    NAME = "love_back"
    MINIMUM = PEOPLE
    PRIVATE = True
    SAYS = Says(
        "{who} wrote to you and you have not been to see them: what are they talking about today?",
        "Of {gave} people who wrote to you, {n} have not seen you on their own ground; {who} has waited longest: "
        "what are they talking about today?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        people = ledger(scene)
        owed = [love for love in people if not love.out_there]
        if len(people) < PEOPLE or len(people) - len(owed) >= ENOUGH * len(people):
            return
        evidence = [Evidence("", love.first.url, love.first.at, called(love.first.author)) for love in owed[:SHOWN]]
        yield self.finding(
            evidence,
            min(0.9, 0.6 + 0.05 * len(owed)),
            n=len(owed),
            gave=len(people),
            home=sum(love.at_home for love in people),
            who=called(owed[0].first.author),
        )


def ledger(scene: Scene) -> tuple[Love, ...]:
    """Everybody from outside the team who gave words in the last 60 days, the oldest gift first."""
    replies = scene.once(Replies)
    first: dict[Where, Comment] = {}
    in_time = (each for each in scene.comments if each.author.id and WITHIN >= scene.now - each.at >= TIME_TO_GIVE)
    for comment in replies.by_people(in_time):
        first.setdefault((comment.network, comment.author.id), comment)
    home, out = _given(scene)
    return tuple(
        Love(comment, who in home or comment.answered_at is not None, who in out) for who, comment in first.items()
    )


def _given(scene: Scene) -> tuple[set[Where], set[Where]]:
    """To whom the member spoke at home, and to whom on others' ground."""
    home: set[Where] = set()
    out: set[Where] = set()
    for deed in scene.deeds:
        who = deed.entry.network, to_whom(deed).id
        if scene.now - deed.entry.at > WITHIN:
            continue
        if deed.classified.act is Act.HOST:
            home.add(who)
        elif deed.classified.act in (Act.JOIN, Act.QUOTE) and deed.classified.place is Place.THEIRS:
            out.add(who)
    return home, out

"""Three people or more who were never met, called by name beside a link."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene, Where
from bot.domain.detectors.deeds import links_home, met
from bot.domain.detectors.phrases import THANKS, Phrases
from bot.domain.detectors.same import fullest
from bot.domain.entry import Party
from bot.domain.kinds import Act

PEOPLE = 3
PEOPLE_BESIDE_OTHERS_LINKS = 5  # three names beside somebody else's work may well be credit
WITHIN = timedelta(hours=24)

_SPEAKS = frozenset({Act.BROADCAST, Act.JOIN, Act.HOST, Act.QUOTE})
_THANKS = Phrases(THANKS)
_NAME = re.compile(r"[@\uff20][\w.-]+(?:@[\w.-]+)?")
_RUN = r"(?:[@\uff20][\w.-]+(?:@[\w.-]+)? ?[,;&+/]? ?(?:(?:and|und|y|et|e|i|и|と|和|و) )?)+"
_FIRST = re.compile(rf"\W*?(?:(?:hey|hi|hello|dear|yo|cc|hallo|hola|salut|ciao|olá|привет)\W+)?{_RUN}", re.IGNORECASE)
_LAST = re.compile(rf"(?<!\w){_RUN}\W*\Z")
_LINKS = re.compile(r"https?://\S+|[#\uff03]\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Call:
    """One stranger called by name beside a link."""

    who: Where
    deed: Deed


class ColdMentions(Detector):
    """Strangers called to look at a link."""

    NAME = "cold_mentions"
    MINIMUM = PEOPLE
    SAYS = Says(
        "You called somebody you have never spoken with to a link: answer them on something of theirs first.",
        "You called {n} people you have never spoken with to a link: answer one of them on something of theirs first.",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        calls = list(_calls(scene))
        home = fullest([call for call in calls if links_home(call.deed)], WITHIN, _at, _who)
        anywhere = fullest(calls, WITHIN, _at, _who)
        for found, enough, confidence in ((home, PEOPLE, 0.8), (anywhere, PEOPLE_BESIDE_OTHERS_LINKS, 0.65)):
            people = len({call.who for call in found})
            if people >= enough:
                deeds = {call.deed.key: call.deed for call in found}
                yield self.finding(map(Evidence.of, deeds.values()), confidence, n=people)
                return


def _calls(scene: Scene) -> Iterator[_Call]:
    """Every recent call of a stranger, in time order."""
    known = _first_met(scene)
    for deed in scene.deeds:
        entry = deed.entry
        if not (entry.links and entry.mentions and scene.is_recent(entry.at)) or deed.classified.act not in _SPEAKS:
            continue
        if _THANKS.search(entry.text):
            continue
        strangers = [
            name
            for name in dict.fromkeys(map(_folded, entry.mentions))
            if not _knew(known, (entry.network, name), entry.at)
            and name not in {_folded(entry.parent.id), _folded(entry.root.id), _folded(entry.author.id)}
        ]
        outside = [
            name for name in strangers if scene.is_outsider(entry.network, _party(entry.mentions, name), entry.at)
        ]
        for name in outside[: _called(deed)]:
            yield _Call((entry.network, name), deed)


def _called(deed: Deed) -> int:
    """How many were called: named first or last, as one calls people; in between they are spoken of.

    Some networks open an answer with everybody in the thread, beginning with the one who is answered: no call.
    """
    entry = deed.entry
    text = " ".join(_LINKS.sub(" ", entry.text).split())
    first, last = _FIRST.match(text), _LAST.search(text)
    answered = {_folded(entry.parent.id), _folded(entry.parent.name)} - {""}
    if answered & set(map(_folded, entry.mentions)):
        first = None
    runs = {found.span(): found[0] for found in (first, last) if found}
    return sum(len(_NAME.findall(run)) for run in runs.values())


def _first_met(scene: Scene) -> dict[Where, datetime]:
    """When the member first had to do with somebody, by id and by name."""
    moments: defaultdict[Where, list[datetime]] = defaultdict(list)
    for deed in scene.deeds:
        for party in met(deed):
            _meet(moments, deed.entry.network, party, deed.entry.at)
    for comment in scene.comments:
        _meet(moments, comment.network, comment.author, comment.at)
    return {who: min(times) for who, times in moments.items()}


def _meet(moments: "defaultdict[Where, list[datetime]]", network: str, party: Party, at: datetime) -> None:
    for name in filter(None, (_folded(party.id), _folded(party.name))):
        moments[network, name].append(at)


def _knew(known: dict[Where, datetime], who: Where, at: datetime) -> bool:
    return who in known and known[who] < at


def _party(mentions: Sequence[str], folded: str) -> Party:
    return Party(next(mention for mention in mentions if _folded(mention) == folded))


def _folded(name: str) -> str:
    return name.lstrip("@\uff20").casefold()


def _at(call: _Call) -> datetime:
    return call.deed.entry.at


def _who(call: _Call) -> Where:
    return call.who

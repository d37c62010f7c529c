"""A feed piped into a network: title and link within the hour, no answers, hardly anybody followed."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from bot.domain.classify import Trait
from bot.domain.detectors.base import Deed, Detector, Evidence, FeedItem, Finding, Says, Scene
from bot.domain.detectors.deeds import TO_OTHERS, recent_calls
from bot.domain.detectors.links import page
from bot.domain.kinds import Act, Kind, Origin
from bot.domain.words import content_words, stripped

MINIMUM = 8
MOST = 0.8  # of the posts on that network
AFTER = timedelta(minutes=60)
CLOCKS_DIFFER = timedelta(minutes=2)
NEXT_TO_NOBODY = 10  # people followed
OWN_WORDS = 3  # content words beside the title that do not stand in most of the posts: somebody wrote something
MACHINES_WORDS = 6  # content words; what a machine puts beside each title is short
CUT_TITLE = 8  # characters a cut title must have left
AT_ONCE = 20  # feed items of one hour that are looked at

Words = frozenset[str]
NO_WORDS: Words = frozenset()


class Autopost(Detector):
    """A network used as the outlet of a feed."""

    NAME = "autopost"
    MINIMUM = MINIMUM
    POSTS_SUFFICE = True
    SAYS = Says(
        "{n} post on {network} came straight from a feed: who would you like to talk to there?",
        "{n} of your {posts} posts on {network} came straight from a feed, and nobody there heard an answer from you: "
        "what if you posted half as many, and answered three people instead?",
    )
    SAYS_OF: ClassVar[Mapping[str, Says]] = {
        "answers_unseen": Says(  # the network hides what one writes to others: nobody may say there was nothing
            "{n} post on {network} came straight from a feed: who would you like to talk to there?",
            "{n} of your {posts} posts on {network} came straight from a feed: who would you like to talk to there?",
        )
    }

    def look(self, scene: Scene) -> Iterator[Finding]:
        feed = _Feed(scene)
        by_network: defaultdict[str, list[Deed]] = defaultdict(list)
        for deed in scene.once(recent_calls):
            if deed.origin is not Origin.LOGGED:
                by_network[deed.entry.network].append(deed)
        alive = _alive(scene)
        for network, posts in sorted(by_network.items()):
            if len(posts) < MINIMUM or network in alive:
                continue
            fed = _without_own_words([(deed, feed.beside_title(deed)) for deed in posts])
            if len(fed) >= MOST * len(posts):
                yield self._found(scene, network, fed, len(posts))

    def _found(self, scene: Scene, network: str, fed: Sequence[Deed], posts: int) -> Finding:
        seen = (network in scene.following) + (network not in scene.only_posts)  # what "nobody answered" rests on
        evidence = map(Evidence.of, fed[-10:])
        sign = "answers_unseen" if network in scene.only_posts else ""
        return self.finding(evidence, 0.6 + 0.15 * seen, sign, n=len(fed), posts=posts, network=network)


def _alive(scene: Scene) -> frozenset[str]:
    """Networks where the member answers people, or follows more than a handful."""
    followed = Counter(deed.entry.network for deed in scene.deeds if deed.entry.kind is Kind.FOLLOW)
    followed.update(scene.following)
    answers = {
        deed.entry.network
        for deed in scene.deeds
        if scene.is_recent(deed.entry.at) and (deed.classified.act in TO_OTHERS or deed.classified.act is Act.INSIDE)
    }
    return frozenset(answers | {network for network, count in followed.items() if count > NEXT_TO_NOBODY})


def _without_own_words(posts: Sequence[tuple[Deed, Words | None]]) -> list[Deed]:
    """Those that are an item of the feed and nothing else; what most of them say beside it is the machine's."""
    brought = [(deed, words) for deed, words in posts if words is not None]
    often = Counter(word for _, words in brought for word in words)
    own = {word for word, count in often.items() if 2 * count <= len(brought)}
    return [deed for deed, words in brought if len(words & own) < OWN_WORDS and len(words - own) <= MACHINES_WORDS]


class _Feed:
    def __init__(self, scene: Scene) -> None:
        own = {
            FeedItem(deed.entry.title or deed.entry.text, deed.entry.url, deed.entry.at)
            for deed in scene.deeds
            if Trait.OWN_SITE in deed.classified.traits
        }
        self._items = sorted(own | set(scene.feed), key=lambda item: (item.published, item.link, item.title))
        self._times: list[datetime] = [item.published for item in self._items]

    def beside_title(self, deed: Deed) -> Words | None:
        """The words a post has beside the title of the feed item that brought it; None where none did."""
        entry = deed.entry
        if "autoposted" in entry.traits:
            return NO_WORDS
        if not entry.links:
            return None
        first = bisect_left(self._times, entry.at - AFTER)
        last = bisect_right(self._times, entry.at + CLOCKS_DIFFER)
        pages = {page(link) for link in entry.links}
        plain = _plain(entry.text)
        for item in self._items[max(first, last - AT_ONCE) : last]:
            rest = _rest(plain, _plain(item.title), page(item.link) in pages)
            if rest is not None:
                return frozenset(content_words(rest, entry.lang))
        return None


def _plain(text: str) -> str:
    return " ".join(stripped(text).split())


def _rest(text: str, title: str, is_link: bool) -> str | None:
    """What `text` says beside `title`; None where it has no title. A cut one counts beside the item's own link."""
    if title and title in text:
        return text.replace(title, " ", 1)
    cut = text.rstrip("….:- ")
    is_cut = is_link and len(cut) >= CUT_TITLE and title.startswith(cut)
    return "" if is_cut else None

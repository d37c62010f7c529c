"""A feed piped into a network: title and link within the hour, no answers, hardly anybody followed."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.classify import Trait
from bot.domain.detectors.base import Deed, Detector, Evidence, FeedItem, Finding, Says, Scene
from bot.domain.detectors.deeds import TO_OTHERS, recent_calls
from bot.domain.detectors.links import page
from bot.domain.kinds import Act, Kind, Origin
from bot.domain.words import amount_of_words, containment, shingles, stripped

MINIMUM = 8
MOST = 0.8  # of the posts on that network
AFTER = timedelta(minutes=60)
CLOCKS_DIFFER = timedelta(minutes=2)
NEXT_TO_NOBODY = 10  # people followed
OWN_WORDS = 5  # content words beside the title: somebody wrote something
SAME_TITLE = 0.8
CUT_TITLE = 8  # characters a cut title must have left
AT_ONCE = 20  # feed items of one hour that are looked at


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

    def look(self, scene: Scene) -> Iterator[Finding]:
        feed = _Feed(scene)
        by_network: defaultdict[str, list[Deed]] = defaultdict(list)
        for deed in recent_calls(scene):
            if deed.origin is not Origin.LOGGED:
                by_network[deed.entry.network].append(deed)
        alive = _alive(scene)
        for network, posts in sorted(by_network.items()):
            if len(posts) < MINIMUM or network in alive:
                continue
            fed = [deed for deed in posts if feed.brought(deed)]
            if len(fed) >= MOST * len(posts):
                yield self._found(scene, network, fed, len(posts))

    def _found(self, scene: Scene, network: str, fed: Sequence[Deed], posts: int) -> Finding:
        seen = (network in scene.following) + (network not in scene.only_posts)  # what "nobody answered" rests on
        evidence = map(Evidence.of, fed[-10:])
        return self.finding(evidence, 0.6 + 0.15 * seen, n=len(fed), posts=posts, network=network)


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


class _Feed:
    def __init__(self, scene: Scene) -> None:
        own = {
            FeedItem(deed.entry.title or deed.entry.text, deed.entry.url, deed.entry.at)
            for deed in scene.deeds
            if Trait.OWN_SITE in deed.classified.traits
        }
        self._items = sorted(own | set(scene.feed), key=lambda item: (item.published, item.link, item.title))
        self._times: list[datetime] = [item.published for item in self._items]

    def brought(self, deed: Deed) -> bool:
        """Whether a post is nothing but an item of the feed."""
        entry = deed.entry
        if "autoposted" in entry.traits:
            return True
        if not entry.links:
            return False
        first = bisect_left(self._times, entry.at - AFTER)
        last = bisect_right(self._times, entry.at + CLOCKS_DIFFER)
        pages = {page(link) for link in entry.links}
        plain = _plain(entry.text)
        items = self._items[max(first, last - AT_ONCE) : last]
        return any(_is_title(plain, _plain(item.title), page(item.link) in pages) for item in items)


def _plain(text: str) -> str:
    return " ".join(stripped(text).split())


def _is_title(text: str, title: str, is_link: bool) -> bool:
    """Whether `text` is `title` and little else; cut short it may be only where the link is the item's, too."""
    if not title:
        return False
    if title in text:
        return amount_of_words(text.replace(title, " ", 1)) < OWN_WORDS
    cut = text.rstrip("….:- ")
    if is_link and len(cut) >= CUT_TITLE and title.startswith(cut):
        return True
    if amount_of_words(text) - amount_of_words(title) >= OWN_WORDS:
        return False
    return is_link and containment(shingles(title), shingles(text)) >= SAME_TITLE

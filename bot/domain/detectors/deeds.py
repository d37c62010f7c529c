"""What several detectors ask of a deed: whether it is a post of one's own, words to others, and to whom."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.classify import Trait
from bot.domain.detectors.same import Shingles, message
from bot.domain.detectors.scene import Deed, Scene
from bot.domain.entry import Party
from bot.domain.kinds import Act, Kind

TO_OTHERS = frozenset({Act.JOIN, Act.HOST, Act.QUOTE})
OURS = frozenset({Trait.OWN_LINK, Trait.HOUSE_LINK})


def at(deed: Deed) -> datetime:
    """When it was done."""
    return deed.entry.at


def starts_something(deed: Deed) -> bool:
    """Whether it is a post of its own, not the next part of a thread, not somebody else's words."""
    classified = deed.classified
    return (
        deed.entry.kind is Kind.POST and classified.act is Act.BROADCAST and Trait.SELF_THREAD not in classified.traits
    )


def calls_out(deed: Deed) -> bool:
    """Whether it starts something on a network; not an article on a site of one's own, which the posts are about."""
    return starts_something(deed) and Trait.OWN_SITE not in deed.classified.traits


def recent_calls(scene: Scene) -> list[Deed]:
    """The recent posts of one's own on networks."""
    return [deed for deed in scene.deeds if scene.is_recent(deed.entry.at) and calls_out(deed)]


def recent_messages(scene: Scene) -> list[Shingles]:
    """What the recent posts are compared by, in the same order."""
    return [message(deed.entry.text or deed.entry.title, deed.entry.lang) for deed in scene.once(recent_calls)]


def links_home(deed: Deed) -> bool:
    """Whether it brings a link to one's own or the team's site."""
    return not OURS.isdisjoint(deed.classified.traits)


def to_whom(deed: Deed) -> Party:
    """The person it speaks to; nobody where that is not known."""
    entry = deed.entry
    return entry.parent or entry.of or entry.root


def met(deed: Deed) -> Iterator[Party]:
    """People it was an exchange with."""
    if deed.classified.act in TO_OTHERS or deed.entry.kind is Kind.FOLLOW:
        yield from filter(None, (deed.entry.parent, deed.entry.of, deed.entry.root))

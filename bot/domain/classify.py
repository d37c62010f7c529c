"""What one activity is: on whose ground it happened, what it was, and why."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground, Owner
from bot.domain.kinds import Act, Kind, Place, Visibility
from bot.domain.reasons import Reason, Why, sentence
from bot.domain.shorteners import is_short
from bot.domain.words import amount_of_words

OWN_WORDS_OF_A_QUOTE = 5  # content words; with fewer, a quote passes on and says nothing

_OURS = frozenset({Owner.TEAM, Owner.HOUSE})


class Trait(StrEnum):
    """What else is worth knowing of an activity; none of them changes its place or act."""

    DUMP = "dump"  # an own or house link left on others' ground, answering nobody
    CURATION = "curation"  # shares something one has not written
    QUESTION = "question"
    SELF_THREAD = "self_thread"  # goes on below one's own words in one's own thread
    CONTINUED = "continued"  # goes on below one's own words in somebody else's thread
    OWN_LINK = "own_link"
    HOUSE_LINK = "house_link"
    OWN_SITE = "own_site"  # published on the member's or the team's site
    BOT_PARENT = "bot_parent"  # answers a bot
    SHORT_LINK = "short_link"  # brings nothing but short links, and where they lead is not known
    UNTOLD = "untold"  # cannot be told what it was: counts for nothing either way


@dataclass(frozen=True, slots=True)
class Classified:
    """On whose ground it happened and what it was."""

    place: Place
    act: Act
    reason: Reason
    traits: frozenset[Trait] = frozenset()


def classify(entry: Entry, ground: Ground) -> Classified | None:
    """Place and act of one entry; the first test that applies decides. None = not public, not to be stored.

    Total and deterministic. It looks at this entry alone: repeats and unanswered threads are weighed, not classified.
    """
    if entry.visibility == Visibility.PRIVATE:
        return None
    return _BY_KIND[entry.kind](entry, ground)


def _boost(entry: Entry, ground: Ground) -> Classified:
    owner, who = _owner(entry, entry.of, ground), called(entry.of)
    traits = _link_traits(entry, ground)
    if owner is Owner.MINE:
        return Classified(Place.MINE, Act.BROADCAST, Reason(Why.BOOST_OF_ONESELF), traits)
    if owner in _OURS:
        return Classified(Place.HOUSE, Act.AMPLIFY, Reason(Why.BOOST_OF_OURS, who), traits)
    if owner is Owner.UNKNOWN:
        return Classified(Place.UNKNOWN, Act.AMPLIFY, Reason(Why.BOOST_OF_UNKNOWN), traits | {Trait.UNTOLD})
    return Classified(Place.THEIRS, Act.AMPLIFY, Reason(Why.BOOST_OF_ANOTHER, who), traits)


def _reaction(entry: Entry, ground: Ground) -> Classified:
    owner, who = _owner(entry, entry.of, ground), called(entry.of)
    if owner is Owner.MINE:
        return Classified(Place.MINE, Act.APPLAUD, Reason(Why.REACTION_TO_ONESELF))
    venue = ground.owns_venue(entry.network, entry.venue)
    if owner in _OURS or (owner is Owner.UNKNOWN and venue):
        place = Place.MINE if venue == "mine" else Place.HOUSE
        return Classified(place, Act.APPLAUD, Reason(Why.REACTION_TO_OURS, who or entry.venue))
    if owner is Owner.UNKNOWN:
        return Classified(Place.UNKNOWN, Act.APPLAUD, Reason(Why.REACTION_TO_UNKNOWN), frozenset({Trait.UNTOLD}))
    place = _thread_place(_owner(entry, entry.root, ground), venue)
    if place is Place.UNKNOWN:  # no thread was named: it is the ground of the one whose words they are
        place = Place.THEIRS
    return Classified(place, Act.APPLAUD, Reason(Why.REACTION_TO_ANOTHER, who))


def _follow(entry: Entry, ground: Ground) -> Classified:
    owner, who = _owner(entry, entry.of, ground), called(entry.of)
    if owner is Owner.UNKNOWN:
        return Classified(Place.UNKNOWN, Act.APPLAUD, Reason(Why.FOLLOW_OF_UNKNOWN), frozenset({Trait.UNTOLD}))
    if owner is Owner.OTHER:
        return Classified(Place.THEIRS, Act.APPLAUD, Reason(Why.FOLLOW_OF_ANOTHER, who))
    place = Place.MINE if owner is Owner.MINE else Place.HOUSE
    return Classified(place, Act.APPLAUD, Reason(Why.FOLLOW_OF_OURS, who))


def _reply(entry: Entry, ground: Ground) -> Classified:
    root, parent = entry.root, entry.parent
    if entry.parent_id and entry.parent_id == entry.thread:  # it answers the first message: one author, named once
        root, parent = root or parent, parent or root
    thread, answered = _owner(entry, root, ground), _owner(entry, parent, ground)
    place = _thread_place(thread, ground.owns_venue(entry.network, entry.venue))
    traits = _link_traits(entry, ground)
    if parent.is_bot:
        traits |= {Trait.BOT_PARENT}
    who, to = called(root), called(parent)

    if answered in _OURS:
        here = Place.MINE if place is Place.MINE else Place.HOUSE
        return Classified(here, Act.INSIDE, Reason(Why.ANSWER_TO_OURS, who, to), traits)
    if answered is Owner.MINE and thread is Owner.MINE:
        return Classified(Place.MINE, Act.BROADCAST, Reason(Why.THREAD_GOES_ON), traits | {Trait.SELF_THREAD})
    if answered is not Owner.OTHER and thread in _OURS:
        return Classified(place, Act.INSIDE, Reason(Why.WORDS_BELOW_OURS, who), traits)
    if answered is not Owner.OTHER and thread is not Owner.OTHER:
        act = Act.JOIN if place is Place.UNKNOWN else Act.HOST
        return Classified(place, act, Reason(Why.REPLY_UNTOLD, who, to), traits | {Trait.UNTOLD})
    if answered is Owner.MINE:
        traits |= {Trait.CONTINUED}
    if place is Place.THEIRS:
        why = Why.TALK_GOES_ON if answered is Owner.MINE else Why.JOINED
        return Classified(place, Act.JOIN, Reason(why, who, to), traits)
    if place is Place.UNKNOWN:
        # An outsider was answered, whoever's thread it is: host or join, and the lesser of the two is no guess.
        return Classified(place, Act.HOST, Reason(Why.ANSWER_SOMEWHERE, who, to), traits)
    why = Why.ANSWER_ON_MINE if place is Place.MINE else Why.ANSWER_ON_HOUSE
    return Classified(place, Act.HOST, Reason(why, who, to if answered is Owner.OTHER else who, entry.venue), traits)


def _quote(entry: Entry, ground: Ground) -> Classified:
    # Sources give the id of what is quoted as the parent's; only words inside a conversation are an answer.
    if entry.parent or entry.thread not in ("", entry.native_id):
        return _reply(entry, ground)
    owner, who = _owner(entry, entry.of, ground), called(entry.of)
    traits = _link_traits(entry, ground)
    if owner is Owner.MINE:
        return Classified(Place.MINE, Act.BROADCAST, Reason(Why.QUOTE_OF_ONESELF), traits)
    own_words = amount_of_words(entry.text, entry.lang) >= OWN_WORDS_OF_A_QUOTE
    if owner in _OURS:
        if own_words:
            return Classified(Place.HOUSE, Act.INSIDE, Reason(Why.QUOTE_OF_OURS, who), traits)
        return Classified(Place.HOUSE, Act.AMPLIFY, Reason(Why.BARE_QUOTE_OF_OURS, who), traits)
    act = Act.QUOTE if own_words else Act.AMPLIFY
    if owner is Owner.UNKNOWN:
        return Classified(Place.UNKNOWN, act, Reason(Why.QUOTE_OF_UNKNOWN), traits | {Trait.UNTOLD})
    why = Why.QUOTE_OF_ANOTHER if own_words else Why.BARE_QUOTE_OF_ANOTHER
    return Classified(Place.THEIRS, act, Reason(why, who), traits)


def _post(entry: Entry, ground: Ground) -> Classified:
    if _answers(entry):
        return _reply(entry, ground)
    site = ground.owns_link(entry.url) if entry.url else None
    venue = ground.owns_venue(entry.network, entry.venue)
    place = Place.MINE
    if venue == "house" or (not entry.venue and site == "house"):
        place = Place.HOUSE
    elif entry.venue and not venue:
        place = Place.THEIRS
    traits = _link_traits(entry, ground)
    if is_question(entry):
        traits |= {Trait.QUESTION}
    if site:
        traits |= {Trait.OWN_SITE}
    where = entry.venue

    if Trait.OWN_LINK in traits or Trait.HOUSE_LINK in traits:
        if place is Place.THEIRS:
            return Classified(place, Act.BROADCAST, Reason(Why.DUMPED_LINK, where=where), traits | {Trait.DUMP})
        why = Why.OWN_LINK if Trait.OWN_LINK in traits else Why.HOUSE_LINK
    elif entry.links and "curated" not in entry.traits and all(map(is_short, entry.links)):
        traits |= {Trait.SHORT_LINK}
        why = Why.SHORT_LINK
    elif "curated" in entry.traits or (entry.links and not site):
        traits |= {Trait.CURATION}
        why = Why.SHARED_ANOTHERS
    elif site:
        why = Why.ON_OWN_SITE if site == "mine" else Why.ON_HOUSE_SITE
    elif Trait.QUESTION in traits:
        why = Why.QUESTION
    else:
        why = Why.POST_IN_VENUE if where else Why.POST
    return Classified(place, Act.BROADCAST, Reason(why, where=where), traits)


def _talk(entry: Entry, ground: Ground) -> Classified:
    """Words spoken elsewhere, logged by hand: out there, unless the other side or the room is one of ours."""
    other = entry.parent or entry.of or entry.root
    who = called(other)
    if _owner(entry, other, ground) in _OURS:
        return Classified(Place.HOUSE, Act.INSIDE, Reason(Why.TALKED_INSIDE, to=who))
    venue = ground.owns_venue(entry.network, entry.venue)
    if venue:
        place = Place.MINE if venue == "mine" else Place.HOUSE
        return Classified(place, Act.HOST, Reason(Why.TALKED_ON_OURS, to=who, where=entry.venue))
    return Classified(Place.THEIRS, Act.JOIN, Reason(Why.TALKED, to=who, where=entry.venue))


def _presence(entry: Entry, ground: Ground) -> Classified:
    place = _thread_place(_owner(entry, entry.of or entry.root, ground), ground.owns_venue(entry.network, entry.venue))
    if place is Place.UNKNOWN:  # one reads and listens elsewhere unless it is known to be one's own
        place = Place.THEIRS
    return Classified(place, Act.LISTEN, Reason(Why.LISTENED, where=entry.venue))


def _production(entry: Entry, ground: Ground) -> Classified:
    venue = ground.owns_venue(entry.network, entry.venue)
    place = Place.THEIRS if entry.venue and not venue else Place.HOUSE if venue == "house" else Place.MINE
    return Classified(place, Act.INSIDE, Reason(Why.PRODUCED, where=entry.venue))


_BY_KIND: dict[Kind, Callable[[Entry, Ground], Classified]] = {
    Kind.BOOST: _boost,
    Kind.REACTION: _reaction,
    Kind.FOLLOW: _follow,
    Kind.REPLY: _reply,
    Kind.QUOTE: _quote,
    Kind.POST: _post,
    Kind.TALK: _talk,
    Kind.PRESENCE: _presence,
    Kind.PRODUCTION: _production,
}

# Question marks of Latin (and full width), Arabic, Armenian, Ethiopic, reversed and Vai; Greek's looks like ";".
_ASKS = re.compile("[?\uff1f\u061f\u055e\u1367\u2e2e\ua60f]")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_ASK_HN = "ask hn"


def is_question(entry: Entry) -> bool:
    """Whether it asks everybody something."""
    told = "question" in entry.traits or entry.title[: len(_ASK_HN)].casefold() == _ASK_HN  # by the network itself
    return told or asks(entry.title) or asks(entry.text)


def asks(text: str) -> bool:
    """Whether there is a question mark of any script in `text`, outside web addresses."""
    if not _ASKS.search(text):
        return False
    return "://" not in text or _ASKS.search(_ADDRESS.sub("", text)) is not None


def _answers(entry: Entry) -> bool:
    """Some networks call everything a post; what names whom it answers is a reply."""
    return bool(entry.parent_id or entry.parent)


def _owner(entry: Entry, party: Party, ground: Ground) -> Owner:
    if party.id and party.id == entry.author.id:  # the member's, even where the account was never registered
        return Owner.MINE
    return ground.owner_of(entry.network, party, entry.at)


def _thread_place(starter: Owner, venue: str | None) -> Place:
    """On whose ground a thread stands: its starter's, unless it stands in a place of ours."""
    if starter is Owner.MINE or venue == "mine":
        return Place.MINE
    if starter in _OURS or venue == "house":
        return Place.HOUSE
    return Place.THEIRS if starter is Owner.OTHER else Place.UNKNOWN


_NONE: frozenset[Trait] = frozenset()


def _link_traits(entry: Entry, ground: Ground) -> frozenset[Trait]:
    if not entry.links:
        return _NONE
    owners = {ground.owns_link(link) for link in entry.links}
    return frozenset(
        trait for owner, trait in (("mine", Trait.OWN_LINK), ("house", Trait.HOUSE_LINK)) if owner in owners
    )


def called(party: Party) -> str:
    """How a sentence names somebody: "@ana", "Ana Lima", or "" where the network gave no name."""
    name = party.name
    return f"@{name}" if name and name[0] != "@" and not any(map(str.isspace, name)) else name


def in_words(classified: Classified) -> str:
    """Why it counts as it does, in English: "counted as theirs: the post is @ana's"."""
    return sentence(classified.reason)

"""The reasons why something counts as it does, and the sentence of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """The test that decided. Stable: stored, translated and counted by these names."""

    BOOST_OF_ONESELF = "boost_of_oneself"
    BOOST_OF_OURS = "boost_of_ours"
    BOOST_OF_ANOTHER = "boost_of_another"
    BOOST_OF_UNKNOWN = "boost_of_unknown"
    REACTION_TO_ONESELF = "reaction_to_oneself"
    REACTION_TO_OURS = "reaction_to_ours"
    REACTION_TO_ANOTHER = "reaction_to_another"
    REACTION_TO_UNKNOWN = "reaction_to_unknown"
    FOLLOW_OF_OURS = "follow_of_ours"
    FOLLOW_OF_ANOTHER = "follow_of_another"
    FOLLOW_OF_UNKNOWN = "follow_of_unknown"
    THREAD_GOES_ON = "thread_goes_on"
    ANSWER_ON_MINE = "answer_on_mine"
    ANSWER_ON_HOUSE = "answer_on_house"
    ANSWER_SOMEWHERE = "answer_somewhere"
    ANSWER_TO_OURS = "answer_to_ours"
    WORDS_BELOW_OURS = "words_below_ours"
    JOINED = "joined"
    TALK_GOES_ON = "talk_goes_on"
    REPLY_UNTOLD = "reply_untold"
    QUOTE_OF_ONESELF = "quote_of_oneself"
    QUOTE_OF_OURS = "quote_of_ours"
    QUOTE_OF_ANOTHER = "quote_of_another"
    QUOTE_OF_UNKNOWN = "quote_of_unknown"
    BARE_QUOTE_OF_OURS = "bare_quote_of_ours"
    BARE_QUOTE_OF_ANOTHER = "bare_quote_of_another"
    DUMPED_LINK = "dumped_link"
    OWN_LINK = "own_link"
    HOUSE_LINK = "house_link"
    ON_OWN_SITE = "on_own_site"
    ON_HOUSE_SITE = "on_house_site"
    SHARED_ANOTHERS = "shared_anothers"
    SHORT_LINK = "short_link"
    QUESTION = "question"
    POST = "post"
    POST_IN_VENUE = "post_in_venue"
    TALKED = "talked"
    TALKED_ON_OURS = "talked_on_ours"
    TALKED_INSIDE = "talked_inside"
    LISTENED = "listened"
    PRODUCED = "produced"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something counts as it does: the test that decided, and what it saw. Names are foreign text: escape them."""

    why: Why
    who: str = ""  # whose post or thread it is
    to: str = ""  # whom it answers
    where: str = ""  # the group, forum, repository or network


SENTENCES: dict[Why, str] = {
    Why.BOOST_OF_ONESELF: "counted as a post: you passed on your own",
    Why.BOOST_OF_OURS: "counts for nothing: {who} is one of us",
    Why.BOOST_OF_ANOTHER: "counted as passed on: the post is {who}'s, without words of your own",
    Why.BOOST_OF_UNKNOWN: "counts for nothing: whose post you passed on cannot be seen",
    Why.REACTION_TO_ONESELF: "counts for nothing: you liked your own",
    Why.REACTION_TO_OURS: "counts for nothing: {who} is one of us",
    Why.REACTION_TO_ANOTHER: "counted as applause: the words are {who}'s",
    Why.REACTION_TO_UNKNOWN: "counts for nothing: whose words you liked cannot be seen",
    Why.FOLLOW_OF_OURS: "counts for nothing: {who} is one of us",
    Why.FOLLOW_OF_ANOTHER: "counted as applause: you follow {who}",
    Why.FOLLOW_OF_UNKNOWN: "counts for nothing: whom you follow cannot be seen",
    Why.THREAD_GOES_ON: "counted as a post: it continues your own thread",
    Why.ANSWER_ON_MINE: "counted as yours: you answered {to} on your own ground",
    Why.ANSWER_ON_HOUSE: "counted as the team's: you answered {to} on the team's ground",
    Why.ANSWER_SOMEWHERE: (
        "you answered {to}, but whose thread it is cannot be seen: it counts as if it were on your own ground"
    ),
    Why.ANSWER_TO_OURS: "counts for nothing: {to} is one of us",
    Why.WORDS_BELOW_OURS: "counts for nothing: the thread is {who}'s, one of us",
    Why.JOINED: "counted as theirs: the post is {who}'s",
    Why.TALK_GOES_ON: "counted as theirs: you go on with a talk below {who}'s post",
    Why.REPLY_UNTOLD: "counts for nothing either way: whom you answered and on whose ground cannot be seen",
    Why.QUOTE_OF_ONESELF: "counted as a post: you quoted yourself",
    Why.QUOTE_OF_OURS: "counts for nothing: you quoted {who}, one of us",
    Why.QUOTE_OF_ANOTHER: "counted as theirs: you passed on {who}'s post with words of your own",
    Why.QUOTE_OF_UNKNOWN: "counts for nothing either way: whose post you quoted cannot be seen",
    Why.BARE_QUOTE_OF_OURS: "counts for nothing: you passed on what {who}, one of us, wrote",
    Why.BARE_QUOTE_OF_ANOTHER: (
        "counted as passed on: the post is {who}'s, with fewer than five words of your own that say something"
    ),
    Why.DUMPED_LINK: "counted as a post: a link to your own or the team's site, left in {where}, answering nobody",
    Why.OWN_LINK: "counted as a post: it links to your own site",
    Why.HOUSE_LINK: "counted as a post: it links to the team's site",
    Why.ON_OWN_SITE: "counted as a post: it stands on your own site",
    Why.ON_HOUSE_SITE: "counted as a post: it stands on the team's site",
    Why.SHARED_ANOTHERS: "counted as a post that shares what others made",
    Why.SHORT_LINK: "counted as a post: whose site its short link leads to could not be seen",
    Why.QUESTION: "counted as a post: you asked everybody",
    Why.POST: "counted as a post: it starts something",
    Why.POST_IN_VENUE: "counted as a post: it starts something in {where}",
    Why.TALKED: "counted as theirs: words exchanged with {to}",
    Why.TALKED_ON_OURS: "counted as the team's: words exchanged with {to} in {where}",
    Why.TALKED_INSIDE: "counts for nothing: {to} is one of us",
    Why.LISTENED: "shown, and counts for nothing: you read or listened",
    Why.PRODUCED: "shown, and counts for nothing: made, and addressed to nobody",
}


# Whom an address does not name is called by its host, which owns nothing.
_SOMEBODYS = re.compile(r"\bsomebody on (\S+)'s\b( post\b)?")

# What stands where a network gave no name.
UNNAMED: dict[str, str] = {"who": "somebody else", "to": "somebody", "where": "somewhere else"}


def sentence(reason: Reason, sentences: Mapping[Why, str] = SENTENCES, unnamed: Mapping[str, str] = UNNAMED) -> str:
    """The reason in words; with `sentences` and `unnamed` of another language where wanted."""
    told = sentences[reason.why].format(
        who=reason.who or unnamed["who"], to=reason.to or unnamed["to"], where=reason.where or unnamed["where"]
    )
    return _SOMEBODYS.sub(r"somebody's\2 on \1", told)

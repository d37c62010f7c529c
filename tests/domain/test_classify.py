"""Place and act of an entry: every row of the method's table, every override, and the order of the tests."""

import itertools
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.classify import Classified, Trait, asks, classify, in_words
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind, Place, Visibility
from bot.domain.reasons import SENTENCES, Reason, Why, sentence
from tests.domain.people import (
    ANA,
    BO,
    BOT,
    COMER,
    GROUND,
    LEAVER,
    MATE,
    ME,
    NETWORKS,
    NOON,
    PAGE,
    SAYS_ENOUGH,
    classified,
    entry,
    reply,
)

UNNAMED = Party("id-shy")
OWN, HOUSES, OTHERS = ("https://mira.example/x",), ("https://acme.example/x",), ("https://ana.example/x",)
SHORT = ("https://lnkd.in/abc",)
OUR_REPOSITORY = {"network": "github", "venue": "acme/x"}
OUR_GROUP = {"network": "discourse", "venue": "Acme Users"}
MINE, HOUSE, THEIRS, UNKNOWN = Place.MINE, Place.HOUSE, Place.THEIRS, Place.UNKNOWN


def of(kind: Kind, party: Party, **facts: object) -> Entry:
    return entry(kind, **({"of": party, "text": SAYS_ENOUGH} | facts))


CASES = [
    # boosts
    ("boost of another", of(Kind.BOOST, ANA), THEIRS, Act.AMPLIFY),
    ("boost of oneself", of(Kind.BOOST, ME), MINE, Act.BROADCAST),
    ("boost of a teammate", of(Kind.BOOST, MATE), HOUSE, Act.AMPLIFY),
    ("boost of the team's page", of(Kind.BOOST, PAGE), HOUSE, Act.AMPLIFY),
    ("boost of nobody known", of(Kind.BOOST, NOBODY), UNKNOWN, Act.AMPLIFY),
    # reactions
    ("like of another", of(Kind.REACTION, ANA), THEIRS, Act.APPLAUD),
    ("like of a comment on one's own post", of(Kind.REACTION, ANA, root=ME), MINE, Act.APPLAUD),
    ("like of an outsider in the team's repository", of(Kind.REACTION, ANA, **OUR_REPOSITORY), HOUSE, Act.APPLAUD),
    ("star of the team's repository", of(Kind.REACTION, NOBODY, **OUR_REPOSITORY), HOUSE, Act.APPLAUD),
    ("like of a teammate", of(Kind.REACTION, MATE), HOUSE, Act.APPLAUD),
    ("like of oneself", of(Kind.REACTION, ME), MINE, Act.APPLAUD),
    ("like of nobody known", of(Kind.REACTION, NOBODY), UNKNOWN, Act.APPLAUD),
    # follows
    ("follow of another", of(Kind.FOLLOW, ANA), THEIRS, Act.APPLAUD),
    ("follow of a teammate", of(Kind.FOLLOW, MATE), HOUSE, Act.APPLAUD),
    ("follow of nobody known", of(Kind.FOLLOW, NOBODY), UNKNOWN, Act.APPLAUD),
    # replies: root x parent
    ("own thread, oneself", reply(ME, ME), MINE, Act.BROADCAST),
    ("own thread, an outsider", reply(ME, ANA), MINE, Act.HOST),
    ("own thread, a teammate", reply(ME, MATE), MINE, Act.INSIDE),
    ("own thread, the team's page", reply(ME, PAGE), MINE, Act.INSIDE),
    ("own thread, nobody known", reply(ME, NOBODY), MINE, Act.HOST),
    ("teammate's thread, oneself", reply(MATE, ME), HOUSE, Act.INSIDE),
    ("teammate's thread, an outsider", reply(MATE, ANA), HOUSE, Act.HOST),
    ("teammate's thread, that teammate", reply(MATE, MATE), HOUSE, Act.INSIDE),
    ("teammate's thread, nobody known", reply(MATE, NOBODY), HOUSE, Act.INSIDE),
    ("the page's thread, an outsider", reply(PAGE, ANA), HOUSE, Act.HOST),
    ("the page's thread, the page", reply(PAGE, PAGE), HOUSE, Act.INSIDE),
    ("another's thread, oneself", reply(ANA, ME), THEIRS, Act.JOIN),
    ("another's thread, that one", reply(ANA, ANA), THEIRS, Act.JOIN),
    ("another's thread, a third", reply(ANA, BO), THEIRS, Act.JOIN),
    ("another's thread, a teammate", reply(ANA, MATE), HOUSE, Act.INSIDE),
    ("another's thread, the team's page", reply(ANA, PAGE), HOUSE, Act.INSIDE),
    ("another's thread, nobody known", reply(ANA, NOBODY), THEIRS, Act.JOIN),
    ("another's thread, a bot", reply(ANA, BOT), THEIRS, Act.JOIN),
    ("unknown thread, oneself", reply(NOBODY, ME), UNKNOWN, Act.JOIN),
    ("unknown thread, an outsider", reply(NOBODY, ANA), UNKNOWN, Act.HOST),
    ("unknown thread, a teammate", reply(NOBODY, MATE), HOUSE, Act.INSIDE),
    ("unknown thread, nobody known", reply(NOBODY, NOBODY), UNKNOWN, Act.JOIN),
    # replies: the first message answered, named once
    ("answer to the first message, only its author known", reply(NOBODY, ANA, parent_id="t"), THEIRS, Act.JOIN),
    ("answer to the first message, only the thread's known", reply(ME, NOBODY, parent_id="t"), MINE, Act.BROADCAST),
    # replies in places of ours
    ("outsider's issue in the team's repository", reply(ANA, ANA, **OUR_REPOSITORY), HOUSE, Act.HOST),
    ("outsider's issue there, going on", reply(ANA, ME, **OUR_REPOSITORY), HOUSE, Act.HOST),
    ("outsider's issue in one's own repository", reply(ANA, ANA, network="github", venue="mira/x"), MINE, Act.HOST),
    ("teammate's issue there", reply(MATE, MATE, **OUR_REPOSITORY), HOUSE, Act.INSIDE),
    ("unknown issue there, an outsider", reply(NOBODY, ANA, **OUR_REPOSITORY), HOUSE, Act.HOST),
    ("unknown issue there, nobody known", reply(NOBODY, NOBODY, **OUR_REPOSITORY), HOUSE, Act.HOST),
    ("own issue in another's repository", reply(ME, ANA, network="github", venue="other/x"), MINE, Act.HOST),
    # team membership as of the item's time
    ("who left yesterday is an outsider", reply(LEAVER, LEAVER, at=NOON + timedelta(days=1)), THEIRS, Act.JOIN),
    ("who left today was a teammate yesterday", reply(LEAVER, LEAVER, at=NOON - timedelta(days=1)), HOUSE, Act.INSIDE),
    ("who comes today was an outsider yesterday", reply(COMER, COMER, at=NOON - timedelta(days=1)), THEIRS, Act.JOIN),
    ("who came yesterday is a teammate", reply(COMER, COMER, at=NOON + timedelta(days=1)), HOUSE, Act.INSIDE),
    # what answers is a reply, whatever the network calls it
    ("a post that answers", reply(ANA, ANA, kind=Kind.POST), THEIRS, Act.JOIN),
    ("a quote that answers", reply(ANA, ANA, kind=Kind.QUOTE, of=BO), THEIRS, Act.JOIN),
    ("a reply with an own link answers somebody", reply(ANA, ANA, links=OWN), THEIRS, Act.JOIN),
    # quotes
    ("quote with words of one's own", of(Kind.QUOTE, ANA), THEIRS, Act.QUOTE),
    ("quote with five content words", of(Kind.QUOTE, ANA, text="Indexes speed up date queries"), THEIRS, Act.QUOTE),
    ("quote with four content words", of(Kind.QUOTE, ANA, text="Indexes speed date queries"), THEIRS, Act.AMPLIFY),
    ("quote without words", of(Kind.QUOTE, ANA, text="👇 https://ana.example/x"), THEIRS, Act.AMPLIFY),
    ("quote that names the quoted post as its parent", of(Kind.QUOTE, ANA, parent_id="p"), THEIRS, Act.QUOTE),
    ("quote that starts a thread", of(Kind.QUOTE, ANA, thread="1"), THEIRS, Act.QUOTE),
    ("quote inside another's thread", of(Kind.QUOTE, BO, thread="t", root=ANA), THEIRS, Act.JOIN),
    ("quote of oneself", of(Kind.QUOTE, ME), MINE, Act.BROADCAST),
    ("quote of a teammate", of(Kind.QUOTE, MATE), HOUSE, Act.INSIDE),
    ("bare quote of the team's page", of(Kind.QUOTE, PAGE, text="👇"), HOUSE, Act.AMPLIFY),
    ("quote of nobody known", of(Kind.QUOTE, NOBODY), UNKNOWN, Act.QUOTE),
    ("quote of another beats an own link", of(Kind.QUOTE, ANA, links=OWN), THEIRS, Act.QUOTE),
    # posts
    ("plain post", entry(text="Good morning"), MINE, Act.BROADCAST),
    ("question", entry(text="Which editor do you use?"), MINE, Act.BROADCAST),
    ("own link on one's own profile", entry(links=OWN), MINE, Act.BROADCAST),
    ("house link on one's own profile", entry(links=HOUSES), MINE, Act.BROADCAST),
    ("another's link on one's own profile", entry(links=OTHERS), MINE, Act.BROADCAST),
    ("article on one's own site", entry(url="https://mira.example/x", links=OTHERS), MINE, Act.BROADCAST),
    ("article on the team's site", entry(network="blog", url="https://acme.example/x"), HOUSE, Act.BROADCAST),
    ("post in the team's group", entry(**OUR_GROUP), HOUSE, Act.BROADCAST),
    ("own link in the team's group", entry(**OUR_GROUP, links=OWN), HOUSE, Act.BROADCAST),
    ("own link in another's group", entry(venue="Databases", links=OWN), THEIRS, Act.BROADCAST),
    ("house link in another's group", entry(venue="Databases", links=HOUSES), THEIRS, Act.BROADCAST),
    ("a short link", entry(links=SHORT), MINE, Act.BROADCAST),
    ("another's link in another's group", entry(venue="Databases", links=OTHERS), THEIRS, Act.BROADCAST),
    ("question in another's forum", entry(venue="stackoverflow", title="Why?"), THEIRS, Act.BROADCAST),
    # logged by hand
    ("words at a meetup", entry(Kind.TALK, network="", author=NOBODY), THEIRS, Act.JOIN),
    ("a call with an outsider", entry(Kind.TALK, network="", of=ANA), THEIRS, Act.JOIN),
    ("a call with a teammate", entry(Kind.TALK, network="", of=MATE), HOUSE, Act.INSIDE),
    ("words at the team's own meetup", entry(Kind.TALK, **OUR_GROUP), HOUSE, Act.HOST),
    ("read something", entry(Kind.PRESENCE, network=""), THEIRS, Act.LISTEN),
    ("read a teammate", entry(Kind.PRESENCE, of=MATE), HOUSE, Act.LISTEN),
    # made something, said nothing
    ("a push to the team's repository", entry(Kind.PRODUCTION, **OUR_REPOSITORY), HOUSE, Act.INSIDE),
    ("a push to one's own repository", entry(Kind.PRODUCTION, network="github", venue="mira/x"), MINE, Act.INSIDE),
    ("a push to another's repository", entry(Kind.PRODUCTION, network="github", venue="other/x"), THEIRS, Act.INSIDE),
]  # fmt: skip


@pytest.mark.parametrize(("what", "entry", "place", "act"), CASES, ids=[case[0] for case in CASES])
def test_place_and_act_of(what, entry, place, act):
    found = classified(entry)
    assert (found.place, found.act) == (place, act), in_words(found)
    assert "{" not in in_words(found)


TRAITS = [
    ("a thread that goes on", reply(ME, ME), {Trait.SELF_THREAD}),
    ("a talk that goes on", reply(ANA, ME), {Trait.CONTINUED}),
    ("an answer to a bot", reply(ANA, BOT), {Trait.BOT_PARENT}),
    ("an own link in a reply", reply(ANA, ANA, links=OWN), {Trait.OWN_LINK}),
    ("a house link in a boost", of(Kind.BOOST, ANA, links=HOUSES), {Trait.HOUSE_LINK}),
    ("own link in another's group", entry(venue="g", links=OWN), {Trait.OWN_LINK, Trait.DUMP}),
    ("house link in another's group", entry(venue="g", links=HOUSES), {Trait.HOUSE_LINK, Trait.DUMP}),
    ("another's link", entry(links=OTHERS), {Trait.CURATION}),
    ("another's link among own ones", entry(links=OTHERS + OWN), {Trait.OWN_LINK}),
    ("a pin of something found", entry(traits=frozenset({"curated"})), {Trait.CURATION}),
    ("a question", entry(text="And you?"), {Trait.QUESTION}),
    ("a question about another's link", entry(text="And you?", links=OTHERS), {Trait.QUESTION, Trait.CURATION}),
    ("an own article with sources", entry(url="https://mira.example/x", links=OTHERS), {Trait.OWN_SITE}),
    ("a short link nobody has followed", entry(links=SHORT), {Trait.SHORT_LINK}),
    ("a short link beside a whole one", entry(links=SHORT + OTHERS), {Trait.CURATION}),
    ("a short link in another's group", entry(venue="g", links=SHORT), {Trait.SHORT_LINK}),
    ("a pin with a short link", entry(links=SHORT, traits=frozenset({"curated"})), {Trait.CURATION}),
    ("a plain post", entry(text="Morning"), set()),
    ("whom it answers cannot be told", reply(NOBODY, NOBODY), {Trait.UNTOLD}),
    ("an outsider answered in an unknown thread", reply(NOBODY, ANA), set()),
]  # fmt: skip


@pytest.mark.parametrize(("what", "entry", "traits"), TRAITS, ids=[case[0] for case in TRAITS])
def test_traits_of(what, entry, traits):
    assert classified(entry).traits == traits


@pytest.mark.parametrize("kind", Kind)
def test_what_is_not_public_is_dropped_before_anything_else(kind):
    assert classify(entry(kind, visibility=Visibility.PRIVATE, of=ANA, root=ANA, parent=ANA), GROUND) is None


@pytest.mark.parametrize("kind", Kind)
def test_unlisted_counts_like_public(kind):
    public, unlisted = (
        classify(entry(kind, visibility=each, of=ANA), GROUND) for each in (Visibility.PUBLIC, Visibility.UNLISTED)
    )
    assert public == unlisted


@pytest.mark.parametrize("network", NETWORKS)
def test_a_joined_conversation_is_one_on_every_network(network):
    assert classified(reply(ANA, ANA, network=network)).act is Act.JOIN


@pytest.mark.parametrize(
    ("network", "facts"),
    [
        ("mastodon", {"root": ME, "parent": ME, "parent_id": "1", "thread": "1"}),  # a thread of posts
        ("bluesky", {"root": ME, "parent": ME, "parent_id": "at://id-me/post/2", "thread": "at://id-me/post/1"}),
        ("x", {"root": NOBODY, "parent": ME, "parent_id": "9", "thread": "9"}),  # an archive names the parent alone
        ("hackernews", {"root": ME, "parent": NOBODY, "parent_id": "31", "thread": "31"}),  # below one's own story
        ("stackexchange", {"root": ME, "parent": ME, "parent_id": "q7", "thread": "q7", "answers_question": True}),
        ("discourse", {"root": ME, "parent": ME, "thread": "12", "venue": "meta", "parent_id": "12/3"}),
    ],
)
def test_going_on_below_oneself_is_no_conversation_on_any_network(network, facts):
    found = classified(entry(Kind.REPLY, network=network, text=SAYS_ENOUGH, **facts))
    assert (found.act, found.place) == (Act.BROADCAST, MINE)


def test_the_author_of_the_entry_is_the_member_even_where_no_account_is_registered():
    old_account = Party("id-of-an-archive")
    assert classified(reply(old_account, old_account, author=old_account)).act is Act.BROADCAST


def test_reasons_name_whose_post_it_is():
    assert in_words(classified(reply(ANA, BO))) == "counted as theirs: the post is @ana's"
    assert in_words(classified(reply(BO, BO))) == "counted as theirs: the post is Bo Lind's"
    assert in_words(classified(reply(UNNAMED, UNNAMED))) == "counted as theirs: the post is somebody else's"


def test_foreign_names_are_never_read_as_a_pattern():
    assert "@{to}" in in_words(classified(reply(Party("7", "{to}"), ANA)))


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_a_sentence(why):
    assert sentence(Reason(why, "@ana", "@bo", "Databases"))
    assert set(SENTENCES) == set(Why)


def test_every_reason_is_reached():
    entries = [case[1] for case in CASES]
    assert {classified(each).reason.why for each in entries} == set(Why)


@pytest.mark.parametrize("text", ["Why?", "为什么？", "لماذا؟", "Ինչո՞ւ", "https://x.example/?a=1 why?"])
def test_a_question_is_seen_in_any_script(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["", "Because.", "https://x.example/?a=1", "see https://x.example/?a=1 now"])
def test_a_question_mark_in_an_address_asks_nothing(text):
    assert not asks(text)


parties = st.sampled_from([NOBODY, ME, MATE, LEAVER, COMER, PAGE, ANA, BO, BOT, UNNAMED]) | st.builds(
    Party, id=st.text(max_size=5), name=st.text(max_size=12), is_bot=st.booleans()
)
links = (
    st.sampled_from(["https://mira.example/x", "https://acme.example", "https://ana.example", "://", "x"]) | st.text()
)
entries = st.builds(
    Entry,
    network=st.sampled_from(NETWORKS),
    native_id=st.text(min_size=1, max_size=5),
    kind=st.sampled_from(Kind),
    at=st.datetimes(timezones=st.just(UTC)),
    author=parties,
    url=links,
    text=st.text() | st.sampled_from([SAYS_ENOUGH, "ありがとう", "👍", "?"]),
    title=st.text(max_size=20),
    lang=st.sampled_from(["", "en", "ja", "pt-BR", "x"]),
    links=st.lists(links, max_size=3).map(tuple),
    thread=st.sampled_from(["", "t", "p"]),
    root=parties,
    parent_id=st.sampled_from(["", "t", "p"]),
    parent=parties,
    of=parties,
    venue=st.sampled_from(["", "acme/x", "mira/x", "other/x", "Acme Users"]) | st.text(max_size=8),
    visibility=st.sampled_from(Visibility),
    traits=st.frozensets(st.sampled_from(["curated", "autoposted", "accepted"])),
)


@given(entries)
def test_classifying_is_total_and_says_why(entry):
    found = classify(entry, GROUND)
    assert (found is None) == (entry.visibility is Visibility.PRIVATE)
    assert found is None or in_words(found)


@given(st.lists(entries, max_size=6), st.randoms(use_true_random=False))
def test_classifying_looks_at_one_entry_alone(several, random):
    once = [classify(each, GROUND) for each in several]
    order = list(range(len(several)))
    random.shuffle(order)
    again = {position: classify(several[position], GROUND) for position in order}
    assert [again[position] for position in range(len(several))] == once


@given(entries, st.sampled_from([MATE, PAGE]), st.sampled_from([Kind.BOOST, Kind.REACTION, Kind.FOLLOW, Kind.QUOTE]))
def test_nothing_passed_on_from_one_of_us_or_given_to_them_is_theirs(entry, ours, kind):
    entry = replace(entry, kind=kind, of=ours, parent=NOBODY, thread="", author=ME, visibility=Visibility.PUBLIC)
    assert classified(entry).place is not THEIRS


@given(entries, st.sampled_from([MATE, PAGE]))
def test_no_answer_to_one_of_us_is_theirs_whoever_started_the_thread(entry, ours):
    entry = replace(entry, kind=Kind.REPLY, parent=ours, author=ME, visibility=Visibility.PUBLIC)
    found = classified(entry)
    assert (found.place is not THEIRS, found.act) == (True, Act.INSIDE)


@given(entries)
def test_without_any_registry_nobody_is_accused_of_our_own_links(entry):
    found = classify(entry, Ground())
    assert found is None or not found.traits & {Trait.OWN_LINK, Trait.HOUSE_LINK, Trait.DUMP}


ROOTS_AND_PARENTS = list(itertools.product([NOBODY, ME, MATE, PAGE, ANA], repeat=2))


@pytest.mark.parametrize(("root", "parent"), ROOTS_AND_PARENTS)
def test_knowing_less_never_makes_a_reply_a_broadcast(root, parent):
    """Whatever a network leaves out, nobody is accused for it: only a known own thread going on is a post."""
    if parent is not ME or root is not ME:
        assert classified(reply(root, parent)).act is not Act.BROADCAST


def test_a_classified_is_a_value():
    assert classified(reply(ANA, BO)) == Classified(THEIRS, Act.JOIN, Reason(Why.JOINED, "@ana", "Bo Lind"))


def test_somebody_without_a_name_is_told_by_the_place_and_owns_what_is_theirs():
    them = Party("id-x", "somebody on forum.example")
    assert in_words(classified(reply(them, them))) == "counted as theirs: the post is somebody's on forum.example"


def test_an_answer_at_home_says_whose_home_it_was():
    assert classified(reply(ME, ANA)).reason.why is Why.ANSWER_ON_MINE
    assert classified(reply(PAGE, ANA)).reason.why is Why.ANSWER_ON_HOUSE
    assert classified(reply(ANA, BO)).reason.why is Why.JOINED
    assert classified(reply(ANA, ME)).reason.why is Why.TALK_GOES_ON


def test_a_reason_names_whom_and_where_as_far_as_they_are_known():
    told = sentence(Reason(Why.TALKED_ON_OURS, to="@ana", where="the shed"))
    assert "@ana" in told
    assert "the shed" in told
    assert "somebody in somewhere else" in sentence(Reason(Why.TALKED_ON_OURS))


def test_a_post_says_what_it_was():
    def why(**facts):
        return classified(entry(Kind.POST, **facts)).reason.why

    assert why(text="The light is good today") is Why.POST
    assert why(text="The light is good today", venue="maths") is Why.POST_IN_VENUE
    assert why(text="Is the light good today?", venue="maths") is Why.QUESTION


@pytest.mark.parametrize(
    "facts",
    [{"traits": frozenset({"question"})}, {"title": "Ask HN: which light"}, {"title": "Why?"}, {"text": "Why?"}],
)
def test_a_question_is_known_by_any_of_its_signs(facts):
    assert Trait.QUESTION in classified(entry(Kind.POST, **facts)).traits

"""What holds for every detector, whatever it is shown; and what each promises beside its cases."""

from dataclasses import replace
from datetime import timedelta
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.detectors.base import Detector, Evidence, Finding, Scene
from bot.domain.detectors.known import all_detectors, find_all
from bot.domain.detectors.measured import Counts
from tests.domain.detectors.batches import everything
from tests.domain.detectors.scenes import NOW, ago, heard, post, said, scene, who
from tests.domain.detectors.strategies import scenes

TABLE = {  # the signs of the method
    "blast", "team_echo", "link_dump", "autopost", "posted_and_left", "unanswered", "comments_closed",
    "talking_to_a_wall", "ad_in_a_post", "all_about_me", "canned_comments", "cold_mentions", "burst", "love_back",
    "listened_first",
}  # fmt: skip
BY_NAME = {detector.NAME: detector for detector in all_detectors()}
POSTS_SUFFICE = {"blast", "autopost", "comments_closed", "unanswered"}

each_detector = pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.NAME)


def found(name: str, there: Scene) -> Finding:
    (finding,) = BY_NAME[name].find(there)
    return finding


def test_the_whole_table_is_there() -> None:
    assert set(BY_NAME) == TABLE


@given(scenes())
@settings(max_examples=100, deadline=None)
def test_no_scene_makes_a_detector_fail(there: Scene) -> None:
    for finding in find_all(there):
        assert 0 <= finding.confidence <= 1
        assert finding.evidence
        assert BY_NAME[finding.detector].coaching(finding)


@given(scenes(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_things_come_in_changes_nothing(there: Scene, chance: object) -> None:
    def shuffled(things: tuple[object, ...]) -> tuple[object, ...]:
        mixed = list(things)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        return tuple(mixed)

    mixed = replace(
        there,
        deeds=shuffled(there.deeds),
        comments=shuffled(there.comments),
        said=shuffled(there.said),
        feed=shuffled(there.feed),
    )
    assert find_all(mixed) == find_all(there)


@given(scenes())
@settings(max_examples=100, deadline=None)
def test_things_that_come_twice_count_once(there: Scene) -> None:
    twice = replace(there, deeds=there.deeds * 2, comments=there.comments * 2, said=there.said * 2, feed=there.feed * 2)
    assert find_all(twice) == find_all(there)


@given(scenes(), st.integers(1, 400))
@settings(max_examples=100, deadline=None)
def test_a_shift_of_all_times_and_now_shifts_the_evidence_and_nothing_else(there: Scene, days: int) -> None:
    def later(moment: object) -> object:
        return None if moment is None else moment + timedelta(days=days)  # type: ignore[operator]

    moved = replace(
        there,
        now=there.now + timedelta(days=days),
        deeds=tuple(replace(each, entry=replace(each.entry, at=later(each.entry.at))) for each in there.deeds),
        comments=tuple(
            replace(each, at=later(each.at), answered_at=later(each.answered_at)) for each in there.comments
        ),
        said=tuple(replace(each, at=later(each.at)) for each in there.said),
        feed=tuple(replace(each, published=later(each.published)) for each in there.feed),
    )
    expected = tuple(
        replace(finding, evidence=tuple(replace(each, at=later(each.at)) for each in finding.evidence))
        for finding in find_all(there)
    )
    assert find_all(moved) == expected


@each_detector
def test_a_sentence_needs_no_number_the_finding_does_not_have(detector: Detector) -> None:
    findings = [
        finding for name, case in everything() if name == detector.NAME for finding in detector.find(case.scene)
    ]
    assert findings
    for finding in findings:
        says = detector.says(finding)
        for sentence in (says.one, says.many):
            needed = {name for _, name, _, _ in Formatter().parse(sentence) if name}
            assert needed <= finding.numbers.keys()
        assert detector.coaching(finding).endswith((".", "?"))
        assert "{" not in detector.coaching(finding)


@each_detector
def test_what_a_network_hides_is_held_against_nobody(detector: Detector) -> None:
    assert (detector.NAME in POSTS_SUFFICE) == detector.POSTS_SUFFICE
    if detector.POSTS_SUFFICE:
        return
    for name, case in everything():
        if name == detector.NAME:
            networks = frozenset(each.entry.network for each in case.scene.deeds)
            assert not detector.find(replace(case.scene, only_posts=networks))


@each_detector
def test_only_the_two_that_ask_for_it_are_praise_or_private(detector: Detector) -> None:
    assert (detector.NAME == "listened_first") == detector.IS_PRAISE
    assert (detector.NAME in {"love_back", "ad_in_a_post"}) == detector.PRIVATE
    assert (detector.NAME == "comments_closed") == detector.ASKS_ONCE


@each_detector
def test_what_has_not_happened_yet_is_not_seen(detector: Detector) -> None:
    for name, case in everything():
        if name == detector.NAME and case.there:
            earlier = replace(case.scene, now=min(each.entry.at for each in case.scene.deeds) - timedelta(days=1))
            assert not earlier.deeds
            assert not detector.find(earlier)


def test_a_finding_names_its_evidence() -> None:
    there = scene(
        *(
            post("We open the new workshop on Monday with soup for everybody", 30, on=on)
            for on in ("x", "mastodon", "linkedin")
        )
    )
    finding = found("blast", there)
    assert {each.key for each in finding.evidence} == {each.key for each in there.deeds}
    assert all(each.url and each.words and each.at == ago(30) for each in finding.evidence)
    assert finding.numbers["n"] == 3


def test_an_echo_names_no_teammate() -> None:
    text = "We open the new workshop on Monday with soup for everybody"
    there = scene(post(text), *(said(member, text) for member in range(1, 5)))
    finding = found("team_echo", there)
    assert finding.numbers["n"] == 5
    assert [each.key for each in finding.evidence] == [there.deeds[0].key]


def test_waiting_words_come_with_the_questions_first_and_their_own_address() -> None:
    mine = post("The last chair is done", 200)
    thought = heard(mine, who("ana"), "My father always wetted the board before he began", 3)
    question = heard(mine, who("bo"), "Which oil is that?", 1)
    finding = found("unanswered", scene(mine, thought, question))
    assert [each.url for each in finding.evidence] == [question.url, thought.url]
    assert finding.numbers == {"n": 2, "questions": 1}


def test_the_oldest_debt_comes_first_and_only_in_private() -> None:
    old, young = post("A lamp", 40 * 24), post("A stool", 10 * 24)
    finding = found(
        "love_back",
        scene(
            old,
            young,
            heard(young, who("bo"), "Which wood is that?"),
            heard(young, who("cy"), "Mine broke last year"),
            heard(old, who("ana"), "What a lamp"),
        ),
    )
    assert finding.private_only
    assert [each.words for each in finding.evidence] == ["@ana", "@bo", "@cy"]
    assert finding.numbers["who"] == "@ana"


def test_a_habit_of_many_networks_at_once_has_a_sentence_of_its_own() -> None:
    there = scene(
        *(post(f"Good morning, thought {day}", 26 + 24 * day, on=on) for day in range(4) for on in ("x", "linkedin"))
    )
    finding = found("burst", there)
    assert finding.sign == "at_once"
    assert "within the same minute" in BY_NAME["burst"].coaching(finding)


def test_foreign_braces_fill_a_sentence_and_do_not_break_it() -> None:
    link = post("Our catalogue https://acme.example/c", 240, on="facebook", venue="{n} {oops}")
    assert "{n} {oops}" in BY_NAME["link_dump"].coaching(found("link_dump", scene(link)))


def test_a_finding_without_evidence_or_with_a_senseless_confidence_is_refused() -> None:
    evidence = (Evidence("k", "", NOW),)
    with pytest.raises(ValueError, match="rests on"):
        Finding("blast", (), 0.5, {})
    with pytest.raises(ValueError, match="between 0 and 1"):
        Finding("blast", evidence, 1.5, {})


def test_a_blast_can_be_looked_for_in_another_stretch_of_time() -> None:
    old = scene(
        *(
            post("We open the new workshop on Monday with soup for everybody", 24 * 60, on=on)
            for on in ("x", "mastodon", "linkedin")
        )
    )
    assert not BY_NAME["blast"].find(old)
    assert BY_NAME["blast"].find(replace(old, looks_back=timedelta(days=365)))


def test_precision_and_recall_are_shares_of_what_was_found_and_of_what_was_there() -> None:
    assert (Counts(6, 2, 4, 9).precision, Counts(6, 2, 4, 9).recall) == (0.75, 0.6)
    assert (Counts(0, 0, 0, 9).precision, Counts(0, 0, 0, 9).recall) == (0.0, 0.0)

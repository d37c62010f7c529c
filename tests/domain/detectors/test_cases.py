"""Every labelled case, and that what may be shown in a channel is decided by counting them."""

import re
from collections.abc import Iterator

import pytest

from bot.domain.detectors import measured
from bot.domain.detectors.base import Detector, Finding, Says, Scene
from bot.domain.detectors.known import all_detectors
from bot.domain.detectors.measured import AT_FIRST_SIGHT, MEASURED, PRECISE_ENOUGH, Counts
from tests.domain.detectors.batches import FIRST, FRESH, THIRD, everything, of
from tests.domain.detectors.labelled import Case, counted, right

BY_NAME = {detector.NAME: detector for detector in all_detectors()}
SCRIPTS = (  # Latin, Cyrillic, Hebrew, Arabic, Devanagari, kana and Han, Hangul
    "[a-z]", "[\u0400-\u04ff]", "[\u0590-\u05ff]", "[\u0600-\u06ff]", "[\u0900-\u097f]", "[\u3041-\u9fff]",
    "[\uac00-\ud7a3]",
)  # fmt: skip


def params() -> Iterator[object]:
    for name, case in everything():
        known = [pytest.mark.xfail(reason=case.missed, strict=True)] if case.missed else []
        yield pytest.param(name, case, id=f"{name}: {case.name}", marks=known)


each_name = pytest.mark.parametrize("name", sorted(BY_NAME))


@pytest.mark.parametrize(("name", "case"), list(params()))
def test_a_case_comes_out_as_labelled(name: str, case: Case) -> None:
    assert right(BY_NAME[name], case), BY_NAME[name].find(case.scene)


@each_name
def test_there_are_enough_cases_of_every_sort(name: str) -> None:
    first = FIRST[name]
    assert sum(case.there and not case.tricky for case in first) >= 12
    assert sum(not case.there and not case.tricky for case in first) >= 12
    assert sum(case.tricky for case in first) >= 6
    assert len(FRESH[name]) >= 7
    assert len({case.name for case in of(name)}) == len(of(name))


@each_name
def test_the_cases_are_written_in_several_scripts(name: str) -> None:
    texts = " ".join(
        [each.entry.text + each.entry.title for case in of(name) for each in case.scene.deeds]
        + [each.text for case in of(name) for each in case.scene.comments]
    )
    assert sum(bool(re.search(script, texts)) for script in SCRIPTS) >= 4


@each_name
def test_what_was_measured_is_what_is_written_down(name: str) -> None:
    assert counted(BY_NAME[name], of(name)) == MEASURED[name]


@each_name
def test_only_a_precise_detector_may_be_shown_in_a_channel(name: str) -> None:
    detector = BY_NAME[name]
    precise = min(counted(detector, of(name)).precision, AT_FIRST_SIGHT[name][-1].precision) >= PRECISE_ENOUGH
    assert (precise and not detector.PRIVATE) == detector.CHANNEL
    for case in of(name):
        for finding in detector.find(case.scene):
            assert finding.private_only == (not detector.CHANNEL)


@each_name
def test_what_was_written_down_at_first_sight_is_of_the_cases_there_are(name: str) -> None:
    batches = [FRESH[name], *([THIRD[name]] if name in THIRD else [])]
    assert len(AT_FIRST_SIGHT[name]) == len(batches)
    for counts, cases in zip(AT_FIRST_SIGHT[name], batches, strict=True):
        assert counts.true_positives + counts.false_negatives == sum(case.there for case in cases)
        assert sum(counts) == len(cases)


@pytest.mark.parametrize(
    ("all_cases", "unseen", "shown"),
    [
        (Counts(90, 10, 0, 50), Counts(9, 1, 0, 5), True),
        (Counts(89, 11, 0, 50), Counts(9, 1, 0, 5), False),
        (Counts(90, 10, 0, 50), Counts(8, 1, 0, 5), False),
        (Counts(0, 0, 9, 50), Counts(9, 0, 0, 5), False),
    ],
)
def test_the_gate_is_nine_of_ten_on_all_cases_and_on_unseen_ones(
    monkeypatch: pytest.MonkeyPatch, all_cases: Counts, unseen: Counts, shown: bool
) -> None:
    monkeypatch.setitem(measured.MEASURED, "invented", all_cases)
    monkeypatch.setitem(measured.AT_FIRST_SIGHT, "invented", (Counts(0, 9, 0, 0), unseen))

    class Invented(Detector):
        NAME = "invented"
        MINIMUM = 1
        SAYS = Says("one", "many")

        def look(self, scene: Scene) -> Iterator[Finding]:
            yield from ()

    class Unmeasured(Invented):
        NAME = "unmeasured"

    class Whispered(Invented):
        PRIVATE = True

    assert Invented.CHANNEL is shown
    assert Unmeasured.CHANNEL is False
    assert Whispered.CHANNEL is False

"""What every item still counts, added up again."""

import math
from dataclasses import replace

import pytest

from bot.domain.explain import explain
from bot.domain.judgement import judge
from bot.domain.kinds import Act
from tests.domain.histories import item
from tests.domain.lives import NOW, things


def test_what_every_item_still_counts_adds_up_to_the_masses() -> None:
    history = [
        *things(Act.JOIN, 3, days_ago=0),
        *things(Act.HOST, 2, days_ago=21),
        *things(Act.BROADCAST, 5, days_ago=3),
        *things(Act.APPLAUD, 30, days_ago=2),
        *things(Act.AMPLIFY, 1, days_ago=89),
        *things(Act.BROADCAST, 2, days_ago=90),
    ]
    judgement, counted = judge(history, now=NOW), explain(history, NOW)

    def together(group: str) -> float:
        return math.fsum(one.today for one in counted if one.item.group == group)

    assert together("genuine") == pytest.approx(judgement.masses.genuine, abs=1e-6)
    assert together("broadcast") == pytest.approx(judgement.masses.broadcasts, abs=1e-6)
    assert together("low") == pytest.approx(judgement.masses.low, abs=1e-6)
    assert len(counted) == len(history) - 2
    assert [one.today for one in counted] == sorted((one.today for one in counted), reverse=True)


def test_in_one_thread_the_explanation_shows_what_was_halved() -> None:
    talk = [item(Act.JOIN, NOW, key=str(number), thread="bluesky:a") for number in range(3)]
    assert [one.in_its_thread for one in explain(talk, NOW)] == [1.0, 0.5, 0.25]


def test_what_is_only_shown_counts_for_nothing_in_the_explanation() -> None:
    hidden = replace(things(Act.BROADCAST, 1)[0], judged=False)
    assert [(one.in_its_thread, one.today) for one in explain([hidden], NOW)] == [(0.0, 0.0)]

"""What would change a judgement: the same judgement, run forward."""

from datetime import timedelta

import pytest

from bot.domain.badge import FIRST_DAYS
from bot.domain.days import Day
from bot.domain.judgement import judge_days
from bot.domain.kinds import Badge
from bot.domain.outlook import outlook, would_be
from tests.domain.lives import JOIN, POST, TODAY, badge, every_day


def test_with_nothing_imagined_the_outlook_is_what_tonight_decides() -> None:
    days = every_day(POST, 12)
    assert badge(days | {TODAY: POST}) is Badge.UNTOLD
    assert would_be(days | {TODAY: POST}, TODAY).badge is Badge.FACTORY


def test_four_joined_conversations_bring_the_share_to_what_it_would_be() -> None:
    days = every_day(POST, 5)
    lived = days | {TODAY + timedelta(days=ahead): JOIN for ahead in range(4)}
    imagined = would_be(days, TODAY, joins=4)
    assert imagined.share == judge_days(lived, TODAY + timedelta(days=3)).share
    assert imagined.share > judge_days(days, TODAY).share
    assert would_be(days, TODAY, joins=4, a_day=4).share != imagined.share


def test_the_fewest_conversations_that_clear_a_factory_are_really_the_fewest() -> None:
    days = every_day(POST, 30)
    fewest = outlook(days, TODAY).to_clear
    assert fewest is not None
    assert fewest > 0
    assert would_be(days, TODAY, joins=fewest - 1).is_factory
    assert not would_be(days, TODAY, joins=fewest).is_factory


def test_the_fewest_conversations_to_two_thirds_are_really_the_fewest() -> None:
    days = every_day(Day(1, 1, 2), 30)
    fewest = outlook(days, TODAY).to_two_thirds
    assert fewest is not None
    assert would_be(days, TODAY, joins=fewest - 1).share < 2 / 3 <= would_be(days, TODAY, joins=fewest).share


def test_who_is_new_is_told_something_after_a_fortnight_of_conversations() -> None:
    assert outlook({}, TODAY).to_be_told == FIRST_DAYS + 1
    assert outlook({}, TODAY).to_participate == FIRST_DAYS + 2
    assert outlook({}, TODAY, covered=False).to_be_told is None


def test_only_something_that_can_be_done_can_be_imagined() -> None:
    with pytest.raises(ValueError, match="could be done"):
        would_be({}, TODAY, joins=-1)


def test_posts_can_be_imagined_as_well() -> None:
    days = every_day(JOIN, 5)
    lived = days | {TODAY + timedelta(days=ahead): POST for ahead in range(2)}
    assert would_be(days, TODAY, posts=2).share == judge_days(lived, TODAY + timedelta(days=1)).share
    both = days | {TODAY: Day(1, 1, 2), TODAY + timedelta(days=1): Day(0, 0, 1)}
    assert would_be(days, TODAY, joins=1, posts=3, a_day=2).share == judge_days(both, TODAY + timedelta(days=1)).share

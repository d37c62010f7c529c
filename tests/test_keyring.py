"""What is locked is read by any of the keys, and by nobody else."""

import pytest

from bot.errors import BadSetting
from bot.keyring import Keyring, WrongKeyError, new_key

SECRET = "xoxb-1-plainly-invented"


def test_what_is_locked_does_not_show_and_opens_again():
    keys = Keyring(new_key())
    locked = keys.lock(SECRET)
    assert SECRET not in locked
    assert keys.open(locked) == SECRET


def test_the_first_key_locks_and_every_key_opens():
    old, new = new_key(), new_key()
    before = Keyring(old).lock(SECRET)
    both = Keyring(f" {new} , {old},")
    assert both.open(before) == SECRET
    assert not both.is_newest(before)
    after = both.lock(both.open(before))
    assert both.is_newest(after)
    assert Keyring(new).open(after) == SECRET
    with pytest.raises(WrongKeyError):
        Keyring(old).open(after)


def test_nothing_is_nothing_to_hide():
    keys = Keyring(new_key())
    assert (keys.lock(""), keys.open(""), keys.is_newest("")) == ("", "", True)


@pytest.mark.parametrize(
    "broken", ["", " , ", "short", pytest.param(f"{new_key()},{new_key()[:-2]}", id="second"), "ü" * 44, "=" * 44]
)
def test_a_broken_key_is_named_by_its_place_and_never_told(broken: str):
    with pytest.raises(BadSetting) as told:
        Keyring(broken)
    words = str(told.value)
    assert "involve keys new" in words
    assert not any(key.strip() and key.strip() in words for key in broken.split(","))


@pytest.mark.parametrize("garbage", ["x", "gAAAA", "ü", "gAAAAA" + "A" * 100])
def test_what_nobody_locked_does_not_open(garbage: str):
    with pytest.raises(WrongKeyError):
        Keyring(new_key()).open(garbage)

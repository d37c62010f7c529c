"""An entry is stored as one JSON text and comes back as it was."""

import json
from datetime import timedelta, timezone

from bot.domain.entry import Party
from bot.domain.facts import read, written
from bot.domain.kinds import Kind, Visibility
from tests.domain.people import ANA, BOT, NOON, entry, later, reply


def again(one: object) -> object:
    return read(written(one), network=one.network, kind=one.kind, at=one.at, url=one.url)  # type: ignore[attr-defined, arg-type]


def test_every_fact_comes_back_as_it_was() -> None:
    full = reply(
        BOT, ANA, url="https://x.example/1", links=("https://a.example",), mentions=("ana",), edited_at=later(1),
        visibility=Visibility.PRIVATE, traits=frozenset({"b", "a"}),
    )  # fmt: skip
    assert again(full) == full


def test_only_what_is_not_as_usual_is_written() -> None:
    facts = json.loads(written(entry(Kind.POST, text="Grüße")))
    assert facts == {"native_id": "1", "author": ["id-me", "mira"], "text": "Grüße"}


def test_a_party_of_whom_nothing_is_known_is_left_out_and_a_bot_is_marked() -> None:
    facts = json.loads(written(entry(Kind.REPLY, root=Party("", ""), parent=BOT)))
    assert facts["parent"] == ["id-bot", "weatherbot", True]
    assert "root" not in facts


def test_a_moment_comes_back_in_utc() -> None:
    abroad = NOON.astimezone(timezone(timedelta(hours=9)))
    assert read('{"native_id": "1", "author": ["a", "b"]}', network="x", kind=Kind.POST, at=abroad, url="").at == NOON

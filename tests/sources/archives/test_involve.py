"""Involve's own format: nothing is lost on the way out and in, and no cell is a formula."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.errors import BadInput
from bot.sources.archives.involve import as_object, guarded, of_object, unguarded, write_csv, write_jsonl
from tests.sources.archives.packing import ANA, Read

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
ME = Party(ANA.key, ANA.name)

_words = st.text(max_size=60).map(clean)
_ids = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x3000, exclude_categories=["Cs", "Z", "C"]), min_size=1, max_size=20
).map(clean)
_parties = st.builds(
    Party,
    _ids.filter(lambda each: each and each != "me"),
    _words.filter(lambda each: each.casefold() != "me"),
    st.booleans(),
) | st.just(NOBODY)
_strings = st.lists(_ids.filter(bool), max_size=3, unique=True).map(tuple)
_entries = st.builds(
    Entry,
    network=st.sampled_from(["bluesky", "x", ""]),
    native_id=_ids.filter(bool),
    kind=st.sampled_from(Kind),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # zone beside it
    author=_parties.filter(bool),
    url=_ids,
    text=_words,
    title=_words,
    lang=st.sampled_from(["", "en", "pt-BR"]),
    links=_strings,
    mentions=st.lists(
        _words.filter(lambda each: each and "\n" not in each and "\r" not in each), max_size=2, unique=True
    ).map(tuple),
    thread=_ids,
    root=_parties,
    parent_id=_ids,
    parent=_parties,
    parent_text=_words,
    of=_parties,
    venue=_words,
    visibility=st.sampled_from([Visibility.PUBLIC, Visibility.UNLISTED]),
    edited_at=st.none() | st.just(AT + timedelta(hours=1)),
    outcome=st.sampled_from([0.0, 0.5, 1.0]),
    answers_question=st.booleans(),
    comments_open=st.sampled_from([None, True, False]),
    traits=st.frozensets(st.sampled_from(["curated", "sensitive", "autoposted"])),
)


def read(tmp_path, name: str, content: str) -> Read:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8"))
    return Read(path)


@settings(max_examples=50)
@given(_entries)
def test_an_entry_comes_back_from_json_as_it_was(entry):
    assert of_object(json.loads(json.dumps(as_object(entry))), ME) == entry


@settings(max_examples=25)
@given(entries=st.lists(_entries, max_size=3))
def test_entries_come_back_from_either_form_as_they_were(tmp_path_factory, entries):
    folder = tmp_path_factory.mktemp("forms")
    assert read(folder, "activity.jsonl", "".join(write_jsonl(entries))).entries == entries
    assert read(folder, "involve.csv", "".join(write_csv(entries))).entries == entries


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "'=1", "''  @x", "'", "a=1", "", "'plain"]
)
def test_a_guarded_cell_is_no_formula_and_comes_back(cell):
    assert not re.match(r"\s*[=+\-@\t\r]", guarded(cell))
    assert unguarded(guarded(cell)) == cell


@given(st.text(max_size=20))
def test_any_cell_comes_back(cell):
    assert unguarded(guarded(cell)) == cell


def test_no_cell_of_a_table_is_a_formula():
    entry = Entry("x", "=1", Kind.POST, AT, Party("@me", "+you"), text="=cmd|' /C calc'!A0", title=" @x", venue="\t=1")
    rows = list(csv.reader(io.StringIO("".join(write_csv([entry])))))
    assert not [cell for cell in rows[1] if re.match(r"\s*[=+\-@\t\r]", cell)]


def test_a_table_by_hand_needs_a_kind_and_a_moment_only(tmp_path):
    table = (
        "Kind,At,Network,URL,Text,root_name,parent_author_name\n"
        "reply,2026-05-01 10:00,linkedin,https://www.linkedin.com/x,Have you tried potting it?,Ben Okri,Ben Okri\n"
        "reply,2026-05-01T11:00:00+02:00,linkedin,,Below my own post,me,Chi\n"
        "post,2026-05-02,,,At the meetup I showed the lens,,\n"
        "wave,2026-05-02,,,no such kind,,\n"
        "post,soon,,,no such day,,\n"
    )
    found = read(tmp_path, "my-involve.csv", table)
    first, second, third = found.entries
    assert (first.author, first.root, first.native_id) == (ME, Party("name:ben okri", "Ben Okri"), first.native_id)
    assert (second.root, second.parent.name, second.at.hour) == (ME, "Chi", 9)
    assert (third.network, third.at) == ("", datetime(2026, 5, 2, tzinfo=UTC))
    assert found.why == {"a row makes no sense": 2}
    assert len({each.native_id for each in found.entries}) == 3
    again = read(tmp_path, "my-involve.csv", table)
    assert [each.native_id for each in again.entries] == [each.native_id for each in found.entries]


def test_what_is_marked_private_is_left_out(tmp_path):
    line = json.dumps({"kind": "post", "at": "2026-05-01T10:00:00Z", "text": "secret", "visibility": "private"})
    found = read(tmp_path, "activity.jsonl", line + "\n")
    assert (found.entries, found.why) == ([], {"an entry was not for everybody to read": 1})


def test_odd_lines_cost_themselves(tmp_path):
    odd = [
        "{",
        "[]",
        "7",
        '"x"',
        "{}",
        '{"kind": "post", "at": 7}',
        "[" * 100_000,
        '{"kind": "post", "at": "2026-05-01", "links": "x"}',
    ]
    found = read(tmp_path, "activity.jsonl", "\n\n".join(odd))
    assert len(found.entries) == 1
    assert found.why == {"a line makes no sense": 7}


def test_a_table_of_something_else_is_refused_with_what_it_needs(tmp_path):
    with pytest.raises(BadInput, match="`kind` and `at`"):
        read(tmp_path, "involve.csv", "name,age\nana,4\n")


def test_it_is_the_members_own_word():
    from bot.sources.archives.involve import Involve

    assert Involve.self_reported

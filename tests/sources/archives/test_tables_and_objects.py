"""Tables and JSON as networks write them: broken, endless, cut off, in pieces of any size."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.sources.archives import opened as limits
from bot.sources.archives.objects import elements
from bot.sources.archives.tables import MAX_LINE, header, lines, table


def pieces(text: str | bytes, size: int = 7):
    raw = text.encode() if isinstance(text, str) else text
    return (raw[start : start + size] for start in range(0, len(raw), size))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=10,
)


@settings(max_examples=40)
@given(st.lists(_JSON, max_size=6), st.integers(1, 40), st.sampled_from([None, 2]))
def test_a_list_is_read_element_by_element_however_it_is_cut(values, size, indent):
    text = "window.YTD.tweets.part0 = " + json.dumps(values, ensure_ascii=False, indent=indent)
    assert [value for _, value in elements(pieces(text, size))] == values


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=4), _JSON, max_size=4), st.integers(1, 40))
def test_an_object_is_read_field_by_field_and_its_lists_by_element(value, size):
    expected = []
    for name, each in value.items():
        expected += [(name, inside) for inside in each] if isinstance(each, list) else [(name, each)]
    assert list(elements(pieces(json.dumps(value), size))) == expected


def test_a_mark_at_the_beginning_and_blanks_are_stepped_over():
    assert list(elements([b"\xef\xbb\xbf  \n [ 1 , 2 ] "])) == [("", 1), ("", 2)]
    assert list(elements([b'{ "a" : [ ] , "b" : { } }'])) == [("b", {})]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "[1, 2",
        "[1 2]",
        '{"a": [1}',
        '{"a" 1}',
        "{1: 2}",
        '{"a": 1',
        "[,]",
        "[" * 200_000,
        '["' + "x" * 1_100_000,
        "x" * 5_000,
    ],
)
def test_what_is_no_json_is_refused(text):
    with pytest.raises(BadInput):
        list(elements(pieces(text, 60_000)))


MB = 1_000_000
TRAPS = {
    "lists in lists": ("[" * 900 + "]" * 900, "little but brackets", 2 * MB),
    "lists beside lists": ("[" + "[]," * 60_000 + "[]]", "little but brackets", 2 * MB),
    "objects in objects": ('{"a": ' * 30 + "1" + "}" * 30, "little but brackets", 4 * MB),
    "objects deep in objects": ('{"comment": ' * 300 + "1" + "}" * 300, "little but brackets", 4 * MB),
    "nothing again and again": ("[]", "little but brackets", 2 * MB),
    "names without end": ("{" + ",".join(f'"{n}":{n}' for n in range(25_000)) + "}", "longer than anybody", 22 * MB),
    "words without end": ('"' + "x" * 400_000 + '"', "longer than anybody", 22 * MB),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_what_only_keeps_somebody_busy_is_refused_after_little_of_it(trap):
    element, says, within = TRAPS[trap]
    taken = 0

    def endless():
        nonlocal taken
        yield b"[" + element.encode()
        many = f",{element}".encode() * (1 + 100_000 // len(element))
        for _ in range(2_000):
            taken += len(many)
            yield many

    with pytest.raises(BadInput, match=says):
        for _ in elements(endless()):
            pass
    assert taken < within


def test_the_least_that_networks_write_is_no_trap():
    """Likes by number alone, and albums of hundreds of pictures."""
    picture = {"uri": "your_facebook_activity/posts/media/a.jpg", "media_metadata": {"photo_metadata": {}}}
    album = json.dumps({"data": [{"media": picture}] * 1_500})
    likes = ",".join('{"like":{"tweetId":"1049000000000000000"}}' for _ in range(160_000))
    assert sum(1 for _ in elements(pieces(f"[{likes},{album},{album}]", 65_536))) == 160_002


def test_rows_are_named_in_lower_case_and_filled_up():
    rows = list(table(pieces("Date,LINK , Message\n1,2\n\n4,5,6,7\n")))
    assert rows == [{"date": "1", "link": "2", "message": ""}, {"date": "4", "link": "5", "message": "6"}]


def test_a_mark_before_the_header_is_no_part_of_it():
    assert header(pieces(b"\xef\xbb\xbfid,Date\n1,2\n")) == {"id", "date"}
    assert header([]) == frozenset()


def test_quotes_within_quotes_are_read_in_both_spellings():
    assert next(iter(table(pieces('a\n"x ""y"" z"\n')))) == {"a": 'x "y" z'}
    assert next(iter(table(pieces('a\n"x \\"y\\" z"\n'), backslash=True))) == {"a": 'x "y" z'}


def test_a_line_without_end_is_cut_and_takes_no_memory():
    found = list(lines(pieces("a" * 3_000_000 + "\nnext\n", 65_536)))
    assert [len(line) for line in found] == [MAX_LINE + 1, 5]


def test_a_line_of_megabytes_is_a_trap():
    with pytest.raises(BadInput, match="line without end"):
        list(lines(pieces("a" * 9_000_000, 65_536)))


def test_an_open_quote_costs_its_rows_and_no_more():
    rows = list(table(pieces('a,b\n1,"open' + "\nx" * 100_000 + "\n5,6\n", 65_536)))
    assert None in rows
    assert rows[-1] == {"a": "5", "b": "6"}


def test_zeros_and_broken_letters_are_survived():
    assert list(table(pieces(b"a,b\n1\x00,\xff\n"))) == [{"a": "1", "b": "\ufffd"}]


def test_more_rows_than_anybody_writes_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ROWS", 1_000)
    with pytest.raises(BadInput, match="1,000 rows"):
        list(table(pieces("a\n" * 1_002, 500)))
    with pytest.raises(BadInput, match="1,000 rows"):
        list(elements(pieces("[" + "0," * 1_001 + "0]", 500)))

"""A Bluesky repository: blocks in any order, a tree over them, and the same entries that polling gives."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.kinds import Kind
from bot.errors import BadInput
from bot.sources.archives.base import Owner
from bot.sources.archives.cbor import decoded
from bot.sources.atproto import moment_of
from tests.sources.archives.packing import ANA, Read, packed
from tests.sources.archives.repositories import Link, cbor, repository, varint

ANA_DID, BEN_DID = "did:plc:anaanaanaanaanaanaanaana", "did:plc:benbenbenbenbenbenbenben"
FIRST, SECOND, THIRD, LIKE, BOOST, FOLLOW = (
    f"3lg{letters}22222222" for letters in ("aa", "bb", "cc", "dd", "ee", "ff")
)


def at(did: str, key: str) -> str:
    return f"at://{did}/app.bsky.feed.post/{key}"


BENS = at(BEN_DID, "3lgxx22222222")


def post(text: str, **more: object) -> dict[str, object]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2027-01-01T00:00:00Z", "langs": ["en"], **more}


def reply(root: str, parent: str) -> dict[str, object]:
    return {"root": {"uri": root, "cid": "x"}, "parent": {"uri": parent, "cid": "x"}}


RECORDS = {
    f"app.bsky.feed.post/{FIRST}": post("How we seal a lens"),
    f"app.bsky.feed.post/{SECOND}": post("A second layer", reply=reply(at(ANA_DID, FIRST), at(ANA_DID, FIRST))),
    f"app.bsky.feed.post/{THIRD}": post("Potting works too", reply=reply(BENS, BENS)),
    f"app.bsky.feed.like/{LIKE}": {
        "subject": {"uri": BENS, "cid": "x"},
        "createdAt": "2025-01-01T00:00:00Z",
    },
    f"app.bsky.feed.repost/{BOOST}": {"subject": {"uri": BENS, "cid": "x"}},
    f"app.bsky.graph.follow/{FOLLOW}": {"subject": BEN_DID},
    "app.bsky.actor.profile/self": {"displayName": "Ana", "avatar": {"ref": Link(b"\x01\x55\x12\x20" + b"\0" * 32)}},
    "chat.bsky.actor.declaration/self": {"allowIncoming": "none"},
}


@pytest.fixture
def read(tmp_path):
    path = tmp_path / "repo.car"
    path.write_bytes(repository(ANA_DID, RECORDS))
    return Read(path)


def test_every_act_is_told_as_polling_would_tell_it(read):
    kinds = {each.native_id.rpartition("/")[2]: each.kind for each in read.entries}
    assert kinds == {
        FIRST: Kind.POST, SECOND: Kind.REPLY, THIRD: Kind.REPLY,
        LIKE: Kind.REACTION, BOOST: Kind.BOOST, FOLLOW: Kind.FOLLOW,
    }  # fmt: skip
    assert read.one("How we seal").native_id == at(ANA_DID, FIRST)


def test_the_root_of_a_thread_needs_no_look_up(read):
    assert read.one("second layer").root == read.me
    assert read.one("Potting").root.id == BEN_DID


def test_a_date_that_lies_ahead_gives_way_to_the_records_key(read):
    assert read.one("How we seal").at == moment_of(FIRST)


def test_the_handle_is_that_of_the_connected_account(tmp_path, read):
    assert (read.who.native_id, read.who.handle) == (ANA_DID, ANA_DID)
    known = Read(tmp_path / "repo.car", Owner(ANA.key, native_id=ANA_DID, handle="ana.lamps.example"))
    assert known.who.handle == "ana.lamps.example"
    other = Read(tmp_path / "repo.car", Owner(ANA.key, native_id=BEN_DID, handle="ben.example"))
    assert other.who.native_id == ANA_DID


def test_a_record_that_is_missing_or_odd_costs_itself(tmp_path):
    odd = {**RECORDS, f"app.bsky.feed.post/{FIRST[:-1]}3": post("", reply=7), "app.bsky.feed.post/key": post("no time")}
    path = tmp_path / "repo.car"
    path.write_bytes(repository(ANA_DID, odd, leave_out=f"app.bsky.feed.post/{SECOND}"))
    read = Read(path)
    assert len(read.entries) == 5
    assert read.why == {"a record makes no sense": 3}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"nothing of the kind",
        varint(2_000_000_000) + b"x",
        b"\xff" * 40,
        repository(ANA_DID, RECORDS)[:-30],
        repository(ANA_DID, RECORDS)[:60],
        varint(1) + b"\xa0",
    ],
)
def test_what_is_no_repository_is_refused(tmp_path, broken):
    path = tmp_path / "repo.car"
    path.write_bytes(broken)
    with pytest.raises(BadInput):
        Read(path)


def test_a_repository_within_an_archive_is_asked_for_by_itself(tmp_path):
    with pytest.raises(BadInput, match="send the file itself"):
        Read(packed(tmp_path / "archive.zip", {"repo.car": repository(ANA_DID, RECORDS)}))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.binary() | st.floats(allow_nan=False),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4),
    max_leaves=20,
)


@settings(max_examples=50)
@given(_VALUES)
def test_what_was_encoded_is_decoded(value):
    assert decoded(cbor(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(data):
    with suppress(ValueError):
        decoded(data)


@pytest.mark.parametrize(
    "data", [b"\x81" * 100_000, b"\x9a\xff\xff\xff\xff", b"\xba\x00\xff\xff\xff", b"\xd8\x20ax", b"\x5f"]
)
def test_depth_length_and_foreign_tags_are_refused(data):
    with pytest.raises(ValueError, match=r"\w"):
        decoded(data)

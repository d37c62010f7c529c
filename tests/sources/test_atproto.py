"""Tests of bot/sources/atproto.py: keys that are moments, and addresses that name an author."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.atproto import AtUri, earlier, key_of, moment, moment_of
from tests.sources.serve import recorded

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2400, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given zones


@given(MOMENTS)
def test_a_key_is_its_moment(at: datetime) -> None:
    assert moment_of(key_of(at)) == at


@given(MOMENTS, MOMENTS)
def test_keys_sort_as_their_moments_do(one: datetime, other: datetime) -> None:
    assert (key_of(one) < key_of(other)) == (one < other)


def test_recorded_keys_were_made_within_half_a_second_of_their_posts() -> None:
    for item in recorded(__file__, "bluesky/getAuthorFeed.json")["feed"]:
        written, indexed = moment(item["post"]["record"]["createdAt"]), moment(item["post"]["indexedAt"])
        assert written
        assert indexed
        assert written <= moment_of(AtUri.read(item["post"]["uri"]).key) <= indexed
        assert indexed - written < timedelta(seconds=1)


@pytest.mark.parametrize("key", ["self", "", "3jukterj4bp2", "zzzzzzzzzzzzz", "3jukterj4bp2j2", "3JUKTERJ4BP2J"])
def test_what_is_no_key_has_no_moment(key: str) -> None:
    with pytest.raises(ValueError, match="TID"):
        moment_of(key)


def test_the_key_of_a_quarter_of_an_hour_before() -> None:
    assert moment_of(earlier("3jukterj4bp2j", timedelta(minutes=15))) == moment_of("3jukterj4bp2j") - timedelta(
        minutes=15
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-07-21T01:33:51.481951", None),
        ("2024-02-22T19:58:13.903293+00:00", datetime(2024, 2, 22, 19, 58, 13, 903293, UTC)),
        ("2024-01-01T02:00:00.123456789+02:00", datetime(2024, 1, 1, 0, 0, 0, 123456, UTC)),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        (None, None),
        (20240101, None),
    ],
)
def test_a_time_is_read_in_every_form_clients_write(text: object, expected: datetime | None) -> None:
    assert moment(text) == expected


def test_an_address_with_a_handle_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="at-URI"):
        AtUri.read("at://anna.example/app.bsky.feed.post/3jukterj4bp2j")


def test_an_address_leads_to_its_page() -> None:
    uri = "at://did:plc:anna23456723456723456723/app.bsky.feed.post/3jukterj4bp2j"
    assert str(AtUri.read(uri)) == uri
    assert AtUri.read(uri).page == "https://bsky.app/profile/did:plc:anna23456723456723456723/post/3jukterj4bp2j"

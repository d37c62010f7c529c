"""Whose ground is what."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entry import NOBODY, Party
from bot.domain.ground import Ground, Holding, Owner, Teammate, host_of
from tests.domain.people import ANA, COMER, GROUND, LEAVER, MATE, ME, NOON, PAGE

BEFORE, AFTER = NOON - timedelta(days=1), NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("party", "at", "owner"),
    [
        (ME, NOON, Owner.MINE),
        (PAGE, NOON, Owner.HOUSE),
        (MATE, NOON, Owner.TEAM),
        (ANA, NOON, Owner.OTHER),
        (NOBODY, NOON, Owner.UNKNOWN),
        (Party("", "ana"), NOON, Owner.UNKNOWN),  # a name without an id is nobody in particular
        (LEAVER, BEFORE, Owner.TEAM),
        (LEAVER, NOON, Owner.OTHER),
        (COMER, BEFORE, Owner.OTHER),
        (COMER, NOON, Owner.TEAM),
        (COMER, AFTER, Owner.TEAM),
    ],
)
def test_who_somebody_is_depends_on_the_time_of_the_item(party, at, owner):
    assert GROUND.owner_of("bluesky", party, at) is owner


def test_the_same_id_on_another_network_is_another_person():
    ground = Ground(mine=Holding(frozenset({("bluesky", "7")})))
    assert ground.owner_of("bluesky", Party("7"), NOON) is Owner.MINE
    assert ground.owner_of("mastodon", Party("7"), NOON) is Owner.OTHER


def test_who_left_and_came_back_was_away_in_between():
    account = frozenset({("x", "1")})
    ground = Ground(team=(Teammate(account, until=BEFORE), Teammate(account, since=AFTER)))
    owners = [ground.owner_of("x", Party("1"), BEFORE + timedelta(days=days)) for days in (-1, 1, 2)]
    assert owners == [Owner.TEAM, Owner.OTHER, Owner.TEAM]


def test_oneself_is_never_a_teammate_of_oneself():
    ground = Ground(mine=Holding(frozenset({("x", "1")})), team=(Teammate(frozenset({("x", "1")})),))
    assert ground.owner_of("x", Party("1"), NOON) is Owner.MINE


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://mira.example/2026/why", "mine"),
        ("http://MIRA.Example:8080", "mine"),
        ("https://www.mira.example./x", "mine"),
        ("https://notes.mira.example/", "mine"),
        ("//mira.example/x", "mine"),
        ("https://acme.example/?ref=mira.example", "house"),
        ("https://shop.acme.example#top", "house"),
        ("https://user:word@acme.example/", "house"),
        ("https://notmira.example/", None),
        ("https://mira.example.other.example/", None),
        ("https://other.example/mira.example", None),
        ("https://mira.example@other.example/", None),
        ("https://other.example\\@mira.example/", None),  # browsers read "\\" as "/"
        ("mailto:me@mira.example", None),
        ("mira.example", None),
        ("", None),
    ],
)
def test_a_link_belongs_to_whose_host_it_leads_to(url, owner):
    assert GROUND.owns_link(url) == owner


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://medium.example/@mira", "mine"),
        ("https://medium.example/@Mira/post?x=1", "mine"),
        ("https://medium.example/%40mira/post", "mine"),
        ("https://medium.example/@mirabelle", None),
        ("https://medium.example/", None),
    ],
)
def test_a_page_on_a_shared_host_is_owned_below_its_path_only(url, owner):
    assert GROUND.owns_link(url) == owner


@pytest.mark.parametrize(
    "domain", ["bücher.example", "https://www.bücher.example/", "xn--bcher-kva.example", "BÜCHER.example"]
)
@pytest.mark.parametrize(
    "url", ["https://bücher.example/x", "https://XN--BCHER-KVA.example/x", "http://www.Bu\u0308cher.example"]
)
def test_a_domain_is_one_however_it_is_spelled(domain, url):
    assert Ground(mine=Holding(domains=frozenset({domain}))).owns_link(url) == "mine"


def test_two_domains_of_two_owners_stay_two():
    ground = Ground(mine=Holding(domains=frozenset({"fass.example"})))
    assert ground.owns_link("https://faß.example/") is None


@pytest.mark.parametrize(
    ("network", "venue", "owner"),
    [
        ("github", "acme/rocket", "house"),
        ("github", "Acme/Rocket", "house"),
        ("github", "mira/notes", "mine"),
        ("github", "acmeister/rocket", None),
        ("gitlab", "acme/rocket", None),
        ("discourse", "acme users", "house"),
        ("discourse", "acme", None),
        ("discourse", "", None),
    ],
)
def test_a_venue_belongs_to_whom_it_is_registered_for(network, venue, owner):
    assert GROUND.owns_venue(network, venue) == owner


@given(st.text())
def test_no_text_breaks_the_reading_of_addresses(text):
    GROUND.owns_link(text)
    GROUND.owns_link("https://" + text)
    Ground(house=Holding(domains=frozenset({text}))).owns_link("https://acme.example/x")


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){0,3}", fullmatch=True))
def test_only_what_ends_in_the_domain_at_a_dot_is_owned(host):
    expected = "house" if f".{host.removeprefix('www.')}".endswith(".acme.example") else None
    assert GROUND.owns_link(f"https://{host}/acme.example") == expected


def test_a_numbered_host_is_read_with_and_without_port():
    assert host_of("http://[2001:db8::1]:8080/x") == "[2001:db8::1]"
    assert host_of("http://192.0.2.7:80/") == "192.0.2.7"


def test_of_several_pages_on_one_host_each_is_owned():
    ground = Ground(mine=Holding(domains=frozenset({"medium.com/@mira", "medium.com/@mira-writes"})))
    assert ground.owns_link("https://medium.com/@mira/tides") == "mine"
    assert ground.owns_link("https://medium.com/@mira-writes") == "mine"
    assert ground.owns_link("https://medium.com/@mira-reads") is None

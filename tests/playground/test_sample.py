"""The sample team comes out as intended, through the real sources, whenever the demo starts; all else goes out."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.domain.digest import best, counts
from bot.domain.kinds import Act, Badge, Kind
from bot.domain.ranking import Candidate, Past, rank
from bot.errors import NotFound, Refused
from bot.playground.people import Member
from bot.playground.sample import SAMPLE_HOUSE, SAMPLE_TEAM, VISITOR, SampleNetworks
from bot.playground.sample.story import LINK, Message, told
from bot.playground.sample.times import Times, span, working_day
from bot.sources.bluesky import Bluesky
from bot.sources.hackernews import HackerNews
from bot.sources.http import Http
from bot.sources.known import Sources
from bot.sources.mastodon import Mastodon
from tests.playground.sample_reading import Outside, Reading, reading

MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
NOWS = {
    "monday morning": MONDAY,
    "sunday night": datetime(2026, 11, 22, 22, 40, tzinfo=UTC),
    "wednesday afternoon": datetime(2028, 6, 14, 13, 20, tzinfo=UTC),
    "clocks go forward": datetime(2026, 3, 29, 0, 58, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 25, 0, 31, tzinfo=UTC),
    "new year": datetime(2027, 1, 1, 0, 4, tzinfo=UTC),
}
A_DAY = timedelta(days=1)
INTENDED = {
    "teo": Badge.BALANCING,
    "mira": Badge.FACTORY,
    "noor": Badge.PARTICIPATING,
    "tom": Badge.BALANCING,
    "juno": Badge.UNTOLD,
    "ines": Badge.QUIET,
    "okke": Badge.UNSEEN,
}
TEAM = {member.name: member for member in SAMPLE_TEAM}
RECORDED = Path(__file__).parents[1] / "sources" / "recorded"

whenever = pytest.mark.parametrize("now", NOWS.values(), ids=NOWS.keys())


# Everybody, through the real sources


@whenever
def test_everybody_comes_out_as_intended(now: datetime) -> None:
    read = reading(now)
    assert {name: life.report.judgement.badge for name, life in read.lives.items()} == INTENDED
    assert read.outside == (), "what is asked about the sample stays here"
    assert read.refused == (), "everything that was asked for is there"


@whenever
def test_nobody_stands_close_to_another_badge(now: datetime) -> None:
    of = {name: life.report.judgement for name, life in reading(now).lives.items()}
    assert of["mira"].factory_probability > 0.97
    assert of["noor"].participating_probability > 0.95
    assert min(of["teo"].decided_on.genuine, of["teo"].decided_on.broadcasts) > 5.5
    assert of["teo"].decided_on.out == 0
    assert of["tom"].decided_on.genuine > 6
    assert 0.55 < of["tom"].share < 2 / 3
    assert (of["juno"].progress, of["juno"].decided_on.broadcasts < 1) == (3, True)


@whenever
def test_three_conversations_are_open_to_join_and_two_of_them_are_questions_nobody_answered(now: datetime) -> None:
    read = reading(now)
    chosen = _best_three(read, now)
    assert len({network for network, _, _ in chosen}) >= 2
    assert all(now - talk.started_at < A_DAY for _, talk, _ in chosen)
    assert sum(talk.messages == 1 for _, talk, _ in chosen) >= 2
    assert all(len(talk.title) <= 80 and "…" not in talk.title for _, talk, _ in chosen), "its first line says it all"
    assert all(shared for _, _, shared in chosen), "in words somebody of the team has used"
    met = {party.id for entry in read.entries for party in (entry.parent, entry.root)}
    assert all(talk.starter.id in met for _, talk, _ in chosen), "by somebody who was met before"


def _best_three(read: Reading, now: datetime) -> list[tuple[str, Any, tuple[str, ...]]]:
    """The questions a channel would be shown, each with its network and the words in common."""
    replies = [entry for entry in read.entries if entry.kind is Kind.REPLY]
    joined = {entry.thread for entry in replies}
    past = Past.of((entry.text, entry.lang, f"{entry.network}:{entry.venue}", "") for entry in replies)
    candidates = [
        Candidate(
            id_,
            network,
            talk.starter.id,
            talk.started_at,
            talk.last_at,
            talk.messages,
            f"{talk.title} {talk.text}",
            talk.venue,
        )
        for id_, (network, talk) in read.talks.items()
        if talk.is_question and id_ not in joined
    ]
    return [(*read.talks[one.candidate.key], one.shared) for one in rank(candidates, past, now)]


def test_the_digest_has_something_to_show_of_everybody_who_is_judged() -> None:
    of = {name: counts(life.report.items, MONDAY) for name, life in reading(MONDAY).lives.items()}
    assert of["noor"].joined > 4 * of["noor"].posted > 0
    assert (of["mira"].joined, of["mira"].hosted) == (0, 0)
    assert of["mira"].posted >= 15
    assert of["teo"].hosted > of["teo"].posted > of["teo"].joined == 0
    shown = best(reading(MONDAY).lives["noor"].report.items, MONDAY)
    assert shown is not None
    assert shown.weighed.outcome == 0.5, "the conversation of the week is one that was answered"


def test_what_others_said_is_heard_and_mira_answers_none_of_it() -> None:
    lives = reading(MONDAY).lives
    heard = lives["mira"].received
    assert len(heard) >= 12
    assert {one.answered_at for one in heard} == {None}
    assert lives["mira"].accounts[2].received, "on the blog"
    teo = [one for one in lives["teo"].received if MONDAY - one.at > 3 * A_DAY]
    assert sum(one.answered_at is not None for one in teo) >= 10
    assert sum("hank" in one.text for one in lives["noor"].received) >= 3


def test_machines_share_every_article_of_miras_within_the_hour() -> None:
    bluesky, mastodon, blog = reading(MONDAY).lives["mira"].accounts
    articles = {entry.url: entry.at for entry in blog.entries}
    for account in (bluesky, mastodon):
        shares = [(link, entry.at) for entry in account.entries for link in entry.links if link in articles]
        assert len(shares) == len(articles) >= 10
        assert all(timedelta() < at - articles[link] < timedelta(hours=1) for link, at in shares)
        assert len(shares) >= 0.8 * len(account.entries)


def test_words_between_colleagues_count_for_nothing() -> None:
    [inside] = [item for item in reading(MONDAY).lives["tom"].report.items if item.weighed.act is Act.INSIDE]
    assert inside.weighed.weight == 0


# The clock


def test_a_second_run_brings_the_very_same_things() -> None:
    again = reading(MONDAY, which="second")
    assert again.entries == reading(MONDAY).entries
    assert again.talks == reading(MONDAY).talks


def test_as_the_clock_is_pushed_on_there_is_news_and_what_was_there_stays_what_it_was() -> None:
    today, later = reading(MONDAY), reading(MONDAY, 3 * A_DAY + timedelta(hours=9))
    then = MONDAY + 3 * A_DAY + timedelta(hours=9)
    before = {(entry.kind, entry.native_id): entry.text for entry in today.entries}
    after = {(entry.kind, entry.native_id): entry.text for entry in later.entries}
    assert before.items() < after.items()
    assert later.refused == later.outside == ()
    assert later.lives["juno"].report.judgement.progress == 5
    assert sum(one.answered_at is not None for one in later.lives["mira"].received) == 2
    assert counts(later.lives["mira"].report.items, then).joined == 2, "who read her week goes out to others"
    tomorrow = {talk.native_id for _, talk, _ in _best_three(later, then)}
    assert not tomorrow & {talk.native_id for _, talk, _ in _best_three(today, MONDAY)}


def test_the_day_before_mira_is_told_first_of_the_same_badge_since_the_same_day() -> None:
    yesterday = reading(MONDAY, -A_DAY).lives["mira"].report.judgement
    today = reading(MONDAY).lives["mira"].report.judgement
    assert (yesterday.badge, yesterday.badge_since) == (Badge.FACTORY, today.badge_since)


# What goes out and what does not


async def test_what_is_not_the_samples_really_goes_out() -> None:
    outside = Outside()
    real = [
        "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=somebody.bsky.social",
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?uris=at://did:web:noor.sample.example/app.bsky.feed.post/3k&uris=at://did:plc:abc/app.bsky.feed.post/3k",
        "https://plc.directory/did:plc:abc",
        "https://hn.algolia.com/api/v1/search_by_date?tags=author_somebody,(story,comment,poll)",
        "https://hn.algolia.com/api/v1/search_by_date?tags=comment,author_somebody,(story_9000000000001)",
        "https://hacker-news.firebaseio.com/v0/user/somebody.json",
        "https://hacker-news.firebaseio.com/v0/item/8863.json",
        "https://mastodon.example/api/v1/accounts/lookup?acct=noor",
        "https://example/feed",
        "https://notsample.example/feed",
    ]
    async with httpx.AsyncClient(transport=SampleNetworks(MONDAY).around(outside)) as client:
        for url in real:
            await client.get(url)
        assert outside.asked == [str(httpx.URL(url)) for url in real]
        for url in ("https://nobody.sample.example/", "https://sample.example/about", "https://pds.sample.example/"):
            assert (await client.get(url)).status_code in (404, 501)
        assert len(outside.asked) == len(real)


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "https://10.0.0.1/feed", "http://169.254.169.254/latest"])
async def test_the_guard_of_addresses_stays_in_force(address: str) -> None:
    async with Http(around=SampleNetworks(MONDAY).around) as http:
        with pytest.raises(Refused):
            await http.get(address)


@pytest.mark.parametrize("typed", ["bluesky:nobody.sample.example", "@nobody@sample.example", "hn:sample_nobody"])
async def test_who_is_not_in_the_sample_is_not_found(typed: str) -> None:
    async with Http(transport=lambda _: SampleNetworks(MONDAY).around(Outside())) as http:
        for source in (Bluesky(http), HackerNews(http), Mastodon(http)):
            if handle := source.recognise(typed):
                with pytest.raises(NotFound):
                    await source.resolve(handle)
                return
        pytest.fail("nobody knows this form")


def test_every_handle_is_known_for_what_it_is_among_all_networks() -> None:
    assert asyncio.run(_networks_of_handles()) == {
        name: {account.source.name for account in life.accounts} for name, life in reading(MONDAY).lives.items()
    }


async def _networks_of_handles() -> dict[str, set[str]]:
    async with Http() as http:
        sources = Sources(http)
        known = {member.name: {sources.recognise(typed).network for typed in member.handles} for member in SAMPLE_TEAM}
        await sources.close()
    return known


# Shapes and headers


async def _get(url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=SampleNetworks(MONDAY).around(Outside())) as client:
        return await client.get(url, headers=headers)


def _keys(value: Any, path: str = "") -> Iterator[str]:
    """Where something stands in a JSON value, at every depth."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield f"{path}.{name}"
            yield from _keys(inside, f"{path}.{name}")
    for inside in value if isinstance(value, list) else ():
        yield from _keys(inside, f"{path}[]")


async def test_hacker_news_answers_have_everything_the_recorded_ones_have() -> None:
    folder = RECORDED / "hackernews"
    hits = (await _get("https://hn.algolia.com/api/v1/search_by_date?tags=(story,comment)&hitsPerPage=100")).json()
    recorded = set(_keys(json.loads((folder / "search_by_date.author.json").read_text())))
    assert {key for key in recorded if "_highlightResult." not in key} <= set(_keys(hits))
    story = next(hit["objectID"] for hit in hits["hits"] if hit.get("url") and hit.get("num_comments"))
    tree = (await _get(f"https://hn.algolia.com/api/v1/items/{story}")).json()
    assert tree.keys() >= json.loads((folder / "items.story.json").read_text()).keys()
    item = (await _get(f"https://hacker-news.firebaseio.com/v0/item/{story}.json")).json()
    assert item.keys() == json.loads((folder / "firebase.story.json").read_text()).keys()
    user = (await _get("https://hacker-news.firebaseio.com/v0/user/sample_tom.json")).json()
    assert user.keys() == json.loads((folder / "firebase.user.json").read_text()).keys()


async def test_bluesky_posts_have_everything_the_recorded_ones_have() -> None:
    recorded = json.loads((RECORDED / "bluesky" / "getAuthorFeed.json").read_text())["feed"][0]["post"]
    url = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=mira.sample.example"
    post = (await _get(url)).json()["feed"][0]["post"]
    for_signed_in = {".viewer", ".author.viewer", ".author.avatar"}
    wanted = {key for key in _keys(recorded) if key.count(".") <= 2 and "image" not in key and "viewer." not in key}
    assert wanted - for_signed_in <= set(_keys(post))


async def test_mastodon_statuses_have_everything_the_recorded_ones_have() -> None:
    recorded = json.loads((RECORDED / "mastodon" / "public_anonymous.json").read_text())["body"][0]
    id_ = (await _get("https://sample.example/api/v1/accounts/lookup?acct=tom")).json()["id"]
    statuses = (await _get(f"https://sample.example/api/v1/accounts/{id_}/statuses?limit=40")).json()
    for_signed_in = {"favourited", "reblogged", "muted", "bookmarked", "pinned"}
    assert recorded.keys() - for_signed_in <= set.intersection(*(set(status) for status in statuses))
    assert recorded["account"].keys() <= statuses[0]["account"].keys()


async def test_headers_are_those_the_networks_send() -> None:
    lookup = await _get("https://sample.example/api/v1/accounts/lookup?acct=teo")
    assert {"x-ratelimit-remaining", "x-ratelimit-reset", "etag", "date"} <= lookup.headers.keys()
    statuses = await _get(f"https://sample.example/api/v1/accounts/{lookup.json()['id']}/statuses?limit=2")
    assert re.fullmatch(r'<\S+\?max_id=\d+>; rel="next", <\S+\?min_id=\d+>; rel="prev"', statuses.headers["link"])
    feed = await _get("https://okke.sample.example/feed/")
    again = await _get("https://okke.sample.example/feed/", **{"if-none-match": feed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    records = "com.atproto.repo.listRecords?repo=did:web:noor.sample.example&collection=app.bsky.feed.like"
    assert (await _get(f"https://pds.sample.example/xrpc/{records}")).headers["ratelimit-limit"] == "3000"


# The story itself


@whenever
def test_every_answer_comes_after_what_it_answers_and_members_sleep_at_night(now: datetime) -> None:
    messages = told(now).messages
    assert all(message.parent is None or message.parent.at < message.at for message in messages)
    said = [each.at.astimezone(ZoneInfo(TEAM[each.by.name].tz)) for each in messages if each.by.name in TEAM]
    assert {at.hour for at in said} <= set(range(7, 23))
    assert sum(at.weekday() < 5 for at in said) > 0.9 * len(said)


@whenever
def test_no_two_things_share_an_id(now: datetime) -> None:
    messages = told(now).messages
    assert max(Counter(int(each.at.timestamp()) for each in messages if each.network == "hackernews").values()) == 1
    assert max(Counter((message.network, message.by.name, message.at) for message in messages).values()) == 1


def test_texts_fit_where_they_are_said_and_lead_nowhere_but_into_the_sample() -> None:
    story = told(MONDAY)
    longest = {"bluesky": 300, "mastodon": 500}
    assert all(len(message.text) <= longest.get(message.network, 5_000) for message in story.messages)
    assert all(len(message.title) <= 80 for message in story.messages), "as long as a title may be on Hacker News"
    links = [link for message in story.messages for link in LINK.findall(f"{message.text} {message.link}")]
    assert links
    assert all(httpx.URL(link).host.endswith(".sample.example") for link in links)
    assert {httpx.URL(link).host for link in links} >= set(SAMPLE_HOUSE)
    assert all(re.fullmatch("[a-z]{2,8}", name) for name in story.people), "names on Hacker News are short"


def test_nobody_says_the_same_twice_unless_a_machine_says_it() -> None:
    def by_hand(message: Message) -> bool:
        return bool(message.text) and message.by.name != "mira"

    assert max(Counter(message.text for message in told(MONDAY).messages if by_hand(message)).values()) == 1


def test_the_team_can_be_members_of_the_local_workspace() -> None:
    everybody = [*SAMPLE_TEAM, VISITOR]
    members = [
        Member(id=one.id, name=one.name, real_name=one.real_name, tz=one.tz, is_admin=one.is_admin) for one in everybody
    ]
    assert len({member.id for member in members}) == len(members) == 8
    assert {one.name for one in SAMPLE_TEAM} == INTENDED.keys()
    assert SAMPLE_TEAM[0].is_admin
    assert all(one.named and one.handles for one in SAMPLE_TEAM)
    assert all(member.tz_offset(MONDAY) is not None for member in members)


# Times


def test_times_are_read_against_the_anchor() -> None:
    times, berlin = Times(MONDAY), ZoneInfo("Europe/Berlin")
    assert times.read("-1 09:40", berlin) == datetime(2026, 11, 20, 8, 40, tzinfo=UTC)
    assert times.read("+1 09:40", berlin) == datetime(2026, 11, 24, 8, 40, tzinfo=UTC)
    assert times.read("now-2h10m", berlin) == MONDAY - timedelta(hours=2, minutes=10)
    assert times.read("1d2h", berlin, MONDAY) == MONDAY + timedelta(days=1, hours=2)
    assert working_day(MONDAY.date(), -6).isoformat() == "2026-11-13"


@pytest.mark.parametrize("said", ["", "soon", "2", "h", "-3"])
def test_a_time_nobody_can_read_is_an_error(said: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        span(said)
    with pytest.raises(ValueError, match=r"\w"):
        Times(MONDAY).read(said, ZoneInfo("Europe/Berlin"))

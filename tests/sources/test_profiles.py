"""What each network's profile says, asked for by the id that stays: for proofs, and to follow who is called anew."""

from datetime import UTC, datetime

from bot.sources.base import Handle, Identity
from bot.sources.bluesky import Bluesky
from bot.sources.github import GitHub
from bot.sources.hackernews import HackerNews
from bot.sources.http import Http
from bot.sources.stackexchange import StackExchange
from tests.sources.bluesky_world import bluesky
from tests.sources.serve import serve

NOW = datetime(2026, 11, 18, tzinfo=UTC)


async def test_a_bluesky_account_is_followed_by_its_did():
    async with bluesky() as (world, source):
        ana = world.join("ana")
        who = await source.resolve(Handle("bluesky", "ana.example"))
        world.people[ana] = "ana-of-the-lamps.example"
        profile = await source.profile(who)
        assert isinstance(source, Bluesky)
        assert profile.handle == "ana-of-the-lamps.example"
        assert profile.url == who.url


async def test_a_github_account_is_followed_by_its_number_and_says_what_it_links():
    user = {
        "login": "ana-new", "id": 7, "type": "User", "name": "Ana", "bio": "lamps involve-ABCDEFGH",
        "blog": "https://lamps.example", "company": None, "location": "Porto", "twitter_username": "analamps",
    }  # fmt: skip
    async with serve({"/user/7": user}) as served, Http(allowed=[served.place]) as http:
        profile = await GitHub(http, api=served.url).profile(Identity("github", "7", "ana", "https://github.com/ana"))
    assert (profile.handle, profile.url) == ("ana-new", "https://github.com/ana-new")
    for said in ("involve-ABCDEFGH", "https://lamps.example", "https://x.com/analamps"):
        assert said in profile.text


async def test_hacker_news_says_what_stands_under_about():
    user = {"id": "ana", "about": 'I mend lamps.<p>Me: <a href="https:&#x2F;&#x2F;lamps.example">here</a>', "karma": 1}
    async with serve({"/v0/user/ana.json": user}) as served, Http(allowed=[served.place]) as http:
        source = HackerNews(http, algolia=served.url, firebase=served.url)
        profile = await source.profile(Identity("hackernews", "ana", "ana", "https://news.ycombinator.com/user?id=ana"))
    assert "I mend lamps." in profile.text
    assert "https://lamps.example" in profile.text


async def test_a_hacker_news_account_without_words_says_nothing():
    async with serve({"/v0/user/ana.json": {"id": "ana"}}) as served, Http(allowed=[served.place]) as http:
        source = HackerNews(http, algolia=served.url, firebase=served.url)
        profile = await source.profile(Identity("hackernews", "ana", "ana", "https://news.ycombinator.com/user?id=ana"))
    assert profile.text.strip() == ""


async def test_stack_exchange_says_name_place_and_web_address():
    user = {"user_id": 5, "user_type": "registered", "display_name": "Ana", "website_url": "https://lamps.example"}
    answer = {"items": [user], "has_more": False, "quota_max": 300, "quota_remaining": 200}
    async with serve({"*": lambda asked: (200, {}, answer)}) as served, Http(allowed=[served.place]) as http:
        source = StackExchange(http, api=served.url)
        who = await source.resolve(Handle("stackexchange", "5", "https://stackoverflow.com"))
        profile = await source.profile(who)
    assert profile.name == "Ana"
    assert "https://lamps.example" in profile.text

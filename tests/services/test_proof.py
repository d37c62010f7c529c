"""Whose an account is: by a code in its profile, by links both ways; and accounts that name each other are offered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.db import database
from bot.domain.kinds import Proof
from bot.errors import BadInput
from bot.services import accounts, poll, proof, relatives
from bot.sources.http import Http
from bot.sources.known import Sources
from bot.sources.whose import said
from models import Account, Member, Relative
from tests.services.people import NOW, a_member, a_workspace
from tests.sources.mastodon_world import World, mastodon

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Lamps</title><link>{url}/blog</link>
<item><title>One</title><link>{url}/blog/1</link><guid>{url}/blog/1</guid></item></channel></rss>"""


@dataclass
class There:
    """A server with Mastodon accounts and a blog, and the networks that may visit it."""

    world: World
    sources: Sources

    def at(self, name: str) -> str:
        return f"{self.world.served.url}/@{name}"

    def says(self, name: str, note: str) -> None:
        self.world.accounts[name]["note"] = note

    def blog(self, head: str = "", body: str = "") -> str:
        url = self.world.served.url
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        html = f"<!doctype html><html><head><title>Lamps</title>{feed}{head}</head><body>{body}</body></html>"
        self.world.served.routes |= {
            "/blog": (200, {"content-type": "text/html"}, html),
            "/feed.xml": (200, {"content-type": "application/rss+xml"}, FEED.format(url=url)),
        }
        return f"{url}/blog"

    async def connect(self, member: Member, typed: str) -> Account:
        handle = self.sources.recognise(typed)
        source = self.sources[handle.network]
        return (await accounts.connect(member, source, await source.resolve(handle), now=NOW)).account


@asynccontextmanager
async def somewhere() -> AsyncIterator[There]:
    async with mastodon() as (world, _), Http(allowed=[world.served.place]) as http:
        for name in ("ana", "ana2", "ben"):
            world.join(name)
            world.accounts[name]["url"] = f"{world.served.url}/@{name}"
        sources = Sources(http)
        try:
            yield There(world, sources)
        finally:
            await sources.close()


@pytest.fixture
async def there() -> AsyncIterator[There]:
    async with somewhere() as there:
        yield there


@pytest.fixture
async def base(sqlite_url) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.mark.usefixtures("base")
async def test_the_members_own_code_in_the_profile_proves_it_and_nobody_elses_does(there: There):
    workspace = await a_workspace()
    member, colleague = await a_member(workspace), await a_member(workspace)
    account = await there.connect(member, there.at("ana"))
    own, other = await proof.code_of(member), await proof.code_of(colleague)
    assert own != other
    assert own == await proof.code_of(await Member.get(id=member.id))
    there.says("ana", f"<p>I mend lamps. {other}</p>")
    assert (await proof.look(member, account, there.sources, now=NOW)).proof is None
    there.says("ana", f"<p>I mend lamps. ({own.lower()})</p>")
    assert (await proof.look(member, account, there.sources, now=NOW)).proof is Proof.CODE
    stored = await Account.get(id=account.id)
    assert (stored.proven_at, stored.proven_by) == (NOW, Proof.CODE)


@pytest.mark.usefixtures("base")
async def test_links_both_ways_prove_only_beside_an_account_that_is_proven(there: There):
    member = await a_member()
    first, second = await there.connect(member, there.at("ana")), await there.connect(member, there.at("ana2"))
    there.says("ana", f'<p>also <a href="{there.at("ana2")}">here</a></p>')
    there.says("ana2", f'<p>also <a href="{there.at("ana")}">here</a></p>')
    assert (await proof.look(member, second, there.sources, now=NOW)).proof is None
    await proof.keep(first, Proof.CODE, now=NOW)
    assert (await proof.look(member, second, there.sources, now=NOW)).proof is Proof.LINK
    there.says("ana", "<p>no link any more</p>")
    third = await there.connect(member, there.at("ben"))
    there.says("ben", f'<p><a href="{there.at("ana")}">ana</a></p>')
    assert (await proof.look(member, third, there.sources, now=NOW)).proof is None  # one way only


@pytest.mark.usefixtures("base")
async def test_a_blog_is_proven_by_what_no_visitor_can_write(there: There):
    member = await a_member()
    own = await proof.code_of(member)
    url = there.blog(body=f"<div class=comment>nice lamps {own} <a href='{there.at('ana')}'>me</a></div>")
    account = await there.connect(member, url)
    profile = await there.connect(member, there.at("ana"))
    await proof.keep(profile, Proof.CODE, now=NOW)
    there.says("ana", f'<a href="{url}">blog</a>')
    assert (await proof.look(member, account, there.sources, now=NOW)).proof is None
    there.blog(head=f'<meta name="description" content="lamps, {own}">')
    assert (await proof.look(member, account, there.sources, now=NOW)).proof is Proof.CODE
    await Account.filter(id=account.id).update(proven_at=None, proven_by=None)
    there.blog(body=f'<a rel="nofollow me" href="{there.at("ana")}">me</a>')
    assert (await proof.look(member, account, there.sources, now=NOW)).proof is Proof.LINK


@pytest.mark.usefixtures("base")
async def test_accounts_that_name_each_other_are_offered_once_and_connected_with_a_yes(there: There):
    member = await a_member()
    account = await there.connect(member, there.at("ana"))
    there.says("ana", f'<p><a href="{there.at("ana2")}">also me</a> and <a href="{there.at("ben")}">a friend</a></p>')
    there.says("ana2", f'<p>my other account is <a href="{there.at("ana")}">this</a></p>')
    (found,) = await relatives.find(member, account, there.sources, now=NOW)
    assert found.url == there.at("ana2")
    assert await relatives.find(member, account, there.sources, now=NOW) == []
    done = await relatives.accept(member, found.id, there.sources, now=NOW)
    assert done.account.url == there.at("ana2")
    assert await accounts.disconnect(done.account, erase=True) == 0  # a true unlink
    assert await Account.all().count() == 1
    assert await relatives.find(member, account, there.sources, now=NOW) == []


@pytest.mark.usefixtures("base")
async def test_a_no_is_remembered_and_another_members_offer_is_not_theirs_to_take(there: There):
    workspace = await a_workspace()
    member, colleague = await a_member(workspace), await a_member(workspace)
    account = await there.connect(member, there.at("ana"))
    there.says("ana", f'<a href="{there.at("ana2")}">x</a>')
    there.says("ana2", f'<a href="{there.at("ana")}">x</a>')
    (found,) = await relatives.find(member, account, there.sources, now=NOW)
    with pytest.raises(BadInput):
        await relatives.accept(colleague, found.id, there.sources, now=NOW)
    await relatives.reject(member, found.id, now=NOW)
    assert (await Relative.get()).rejected_at == NOW
    assert await relatives.find(member, account, there.sources, now=NOW) == []


@pytest.mark.usefixtures("base")
async def test_a_new_name_is_followed_by_the_id_that_stays(there: There):
    member = await a_member()
    account = await there.connect(member, there.at("ana"))
    there.world.accounts["ana"]["display_name"] = "Ana of the Lamps"
    await poll.poll(account, there.sources["mastodon"], keys=None, now=NOW)
    assert (await Account.get()).name == "Ana of the Lamps"


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ('<link rel=me href="https://a.example/@x">', "https://a.example/@x"),
        ('<a class=u href=/about rel="ME noopener">', "https://blog.example/about"),
        ("<meta content='involve-ABCDEFGH' name=x>", "involve-ABCDEFGH"),
        ("<title>Lamps &amp; more</title>", "Lamps & more"),
        ('<a href="https://a.example/@x">', ""),
        ("<p>involve-ABCDEFGH</p>", ""),
        ('<a rel=me href="http://[">', ""),
        ("<a " * 50_000, ""),
    ],
)
def test_what_a_page_says_of_whose_it_is(html: str, line: str):
    assert said(html, "https://blog.example/") == line

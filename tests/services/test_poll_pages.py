"""Facebook, Instagram, Pinterest and LinkedIn through the poller: stored once, gone when taken back, heard once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db import database
from bot.domain.kinds import Coverage, Kind
from bot.keyring import Keyring, new_key
from bot.services import accounts, archive, credentials, poll
from bot.sources.base import Checked, Source
from bot.sources.facebook import Facebook
from bot.sources.instagram import Instagram
from bot.sources.linkedin import LinkedIn
from bot.sources.pinterest import Pinterest
from models import Account, Activity, Received
from tests.services.people import NOW, a_member, an_account
from tests.sources import instagram_account
from tests.sources.archives.packing import packed
from tests.sources.archives.test_pinterest import pin as archived_pin
from tests.sources.facebook_page import PAGE, TOKEN, facebook
from tests.sources.instagram_account import ACCOUNT, instagram
from tests.sources.linkedin_network import FEED, PAGE_TOKEN, linkedin, number
from tests.sources.linkedin_network import TOKEN as MEMBERS_TOKEN
from tests.sources.serve import serve
from tests.sources.test_pinterest import TOKEN as PINS_TOKEN
from tests.sources.test_pinterest import Pins

KEYS = Keyring(new_key())
T = int(NOW.timestamp())
HOUR, DAY = 3_600, 86_400


@pytest.fixture
async def base(database_url) -> AsyncIterator[None]:
    async with database(database_url):
        yield


async def look(account: Account, source: Source, *, after: timedelta = timedelta()) -> set[str]:
    """Polls; the keys of what is stored then, without the workspace and the network."""
    account = await Account.get(id=account.id).prefetch_related("member")
    polled = await poll.poll(account, source, keys=KEYS, now=NOW + after)
    assert polled.error is None
    stored = await Activity.filter(account_id=account.id).values_list("key", flat=True)
    assert len(stored) == len(set(stored))
    return {str(key).split(":", 2)[2] for key in stored}


async def connected(network: str, native_id: str, handle: str, credential: str) -> Account:
    account = await an_account(await a_member(), network)
    await Account.filter(id=account.id).update(native_id=native_id, handle=handle, coverage=Coverage.OWN_POSTS_ONLY)
    account = await Account.get(id=account.id)
    await credentials.keep(account, Checked(credential), KEYS, now=NOW)
    return account


@pytest.mark.usefixtures("base")
async def test_a_facebook_page_is_stored_once_and_what_is_taken_back_goes():
    async with facebook() as page, page.server.http() as http:
        post, gone = page.post(1, T - DAY), page.post(2, T - HOUR)
        asked = page.comment(post, 11, "201", T - 20 * HOUR)
        page.comment(post, 12, PAGE, T - 19 * HOUR, above=asked)
        source = Facebook(http, graph=f"{page.server.url}/v26.0")
        account = await connected("facebook", PAGE, "oststrandtides", f"{PAGE} {TOKEN}")
        first = await look(account, source)
        assert first == {f"post:{post}", f"post:{gone}", "reply:1_12"}
        assert await look(account, source, after=timedelta(minutes=30)) == first
        (heard,) = await Received.filter(account_id=account.id)
        assert heard.answered_at == NOW - timedelta(hours=19)
        del page.posts[gone]
        assert await look(account, source, after=timedelta(days=7)) == first  # a week old by then: left alone
        again = page.post(3, T + 8 * DAY)
        assert await look(account, source, after=timedelta(days=9)) == first | {f"post:{again}"}
        del page.posts[again]
        assert await look(account, source, after=timedelta(days=14)) == first


@pytest.mark.usefixtures("base")
async def test_an_instagram_account_is_stored_once_and_what_is_taken_back_goes():
    async with instagram() as network, network.server.http() as http:
        post = network.post(1, T - DAY)
        asked = network.comment(post, 11, "gull", T - 20 * HOUR)
        answer = network.comment(post, 12, network.name, T - 19 * HOUR, above=asked)
        source = Instagram(http, graph=f"{network.server.url}/v26.0")
        account = await connected("instagram", ACCOUNT, network.name, f"{ACCOUNT} {instagram_account.TOKEN}")
        first = await look(account, source)
        assert first == {f"post:{post}", f"reply:{answer}"}
        assert await look(account, source, after=timedelta(minutes=30)) == first
        assert await Received.filter(account_id=account.id).count() == 1
        network.comments[post][0]["replies"].clear()
        assert await look(account, source, after=timedelta(days=7)) == first  # older than what is looked at again
        late = network.comment(post, 13, network.name, T + 8 * DAY, above=asked)
        assert await look(account, source, after=timedelta(days=9)) == first | {f"reply:{late}"}


@pytest.mark.usefixtures("base")
async def test_pins_are_stored_once_and_what_is_taken_back_goes():
    pins = Pins()
    async with serve({"*": pins.answer}) as server, server.http() as http:
        kept, gone = pins.pin(1, T - 3 * DAY), pins.pin(2, T - HOUR, parent_pin_id="7")
        source = Pinterest(http, api=f"{server.url}/v5")
        account = await connected("pinterest", "wren_tal", "wren_tal", PINS_TOKEN)
        first = {f"post:{kept}", f"boost:{gone}"}
        for minutes in (0, 30):
            assert await look(account, source, after=timedelta(minutes=minutes)) == first
        del pins.pins[gone]
        assert await look(account, source, after=timedelta(days=7) - timedelta(hours=2)) == first
        assert await look(account, source, after=timedelta(days=7)) == first  # more than a week ago
        again = pins.pin(3, T + 9 * DAY)
        assert await look(account, source, after=timedelta(days=10)) == first | {f"post:{again}"}
        del pins.pins[again]
        assert await look(account, source, after=timedelta(days=14)) == first


@pytest.mark.usefixtures("base")
async def test_linkedins_log_and_its_archive_tell_of_one_thing_once(tmp_path: Path):
    async with linkedin() as network, network.server.http() as http:
        others = f"urn:li:activity:{number(T - 3 * DAY)}"
        network.tables["ALL_LIKES"] = [{"Date": "2020-01-01 10:00:00", "Type": "LIKE", "Link": f"{FEED}{others}"}]
        post = network.share(T - 2 * HOUR, "How we sealed the lens")
        network.comment(T - HOUR, others, 'A "neutral" one')
        source = LinkedIn(http, api=network.server.url)
        account = await connected("linkedin", "wren-tal", "wren-tal", MEMBERS_TOKEN)
        first = await look(account, source)
        assert len(first) == 2
        assert await look(account, source, after=timedelta(minutes=30)) == first

        def stamp(at: int) -> str:
            return f"{NOW + timedelta(seconds=at - T):%Y-%m-%d %H:%M:%S}"

        archived = packed(
            tmp_path / "linkedin.zip",
            {
                "Shares.csv": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
                f"{stamp(T - 2 * HOUR)},{FEED}{post},How we sealed the lens,,,MEMBER_NETWORK\n",
                "Comments.csv": "Date,Link,Message\n"
                f'{stamp(T - HOUR)},{FEED}{others},"A \\"neutral\\" one"\n'
                f"{stamp(T - 300 * DAY)},{FEED}{others},Long before\n",
            },
        )
        member = await account.member
        await archive.import_file(member, archived, now=NOW + timedelta(hours=1))
        kept = [activity.key.split(":", 2)[2] for activity in await Activity.filter(member_id=member.id)]
        assert len(kept) == len(set(kept)) == 3
        assert first < set(kept)
        network.log("ugcPosts", T + 7_200, {"id": post}, method="DELETE")
        await look(account, source, after=timedelta(hours=3))
        assert await Activity.filter(member_id=member.id).count() == 2


async def told_both_ways(account: Account, source: Source, archived: Path, *, archive_first: bool) -> dict[str, Kind]:
    """What is stored after a poll and an archive, in either order."""
    member = await account.member
    if archive_first:
        await archive.import_file(member, archived, now=NOW + timedelta(hours=1))
        assert await Activity.filter(member_id=member.id).exists()
    await look(account, source)
    await archive.import_file(member, archived, now=NOW + timedelta(hours=1))
    await look(account, source, after=timedelta(hours=2))
    stored = await Activity.filter(member_id=member.id)
    assert len(stored) == len({row.key.rpartition(":")[2] for row in stored})
    return {row.key.rpartition(":")[2]: row.kind for row in stored}


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("archive_first", [True, False])
async def test_a_reshare_with_words_that_linkedins_archive_calls_a_post_counts_once(
    tmp_path: Path, archive_first: bool
):
    async with linkedin() as network, network.server.http() as http:
        others = f"urn:li:share:{number(T - 3 * DAY)}"
        said = network.share(T - 2 * HOUR, "They are right about the seal", responseContext={"parent": others})
        bare = network.share(T - HOUR, "", responseContext={"parent": others})
        source = LinkedIn(http, api=network.server.url)
        account = await connected("linkedin", "wren-tal", "wren-tal", MEMBERS_TOKEN)
        times = [f"{NOW - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}" for hours in (2, 1)]
        archived = packed(
            tmp_path / "linkedin.zip",
            {
                "Shares.csv": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
                f"{times[0]},{FEED}{said},They are right about the seal,,,MEMBER_NETWORK\n"
                f"{times[1]},{FEED}{bare},,https://tides.example,,MEMBER_NETWORK\n",
                "Comments.csv": "Date,Link,Message\n",
            },
        )
        stored = await told_both_ways(account, source, archived, archive_first=archive_first)
        assert {said.rpartition(":")[2]: Kind.QUOTE, bare.rpartition(":")[2]: Kind.BOOST} == stored


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("archive_first", [True, False])
async def test_a_repin_with_words_is_the_same_in_pinterests_archive(tmp_path: Path, archive_first: bool):
    pins = Pins()
    async with serve({"*": pins.answer}) as server, server.http() as http:
        words = "Long words of whoever pinned it first about fog over harbours"
        repin = pins.pin(1, T - DAY, words, parent_pin_id="7")
        account = await connected("pinterest", "wren_tal", "wren_tal", PINS_TOKEN)
        at = f"{NOW - timedelta(days=1):%Y/%m/%d %H:%M:%S}"
        said = {"Is a repin": "True", "Details": words, "Username": "wren_tal", "Created at": at}
        archived = packed(tmp_path / "pinterest.zip", {"Pinterest.html": archived_pin(int(repin), **said)})
        source = Pinterest(http, api=f"{server.url}/v5")
        assert await told_both_ways(account, source, archived, archive_first=archive_first) == {repin: Kind.BOOST}


@pytest.mark.usefixtures("base")
async def test_a_page_on_linkedin_is_never_judged_by_its_posts_alone():
    async with linkedin() as network, network.server.http() as http:
        source = LinkedIn(http, api=network.server.url, token=PAGE_TOKEN)
        handle = source.recognise("https://www.linkedin.com/company/oststrand-tides/")
        assert handle is not None
        who = await source.resolve(handle)
        done = await accounts.connect(await a_member(), source, who, now=NOW)
        assert done.account.coverage is Coverage.OWN_POSTS_ONLY
        post = network.post(T - HOUR, "Hello")
        assert await look(done.account, source) == {f"post:{post.rpartition(':')[2]}"}
        mine = source.recognise("linkedin:wren-tal")
        assert mine is not None
        done = await accounts.connect(await a_member(), source, await source.resolve(mine), now=NOW)
        assert done.account.coverage is Coverage.FULL

"""An Instagram account: its posts and its answers below them are told apart, and what nobody shows is not guessed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.classify import classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place
from bot.errors import Garbled, NeedsCredential, NotFound, Private, RateLimited, SourceError, Unreachable
from bot.sources.base import Identity
from bot.sources.http import Http
from bot.sources.instagram import Instagram
from tests.sources.instagram_account import ACCOUNT, EXPIRED, OWN, TOKEN, Account, instagram
from tests.sources.kept import Store
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Asked, Reply, Route, Served, recorded, serve

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = int(NOW.timestamp())
HOUR, DAY = 3_600, 86_400
WREN = Identity(
    "instagram", ACCOUNT, OWN, f"https://www.instagram.com/{OWN}/", name=OWN, credential=f"{ACCOUNT} {TOKEN}"
)


@asynccontextmanager
async def over(server: Served, token: str = "") -> AsyncIterator[Instagram]:
    async with server.http() as http:
        yield Instagram(http, graph=f"{server.url}/v26.0", token=token)


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    async with instagram() as running:
        yield running


def judged(entry: Entry) -> tuple[Place, Act]:
    found = classify(entry, Ground())
    assert found is not None
    return found.place, found.act


async def test_own_post_answer_and_self_comment_are_told_apart(account: Account) -> None:
    post = account.post(1, T - 9 * HOUR)
    asked = account.comment(post, 11, "moss.harbour", T - 8 * HOUR)
    account.comment(post, 12, OWN, T - 7 * HOUR, "At the north pier.", above=asked)
    account.comment(post, 13, OWN, T - 6 * HOUR, "Taken at dawn.")
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW)
    found = {int(entry.native_id) % 100: entry for entry in store.entries.values()}
    assert set(found) == {1, 12, 13}
    assert judged(found[1]) == (Place.MINE, Act.BROADCAST)
    assert judged(found[12]) == (Place.MINE, Act.HOST)
    assert judged(found[13]) == (Place.MINE, Act.BROADCAST)
    assert found[1].comments_open is True
    assert (found[12].thread, found[12].parent_id, found[12].parent.name) == (post, asked, "moss.harbour")
    assert found[12].url == f"https://www.instagram.com/p/C1/c/{found[12].native_id}/"


def test_it_says_that_only_own_posts_are_seen() -> None:
    assert Instagram.coverage is Coverage.OWN_POSTS_ONLY
    assert "below others' posts" in Instagram.hides
    assert Instagram.wants.needed
    assert all(Instagram(Http()).recognise(example) for example in Instagram.examples)


# --- recorded answers ---


def tape(name: str) -> object:
    return recorded(__file__, f"instagram/{name}.json")


def paged(kind: str) -> Route:
    def answer(asked: Asked) -> Reply:
        return 200, JSON, tape(f"{kind}_p2" if asked.query.get("after") == "after" else f"{kind}_p1")

    return answer


async def test_recorded_posts_are_read_page_by_page_until_what_is_older() -> None:
    routes: dict[str, Route] = {
        f"/v26.0/{ACCOUNT}/media": paged("media"),
        f"/v26.0/{ACCOUNT}": (200, JSON, tape("account")),
        "*": (200, JSON, {"data": []}),
    }
    async with serve(routes) as server, over(server) as source:
        now = datetime(2021, 8, 14, tzinfo=UTC)
        batches = [batch async for batch in source.fetch(WREN, {}, since=datetime(2021, 7, 1, tzinfo=UTC), now=now)]
    entries = {entry.native_id: entry for entry in batches[0].entries}
    assert list(entries) == ["17896129349106152", "17896622936197745", "17895731045244887"]  # not that of June
    question = entries["17896622936197745"]
    assert question.at == datetime(2021, 8, 13, 8, 2, 40, tzinfo=UTC)
    assert question.links == ("https://tides.example.org/harbours",)
    assert question.url == "https://www.instagram.com/p/CSgdWACBeKr/"
    assert question.comments_open is None  # this recording did not ask


POST = Entry(
    "instagram", "17846368219941692", Kind.POST, datetime(2020, 2, 13, tzinfo=UTC), Party(ACCOUNT),
    url="https://www.instagram.com/p/B8gQCApHMT-/",
)  # fmt: skip


async def test_recorded_comments_are_answered_by_the_accounts_own_below_them() -> None:
    routes: dict[str, Route] = {
        f"/v26.0/{POST.native_id}/comments": (200, JSON, tape("comments_with_names")),
        f"/v26.0/{ACCOUNT}": (200, JSON, tape("account")),
    }
    async with serve(routes) as server, over(server) as source:
        (one,) = await source.received(WREN, (POST,), now=NOW)
    assert (one.author.name, one.text, one.on) == ("moss.harbour", "Beautiful!", POST.native_id)
    assert one.answered_at == datetime(2020, 8, 7, 3, 30, 6, tzinfo=UTC)
    assert one.url == "https://www.instagram.com/p/B8gQCApHMT-/c/17858154961981086/"


async def test_recorded_comments_without_names_are_left_out_and_not_taken_for_unanswered() -> None:
    routes: dict[str, Route] = {
        f"/v26.0/{POST.native_id}/comments": paged("comments"),
        f"/v26.0/{ACCOUNT}": (200, JSON, tape("account")),
    }
    async with serve(routes) as server, over(server) as source:
        assert await source.received(WREN, (POST,), now=NOW) == ()
        assert len(server.asked) == 3  # both pages were read


# --- an account that changes ---


async def test_each_item_is_found_exactly_once_while_the_account_grows(account: Account) -> None:
    store, wanted, found, asked = Store(WREN), [], [], ""
    async with over(account.server) as source:
        for hour in range(12):
            now = T + hour * HOUR
            post = account.post(hour, now - 60)
            if asked:
                before = list(account.media)[hour - 1]
                wanted.append(account.comment(before, 500 + hour, OWN, now - 40, above=asked))
            asked = account.comment(post, hour, "moss.harbour", now - 50)
            wanted.append(post)
            found += await store.poll(source, NOW + timedelta(hours=hour), sweep=hour % 5 == 0)
    assert sorted(found) == sorted(wanted)
    assert sorted(store.ids()) == sorted(wanted)


async def test_more_than_one_page_of_posts_comes_whole(account: Account) -> None:
    for number in range(250):
        account.post(number, T - 85 * DAY + number * 3 * HOUR)
    account.post(999, T - 95 * DAY)
    store = Store(WREN)
    async with over(account.server) as source:
        assert len(await store.poll(source, NOW)) == 250
        account.server.asked.clear()
        await store.poll(source, NOW + timedelta(hours=1))
        assert len(account.server.asked) < 5  # not all of them again


async def test_comments_are_asked_for_only_where_their_number_has_changed(account: Account) -> None:
    quiet, busy = account.post(1, T - 2 * DAY), account.post(2, T - DAY)
    account.comment(busy, 21, "moss.harbour", T - HOUR)
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW)
        account.server.asked.clear()
        await store.poll(source, NOW + timedelta(hours=1))
        assert account.server.paths() == [f"/v26.0/{ACCOUNT}/media"]
        account.comment(quiet, 11, "gull", T + HOUR)
        await store.poll(source, NOW + timedelta(hours=2))
        assert account.server.paths()[-1] == f"/v26.0/{quiet}/comments"


async def test_a_changed_caption_comes_again_and_what_was_deleted_is_missing_after_a_sweep(account: Account) -> None:
    old, edited, gone = account.post(1, T - 12 * DAY), account.post(2, T - 3 * DAY), account.post(3, T - 2 * DAY)
    asked = account.comment(old, 11, "gull", T - 5 * HOUR)
    kept = account.comment(old, 12, OWN, T - 4 * HOUR, above=asked)
    account.comment(old, 13, OWN, T - 3 * HOUR, above=asked)
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW)
        assert len(store.entries) == 5
        account.media[edited]["caption"] = "Fog over both harbours."
        del account.media[gone]
        account.comments[old][0]["replies"].pop()
        await store.poll(source, NOW + timedelta(hours=1))
        assert all(batch.complete_since is None for batch in store.batches)
        await store.poll(source, NOW + timedelta(days=4), sweep=True)
    assert set(store.ids()) == {old, edited, kept}
    assert store.entries[f"post:{edited}"].text == "Fog over both harbours."


async def test_comments_that_do_not_come_whole_are_left_out(account: Account) -> None:
    post = account.post(1, T - DAY)
    asked = account.comment(post, 1, "gull", T - DAY)
    for number in range(60):
        account.comment(post, 100 + number, "moss", T - DAY + number, above=asked)
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW, sweep=True)
        assert store.batches[-1].complete_since is None
        assert await source.received(WREN, tuple(store.entries.values()), now=NOW) == ()


async def test_own_answers_are_known_after_the_account_was_renamed(account: Account) -> None:
    account.name = "wren.of.tides"
    post = account.post(1, T - DAY)
    asked = account.comment(post, 11, "gull", T - 5 * HOUR)
    account.comment(post, 12, "wren.of.tides", T - 4 * HOUR, above=asked)
    store = Store(WREN)
    async with over(account.server) as source:
        await store.poll(source, NOW)
        (one,) = await source.received(WREN, tuple(store.entries.values()), now=NOW)
    assert len(store.entries) == 2
    assert one.answered_at is not None


async def test_what_an_archive_brought_is_not_asked_about(account: Account) -> None:
    imported = Entry("instagram", "comment-0123456789abcdef", Kind.REPLY, NOW, Party("me"))
    async with over(account.server) as source:
        assert await source.received(WREN, (imported,), now=NOW) == ()
    assert account.server.asked == []


async def test_posts_in_which_others_tagged_the_account_are_talks(account: Account) -> None:
    near = account.tag(1, "gull", T - DAY, "When does @wren.tides come back?")
    account.tag(2, "gull", T - 20 * DAY, "Long ago")
    account.tag(3, OWN, T - DAY, "My own")
    async with over(account.server) as source:
        (talk,) = await source.talks(WREN, (), (), now=NOW)
    assert (talk.native_id, talk.starter, talk.messages, talk.is_question) == (near, Party("@gull", "gull"), 3, True)


async def test_a_scarce_hour_is_kept_for_posts(account: Account) -> None:
    account.headers = {"x-app-usage": json.dumps({"call_count": 80, "total_time": 5, "total_cputime": 5})}
    post = account.post(1, T - HOUR)
    account.comment(post, 11, "gull", T - 60)
    store = Store(WREN)
    async with over(account.server) as source:
        assert await store.poll(source, NOW) == [post]
        assert await source.received(WREN, tuple(store.entries.values()), now=NOW) == ()
        assert await source.talks(WREN, (), (), now=NOW) == ()
        assert account.server.paths() == [f"/v26.0/{ACCOUNT}/media"]


@pytest.mark.parametrize(
    ("status", "body", "leaf"),
    [
        (400, EXPIRED, NeedsCredential),
        (400, {"error": {"code": 4, "message": "(#4) Application request limit reached"}}, RateLimited),
        (403, {"error": {"code": 10, "message": "(#10) permission"}}, NeedsCredential),
        (400, {"error": {"code": 100, "error_subcode": 33}}, NotFound),
        (403, {}, Private),
        (429, {}, RateLimited),
        (502, "Bad Gateway", Unreachable),
        (200, "<html>", Garbled),
        (200, '{"data": [', Garbled),
        (200, {}, Garbled),
    ],
)
async def test_every_refusal_becomes_a_leaf(status: int, body: object, leaf: type[SourceError]) -> None:
    async with serve({"*": (status, JSON, body)}) as server, over(server) as source:
        with pytest.raises(SourceError) as caught:
            await Store(WREN).poll(source, NOW)
    assert type(caught.value) is leaf
    assert str(caught.value).endswith(".")


async def test_nonsense_in_an_answer_costs_itself_and_nothing_else() -> None:
    answers = {"media": tape("media_p2"), "comments": tape("comments_with_names"), "account": tape("account")}
    routes: dict[str, Route] = {}
    async with serve(routes) as server, over(server) as source:
        for broken in with_nonsense(answers):
            routes[f"/v26.0/{ACCOUNT}/media"] = (200, JSON, broken["media"])
            routes[f"/v26.0/{ACCOUNT}"] = (200, JSON, broken["account"])
            routes["*"] = (200, JSON, broken["comments"])
            try:
                await Store(WREN).poll(source, datetime(2021, 7, 27, tzinfo=UTC))
                await source.received(WREN, (POST,), now=NOW)
            except (Garbled, NotFound):
                pass


# --- tokens and handles ---


async def test_without_a_token_the_sentence_names_what_is_open_to_everybody(account: Account) -> None:
    async with over(account.server) as source:
        with pytest.raises(NeedsCredential, match=r"archive.*/involve log"):
            await Store(replace(WREN, credential="")).poll(source, NOW)
    assert account.server.asked == []


async def test_the_teams_token_does_for_the_account_it_is_linked_to_and_no_other(account: Account) -> None:
    post = account.post(1, T - HOUR)
    async with over(account.server, token=TOKEN) as source:
        handle = source.recognise("https://www.instagram.com/Wren.Tides/?hl=en")
        assert handle is not None
        who = await source.resolve(handle)
        assert who == replace(WREN, credential="")
        assert await Store(who).poll(source, NOW) == [post]
        other = source.recognise("ig:@another")
        assert other is not None
        stranger = await source.resolve(other)
        assert stranger.native_id == "another"
        with pytest.raises(NeedsCredential, match="no Instagram account called another"):
            await Store(stranger).poll(source, NOW)


async def test_a_token_of_the_page_or_of_whoever_manages_it_is_taken(account: Account) -> None:
    account.people["EAAperson"] = [
        {"id": "1", "access_token": "EAAother"},
        {"id": "2", "access_token": TOKEN, "instagram_business_account": {"id": ACCOUNT, "username": OWN}},
    ]
    async with over(account.server) as source:
        for token in (TOKEN, "EAAperson"):
            checked = await source.check(replace(WREN, native_id=OWN, credential=""), f"{token} ", now=NOW)
            assert checked.credential == f"{ACCOUNT} {TOKEN}"
            assert checked.who is not None
            assert (checked.who.native_id, checked.who.handle) == (ACCOUNT, OWN)


async def test_a_profile_is_read_by_its_number_with_the_name_it_has_now(account: Account) -> None:
    account.name = "wren.knots"
    async with over(account.server) as source:
        found = await source.profile(WREN)
    assert (found.handle, found.url) == ("wren.knots", "https://www.instagram.com/wren.knots/")
    assert found.text == "Wren\nFog over harbours.\nhttps://wren.example"


@pytest.mark.parametrize(
    ("credential", "sentence"),
    [("EAAexpired", "ran out"), ("EAAperson", "no professional account called wren.tides"), ("", "no token of Meta's")],
)
async def test_a_token_of_somebody_else_is_refused(account: Account, credential: str, sentence: str) -> None:
    account.people["EAAperson"] = [{"id": "1", "access_token": "EAAother"}]
    async with over(account.server) as source:
        with pytest.raises(NeedsCredential, match=sentence):
            await source.check(WREN, credential, now=NOW)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("instagram:wren.tides", "wren.tides"),
        ("IG: @Wren_Tides", "wren_tides"),
        ("https://www.instagram.com/wren.tides/", "wren.tides"),
        ("instagram.com/wren.tides?igsh=abc", "wren.tides"),
        ("instagram:https://instagram.com/wren.tides", "wren.tides"),
    ],
)
def test_an_account_is_recognised_as_people_type_it(typed: str, name: str) -> None:
    handle = Instagram(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name) == ("instagram", name)


@pytest.mark.parametrize(
    "typed",
    [
        "", "instagram:", "@wren.tides", "instagram:a b", "instagram:.x", "https://www.instagram.com/p/CSgdWACBeKr/",
        "https://www.instagram.com/explore", "https://instagram.com.example.org/wren", "https://[::1", "threads:wren",
        "instagram:../me",
    ],
)  # fmt: skip
def test_what_is_no_account_is_left_to_others(typed: str) -> None:
    assert Instagram(Http()).recognise(typed) is None

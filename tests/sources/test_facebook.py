"""A Facebook page: its posts, shares and answers are told apart, and Meta's brakes and refusals are understood."""

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
from bot.errors import (
    Garbled,
    Gone,
    NeedsCredential,
    NotFound,
    Private,
    RateLimited,
    SourceError,
    Unreachable,
)
from bot.sources.base import Identity
from bot.sources.facebook import Facebook
from bot.sources.http import Http
from tests.sources.facebook_page import EXPIRED, NAMES, PAGE, TOKEN, Page, facebook
from tests.sources.kept import Store
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Asked, Reply, Route, Served, recorded, serve, serve_raw

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = int(NOW.timestamp())
HOUR, DAY = 3_600, 86_400
TIDES = Identity(
    "facebook", PAGE, "oststrandtides", "https://www.facebook.com/oststrandtides", name=NAMES[PAGE],
    credential=f"{PAGE} {TOKEN}",
)  # fmt: skip


@asynccontextmanager
async def over(server: Served, token: str = "") -> AsyncIterator[Facebook]:
    async with server.http() as http:
        yield Facebook(http, graph=f"{server.url}/v26.0", token=token)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with facebook() as running:
        yield running


def judged(entry: Entry) -> tuple[Place, Act]:
    found = classify(entry, Ground())
    assert found is not None
    return found.place, found.act


async def test_own_post_reply_on_own_ground_share_and_quote_are_told_apart(page: Page) -> None:
    post = page.post(1, T - 9 * HOUR)
    asked = page.comment(post, 11, "201", T - 8 * HOUR)
    page.comment(post, 12, PAGE, T - 7 * HOUR, "By looking at the moon.", above=asked)
    page.comment(post, 13, PAGE, T - 6 * HOUR, "One more thing.")
    page.post(2, T - 5 * HOUR, "", parent_id="777_5")
    page.post(3, T - 4 * HOUR, "This harbour measures better than anybody else nearby.", parent_id="777_6")
    page.post(4, T - 3 * HOUR, "", parent_id=f"{PAGE}_1")
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW)
    found = {entry.native_id: entry for entry in store.entries.values()}
    assert judged(found[post]) == (Place.MINE, Act.BROADCAST)
    assert judged(found["1_12"]) == (Place.MINE, Act.HOST)
    assert judged(found["1_13"]) == (Place.MINE, Act.BROADCAST)
    assert judged(found[f"{PAGE}_2"]) == (Place.THEIRS, Act.AMPLIFY)
    assert judged(found[f"{PAGE}_3"]) == (Place.THEIRS, Act.QUOTE)
    assert judged(found[f"{PAGE}_4"]) == (Place.MINE, Act.BROADCAST)
    assert "1_11" not in found
    answer = found["1_12"]
    assert (answer.thread, answer.root.id, answer.parent.id, answer.parent_id) == (post, PAGE, "201", asked)
    assert answer.parent_text == "How do you know?"


def test_it_says_that_only_own_posts_are_seen() -> None:
    assert Facebook.coverage is Coverage.OWN_POSTS_ONLY
    assert "no interface of Facebook's shows it" in Facebook.hides
    assert Facebook.wants.needed
    assert all(Facebook(Http()).recognise(example) for example in Facebook.examples)


# --- recorded answers ---


def tape(name: str) -> object:
    return recorded(__file__, f"facebook/{name}.json")


@pytest.fixture
async def posts() -> dict[str, Entry]:
    routes: dict[str, Route] = {f"/v26.0/{PAGE}/published_posts": tape("published_posts")}  # type: ignore[dict-item]
    store = Store(TIDES)
    async with serve(routes) as server, over(server) as source:
        async for batch in source.fetch(
            TIDES, {}, since=datetime(2021, 6, 20, tzinfo=UTC), now=datetime(2021, 7, 12, tzinfo=UTC)
        ):
            if batch.entries:
                store.entries |= {entry.native_id: entry for entry in batch.entries}
            break
    return store.entries


def test_recorded_posts_carry_their_text_time_and_address(posts: dict[str, Entry]) -> None:
    assert len(posts) == 5
    photo = posts[f"{PAGE}_10158349356748553"]
    assert photo.at == datetime(2021, 7, 9, 19, 9, 52, tzinfo=UTC)
    assert photo.url == f"https://www.facebook.com/{PAGE}/posts/10158349356748553/"
    assert photo.text.startswith("Eleven volunteers")
    assert photo.links == ("https://tides.example.org/oststrand",)  # not the photo's own page
    assert {entry.kind for entry in posts.values()} == {Kind.POST}


def test_a_recorded_link_leads_past_facebooks_detour(posts: dict[str, Entry]) -> None:
    link = posts[f"{PAGE}_10158347294088553"]
    assert link.links[0].startswith("https://tides.example.org/how-a-table-is-made")
    assert not any("l.facebook.com" in each for each in link.links)
    assert link.title == "How a tide table is made"


def comments(kind: str) -> Route:
    def answer(asked: Asked) -> Reply:
        assert asked.query["filter"] == "stream"
        return 200, JSON, tape(f"{kind}_p2" if asked.query.get("after") == "after" else f"{kind}_p1")

    return answer


POST = Entry("facebook", f"{PAGE}_10158407654328553", Kind.POST, datetime(2021, 8, 10, tzinfo=UTC), Party(PAGE))


async def test_recorded_comments_are_answered_by_the_child_the_page_wrote() -> None:
    routes = {f"/v26.0/{POST.native_id}/comments": comments("comments_with_authors")}
    async with serve(routes) as server, over(server) as source:
        heard = {one.native_id.partition("_")[2]: one for one in await source.received(TIDES, (POST,), now=NOW)}
    assert heard["10158407835073553"].answered_at == datetime(2021, 8, 11, 23, 23, 6, tzinfo=UTC)
    assert heard["10158408729313553"].answered_at is None
    assert heard["10158412899928553"].answered_at == datetime(2021, 8, 13, 18, 47, 29, tzinfo=UTC)
    below_the_answer = heard["10158409984053553"]
    assert below_the_answer.on == "10158407654328553_10158409983033553"  # the page had just answered there
    assert "10158411321043553" not in heard  # two others talk to each other
    assert all(one.author.name != "Oststrand Tides" for one in heard.values())


async def test_recorded_comments_without_their_authors_are_left_out_and_not_taken_for_unanswered() -> None:
    routes = {f"/v26.0/{POST.native_id}/comments": comments("comments")}
    async with serve(routes) as server, over(server) as source:
        assert await source.received(TIDES, (POST,), now=NOW) == ()


async def test_a_recorded_refusal_for_want_of_a_permission_asks_for_another_token() -> None:
    async with serve({"*": (400, JSON, tape("error"))}) as server, over(server) as source:
        with pytest.raises(NeedsCredential, match="may not read this on Facebook"):
            await Store(TIDES).poll(source, NOW)


# --- a page that changes ---


async def test_each_item_is_found_exactly_once_while_the_page_grows(page: Page) -> None:
    store, wanted, found = Store(TIDES), [], []
    async with over(page.server) as source:
        for hour in range(12):
            now = T + hour * HOUR
            post = page.post(hour, now - 60)
            page.comment(post, 1_000 + hour, "201", now - 50)
            wanted.append(post)
            if hour:
                page.comment(f"{PAGE}_{hour - 1}", 2_000 + hour, PAGE, now - 40, above=f"{hour - 1}_{999 + hour}")
                wanted.append(f"{hour - 1}_{2_000 + hour}")
            found += await store.poll(source, NOW + timedelta(hours=hour), sweep=hour % 5 == 0)
    assert sorted(found) == sorted(wanted)
    assert sorted(store.ids()) == sorted(wanted)


async def test_more_than_one_page_of_posts_comes_whole_whatever_until_means(page: Page) -> None:
    for number in range(230):
        page.post(number, T - 80 * DAY + (number // 3) * 3 * HOUR)
    store = Store(TIDES)
    async with over(page.server) as source:
        found = await store.poll(source, NOW)
    assert len(found) == len(set(found)) == 230
    times = [entry.at for batch in store.batches for entry in batch.entries]
    assert times == sorted(times)


async def test_a_backfill_that_breaks_off_goes_on_where_it_stopped(page: Page) -> None:
    for number in range(80):
        page.post(number, T - 80 * DAY + number * DAY)
    async with over(page.server) as source:
        batches = source.fetch(TIDES, {}, since=NOW - timedelta(days=90), now=NOW)
        first = await anext(batches)
        await batches.aclose()  # type: ignore[attr-defined]
        store = Store(TIDES, first.cursor)
        await store.poll(source, NOW)
    assert len(first.entries) == 20
    assert {entry.native_id for entry in first.entries} | set(store.ids()) == set(page.posts)


async def test_comments_are_asked_for_only_where_their_number_has_changed(page: Page) -> None:
    quiet = page.post(1, T - 2 * DAY)
    busy = page.post(2, T - DAY)
    page.comment(busy, 21, "201", T - HOUR)
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW)
        page.server.asked.clear()
        await store.poll(source, NOW + timedelta(hours=1))
        assert not [path for path in page.server.paths() if path.endswith("/comments")]
        page.comment(quiet, 11, "202", T + HOUR)
        await store.poll(source, NOW + timedelta(hours=2))
        assert [path for path in page.server.paths() if path.endswith("/comments")] == [f"/v26.0/{quiet}/comments"]


async def test_an_edited_post_comes_again_under_the_same_id(page: Page) -> None:
    post = page.post(1, T - 3 * DAY, "Hihg water at six.")
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW)
        page.posts[post]["message"] = "High water at six."
        assert await store.poll(source, NOW + timedelta(hours=1)) == []
    (entry,) = store.entries.values()
    assert entry.text == "High water at six."


async def test_what_was_deleted_is_missing_after_a_sweep_and_only_that(page: Page) -> None:
    old = page.post(1, T - 12 * DAY)
    kept, gone = page.post(2, T - 3 * DAY), page.post(3, T - 2 * DAY)
    asked = page.comment(old, 11, "201", T - 5 * HOUR)
    page.comment(old, 12, PAGE, T - 4 * HOUR, above=asked)
    page.comment(old, 13, PAGE, T - 3 * HOUR, above=asked)
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW)
        assert len(store.entries) == 5
        del page.posts[gone]
        page.comments[old] = page.comments[old][:2]
        await store.poll(source, NOW + timedelta(hours=1))
        assert all(batch.complete_since is None for batch in store.batches)
        await store.poll(source, NOW + timedelta(days=4), sweep=True)
    assert set(store.ids()) == {old, kept, "1_12"}


async def test_a_sweep_that_could_not_read_everything_calls_nothing_missing(page: Page) -> None:
    post = page.post(1, T - DAY)
    for number in range(480):
        page.comment(post, 10 + number, "201", T - DAY + number)
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW, sweep=True)
        heard = await source.received(TIDES, tuple(store.entries.values()), now=NOW)
    assert store.batches[-1].complete_since is not None
    assert len(heard) == 480
    for number in range(200):
        page.comment(post, 1_000 + number, "202", T - DAY + 600 + number)
    async with over(page.server) as source:
        await store.poll(source, NOW, sweep=True)
        assert store.batches[-1].complete_since is None
        assert await source.received(TIDES, tuple(store.entries.values()), now=NOW) == ()  # all of it, or none


async def test_an_unreadable_post_is_told_of_and_never_called_deleted(page: Page) -> None:
    post = page.post(1, T - DAY)
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW)
        page.posts[post]["created_time"] = "2026-11-19T12:00:00+0000"
        page.posts[post]["id"] = 7
        await store.poll(source, NOW, sweep=True)
    assert store.ids() == [post]
    assert [dict(batch.skipped) for batch in store.batches if batch.skipped] == [{"unreadable": 1}]


async def test_a_post_of_the_future_is_not_lost(page: Page) -> None:
    page.post(1, T + 600)
    store = Store(TIDES)
    async with over(page.server) as source:
        assert await store.poll(source, NOW) == [f"{PAGE}_1"]
        assert await store.poll(source, NOW + timedelta(hours=1)) == []


# --- what came back ---


async def test_what_others_say_is_heard_with_the_moment_it_was_answered(page: Page) -> None:
    post = page.post(1, T - DAY)
    first = page.comment(post, 11, "201", T - 20 * HOUR)
    page.comment(post, 12, PAGE, T - 19 * HOUR, "With a stick.", above=first)
    page.comment(post, 13, "201", T - 18 * HOUR, "What sort of stick?", above=first)
    page.comment(post, 14, "202", T - 17 * HOUR, "Lovely.")
    page.comment(post, 15, PAGE, T - 16 * HOUR, "Thank you Rasmus Kuhl")
    page.comments[post][3]["user_likes"] = True
    page.comment(post, 16, "203", T - 15 * HOUR, "And the moon?")
    store = Store(TIDES)
    async with over(page.server) as source:
        await store.poll(source, NOW)
        heard = {one.native_id: one for one in await source.received(TIDES, tuple(store.entries.values()), now=NOW)}
        assert len([path for path in page.server.paths() if path.endswith("/comments")]) == 1  # remembered
    assert {key: one.on for key, one in heard.items()} == {"1_11": post, "1_13": "1_12", "1_14": post, "1_16": post}
    assert heard["1_11"].answered_at == NOW - timedelta(hours=19)
    assert heard["1_13"].answered_at is None
    assert (heard["1_14"].answered_at, heard["1_14"].liked) == (NOW - timedelta(hours=16), True)
    assert heard["1_16"].author == Party("203", "Leonie Brandt")
    assert "comment_id=16" in heard["1_16"].url


async def test_what_an_archive_brought_is_not_asked_about(page: Page) -> None:
    imported = Entry("facebook", "comment-0123456789abcdef", Kind.REPLY, NOW, Party("me"))
    async with over(page.server) as source:
        assert await source.received(TIDES, (imported,), now=NOW) == ()
    assert page.server.asked == []


# --- talks ---


async def test_posts_of_others_that_name_the_page_are_talks_until_it_has_spoken(page: Page) -> None:
    open_, spoken = (
        page.tag(1, "201", T - DAY, "Oststrand Tides, when is low water?"),
        page.tag(2, "202", T - DAY, "Hi"),
    )
    page.tag(3, "203", T - 30 * DAY, "Long ago, Oststrand Tides")
    page.tagged.append({**page.tagged[0], "id": f"{PAGE}_9", "from": {"id": PAGE, "name": "Oststrand Tides"}})
    page.comment(spoken, 21, PAGE, T - HOUR)
    page.comment(open_, 22, "203", T - HOUR)
    async with over(page.server) as source:
        (talk,) = await source.talks(TIDES, (), ("tides",), now=NOW)
    assert (talk.native_id, talk.starter.name, talk.messages, talk.is_question) == (open_, "Ines Halvorsen", 2, True)


async def test_a_token_that_may_not_see_mentions_has_no_talks_and_no_trouble(page: Page) -> None:
    denied = {"error": {"message": "(#10) requires the 'pages_read_user_content' permission", "code": 10}}
    page.server.routes[f"/v26.0/{PAGE}/tagged"] = (403, JSON, denied)
    async with over(page.server) as source:
        assert await source.talks(TIDES, (), (), now=NOW) == ()


# --- brakes ---


@pytest.mark.parametrize(
    "headers",
    [
        {"x-app-usage": json.dumps({"call_count": 80, "total_time": 5, "total_cputime": 5})},
        {"x-business-use-case-usage": json.dumps({PAGE: [{"type": "pages", "call_count": 3, "total_time": 79}]})},
    ],
)
async def test_from_three_quarters_on_only_posts_are_asked_for(page: Page, headers: dict[str, str]) -> None:
    page.headers = headers
    post = page.post(1, T - HOUR)
    page.comment(post, 11, "201", T - 60)
    store = Store(TIDES)
    async with over(page.server) as source:
        assert await store.poll(source, NOW, sweep=True) == [post]
        assert store.batches[-1].complete_since is None
        assert await source.received(TIDES, tuple(store.entries.values()), now=NOW) == ()
        assert await source.talks(TIDES, (), (), now=NOW) == ()
        assert not [path for path in page.server.paths() if not path.endswith("/published_posts")]
        page.headers = {}
    async with over(page.server) as source:
        await store.poll(source, NOW + timedelta(hours=1))
        assert [path for path in page.server.paths() if path.endswith("/comments")]  # made up for


async def test_a_spent_hour_is_waited_for_as_long_as_meta_says(page: Page) -> None:
    use = {"type": "pages", "call_count": 100, "total_time": 25, "estimated_time_to_regain_access": 19}
    page.headers = {"x-business-use-case-usage": json.dumps({PAGE: [use]})}
    page.post(1, T - HOUR)
    store = Store(TIDES, {"at": T - DAY})
    async with over(page.server) as source:
        await store.poll(source, NOW)
        asked = len(page.server.asked)
        with pytest.raises(RateLimited) as caught:
            await store.poll(source, NOW + timedelta(minutes=1))
        assert len(page.server.asked) == asked
    assert timedelta(minutes=18) < caught.value.wait <= timedelta(minutes=19)


@pytest.mark.parametrize(
    "said", ["", "x", "[]", "{}", '{"call_count": "many"}', '{"call_count": -5}', "[" * 50_000, '{"a": [1]}']
)
async def test_percentages_that_make_no_sense_stop_nothing(page: Page, said: str) -> None:
    page.headers = {"x-app-usage": said[:6_000], "x-business-use-case-usage": said[:6_000]}
    page.post(1, T - HOUR)
    async with over(page.server) as source:
        assert await Store(TIDES).poll(source, NOW) == [f"{PAGE}_1"]


# --- refusals ---


def refusal(code: int, **more: object) -> dict[str, object]:
    return {"error": {"message": f"(#{code}) something", "type": "OAuthException", "code": code, **more}}


@pytest.mark.parametrize(
    ("status", "body", "leaf", "sentence"),
    [
        (400, EXPIRED, NeedsCredential, "ran out or was taken back"),
        (401, refusal(190), NeedsCredential, "Make a new one"),
        (400, refusal(102), NeedsCredential, "connect the account"),
        (403, refusal(10), NeedsCredential, "may not read this"),
        (403, refusal(200), NeedsCredential, "permissions"),
        (400, refusal(4), RateLimited, "Try again in"),
        (400, refusal(17), RateLimited, "60 minutes"),
        (400, refusal(32), RateLimited, "Try again in"),
        (403, refusal(613), RateLimited, "Try again in"),
        (400, refusal(368), RateLimited, "24 hours"),
        (400, refusal(100, error_subcode=33), NotFound, "Check the name"),
        (404, refusal(803), NotFound, "Check the name"),
        (400, refusal(21), Gone, "moved"),
        (400, refusal(100), Garbled, "does not accept"),
        (500, refusal(2), Unreachable, "problem of its own"),
        (400, refusal(1), Unreachable, "Try again later"),
        (401, {}, NeedsCredential, "key or a token"),
        (403, {}, Private, "does not let"),
        (404, {}, NotFound, "nothing there"),
        (410, {}, Gone, "gone for good"),
        (429, {}, RateLimited, "Try again in"),
        (503, {}, Unreachable, "problem of its own"),
        (400, "<html>Sorry</html>", Garbled, "does not accept"),
        (200, "<html>Sorry</html>", Garbled, "web page"),
        (200, '{"data": [{"id": "1', Garbled, "nobody can read"),
        (200, "[]", Garbled, "does not understand"),
        (200, {"data": None}, Garbled, "without a list"),
        (200, refusal(190), NeedsCredential, "ran out"),
        (400, {"error": "text"}, Garbled, "does not accept"),
    ],
)
async def test_every_refusal_becomes_a_leaf_with_a_sentence(
    status: int, body: object, leaf: type[SourceError], sentence: str
) -> None:
    async with serve({"*": (status, JSON, body)}) as server, over(server) as source:
        with pytest.raises(SourceError, match=sentence) as caught:
            await Store(TIDES).poll(source, NOW)
    assert type(caught.value) is leaf
    assert TOKEN not in str(caught.value)


async def test_a_limit_met_is_not_run_into_again() -> None:
    async with serve({"*": (400, JSON, refusal(4))}) as server, over(server) as source:
        for _ in range(2):
            with pytest.raises(RateLimited) as caught:
                await Store(TIDES).poll(source, NOW)
        assert len(server.asked) == 1
    assert caught.value.wait > timedelta(minutes=59)


async def test_a_dead_server_is_unreachable() -> None:
    async with serve_raw(b"") as raw, Http(allowed=[raw.place]) as http:
        with pytest.raises(Unreachable):
            await Store(TIDES).poll(Facebook(http, graph=raw.url), NOW)


async def test_nonsense_in_an_answer_costs_itself_and_nothing_else(page: Page) -> None:
    post = page.post(1, T - HOUR, attachments={"data": [{"type": "share", "unshimmed_url": "https://a.example/"}]})
    asked = page.comment(post, 11, "201", T - 60)
    page.comment(post, 12, PAGE, T - 30, above=asked)
    posts = {"data": list(page._within(page.posts.values(), Asked("GET", "", {"limit": "9"}, {}, b"")))}
    comments = {"data": page.comments[post], "paging": {"cursors": {"after": "x"}, "next": "x"}}
    routes: dict[str, Route] = {}
    async with serve(routes) as server, over(server) as source:
        for broken in with_nonsense({"posts": posts, "comments": comments}):
            routes[f"/v26.0/{PAGE}/published_posts"] = (200, JSON, broken["posts"])
            routes["*"] = (200, JSON, broken["comments"])
            store = Store(TIDES, {"at": T - DAY})
            try:
                await store.poll(source, NOW)
                await source.received(TIDES, tuple(store.entries.values()), now=NOW)
            except (Garbled, NotFound):
                pass


# --- tokens ---


async def test_without_a_token_the_sentence_names_what_is_open_to_everybody(page: Page) -> None:
    async with over(page.server) as source:
        with pytest.raises(NeedsCredential, match=r"token of that page.*archive.*/involve log"):
            await Store(replace(TIDES, credential="")).poll(source, NOW)
    assert page.server.asked == []


async def test_the_teams_token_does_without_a_members(page: Page) -> None:
    page.post(1, T - HOUR)
    named = replace(TIDES, native_id="oststrandtides", credential="")
    async with over(page.server, token=TOKEN) as source:
        handle = source.recognise("https://www.facebook.com/OststrandTides/?ref=page")
        assert handle is not None
        assert await source.resolve(handle) == replace(TIDES, credential="")
        assert await Store(replace(TIDES, credential="")).poll(source, NOW) == [f"{PAGE}_1"]
        assert await Store(named).poll(source, NOW) == [f"{PAGE}_1"]


async def test_a_page_the_teams_token_does_not_show_stays_as_it_was_typed(page: Page) -> None:
    async with over(page.server, token=TOKEN) as source:
        handle = source.recognise("facebook:anotherpage")
        assert handle is not None
        who = await source.resolve(handle)
        assert (who.native_id, who.handle, who.url) == (
            "anotherpage", "anotherpage", "https://www.facebook.com/anotherpage",
        )  # fmt: skip


async def test_a_token_of_the_page_is_taken(page: Page) -> None:
    async with over(page.server) as source:
        checked = await source.check(replace(TIDES, credential=""), f" {TOKEN}\n", now=NOW)
        assert checked.credential == f"{PAGE} {TOKEN}"
        assert "token" not in repr(checked)
        named = Identity("facebook", "oststrandtides", "oststrandtides", "")
        checked = await source.check(named, TOKEN, now=NOW)
        assert checked.credential == f"{PAGE} {TOKEN}"
        assert checked.who is not None
        assert checked.who.native_id == PAGE


async def test_what_a_page_says_of_itself_is_read_by_its_number(page: Page) -> None:
    async with over(page.server) as source:
        found = await source.profile(replace(TIDES, handle="oldname"))
    assert (found.handle, found.url) == ("oststrandtides", "https://www.facebook.com/oststrandtides")
    assert found.text.splitlines() == ["Oststrand Tides", "High water at Oststrand", "https://tides.example"]


async def test_of_a_person_who_manages_the_page_the_pages_own_token_is_kept(page: Page) -> None:
    page.managed["EAAperson"] = [
        {"id": "555", "name": "Other", "access_token": "EAAother"},
        {"id": PAGE, "name": "Oststrand Tides", "access_token": TOKEN},
    ]
    async with over(page.server) as source:
        assert (await source.check(TIDES, "EAAperson", now=NOW)).credential == f"{PAGE} {TOKEN}"


@pytest.mark.parametrize(
    ("credential", "sentence"),
    [
        ("EAAexpired", "ran out or was taken back"),
        ("EAAother-page", "of Another page, not of oststrandtides"),
        ("EAAperson", "Choose this page"),
        ("", "no token of Facebook's"),
        ("EAA–dash–typed", "no token of Facebook's"),
    ],
)
async def test_a_token_that_is_not_of_the_page_is_refused_with_a_sentence(
    page: Page, credential: str, sentence: str
) -> None:
    page.tokens["EAAother-page"] = "555"
    page.managed["EAAperson"] = [{"id": "555", "name": "Other", "access_token": "EAAother"}]
    async with over(page.server) as source:
        with pytest.raises(NeedsCredential, match=sentence) as caught:
            await source.check(TIDES, credential, now=NOW)
    assert not credential or credential not in str(caught.value)


async def test_a_token_is_sent_in_a_header_and_never_in_an_address(page: Page) -> None:
    post = page.post(1, T - HOUR)
    for number in range(150):
        page.comment(post, 11 + number, "201", T - 60)
    async with over(page.server) as source:
        await Store(TIDES, {"at": T - DAY}).poll(source, NOW)
    assert len(page.server.asked) == 3  # posts, and two pages of comments: not by the address with a token in it
    assert {asked.headers["authorization"] for asked in page.server.asked} == {f"Bearer {TOKEN}"}
    assert not [asked for asked in page.server.asked if TOKEN in str(asked.query) or "secret" in str(asked.query)]


# --- handles ---


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("facebook:oststrandtides", "oststrandtides"),
        ("fb: @Oststrand.Tides", "oststrand.tides"),
        ("https://www.facebook.com/OststrandTides/", "oststrandtides"),
        ("m.facebook.com/oststrandtides?ref=x", "oststrandtides"),
        ("https://www.facebook.com/profile.php?id=100200300400", "100200300400"),
        ("https://www.facebook.com/people/Oststrand-Tides/100200300400/", "100200300400"),
        ("https://www.facebook.com/Oststrand-Tides-100200300400/", "100200300400"),
        ("facebook:https://www.facebook.com/oststrandtides", "oststrandtides"),
        ("facebook:100200300400", "100200300400"),
    ],
)
def test_a_page_is_recognised_as_people_type_it(typed: str, name: str) -> None:
    handle = Facebook(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name) == ("facebook", name)


@pytest.mark.parametrize(
    "typed",
    [
        "", "facebook:", "facebook:a b", "facebook:../me", "oststrandtides", "https://www.facebook.com/groups/tides",
        "https://www.facebook.com/", "https://www.facebook.com/events/123456", "https://facebook.com.example.org/x",
        "https://[::1", "facebook:me", "facebook:me/accounts", "instagram:oststrandtides",
        "https://www.facebook.com/watch/?v=1", "https://www.facebook.com/profile.php",
    ],
)  # fmt: skip
def test_what_is_no_page_is_left_to_others(typed: str) -> None:
    assert Facebook(Http()).recognise(typed) is None

"""LinkedIn: a member's log tells posts, comments and reactions apart, by the moments in ids; a page its posts alone."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.classify import classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Coverage, Kind, Place, Visibility
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, RateLimited, SourceError, Unreachable
from bot.sources.archives.base import Owner
from bot.sources.base import Identity
from bot.sources.http import Http
from bot.sources.linkedin import LinkedIn
from bot.sources.linkedin_page import plain
from tests.sources.archives.packing import read_files
from tests.sources.kept import Store
from tests.sources.linkedin_network import FEED, PAGE, PAGE_TOKEN, TOKEN, Network, linkedin, number
from tests.sources.nonsense import with_nonsense
from tests.sources.serve import JSON, Asked, Reply, Route, Served, recorded, serve

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = NOW.timestamp()
HOUR, DAY = 3_600, 86_400
WREN = Identity("linkedin", "wren-tal", "wren-tal", "https://www.linkedin.com/in/wren-tal/", credential=TOKEN)
TIDES = Identity(
    "linkedin", "organization:5515715", "company/oststrand-tides",
    "https://www.linkedin.com/company/oststrand-tides/", name="Oststrand Tides", coverage=Coverage.OWN_POSTS_ONLY,
)  # fmt: skip
OTHERS = f"urn:li:activity:{number(T - 3 * DAY)}"


@asynccontextmanager
async def over(server: Served, token: str = "") -> AsyncIterator[LinkedIn]:
    async with server.http() as http:
        yield LinkedIn(http, api=server.url, token=token)


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with linkedin() as running:
        running.tables["ALL_LIKES"] = [{"Date": "2020-01-01 10:00:00", "Type": "LIKE", "Link": f"{FEED}{OTHERS}"}]
        yield running


def judged(entry: Entry) -> tuple[Place, Act]:
    found = classify(entry, Ground())
    assert found is not None
    return found.place, found.act


async def read(network: Network) -> dict[str, Entry]:
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
    return {entry.text or entry.kind.value: entry for entry in store.entries.values()}


# --- a member's log ---


async def test_everything_a_member_does_is_told_apart(network: Network) -> None:
    own = network.share(T - 9 * HOUR, "How we sealed the lens")
    same = f"urn:li:activity:{number(T - 9 * HOUR, 549)}"  # the same post, by another number
    network.comment(T - 8 * HOUR, same, "One more thing about the lens")
    network.comment(T - 7 * HOUR, same, "Ben Okri from the aquarium shop", parentComment=f"urn:li:comment:({same},77)")
    network.comment(T - 6 * HOUR, OTHERS, "Have you tried potting the board?")
    network.like(T - 5 * HOUR, OTHERS, "PRAISE")
    network.repost(T - 4 * HOUR, f"urn:li:share:{number(T - 2 * DAY)}")
    network.share(T - 3 * HOUR, "Read this twice before you open the next lamp", responseContext={"parent": OTHERS})
    found = await read(network)
    assert judged(found["How we sealed the lens"]) == (Place.MINE, Act.BROADCAST)
    assert judged(found["One more thing about the lens"]) == (Place.MINE, Act.BROADCAST)
    assert judged(found["Ben Okri from the aquarium shop"]) == (Place.MINE, Act.HOST)
    assert judged(found["Have you tried potting the board?"]) == (Place.THEIRS, Act.JOIN)
    assert judged(found["reaction"]) == (Place.THEIRS, Act.APPLAUD)
    assert judged(found["boost"]) == (Place.THEIRS, Act.AMPLIFY)
    assert judged(found["Read this twice before you open the next lamp"]) == (Place.THEIRS, Act.QUOTE)
    answer = found["Ben Okri from the aquarium shop"]
    assert answer.thread == own.rpartition(":")[2]
    assert answer.parent == Party("name:ben okri", "Ben Okri")
    assert found["How we sealed the lens"].url == f"{FEED}{own}"


@pytest.mark.parametrize(("apart_ms", "place"), [(5_000, Place.MINE), (-5_000, Place.MINE), (5_001, Place.THEIRS)])
async def test_two_numbers_made_within_five_seconds_are_one_post(network: Network, apart_ms: int, place: Place) -> None:
    network.share(T - 9 * HOUR, "How we sealed the lens")
    network.comment(T - 8 * HOUR, f"urn:li:activity:{number(T - 9 * HOUR, apart_ms)}", "By the way")
    assert judged((await read(network))["By the way"])[0] is place


async def test_messages_are_dropped_unread_and_others_acts_and_failures_too(network: Network) -> None:
    network.log("messages", T - HOUR, {"content": {"text": "secret"}})
    network.log("invitations", T - HOUR, {"id": "secret"})
    network.log("people/positions", T - HOUR, {"title": "secret"})
    network.log("socialActions/comments", T - HOUR, {}, actor="urn:li:person:other")
    network.log("socialActions/comments", T - HOUR, {}, activityStatus="FAILURE")
    network.share(T - 60, "Hello")
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
    assert [entry.text for entry in store.entries.values()] == ["Hello"]
    assert "secret" not in json.dumps(store.cursor)
    assert not any(batch.skipped for batch in store.batches)


async def test_what_is_for_connections_only_or_a_draft_is_private_and_a_group_is_a_venue(network: Network) -> None:
    shown = {"com.linkedin.ugc.MemberNetworkVisibility": "CONNECTIONS"}
    network.share(T - 4 * HOUR, "For friends", visibility=shown)
    network.share(T - 3 * HOUR, "Not yet", lifecycleState="DRAFT")
    inside = {"com.linkedin.ugc.MemberNetworkVisibility": "CONTAINER"}
    network.share(T - 2 * HOUR, "In a group", visibility=inside, containerEntity="urn:li:group:77")
    found = await read(network)
    assert found["For friends"].visibility is found["Not yet"].visibility is Visibility.PRIVATE
    assert (found["In a group"].visibility, found["In a group"].venue) == (Visibility.PUBLIC, "group 77")


async def test_each_line_is_found_exactly_once_while_the_log_grows(network: Network) -> None:
    store, found = Store(WREN), []
    async with over(network.server) as source:
        for hour in range(12):
            now = T + hour * HOUR
            network.share(now - 600, f"Post {hour}")
            network.comment(now - 300, OTHERS, f"Comment {hour}")
            network.like(now - 200, f"urn:li:activity:{number(now - 900)}")
            found += await store.poll(source, NOW + timedelta(hours=hour), sweep=hour % 5 == 0)
        assert len(found) == len(set(found)) == 36
        network.server.asked.clear()
        assert await store.poll(source, NOW + timedelta(hours=12)) == []
    starts = [int(asked.query["startTime"]) for asked in network.server.asked]
    assert set(starts) == {network.lines[-1]["processedAt"]}  # that moment included, as LinkedIn wants it


async def test_a_long_log_comes_in_pages_oldest_first_and_goes_on_where_it_broke_off(network: Network) -> None:
    for hour in range(130):
        network.share(T - 20 * DAY + hour * HOUR, f"Post {hour}")
    for line in network.lines[40:60]:
        line["processedAt"] = network.lines[40]["processedAt"]  # many within one moment
    async with over(network.server) as source:
        batches = source.fetch(WREN, {}, since=NOW - timedelta(days=90), now=NOW)
        first = [await anext(batches), await anext(batches)]
        await batches.aclose()  # type: ignore[attr-defined]
        store = Store(WREN, first[-1].cursor)
        await store.poll(source, NOW)
    assert len(first[-1].entries) == 50
    texts = {entry.text for entry in (*first[-1].entries, *store.entries.values())}
    assert texts == {f"Post {hour}" for hour in range(130)}


async def test_a_short_page_is_not_taken_for_the_last(network: Network) -> None:
    for hour in range(9):
        network.share(T - DAY + hour * HOUR, f"Post {hour}")
    whole = network.answer

    def stingy(asked: Asked) -> object:
        return whole(replace(asked, query={**asked.query, "count": "4"}) if "startTime" in asked.query else asked)

    network.server.routes["*"] = stingy  # type: ignore[assignment]
    assert len(await read(network)) == 9


async def test_an_edit_changes_the_same_post_and_comment(network: Network) -> None:
    store = Store(WREN)
    async with over(network.server) as source:
        network.share(T - 9 * HOUR, "Hihg water")
        said = network.comment(T - 8 * HOUR, OTHERS, "How wiede?")
        await store.poll(source, NOW)
        network.share(T - 9 * HOUR, "High water", after=T + 60, method="UPDATE")
        network.comment(T - 8 * HOUR, OTHERS, "How wide?", after=T + 120)
        assert network.lines[-1]["activity"]["id"] == said
        assert await store.poll(source, NOW + timedelta(hours=1)) == []
    assert sorted(entry.text for entry in store.entries.values()) == ["High water", "How wide?"]
    assert all(entry.edited_at is not None for entry in store.entries.values())


async def test_an_edit_written_as_a_patch_is_understood_and_one_of_no_words_passed_over(network: Network) -> None:
    store = Store(WREN)
    async with over(network.server) as source:
        urn = network.share(T - 9 * HOUR, "Hihg water")
        await store.poll(source, NOW)
        share = {"com.linkedin.ugc.ShareContent": {"shareCommentary": {"text": "High water"}}}
        patch = {"patch": {"$set": {"specificContent": share}}}
        network.log("ugcPosts", T + 60, patch, method="PARTIAL_UPDATE", resourceId=urn)
        network.log("ugcPosts", T + 90, {"patch": {"$set": {"x": 1}}}, method="PARTIAL_UPDATE", resourceId=urn)
        await store.poll(source, NOW + timedelta(hours=1))
    (entry,) = store.entries.values()
    assert (entry.text, entry.at) == ("High water", NOW - timedelta(hours=9))


async def test_what_the_member_took_back_is_deleted(network: Network) -> None:
    store = Store(WREN)
    async with over(network.server) as source:
        urn = network.share(T - 9 * HOUR, "Gone soon")
        said = network.comment(T - 8 * HOUR, OTHERS, "Gone too")
        network.like(T - 7 * HOUR, OTHERS)
        network.share(T - 6 * HOUR, "Stays")
        await store.poll(source, NOW)
        network.log("ugcPosts", T + 60, {"id": urn}, method="DELETE")
        network.log("socialActions/comments", T + 61, {"id": said}, method="DELETE")
        network.like(T + 62, OTHERS, method="DELETE")
        await store.poll(source, NOW + timedelta(hours=1))
    assert [entry.text for entry in store.entries.values()] == ["Stays"]


async def test_a_line_that_makes_no_sense_costs_itself_and_is_told(network: Network) -> None:
    network.share(T - 2 * HOUR, "Stays")
    network.comment(T - HOUR, "urn:li:somethingNew:1", "Where?")
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
    assert [entry.text for entry in store.entries.values()] == ["Stays"]
    assert sum(batch.skipped.get("unreadable", 0) for batch in store.batches) == 1


async def test_whoever_is_named_first_is_whom_a_comment_answers(network: Network) -> None:
    entity = {"com.linkedin.common.MemberAttributedEntity": {"member": "urn:li:person:ben"}}
    message = {"attributes": [{"start": 0, "length": 8, "value": entity}], "text": "Ben Okri, how deep?"}
    network.comment(T - HOUR, OTHERS, "", message=message, parentComment=f"urn:li:comment:({OTHERS},5)")
    found = (await read(network))["Ben Okri, how deep?"]
    assert (found.parent, found.parent_id) == (Party("urn:li:person:ben", "Ben Okri"), "comment:5")


async def test_going_on_below_ones_own_comment_elsewhere_is_known(network: Network) -> None:
    first = network.comment(T - 2 * HOUR, OTHERS, "A question")
    network.comment(T - HOUR, OTHERS, "And another", parentComment=f"urn:li:comment:({OTHERS},{first})")
    found = await read(network)
    assert found["And another"].parent.id == "wren-tal"
    assert found["And another"].parent_id == found["A question"].native_id


async def test_the_documented_answers_are_understood() -> None:
    log, table = (
        recorded(__file__, f"linkedin/{name}.json") for name in ("member_change_logs", "member_snapshot_data")
    )

    def answer(asked: Asked) -> Reply:
        if asked.path == "/rest/memberChangeLogs":
            return 200, JSON, log if asked.query["start"] == "0" else {"elements": []}
        return (200, JSON, table) if asked.query["domain"] == "MEMBER_SHARE_INFO" else (404, JSON, {"status": 404})

    store = Store(WREN)
    async with serve({"*": answer}) as server, over(server) as source:
        await store.poll(source, NOW)
    found = sorted(store.entries.values(), key=lambda entry: entry.at)
    assert [(entry.kind, *judged(entry)) for entry in found] == [
        (Kind.POST, Place.MINE, Act.BROADCAST),
        (Kind.POST, Place.MINE, Act.BROADCAST),
        (Kind.REPLY, Place.MINE, Act.HOST),
        (Kind.REPLY, Place.THEIRS, Act.JOIN),
        (Kind.REACTION, Place.THEIRS, Act.APPLAUD),
        (Kind.BOOST, Place.THEIRS, Act.AMPLIFY),
    ]
    assert found[1].links == ("https://lamps.example/seal",)
    assert "never be read" not in repr(found)


# --- what the log does not reach ---


def tables() -> dict[str, list[dict[str, str]]]:
    own = number(T - 60 * DAY)
    return {
        "MEMBER_SHARE_INFO": [
            {"Date": "2026-09-21 12:00:00", "ShareLink": f"{FEED}urn%3Ali%3Ashare%3A{own}",
             "ShareCommentary": "In autumn"},
            {"Date": "2020-01-01 10:00:00", "ShareLink": f"{FEED}urn%3Ali%3Ashare%3A{number(1_577_872_800)}",
             "ShareCommentary": "Long ago"},
        ],
        "ALL_COMMENTS": [
            {"Date": "2026-09-21 13:00:00", "Link": f"{FEED}urn%3Ali%3Aactivity%3A{own + (400 << 22)}",
             "Message": "As I said"},
            {"Date": "2026-09-22 13:00:00", "Link": f"{FEED}{OTHERS}", "Message": "And elsewhere"},
        ],
        "ALL_LIKES": [{"Date": "2026-09-22 13:05:00", "Type": "LIKE", "Link": f"{FEED}{OTHERS}"}],
    }  # fmt: skip


async def test_what_was_before_the_log_comes_from_the_tables_and_only_once(network: Network) -> None:
    network.tables = tables()
    network.comment(T - HOUR, f"urn:li:activity:{number(1_577_872_800, 300)}", "Still true")  # below a post of 2020
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
        found = {entry.text or entry.kind.value: entry for entry in store.entries.values()}
        assert set(found) == {"In autumn", "As I said", "And elsewhere", "reaction", "Still true"}
        assert found["As I said"].root.id == "wren-tal"
        assert judged(found["And elsewhere"]) == (Place.THEIRS, Act.JOIN)
        assert judged(found["Still true"])[0] is Place.MINE
        network.server.asked.clear()
        await store.poll(source, NOW + timedelta(hours=1))
        assert set(network.server.paths()) == {"/rest/memberChangeLogs"}
        await store.poll(source, NOW + timedelta(days=40))  # a hole in the log: once more
        assert "/rest/memberSnapshotData" in network.server.paths()


async def test_as_long_as_the_tables_are_not_there_no_post_is_called_somebody_elses(network: Network) -> None:
    network.tables = {}
    network.comment(T - HOUR, OTHERS, "Whose is this?")
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
        (early,) = store.entries.values()
        assert (early.root, judged(early)[0]) == (Party(), Place.UNKNOWN)
        network.tables = tables()
        assert len(await store.poll(source, NOW + timedelta(hours=5))) == 4
        assert store.entries[f"reply:{early.native_id}"].root.id == f"somebody:{OTHERS.removeprefix('urn:li:')}"


async def test_tables_that_stay_empty_mean_that_there_is_nothing(network: Network) -> None:
    network.tables = {}
    network.comment(T - HOUR, OTHERS, "Whose is this?")
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
        await store.poll(source, NOW + timedelta(days=2))
        (entry,) = store.entries.values()
        assert judged(entry) == (Place.THEIRS, Act.JOIN)
        network.server.asked.clear()
        await store.poll(source, NOW + timedelta(days=2, hours=1))
    assert set(network.server.paths()) == {"/rest/memberChangeLogs"}


async def test_the_archive_and_the_log_tell_of_the_same_things_by_the_same_ids(network: Network, tmp_path) -> None:  # type: ignore[no-untyped-def]
    at = datetime(2026, 11, 19, 10, 0, 5, tzinfo=UTC)
    urn = network.share(at.timestamp() - HOUR, "Both tell of it")
    network.comment(at.timestamp(), OTHERS, 'A "neutral" one')
    network.like(at.timestamp() + 60, OTHERS, "PRAISE")
    store = Store(WREN)
    async with over(network.server) as source:
        await store.poll(source, NOW)
    archive = read_files(
        tmp_path,
        {
            "Shares.csv": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
            f"2026-11-19 09:00:05,{FEED}{urn},Both tell of it,,,MEMBER_NETWORK\n",
            "Comments.csv": f'Date,Link,Message\n2026-11-19 10:00:05,{FEED}{OTHERS},"A \\"neutral\\" one"\n',
            "Reactions.csv": f"Date,Type,Link\n2026-11-19 10:01:05,PRAISE,{FEED}{OTHERS}\n",
        },
        Owner("member:1", native_id="wren-tal", handle="wren-tal"),
    )
    assert {f"{entry.kind}:{entry.native_id}" for entry in archive.entries} == set(store.entries)


# --- tokens ---


async def test_without_a_token_the_sentence_names_the_ways_open_to_everybody(network: Network) -> None:
    async with over(network.server) as source:
        with pytest.raises(NeedsCredential, match=r"Economic Area and Switzerland.*archive.*/involve log"):
            await Store(replace(WREN, credential="")).poll(source, NOW)
        with pytest.raises(NeedsCredential, match=r"INVOLVE_LINKEDIN_TOKEN.*/involve log"):
            await Store(TIDES).poll(source, NOW)
    assert network.server.asked == []


async def test_a_members_token_is_taken_where_there_is_a_log(network: Network) -> None:
    async with over(network.server) as source:
        checked = await source.check(WREN, f" {TOKEN}\n", now=NOW)
        assert (checked.credential, checked.ends) == (TOKEN, NOW + timedelta(days=60))
        assert not checked.proves  # it does not tell whose name in an address the token's is
        for token, sentence in (("short", "no token"), ("A" * 40, "any more"), (PAGE_TOKEN, "Economic Area")):
            with pytest.raises(NeedsCredential, match=sentence):
                await source.check(WREN, token, now=NOW)
        network.has_agreed = False
        with pytest.raises(NeedsCredential, match="keeps no log"):
            await source.check(WREN, TOKEN, now=NOW)


@pytest.mark.parametrize(
    ("status", "headers", "body", "leaf", "sentence"),
    [
        (401, {}, {"status": 401}, NeedsCredential, r"lives for 60 days.*/involve log"),
        (403, {}, {"status": 403}, NeedsCredential, r"European Economic Area.*/involve log"),
        (403, {"retry-after": "90"}, {}, RateLimited, "Try again in"),
        (404, {}, {"status": 404}, NotFound, "nothing there"),  # of the log it is no empty answer
        (410, {}, {}, Gone, "gone for good"),
        (426, {}, {"status": 426}, Garbled, "INVOLVE_LINKEDIN_VERSION"),
        (429, {}, {"status": 429}, RateLimited, "Try again in"),
        (500, {}, {}, Unreachable, "problem of its own"),
        (504, {}, "", Unreachable, "problem of its own"),
        (200, {}, "<html>", Garbled, "web page"),
        (200, {}, '{"elements": [{', Garbled, "nobody can read"),
        (200, {}, [], Garbled, "does not understand"),
        (200, {}, {"elements": None}, Garbled, "without a list"),
    ],
)
@pytest.mark.parametrize("who", [WREN, replace(TIDES, credential=PAGE_TOKEN)], ids=["member", "page"])
async def test_every_refusal_becomes_a_leaf_with_a_sentence(
    status: int, headers: dict[str, str], body: object, leaf: type[SourceError], sentence: str, who: Identity
) -> None:
    async with serve({"*": (status, JSON | headers, body)}) as server, over(server) as source:
        with pytest.raises(SourceError, match=sentence) as caught:
            await Store(who).poll(source, NOW)
    assert type(caught.value) is leaf
    assert "AQX" not in str(caught.value)


async def test_nonsense_in_the_log_costs_itself_and_nothing_else(network: Network) -> None:
    network.share(T - 9 * HOUR, "How we sealed the lens", responseContext={"parent": OTHERS})
    network.comment(T - 8 * HOUR, OTHERS, "Hm", parentComment=f"urn:li:comment:({OTHERS},5)")
    network.like(T - 7 * HOUR, OTHERS)
    lines = [{**line, "activity": line["activity"]} for line in network.lines]
    routes: dict[str, Route] = {"/rest/memberSnapshotData": (404, JSON, {})}
    async with serve(routes) as server, over(server) as source:
        for broken in with_nonsense({"log": {"elements": lines}}):
            pages = [broken["log"], {"elements": []}]
            routes["/rest/memberChangeLogs"] = lambda asked, pages=pages: (
                200,
                JSON,
                pages[asked.query["start"] != "0"],
            )
            with suppress(Garbled):
                await Store(WREN).poll(source, NOW)


# --- a page ---


async def test_a_page_shows_its_posts_and_its_answers_below_them(network: Network) -> None:
    article = {"article": {"source": "https://tides.example.org/a", "title": "How a table is made"}}
    post = network.post(
        T - 9 * HOUR, "Read \\(and weep\\) @[Wren](urn:li:person:w) {hashtag|\\#|tides}", content=article
    )
    asked = network.say(post, T - 8 * HOUR, "urn:li:person:ben", "How deep?")
    network.say(post, T - 7 * HOUR, PAGE, "Nine metres.", above=asked)
    network.say(post, T - 6 * HOUR, PAGE, "One more thing.")
    network.post(T - 5 * HOUR, "", reshareContext={"parent": OTHERS.replace("activity", "share")})
    network.post(T - 4 * HOUR, "For some", visibility="CONNECTIONS")
    store = Store(TIDES)
    async with over(network.server, token=PAGE_TOKEN) as source:
        await store.poll(source, NOW)
        found = {entry.text or entry.kind.value: entry for entry in store.entries.values()}
        (one,) = await source.received(TIDES, tuple(store.entries.values()), now=NOW)
    first = found["Read (and weep) @Wren #tides"]
    assert (first.title, first.links) == ("How a table is made", ("https://tides.example.org/a",))
    assert judged(first) == (Place.MINE, Act.BROADCAST)
    assert judged(found["Nine metres."]) == (Place.MINE, Act.HOST)
    assert judged(found["One more thing."]) == (Place.MINE, Act.BROADCAST)
    assert judged(found["boost"]) == (Place.THEIRS, Act.AMPLIFY)
    assert found["For some"].visibility is Visibility.PRIVATE
    assert (one.author.id, one.on, one.text) == ("urn:li:person:ben", first.native_id, "How deep?")
    assert one.answered_at == NOW - timedelta(hours=7)


async def test_a_page_that_changes_is_followed(network: Network) -> None:
    store, wanted, found = Store(TIDES), [], []
    async with over(network.server, token=PAGE_TOKEN) as source:
        for hour in range(8):
            now = T + hour * HOUR
            post = network.post(now - 60, f"Post {hour}")
            network.say(post, now - 50, "urn:li:person:ben", "How deep?")
            wanted.append(post.rpartition(":")[2])
            found += await store.poll(source, NOW + timedelta(hours=hour), sweep=hour % 3 == 0)
        assert found == wanted
        kept, gone = list(network.posts)[:2]
        network.posts[kept] |= {"commentary": "Post zero", "lastModifiedAt": int((T + 9 * HOUR) * 1000)}
        del network.posts[gone]
        await store.poll(source, NOW + timedelta(hours=10), sweep=True)
    assert store.entries[f"post:{wanted[0]}"].text == "Post zero"
    assert store.entries[f"post:{wanted[0]}"].edited_at is not None
    assert f"post:{wanted[1]}" not in store.entries
    assert len(store.entries) == 7


async def test_comments_that_do_not_come_whole_are_left_out_and_nothing_is_called_missing(network: Network) -> None:
    post = network.post(T - DAY, "Busy")
    for each in range(100):
        network.say(post, T - DAY + each, "urn:li:person:ben", "How deep?")
    store = Store(TIDES)
    async with over(network.server, token=PAGE_TOKEN) as source:
        await store.poll(source, NOW, sweep=True)
        assert await source.received(TIDES, tuple(store.entries.values()), now=NOW) == ()
    assert store.batches[-1].complete_since is None


async def test_a_page_is_known_by_its_number_and_sees_own_posts_only(network: Network) -> None:
    async with over(network.server, token=PAGE_TOKEN) as source:
        handle = source.recognise("https://www.linkedin.com/company/Oststrand-Tides/posts/?x=1")
        assert handle is not None
        assert await source.resolve(handle) == TIDES
    async with over(network.server) as source:
        bare = await source.resolve(handle)
        assert (bare.native_id, bare.coverage) == ("company/oststrand-tides", Coverage.OWN_POSTS_ONLY)
        checked = await source.check(bare, PAGE_TOKEN, now=NOW)
        assert checked.proves
        assert checked.who is not None
        assert checked.who.native_id == TIDES.native_id
        network.post(T - HOUR, "Hello")
        assert len(await Store(replace(bare, credential=checked.credential)).poll(source, NOW)) == 1
        with pytest.raises(NeedsCredential, match="no page called company/another"):
            await source.check(
                replace(bare, native_id="company/another", handle="company/another"), PAGE_TOKEN, now=NOW
            )


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a \\(b\\) \\_c\\_ \\# \\@", "a (b) _c_ # @"),
        ("@[Wren Tal](urn:li:person:abc) hello", "@Wren Tal hello"),
        ("{hashtag|\\#|tides} and {hashtag|#|sea}", "#tides and #sea"),
        (None, ""),
        (7, ""),
    ],
)
def test_little_text_becomes_text(said: object, read: str) -> None:
    assert plain(said) == read


# --- who that is ---


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("linkedin:wren-tal", "wren-tal"),
        ("LinkedIn: in/Wren-Tal", "wren-tal"),
        ("https://www.linkedin.com/in/wren-tal/", "wren-tal"),
        ("https://de.linkedin.com/in/wren-t%C3%A4l?x=1", "wren-täl"),
        ("linkedin.com/in/wren-tal/recent-activity/all/", "wren-tal"),
        ("linkedin:company/oststrand-tides", "company/oststrand-tides"),
        ("https://www.linkedin.com/company/5515715/", "company/5515715"),
        ("https://www.linkedin.com/school/oststrand/", "company/oststrand"),
    ],
)
def test_a_member_and_a_page_are_recognised_as_people_type_them(typed: str, name: str) -> None:
    handle = LinkedIn(Http()).recognise(typed)
    assert handle is not None
    assert (handle.network, handle.name) == ("linkedin", name)


@pytest.mark.parametrize(
    "typed",
    [
        "", "linkedin:", "wren-tal", "linkedin:a b", "https://www.linkedin.com/feed/", "https://www.linkedin.com/in/",
        "https://www.linkedin.com/feed/update/urn:li:activity:7440397193942921217", "https://linkedin.com.example.org/in/x",
        "https://[::1", "linkedin:a/b/c", "linkedin:school/x",
    ],
)  # fmt: skip
def test_what_is_neither_is_left_to_others(typed: str) -> None:
    assert LinkedIn(Http()).recognise(typed) is None


async def test_it_says_what_it_sees() -> None:
    assert LinkedIn.coverage is Coverage.FULL
    assert "what others say below one's own posts" in LinkedIn.hides
    assert LinkedIn.wants.needed
    assert "Switzerland" in LinkedIn.wants.where
    async with Http() as http:
        source = LinkedIn(http)
        assert all(source.recognise(example) for example in source.examples)
        assert await source.talks(WREN, (), (), now=NOW) == ()
        own = Entry("linkedin", "1", Kind.POST, NOW, Party("wren-tal"))
        assert await source.received(WREN, (own,), now=NOW) == ()

"""X's archive: retweets that deny being any, numbers as strings, replies to nothing, likes without dates."""

import json

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground, Holding
from bot.domain.kinds import Act, Kind, Place
from bot.errors import BadInput
from bot.sources.archives.base import Owner
from tests.sources.archives.packing import ANA, Read, members_opened, packed, read_files


def tweet(identity: str, text: str, day: int = 1, **more: object) -> dict[str, object]:
    return {
        "tweet": {
            "id_str": identity,
            "full_text": text,
            "created_at": f"Wed Oct {day:02} 20:07:25 +0000 2025",
            "retweeted": False,
            "favorite_count": "3",
            "retweet_count": "0",
            "lang": "en",
            "entities": {"urls": [], "user_mentions": []},
            **more,
        }
    }


def answer(identity: str, text: str, to: str, whose: str, name: str, **more: object) -> dict[str, object]:
    return tweet(
        identity,
        text,
        in_reply_to_status_id_str=to,
        in_reply_to_user_id_str=whose,
        in_reply_to_screen_name=name,
        **more,
    )


def mention(identity: str, name: str) -> dict[str, str]:
    return {"id_str": identity, "screen_name": name, "name": name}


def script(name: str, rows: list[object]) -> str:
    return f"window.YTD.{name}.part0 = {json.dumps(rows, indent=2)}"


ACCOUNT = script("account", [{"account": {"accountId": "77", "username": "ana_l", "email": "ana@lamps.example"}}])
TWEETS = [
    answer("5", "and a third layer helps", "4", "77", "ana_l"),  # in no order, as they come
    tweet("1", "Sealing a lens &amp; keeping it sealed"),
    answer("4", "the second layer", "1", "77", "ana_l"),
    answer("6", "@ben_o potting works too", "900", "88", "ben_o", entities={"user_mentions": [mention("88", "ben_o")]}),
    answer("7", "thanks, that was it", "6", "77", "ana_l"),
    tweet("8", "RT @ben_o: our brackets are back", entities={"user_mentions": [mention("88", "ben_o")]}),
    tweet("9", "RT @ana_l: Sealing a lens"),
    tweet(
        "10",
        "@chi_n a word to somebody whose post is gone",
        in_reply_to_user_id_str="99",
        in_reply_to_screen_name="chi_n",
    ),
    tweet(
        "11",
        "What they measured is what we saw in the field https://t.co/a",
        entities={"urls": [{"expanded_url": "https://twitter.com/dee_m/status/555"}], "user_mentions": []},
    ),
    tweet(
        "12",
        "Our notes, and a picture https://t.co/b https://t.co/c",
        entities={
            "urls": [
                {"expanded_url": "https://lamps.example/notes"},
                {"expanded_url": "https://twitter.com/ana_l/status/12/photo/1"},
            ]
        },
    ),
]
WHOLE = {
    "data/account.js": ACCOUNT,
    "data/tweets.js": script("tweets", TWEETS[:6]),
    "data/tweets-part1.js": script("tweets", TWEETS[6:]),
    "data/community-tweet.js": script("community_tweet", [tweet("20", "To the lamp makers", community_id="444")]),
    "data/like.js": script("like", [{"like": {"tweetId": "1", "fullText": "x"}}, {"like": {"tweetId": "2"}}]),
}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_the_account_is_told_by_its_number_and_its_address_stays_unread(read):
    assert (read.who.native_id, read.who.handle, read.who.url) == ("77", "@ana_l", "https://x.com/ana_l")
    assert "lamps.example" not in repr(read.who)


def test_a_retweet_is_told_by_its_first_words(read):
    passed_on = read.one("brackets")
    assert (passed_on.kind, passed_on.of.id) == (Kind.BOOST, "88")
    assert classify(passed_on, Ground()).act is Act.AMPLIFY
    assert read.one("RT @ana_l").of == read.me


def test_a_thread_of_ones_own_is_followed_to_its_first_post_whatever_the_order(read):
    third = read.one("third layer")
    assert (third.thread, third.root, third.parent) == ("1", read.me, read.me)
    assert classify(third, Ground()).act is Act.BROADCAST


def test_an_answer_to_another_leaves_open_on_whose_ground_it_stands(read):
    joined = read.one("potting")
    assert (joined.parent.id, joined.parent.name, joined.root, joined.thread) == ("88", "ben_o", NOBODY, "around:900")
    assert classify(joined, Ground()).place is Place.UNKNOWN
    below_it = read.one("that was it")
    assert (below_it.parent, below_it.root, below_it.thread) == (read.me, NOBODY, "around:900")


def test_a_reply_without_the_answered_post_is_a_post(read):
    assert read.one("is gone").kind is Kind.POST


def test_a_quote_is_told_by_its_link_and_names_a_colleague_by_their_number(tmp_path):
    path = packed(tmp_path / "archive.zip", WHOLE)
    quoted = Read(path).one("What they measured")
    assert (quoted.kind, quoted.of.name, quoted.links) == (Kind.QUOTE, "dee_m", ())
    known = Read(path, Owner(ANA.key, people={"dee_m": "111"})).one("What they measured")
    assert known.of.id == "111"


def test_links_are_what_leads_elsewhere(read):
    post = read.one("Our notes")
    assert post.links == ("https://lamps.example/notes",)
    found = classify(post, Ground(mine=Holding(domains=frozenset({"lamps.example"}))))
    assert found.act is Act.BROADCAST


def test_entities_are_written_out_and_a_community_is_a_place(read):
    assert read.one("Sealing a lens &").text == "Sealing a lens & keeping it sealed"
    assert read.one("lamp makers").venue == "community 444"


def test_likes_without_dates_are_counted_and_left_out(read):
    assert read.of(Kind.REACTION) == []
    assert read.why == {"a like has no date": 2}


def test_the_scripts_of_older_archives_are_read_on_their_own(tmp_path):
    path = tmp_path / "tweet.js"
    path.write_text(script("tweet", [row["tweet"] for row in TWEETS[:3]]))
    assert len(Read(path).entries) == 3


def test_what_makes_no_sense_costs_one_post(tmp_path):
    rows = [
        TWEETS[1],
        {"tweet": {"id_str": "x", "full_text": "no number"}},
        7,
        None,
        {"tweet": {"id_str": "2"}},
        TWEETS[5],
    ]
    read = read_files(tmp_path, {"data/tweets.js": script("tweets", rows)})
    assert [each.native_id for each in read.entries] == ["1", "8"]
    assert read.why == {"a post makes no sense": 4}


def test_a_script_that_breaks_off_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(BadInput, match="Download the archive again"):
        read_files(tmp_path, {"data/tweets.js": script("tweets", TWEETS)[:-40]})


def test_private_messages_contacts_and_addresses_are_never_opened(tmp_path):
    private = (
        "direct-messages", "direct-messages-group", "direct-message-headers", "contact", "ip-audit", "deleted-tweets",
        "account-creation-ip", "phone-number", "follower", "personalization",
    )  # fmt: skip
    files = {**WHOLE, **{f"data/{name}.js": "window.YTD.secret.part0 = [ 1 ]" for name in private}}
    _, opened = members_opened(packed(tmp_path / "archive.zip", files))
    assert opened == set(WHOLE)

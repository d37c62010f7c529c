"""Reddit's archive: own posts by their list, answers by their parents, and no address anybody wrote from."""
# ruff: noqa: E501  # rows of tables as they come

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind
from bot.sources.archives.base import Owner
from tests.sources.archives.packing import ANA, Read, members_opened, packed, read_files

POSTS = """id,permalink,date,ip,subreddit,gildings,title,url,body
own1,https://www.reddit.com/r/lamps/comments/own1/sealing/,2026-01-05 10:00:00 UTC,192.0.2.7,lamps,0,How do you seal yours?,/r/lamps/comments/own1/sealing/,We use silicone
own2,https://www.reddit.com/r/lamps/comments/own2/x/,2026-01-06T10:00:00+00:00,192.0.2.7,lamps,0,A page of ours,https://lamps.example/seal,
own3,https://www.reddit.com/user/ana_l/comments/own3/x/,2026-01-06 10:00:00 UTC,192.0.2.7,u_ana_l,0,Hello,,on my own page
own4,https://www.reddit.com/r/lamps/comments/own4/x/,2026-01-07 10:00:00 UTC,192.0.2.7,lamps,0,Gone,,[removed]
"""
COMMENTS = """id,permalink,date,ip,subreddit,gildings,link,parent,body,media
c1,https://www.reddit.com/r/tools/comments/far1/x/c1/,2026-02-01 10:00:00 UTC,192.0.2.7,tools,0,https://www.reddit.com/r/tools/comments/far1/x/,,Potting works too,
c2,https://www.reddit.com/r/lamps/comments/own1/x/c2/,2026-02-02 10:00:00 UTC,192.0.2.7,lamps,0,https://www.reddit.com/r/lamps/comments/own1/x/,bens1,"Neutral, from the aquarium shop",
c3,https://www.reddit.com/r/lamps/comments/own1/x/c3/,2026-02-03 10:00:00 UTC,192.0.2.7,lamps,0,https://www.reddit.com/r/lamps/comments/own1/x/,,An addition of mine,
c4,https://www.reddit.com/r/tools/comments/far1/x/c4/,2026-02-04 10:00:00 UTC,192.0.2.7,tools,0,https://www.reddit.com/r/tools/comments/far1/x/,c1,And another thing,
c5,https://www.reddit.com/r/tools/comments/far1/x/c5/,2026-02-05 10:00:00 UTC,192.0.2.7,tools,0,https://www.reddit.com/r/tools/comments/far1/x/,c1,[deleted],
"""
WHOLE = {
    "posts.csv": POSTS,
    "comments.csv": COMMENTS,
    "post_votes.csv": "id,permalink,direction\nq,https://www.reddit.com/x,up\nr,https://www.reddit.com/y,down\n",
    "statistics.csv": "statistic,value\naccount name,ana_l\nemail,ana@lamps.example\n",
}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_a_comment_without_a_parent_answers_the_post(read):
    joined = read.one("Potting")
    assert joined.parent == joined.root
    assert (joined.thread, joined.parent_id, joined.venue) == ("t3_far1", "t3_far1", "r/tools")
    assert classify(joined, Ground()).act is Act.JOIN


def test_own_posts_are_told_by_their_list(read):
    hosted = read.one("aquarium")
    assert hosted.root == read.me
    assert classify(hosted, Ground()).act is Act.HOST
    assert classify(read.one("An addition"), Ground()).act is Act.BROADCAST


def test_an_answer_below_an_own_comment_goes_on_with_a_talk(read):
    talk = read.one("another thing")
    assert talk.parent == read.me
    assert classify(talk, Ground()).act is Act.JOIN


def test_posts_have_titles_links_and_places(read):
    titles = {each.title: each for each in read.of(Kind.POST)}
    assert titles["How do you seal yours?"].venue == "r/lamps"
    assert titles["How do you seal yours?"].links == ()
    assert titles["A page of ours"].links == ("https://lamps.example/seal",)
    assert titles["A page of ours"].at.isoformat() == "2026-01-06T10:00:00+00:00"
    assert titles["Hello"].venue == ""


def test_no_network_address_is_kept(read):
    assert "192.0.2.7" not in repr(read.entries)
    assert "lamps.example" not in repr(read.who)


def test_votes_without_dates_and_what_was_deleted_are_counted(read):
    assert read.why == {
        "a post was deleted or removed": 1,
        "a comment was deleted or removed": 1,
        "a vote has no date": 2,
    }


def test_the_account_is_named_by_the_statistics_or_by_what_is_connected(tmp_path, read):
    assert (read.who.native_id, read.who.handle) == ("u/ana_l", "u/ana_l")
    path = packed(tmp_path / "archive.zip", WHOLE)
    assert Read(path, Owner(ANA.key, native_id="t2_77", handle="u/Ana_L")).who.native_id == "t2_77"


def test_comments_alone_do_not_tell_whose_posts_they_are(tmp_path):
    path = tmp_path / "comments.csv"
    path.write_text(COMMENTS, encoding="utf-8-sig")
    read = Read(path)
    assert read.archive.name == "reddit"
    assert read.one("Potting").root is NOBODY
    assert "posts.csv" in read.lacks


def test_large_tables_come_in_parts_and_odd_rows_cost_themselves(tmp_path):
    odd = COMMENTS + ",,,,,,,,,\nc9,x,not a date,,tools,0,x,,words,\nc8\n"
    read = read_files(tmp_path, {"posts_1.csv": POSTS, "comments_1.csv": COMMENTS, "comments_2.csv": odd})
    assert read.why["a comment makes no sense"] == 2
    assert len({each.native_id for each in read.of(Kind.REPLY)}) == 4


def test_messages_and_addresses_are_never_opened(tmp_path):
    private = ("messages.csv", "messages_archive.csv", "chat_history.csv", "ip_logs.csv", "friends.csv", "drafts.csv")
    _, opened = members_opened(packed(tmp_path / "archive.zip", {**WHOLE, **dict.fromkeys(private, "secret\n")}))
    assert opened == set(WHOLE)

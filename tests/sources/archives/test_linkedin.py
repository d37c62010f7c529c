"""LinkedIn's archive: three ways of quoting, two ids for one post, and whom one answered."""

from datetime import UTC, datetime

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind, Place
from tests.sources.archives.packing import members_opened, packed, read_files

POSTED = datetime(2026, 3, 2, 9, 15, 4, tzinfo=UTC)


def identity(at: datetime, after_ms: int = 0) -> int:
    """An id LinkedIn would make at that moment."""
    return (int(at.timestamp() * 1000) + after_ms) << 22 | 12345


UPDATE = "https://www.linkedin.com/feed/update/urn%3Ali%3A"
PLAIN = "https://www.linkedin.com/feed/update/urn:li:"
SHARE = identity(POSTED)
BARE, HIDDEN = identity(datetime(2026, 3, 5, 10, tzinfo=UTC)), identity(datetime(2026, 3, 6, 10, tzinfo=UTC))
SAME = identity(POSTED, 549)  # the activity of that share
OTHER = identity(datetime(2026, 3, 1, tzinfo=UTC))

SHARES = f"""Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility
2026-03-02 09:15:04,{UPDATE}share%3A{SHARE},"We sealed the lens with silicone.""
""Two winters, no water. https://lamps.example/seal","","",MEMBER_NETWORK
2026-03-05 10:00:00,{UPDATE}ugcPost%3A{BARE},"","","",MEMBER_NETWORK
2026-03-06 10:00:00,{UPDATE}share%3A{HIDDEN},"For friends only","","",CONNECTIONS
"""

COMMENTS = rf"""Date,Link,Message
2026-03-02 11:00:00,{UPDATE}activity%3A{SAME},"Ben Okri it is a \"neutral\" one, from the aquarium shop"
2026-03-02 11:05:00,{UPDATE}activity%3A{SAME},"The drawing is at https://lamps.example/drawing"
2026-03-03 12:00:00,{UPDATE}activity%3A{OTHER},"Have you tried potting the board?
Repair gets harder, though."
2026-03-03 12:30:00,{UPDATE}groupPost%3A77-8899,"In our workshop it held for years"
"""

REACTIONS = f"""Date,Type,Link
2026-03-04 08:00:00,LIKE,{UPDATE}activity%3A{OTHER}
2026-03-04 08:01:00,EMPATHY,"{PLAIN}activity:{SAME}?commentUrn=urn:li:comment:(activity:{SAME},5)"
2026-03-04 08:02:00,PRAISE,{UPDATE}activity%3A{SAME}
"""

WHOLE = {
    "Complete_Export/Shares.csv": SHARES,
    "Complete_Export/Comments.csv": COMMENTS,
    "Complete_Export/Reactions_1.csv": REACTIONS,
    "Complete_Export/InstantReposts_123456.csv": (f"Date,Link\n2026-03-07 07:00:00,{UPDATE}activity%3A{OTHER}\n"),
}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_a_post_loses_the_quotes_around_its_line_breaks(read):
    post = read.one("silicone")
    assert post.text == "We sealed the lens with silicone.\nTwo winters, no water. https://lamps.example/seal"
    assert (post.kind, post.at, post.links) == (Kind.POST, POSTED, ("https://lamps.example/seal",))
    assert post.native_id == str(SHARE)


def test_a_comment_on_an_own_post_is_told_by_the_moment_within_two_different_ids(read):
    answer = read.one("aquarium")
    assert answer.root == read.me
    assert answer.thread == str(SHARE)
    assert answer.text == 'Ben Okri it is a "neutral" one, from the aquarium shop'


def test_whoever_is_named_first_below_an_own_post_is_whom_one_answered(read):
    answer = read.one("aquarium")
    assert answer.parent.name == "Ben Okri"
    assert classify(answer, Ground()).act is Act.HOST
    assert read.one("The drawing").parent is NOBODY


def test_a_comment_on_anothers_post_is_theirs_and_keeps_its_line_break(read):
    joined = read.one("potting")
    assert joined.text == "Have you tried potting the board?\nRepair gets harder, though."
    found = classify(joined, Ground())
    assert (found.place, found.act) == (Place.THEIRS, Act.JOIN)
    assert joined.url.endswith(f"urn:li:activity:{OTHER}")


def test_ids_of_groups_count_time_another_way_and_are_never_ones_own(read):
    joined = read.one("workshop")
    assert joined.venue == "group 77"
    assert joined.root not in {read.me, NOBODY}


@pytest.mark.parametrize(
    ("apart_ms", "own"), [(-5_000, True), (0, True), (5_000, True), (5_001, False), (-5_001, False)]
)
def test_ids_made_within_five_seconds_name_one_post(tmp_path, apart_ms, own):
    files = {
        "Shares.csv": SHARES,
        "Comments.csv": f"Date,Link,Message\n2026-03-09 11:00:00,{PLAIN}activity:{identity(POSTED, apart_ms)},words\n",
    }
    read = read_files(tmp_path, files)
    assert (read.one("words").root == read.me) is own


def test_a_share_without_words_link_or_picture_is_a_repost_of_nobody_knows_what(read):
    bare = [each for each in read.of(Kind.BOOST) if each.at.day == 5]
    assert len(bare) == 1
    assert bare[0].of is NOBODY


def test_what_only_contacts_could_read_is_left_out(read):
    assert not [each for each in read.entries if "friends" in each.text]
    assert read.why == {"a post was not for everybody to read": 1}


def test_reactions_and_reposts_are_told_from_conversations(read):
    of_own, on_comment, elsewhere = sorted(read.of(Kind.REACTION), key=lambda each: each.at, reverse=True)
    assert of_own.of == read.me
    assert (on_comment.of, on_comment.root) == (NOBODY, read.me)
    assert classify(elsewhere, Ground()).act is Act.APPLAUD
    assert [each.of.id for each in read.of(Kind.BOOST) if each.at.day == 7] == [elsewhere.of.id]


def test_headers_of_2021_are_spelled_another_way(tmp_path):
    old = (
        "Date,ShareLink,ShareCommentary,SharedURL,MediaURL,Visibility\n"
        f"2021-06-01 10:00:00,{PLAIN}share:{SHARE},Look,https://a.example/x,,MEMBER_NETWORK\n"
    )
    assert read_files(tmp_path, {"Shares.csv": old}).one("Look").links == ("https://a.example/x",)


def test_lines_that_broke_off_are_put_back_with_the_comment_above(tmp_path):
    link = f"{PLAIN}activity:{OTHER}"
    ugly = (
        "Date,Link,Message\nan orphan at the top\n"
        f"2021-06-01 10:00:00,{link},It began here\nand went on, after a bare line break\n\n"
        f"2021-06-02 10:00:00,{link},The next one\n"
        f"2021-06-03 10:00:00,,a link is missing here\n"
    )
    read = read_files(tmp_path, {"Comments.csv": ugly})
    assert read.one("It began").text == "It began here\nand went on, after a bare line break"
    assert read.one("The next one").at.day == 2
    assert read.why == {
        "a comment makes no sense": 2,
        "a broken line was put back with the comment above it": 1,
    }


def test_ids_of_comments_outlive_another_way_of_quoting(tmp_path):
    link = f"{PLAIN}activity:{OTHER}"
    new = rf'2026-06-01 10:00:00,{link},"a \"quoted\" word"'
    old = f'2026-06-01 10:00:00,{link},"a ""quoted"" word"'
    first, second = (
        read_files(tmp_path, {"Comments.csv": f"Date,Link,Message\n{row}\n"}).one("quoted") for row in (new, old)
    )
    assert first.native_id == second.native_id
    assert first.text == second.text == 'a "quoted" word'


def test_one_side_alone_is_said_to_be_one_side_alone(tmp_path):
    assert "your comments" in read_files(tmp_path, {"Shares.csv": SHARES}).lacks
    answers = read_files(tmp_path, {"Comments.csv": COMMENTS})
    assert "your posts" in answers.lacks
    assert {each.root for each in answers.entries} == {NOBODY}  # any of these posts may be one's own
    # The larger archive, known by its reactions, leaves out what somebody never did.
    assert read_files(tmp_path, {"Shares.csv": SHARES, "Reactions.csv": REACTIONS}).lacks == ""


def test_messages_contacts_and_connections_are_never_opened(tmp_path):
    private = {f"Complete_Export/{name}.csv": "secret" for name in ("messages", "Connections", "Contacts", "Profile")}
    _, opened = members_opened(packed(tmp_path / "archive.zip", {**WHOLE, **private}))
    assert opened == set(WHOLE)

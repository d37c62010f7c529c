"""YouTube in a Takeout: columns that moved, texts in two kinds of JSON, headers in other languages."""
# ruff: noqa: E501  # rows of tables as they come

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind, Visibility
from bot.sources.archives.youtube import words
from tests.sources.archives.packing import Read, members_opened, packed, read_files

ROOT = "Takeout/YouTube and YouTube Music"
ME = "UCAnaLampsChannel0000001"
FIRST, SECOND, ANSWER = "UgxAnaFirstComment4AaABAg", "UgxAnaSecondOne_4AaABAg", "UgxBenBelow00000004AaABAg"

OLD = f"""Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text
{FIRST},{ME},2026-02-19T17:42:53.434647+00:00,0,,theirVideo1,"{{""takeoutSegments"":[{{""text"":""A second layer ""}},{{""text"":""kept ours dry""}}]}}"
{ANSWER}.AnaBelowBen0000,{ME},2026-02-20T01:54:46.801024+00:00,0,{ANSWER},theirVideo1,"{{""takeoutSegments"":[{{""text"":""Which silicone was it?""}}]}}"


"""
NEW = f"""Channel ID,Comment create timestamp,Price,Comment ID,Parent comment ID,Video ID,Comment text
{ME},2026-03-14T07:39:35.956042+00:00,0,{SECOND},,anaOwnVid_1,"{{""text"":""Thanks for watching""}},{{""text"":""
""}},{{""text"":""drawings below""}}"
{ME},2026-03-15T07:39:35.956042+00:00,0,{SECOND}.AnaUnderAna0000,{SECOND},anaOwnVid_1,"{{""text"":""@ben the lens is from a torch""}}"
"""
VIDEOS = f"""Video ID,Approx Duration (ms),Video Description (Original),Channel ID,Video Title (Original),Privacy,Video State,Video Create Timestamp,Video Publish Timestamp
anaOwnVid_1,1000,See https://lamps.example/seal,{ME},How we seal a lens,Public,Processed,2026-01-01T09:00:00+00:00,2026-01-02T10:00:00+00:00
anaOwnVid_2,1000,,{ME},A draft,Private,Processed,2026-01-01T09:00:00+00:00,2026-01-02T10:00:00+00:00
anaOwnVid_3,1000,,{ME},By link only,Unlisted,Processed,2026-01-01T09:00:00+00:00,2026-01-02T10:00:00+00:00
"""
WHOLE = {
    f"{ROOT}/comments/comments.csv": OLD,
    f"{ROOT}/comments/comments(1).csv": NEW,
    f"{ROOT}/video metadata/videos.csv": VIDEOS,
}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_both_orders_of_columns_and_both_kinds_of_text(read):
    assert read.one("second layer").text == "A second layer kept ours dry"
    assert read.one("Thanks for").text == "Thanks for watching\ndrawings below"
    assert read.one("Thanks for").at.isoformat() == "2026-03-14T07:39:35.956042+00:00"
    assert words("not JSON at all") == "not JSON at all"


def test_whose_video_it_is_tells_own_ground_from_anothers(read):
    joined = read.one("second layer")
    assert classify(joined, Ground()).act is Act.JOIN
    assert read.one("Thanks for").root == read.me
    assert read.one("from a torch").parent is NOBODY  # YouTube does not say whom of those who answered


def test_whoever_is_answered_is_somebody_else_where_it_is_no_own_comment(read):
    asked = read.one("Which silicone")
    assert asked.parent_id == ANSWER
    assert asked.parent not in {NOBODY, read.me}
    assert classify(asked, Ground()).act is Act.JOIN


def test_own_videos_are_posts_unless_private(read):
    assert {each.title: each.visibility for each in read.of(Kind.POST)} == {
        "How we seal a lens": Visibility.PUBLIC,
        "By link only": Visibility.UNLISTED,
    }
    assert read.why == {"a video was not for everybody to read": 1}
    assert (read.who.native_id, read.lacks) == (ME, "")


def test_dutch_headers_and_unknown_ones(tmp_path):
    dutch = OLD.replace(
        "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text",
        "Reactie-ID,Kanaal-ID,Aanmaaktijdstempel reactie,Prijs,Bovenliggende reactie-ID,Video-ID,Reactietekst",
    )
    strange = OLD.replace(
        "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text",
        "Yorum,Kanal,Zaman,Fiyat,Ust,Video,Metin",
    )
    for table in (dutch, strange):
        read = read_files(tmp_path, {f"{ROOT}/reacties/reacties.csv": table})
        entry = read.one("second layer")
        assert (entry.native_id, entry.thread, read.who.native_id) == (FIRST, "theirVideo1", ME)


def test_without_the_list_of_videos_nobody_knows_whose_they_are(tmp_path):
    narrow = read_files(tmp_path, {f"{ROOT}/comments/comments.csv": OLD})
    assert narrow.one("second layer").root is NOBODY
    assert "list of your videos" in narrow.lacks
    wide = read_files(
        tmp_path,
        {
            f"{ROOT}/comments/comments.csv": OLD,
            f"{ROOT}/channels/channel.csv": "",
            f"{ROOT}/playlists/playlists.csv": "",
        },
    )
    assert wide.one("second layer").root.id == "somebody:video:theirVideo1"
    assert wide.lacks == ""


def test_a_playlist_called_videos_is_no_list_of_own_ones(tmp_path):
    playlist = "Video ID,Playlist Video Creation Timestamp\ntheirVideo1,2026-01-01T00:00:00+00:00\n"
    read = read_files(tmp_path, {f"{ROOT}/comments/comments.csv": OLD, f"{ROOT}/playlists/videos.csv": playlist})
    assert read.one("second layer").root != read.me


def test_a_single_table_is_told_from_reddits_by_its_columns(tmp_path):
    path = tmp_path / "comments.csv"
    path.write_text(NEW)
    assert Read(path).archive.name == "youtube"


def test_broken_rows_cost_themselves(tmp_path):
    read = read_files(tmp_path, {f"{ROOT}/comments/comments.csv": OLD + "only,three,cells\n"})
    assert len(read.entries) == 2
    assert read.why == {"a comment makes no sense": 1}


def test_history_and_chats_are_never_opened(tmp_path):
    private = dict.fromkeys(
        (f"{ROOT}/history/watch-history.json", "Takeout/Contacts/All.vcf", "Takeout/Mail/x.mbox"), "x"
    )
    _, opened = members_opened(packed(tmp_path / "archive.zip", {**WHOLE, **private}))
    assert opened == set(WHOLE)

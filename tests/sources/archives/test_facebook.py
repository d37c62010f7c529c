"""Facebook's archive: broken letters, and whose post it was only in a sentence, in any language."""

import json

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind, Place, Visibility
from bot.errors import BadInput
from bot.sources.archives.base import Owner
from tests.sources.archives.packing import ANA, Read, members_opened, packed, read_files

AT = 1_772_000_000


def broken(text: str) -> str:
    """As Facebook writes it: every byte of UTF-8 a character."""
    return text.encode().decode("latin-1")


def comment(number: int, text: str, title: str, **more: object):
    said = {"timestamp": AT + number, "comment": broken(text), "author": broken("Ana Lima"), **more}
    return {"timestamp": AT + number, "data": [{"comment": said}], "title": broken(title)}


def post(number: int, text: str, title: str = "", **more: object):
    return {
        "timestamp": AT + 100 + number,
        "data": [{"post": broken(text)}] if text else [],
        "title": broken(title),
        **more,
    }


COMMENTS = [
    comment(1, "Have you tried potting it? Früher ging das 🎉", "Ana Lima commented on Ben Okri's post."),
    comment(2, "It was the second layer", "Ana Lima replied to Chi Ngô's comment."),
    comment(3, "Neutral silicone, from the aquarium shop", "Ana Lima commented on her own photo."),
    comment(4, "Das hält seit zwei Wintern", "Ana Lima hat den Beitrag von Ben Okri kommentiert."),
    comment(5, "Und noch etwas", "Ana Lima hat auf Ana Limas Foto geantwortet."),
    comment(6, "In a group of makers", "Ana Lima commented on Dee Marsh's post.", group="Lamp makers"),
    comment(7, "Below a page", "Ana Lima commented on a post."),
]
POSTS = [
    post(
        1, "How we seal a lens", attachments=[{"data": [{"external_context": {"url": "https://lamps.example/seal"}}]}]
    ),
    post(2, "Happy to see these back", "Ana Lima shared Ben Okri's post."),
    post(3, "", "Ana Lima shared a post."),
    post(4, "A word on your wall", "Ana Lima wrote on Ben Okri’s timeline."),
    post(5, "Only for me", "Ana Lima updated her status.", privacy="Only me"),
]
REACTIONS = [
    {"timestamp": AT + 300, "data": [{"reaction": {"reaction": "LIKE"}}], "title": "Ana Lima likes Ben Okri's post."},
    {"timestamp": AT + 301, "label_values": [{"label": "Reaction", "value": "Like"}, {"label": "URL", "href": "https://www.facebook.com/1"},
     {"title": "Author", "dict": [{"label": "Name", "value": broken("Chi Ngô")}]}]},
]  # fmt: skip
ROOT = "your_facebook_activity"
WHOLE = {
    "personal_information/profile_information/profile_information.json": json.dumps(
        {"profile_v2": {"name": {"full_name": broken("Ana Lima")}, "emails": {"emails": ["ana@lamps.example"]}}}
    ),
    f"{ROOT}/comments_and_reactions/comments.json": json.dumps({"comments_v2": COMMENTS}),
    f"{ROOT}/comments_and_reactions/likes_and_reactions_1.json": json.dumps(REACTIONS),
    f"{ROOT}/posts/your_posts__check_ins__photos_and_videos_1.json": json.dumps(POSTS),
    f"{ROOT}/groups/group_posts_and_comments.json": json.dumps(
        {"group_posts_v2": [post(9, "Who else casts their own?", "Ana Lima posted in Lamp makers.")]}
    ),
}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_letters_are_mended(read):
    assert read.one("potting").text == "Have you tried potting it? Früher ging das 🎉"
    assert read.one("second layer").parent.name == "Chi Ngô"


def test_english_sentences_tell_whose_post_it_was(read):
    joined = read.one("potting")
    assert (joined.root.name, joined.parent.name) == ("Ben Okri", "Ben Okri")
    assert classify(joined, Ground()).act is Act.JOIN
    reply = read.one("second layer")
    assert reply.root is NOBODY
    assert classify(reply, Ground()).place is Place.UNKNOWN


def test_ones_own_post_is_told_in_english_and_by_ones_own_name_in_any_language(read):
    assert read.one("aquarium").root == read.me
    assert read.one("aquarium").parent is NOBODY
    assert read.one("Und noch").root == read.me


def test_another_language_leaves_it_unknown(read):
    untold = read.one("zwei Wintern")
    assert (untold.root, untold.parent) == (NOBODY, NOBODY)
    assert classify(untold, Ground()).place is Place.UNKNOWN
    assert read.one("Below a page").root is NOBODY


def test_groups_are_places(read):
    assert read.one("In a group").venue == "Lamp makers"
    asked = read.one("casts their own")
    assert asked.venue == "Lamp makers"
    assert classify(asked, Ground()).place is Place.THEIRS


def test_posts_shared_and_written_on_walls_are_told_apart(read):
    assert read.one("How we seal").links == ("https://lamps.example/seal",)
    shared = read.one("Happy to see")
    assert (shared.kind, shared.of.name) == (Kind.QUOTE, "Ben Okri")
    assert [each.of for each in read.of(Kind.BOOST)] == [NOBODY]
    assert read.one("your wall").parent.name == "Ben Okri"
    assert read.why == {"a post was not for everybody to read": 1}


def test_reactions_of_both_layouts_name_whose(read):
    assert {each.of.name for each in read.of(Kind.REACTION)} == {"Ben Okri", "Chi Ngô"}


def test_nothing_says_who_could_read_it(read):
    assert {each.visibility for each in read.entries} == {Visibility.UNLISTED}


def test_a_colleague_is_known_by_name(tmp_path):
    owner = Owner(ANA.key, "Ana Lima", people={"ben okri": "fb-8"})
    read = Read(packed(tmp_path / "archive.zip", WHOLE), owner)
    assert read.one("potting").root.id == "fb-8"


def test_two_people_of_one_name_are_two_accounts(tmp_path):
    path = packed(tmp_path / "archive.zip", WHOLE)
    accounts = {Read(path, Owner(key)).who.native_id for key in ("1:U0ANA", "1:U0OTHER")}
    assert len(accounts) == 2


def test_the_older_layout_and_odd_rows(tmp_path):
    rows = [None, 3, {"timestamp": AT}, {"timestamp": "soon", "data": [{"comment": {"comment": "x"}}]}, COMMENTS[0]]
    read = read_files(tmp_path, {"comments/comments.json": json.dumps({"comments": rows})})
    assert len(read.entries) == 1
    assert read.why == {"a comment makes no sense": 4}
    assert "your posts" in read.lacks


def test_an_archive_of_web_pages_is_refused_with_what_to_choose(tmp_path):
    with pytest.raises(BadInput, match="choose JSON"):
        read_files(tmp_path, {f"{ROOT}/comments_and_reactions/comments.html": "<html>"})


def test_messages_friends_and_addresses_are_never_opened(tmp_path):
    private = (
        f"{ROOT}/messages/inbox/ben_1/message_1.json", "connections/friends/your_friends.json",
        "security_and_login_information/ip_address_activity.json", "personal_information/imported_contacts.json",
    )  # fmt: skip
    files = {**WHOLE, **dict.fromkeys(private, "[]")}
    _, opened = members_opened(packed(tmp_path / "archive.zip", files))
    assert opened == set(WHOLE)

"""Instagram's archive: keys in every language, and the owner of the picture one wrote below."""

import json

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind
from tests.sources.archives.packing import members_opened, packed, read_files

AT = 1_772_000_000


def broken(text: str) -> str:
    return text.encode().decode("latin-1")


def comment(number: int, text: str, whose: str, keys: tuple[str, str, str] = ("Comment", "Media Owner", "Time")):
    words, owner, time = (broken(key) for key in keys)
    said = {words: {"href": "", "value": broken(text), "timestamp": 0}, time: {"value": "", "timestamp": AT + number}}
    return {
        "media_list_data": [{"uri": ""}],
        "string_map_data": {words: said[words], owner: {"value": whose}, time: said[time]},
    }


ROOT = "your_instagram_activity"
WHOLE = {
    "personal_information/personal_information/personal_information.json": json.dumps(
        {
            "profile_user": [
                {"string_map_data": {"Email": {"value": "ana@lamps.example"}, "Username": {"value": "ana.lamps"}}}
            ]
        }
    ),
    f"{ROOT}/comments/post_comments_1.json": json.dumps(
        [
            comment(1, "Does it hold in the frost? ❄", "ben.bakes"),
            comment(2, "Neutral silicone, two layers", "ana.lamps"),
        ]
    ),
    f"{ROOT}/comments/reels_comments.json": json.dumps(
        {"comments_reels_comments": [comment(3, "Lovely light", "chi_n")]}
    ),
    f"{ROOT}/media/posts_1.json": json.dumps(
        [
            {
                "media": [
                    {"uri": "media/posts/202602/1.jpg", "creation_timestamp": AT, "title": broken("Où commencer ?")}
                ]
            },
            {
                "media": [{"uri": "media/posts/2.jpg"}, {"uri": "x"}],
                "title": "Two of them",
                "creation_timestamp": AT + 9,
            },
        ]
    ),
    f"{ROOT}/likes/liked_posts.json": json.dumps(
        {
            "likes_media_likes": [
                {
                    "title": "ben.bakes",
                    "string_list_data": [{"href": "https://www.instagram.com/p/1/", "value": "x", "timestamp": AT}],
                }
            ]
        }
    ),
    f"{ROOT}/likes/liked_comments.json": json.dumps(
        [
            {
                "timestamp": AT + 5,
                "label_values": [
                    {"label": "URL", "value": "https://www.instagram.com/p/2/"},
                    {"title": "Owner", "dict": [{"dict": [{"label": "Username", "value": "chi_n"}]}]},
                ],
            },
            {"timestamp": AT + 6, "label_values": [{"label": "URL", "value": "https://www.instagram.com/p/3/"}]},
        ]
    ),
}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_whose_picture_it_stands_below_tells_own_ground_from_anothers(read):
    joined = read.one("frost")
    assert (joined.text, joined.root.name) == ("Does it hold in the frost? ❄", "ben.bakes")
    assert classify(joined, Ground()).act is Act.JOIN
    own = read.one("two layers")
    assert (own.root, own.parent) == (read.me, NOBODY)


@pytest.mark.parametrize(
    "keys",
    [
        ("Opmerking", "Media-eigenaar", "Tijd"),
        ("Kommentar", "Medieninhaber", "Zeit"),
        ("Commentaire", "Propriétaire du média", "Heure"),
        ("Yorum", "Medya Sahibi", "Saat"),  # told by their form
    ],
)
def test_keys_are_read_in_other_languages(tmp_path, keys):
    files = {**WHOLE, f"{ROOT}/comments/post_comments_1.json": json.dumps([comment(1, "nice", "ben.bakes", keys)])}
    entry = read_files(tmp_path, files).one("nice")
    assert (entry.text, entry.root.name) == ("nice", "ben.bakes")


def test_posts_have_their_words_from_either_place_and_ids_that_outlive_the_folder(tmp_path, read):
    assert {each.text for each in read.of(Kind.POST)} == {"Où commencer ?", "Two of them"}
    moved = [{"media": [{"uri": "other/folder/1.jpg", "creation_timestamp": AT, "title": "x"}]}]
    again = read_files(tmp_path, {**WHOLE, f"{ROOT}/media/posts_1.json": json.dumps(moved)})
    assert again.of(Kind.POST)[0].native_id == next(
        each.native_id for each in read.entries if each.text == "Où commencer ?"
    )


def test_likes_of_both_layouts(read):
    likes = {each.url[-2]: each.of.name for each in read.of(Kind.REACTION)}
    assert likes == {"1": "ben.bakes", "2": "chi_n", "3": ""}


def test_the_account_is_its_handle(read):
    assert (read.who.native_id, read.who.handle) == ("ana.lamps", "ana.lamps")
    assert "lamps.example" not in repr(read.who)


def test_the_layout_until_2022_and_odd_rows(tmp_path):
    rows = [
        {"title": "ben.bakes", "string_list_data": [{"value": "From the old days", "timestamp": AT}]},
        {"title": "ben.bakes", "string_list_data": []},
        {"string_map_data": {"Comment": {"value": "no date"}}},
        "x",
    ]
    read = read_files(tmp_path, {"comments/post_comments.json": json.dumps({"comments_media_comments": rows})})
    assert read.one("old days").root.name == "ben.bakes"
    assert read.why == {"a comment makes no sense": 3}
    assert "your posts" in read.lacks


def test_messages_followers_and_logins_are_never_opened(tmp_path):
    private = (
        f"{ROOT}/messages/inbox/ben_1/message_1.json", "connections/followers_and_following/followers_1.json",
        "connections/contacts/synced_contacts.json", "security_and_login_information/login_activity.json",
    )  # fmt: skip
    _, opened = members_opened(packed(tmp_path / "archive.zip", {**WHOLE, **dict.fromkeys(private, "[]")}))
    assert opened == set(WHOLE)

"""Reading texts in any script: content words, stock phrases, and whether two texts are one message."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import (
    amount_of_words,
    containment,
    content_words,
    is_same_message,
    read,
    shingles,
    stem,
    stripped,
)


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("The index on the date column is missing.", "en", ("index", "date", "column", "missing")),
        ("Der Index auf der Spalte fehlt noch.", "de", ("index", "spalte", "fehlt")),
        ("L'index sur la date t'aidera", "fr", ("index", "date", "aidera")),
        ("El índice de la fecha no está", "es", ("índice", "fecha")),
        ("Индекс по дате не создан", "ru", ("индекс", "дате", "создан")),
        ("الفهرس على عمود التاريخ", "ar", ("الفهرس", "عمود", "التاريخ")),
        ("האינדקס על עמודת התאריך", "he", ("האינדקס", "עמודת", "התאריך")),
        ("तारीख के कॉलम पर इंडेक्स", "hi", ("तारीख", "कॉलम", "इंडेक्स")),
        ("날짜 열에 인덱스를 추가", "ko", ("날짜", "열에", "인덱스를", "추가")),
        ("データベースのインデックス", "ja", ("データベース", "インデックス")),
        ("建议加索引", "zh", ("建议", "议加", "加索", "索引")),
        ("Zażółć gęślą jaźń", "", ("zażółć", "gęślą", "jaźń")),
        ("Python 3.11 or 404?", "en", ("python", "3", "11", "404")),
    ],
)
def test_content_words_of(text, lang, words):
    assert content_words(text, lang) == words


def test_vowel_signs_do_not_cut_words_apart():
    assert content_words("हिन्दी में किताबें") == ("हिन्दी", "किताबें")
    assert content_words("שָׁלוֹם עולם") == ("שָׁלוֹם", "עולם")


def test_the_language_need_not_be_said():
    text = "Der Index auf der Spalte fehlt noch, und das ist nicht gut"
    assert content_words(text) == content_words(text, "de")


def test_a_wrongly_said_language_is_overruled_by_the_text():
    text = "Der Index auf der Spalte fehlt noch, und das ist nicht gut"
    assert content_words(text, "en") == content_words(text, "de")


def test_addresses_mentions_and_tags_are_no_words():
    text = "@mira.example @ana@social.example see https://x.example/some-words?q=more example.org/long/pa… #index"
    assert content_words(text) == ("see",)


def test_an_address_ends_where_a_script_without_spaces_goes_on():
    assert "これ" in stripped("https://x.example/aこれ")


def test_an_email_address_or_a_number_sign_inside_a_word_is_left_alone():
    assert content_words("C&#x27;s mail to me@mail.example", "en") == ("x27", "mail", "mail", "example")


def test_one_spelling_of_letters_that_look_the_same():
    assert content_words("ＩＮＤＥＸ") == content_words("index") == content_words("INDEX")
    assert content_words(unicodedata.normalize("NFD", "índice único")) == content_words("índice único")


@pytest.mark.parametrize("text", ["🎉🎉", "!!!", "👍🏽", "❤️‍🔥 …", ":)", "___"])
def test_signs_alone_are_wordless(text):
    assert read(text).is_wordless


@pytest.mark.parametrize("text", ["", "   ", "https://x.example/a", "@ana", "word", "ok 👍", "よ", "ก"])
def test_nothing_at_all_or_a_word_is_not_wordless(text):
    assert not read(text).is_wordless


@pytest.mark.parametrize(
    ("short", "enough"),
    [
        ("同意你的观点", "这个方法在大数据量时会很慢，建议加索引"),
        ("参考になりました", "この方法だとメモリを大量に使うので、先に分割した方がいいと思います"),
        ("ดีมากครับ", "ลองใช้ดัชนีดูครับ น่าจะเร็วขึ้นมากกว่าการสแกนทั้งตาราง"),
        ("អរគុណ", "សាកល្បងបន្ថែមលិបិក្រមលើជួរឈរកាលបរិច្ឆេទ"),
    ],
)
def test_amounts_are_estimated_where_a_script_has_no_spaces(short, enough):
    assert amount_of_words(short) < 4 <= amount_of_words(enough)


@pytest.mark.parametrize(
    "text",
    [
        "Great post, thanks for sharing!",
        "GREAT POST!! Thanks   for sharing 🙏",
        "Vielen Dank fürs Teilen, toller Beitrag!",
        "Merci pour le partage, très bel article",
        "Gracias por compartir",
        "谢谢分享",
        "素晴らしい記事！ありがとうございます",
        "ขอบคุณที่แบ่งปันครับ",
        "شكرا على المشاركة",
        "תודה על השיתוף",
        "साझा करने के लिए धन्यवाद",
        "좋은 글 감사합니다",
    ],
)
def test_nothing_is_left_of_a_stock_phrase(text):
    found = read(text)
    assert found.own == 0
    assert found.stock == found.amount > 0


def test_what_is_said_beside_a_stock_phrase_is_left():
    assert read("Thanks for sharing! The planner ignores partial indexes here").own == 4


BLAST = "Our new guide to faster queries is out today, read it and tell us what you think"
SHORTENED = "Our new guide to faster queries is out today! https://acme.example/guide #sql"
TAILORED = "Since you asked about dates last week, chapter three of the guide may help you with the planner"


def test_a_shortened_copy_is_contained_in_the_whole():
    assert containment(shingles(BLAST), shingles(SHORTENED)) == 1
    assert is_same_message(shingles(BLAST), shingles(SHORTENED))


def test_a_tailored_text_is_another_message():
    assert containment(shingles(BLAST), shingles(TAILORED)) < 0.2
    assert not is_same_message(shingles(BLAST), shingles(TAILORED))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "新しいガイドを公開しました。クエリを速くする方法を紹介します",
            "【お知らせ】新しいガイドを公開しました。クエリを速くする方法",
        ),
        ("我们发布了新的指南，介绍如何加快查询速度", "大家好，我们发布了新的指南，介绍如何加快查询速度！"),
        ("เราเผยแพร่คู่มือใหม่เพื่อให้คิวรีเร็วขึ้นแล้ววันนี้", "สวัสดี เราเผยแพร่คู่มือใหม่เพื่อให้คิวรีเร็วขึ้นแล้ว"),
        (
            "نشرنا اليوم دليلا جديدا لتسريع الاستعلامات في قواعد البيانات",
            "مرحبا، نشرنا اليوم دليلا جديدا لتسريع الاستعلامات",
        ),
        (
            "Wir haben heute einen neuen Leitfaden für schnelle Abfragen",
            "Hallo Bo, wir haben heute einen neuen Leitfaden für schnelle Abfragen!",
        ),
    ],
)
def test_one_message_is_recognised_in_any_script(first, second):
    assert is_same_message(shingles(first), shingles(second))


def test_short_phrases_in_common_do_not_make_one_message():
    long = "I think that is a good question, and the answer depends on how the planner estimates your rows"
    assert not is_same_message(shingles("I think that is odd"), shingles(long))


def test_texts_of_a_few_words_are_never_called_the_same():
    assert not is_same_message(shingles("very kind of you"), shingles("very kind of you"))


def test_five_words_and_their_copy_are_one_message():
    five = shingles("restart the router every night")
    assert is_same_message(five, five)


def test_forms_of_a_word_share_a_stem():
    assert stem("indexes") != stem("integer")
    assert stem("queries"[:6]) == stem("querie")
    assert stem("데이터베이스를") == stem("데이터")
    assert stem("الفهرس") == stem("فهرس")


NASTY = [
    "a." * 2000,
    "@a" * 2000,
    "#a" * 2000,
    "a-" * 2000 + "/",
    "www." * 1000,
    "https://" * 500,
    "\u0651" * 4000,
    "字" * 4000,
    "> " * 2000,
    "\n" * 4000,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_takes_for_ever(text):
    assert len(read(text).words) <= len(text)
    assert len(shingles(text)) <= len(text)


@given(st.text(), st.sampled_from(["", "en", "zh", "xx", "en-GB"]))
def test_any_text_can_be_read(text, lang):
    found = read(text, lang)
    assert 0 <= found.own <= found.amount + 1e-9
    assert found.words == content_words(text, lang)
    assert found.amount == amount_of_words(text, lang)


texts = st.text(alphabet="ab cdわた字ก👍.@/", max_size=60)


@given(texts, texts)
def test_containment_is_a_symmetric_share(first, second):
    a, b = shingles(first), shingles(second)
    assert containment(a, b) == containment(b, a)
    assert 0 <= containment(a, b) <= 1
    assert containment(a, a) == bool(a)


@given(texts, texts)
def test_a_text_is_contained_in_one_that_goes_on(first, second):
    assert shingles(first) <= shingles(f"{first} . {second}")


def test_texts_are_compared_by_pairs_of_words_and_triples_of_characters():
    assert shingles("Add an index there") == {"add an", "an index", "index there"}
    assert shingles("建议加索引") == {"建议加", "议加索", "加索引"}
    assert shingles("add 建议加索引 now there") == {"建议加", "议加索", "加索引", "now there"}
    assert shingles("alone") == frozenset()


def numbered(*numbers: int) -> frozenset[str]:
    return frozenset(map(str, numbers))


@pytest.mark.parametrize(
    ("shared", "size", "same"),
    [
        (3, 3, False),  # under five words
        (4, 4, True),
        (3, 4, False),  # .75 of a short one
        (4, 5, True),  # .8
        (5, 7, False),
        (5, 8, True),  # .625 of a longer one
        (4, 8, False),
        (6, 10, True),  # .6
        (5, 9, False),
    ],
)
def test_two_texts_are_one_from_three_fifths_on_and_short_ones_from_four(shared, size, same):
    one = numbered(*range(size))
    other = numbered(*range(shared), *range(100, 120))
    assert is_same_message(one, other) is is_same_message(other, one) is same


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("index a 7 of", 2.0),  # one letter says nothing, one digit does
        ("データベース", 1.0),
        ("建议加索引", 4 * 0.7),
        ("索", 0.7),
        ("ください", 3 * 0.35),
        ("です", 0.0),
        ("ดัชนี", 1 * 0.2 * 3),
    ],
)
def test_scripts_without_spaces_are_counted_by_what_they_are_worth_in_words(text, amount):
    assert amount_of_words(text) == pytest.approx(amount)


def test_forms_of_a_word_share_their_stem():
    assert stem("indexes") == stem("indexed") == "indexe"
    assert stem("인덱스를") == "인덱"
    assert (stem("가나다"), stem("힣나다")) == ("가나", "힣나")
    assert stem("الفهرس") == "فهرس"


def test_of_two_languages_the_one_said_wins_unless_the_other_has_clearly_more():
    # "die" is a little word of German and not of English, "index" and "fails" are none of either.
    assert content_words("die index fails", "en") == ("die", "index", "fails")
    assert content_words("die index und das fails", "en") == ("index", "fails")


def test_names_and_tags_are_left_out_in_full_width_too():
    assert stripped("＠ana bakes ＃bread").split() == ["bakes"]

"""The three parts of value, and what counts a tenth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entry import NOBODY, Party
from bot.domain.kinds import Act, Kind
from bot.domain.value import LACKS_IN_WORDS, SAYS_LITTLE, WORDS_UNSEEN, Lacks, Value, value
from tests.domain.people import ANA, ASKS, BOT, MATE, ME, SAYS_ENOUGH, classified, entry, reply


def of(text: str, **facts: object) -> Value:
    answer = reply(ANA, ANA, text=text, **facts)
    return value(answer, classified(answer))


ORDINARY = {
    "en": "You could add a partial index on the date column",
    "de": "Ein Teilindex auf der Datumsspalte würde hier schon reichen",
    "es": "Prueba un índice parcial sobre la columna de fecha, funciona mejor",
    "ja": "日付の列に部分インデックスを作ると、このクエリはかなり速くなります",
    "zh": "在日期列上建立部分索引，查询速度会快很多",
    "th": "ลองสร้างดัชนีบางส่วนบนคอลัมน์วันที่ คิวรีนี้จะเร็วขึ้นมาก",
    "ar": "جرب إنشاء فهرس جزئي على عمود التاريخ وستصبح الاستعلامات أسرع",
    "he": "כדאי ליצור אינדקס חלקי על עמודת התאריך, השאילתה תרוץ מהר",
    "hi": "तारीख वाले कॉलम पर आंशिक इंडेक्स बनाइए, क्वेरी बहुत तेज़ चलेगी",
    "ko": "날짜 열에 부분 인덱스를 만들면 쿼리가 훨씬 빨라집니다",
    "tr": "Tarih sütununa kısmi bir indeks eklersen sorgu çok hızlanır",
    "fi": "Osittainen indeksi päivämäärälle nopeuttaa kyselyä selvästi",
    "sw": "Ongeza faharasa kwenye safu ya tarehe ili swali liende haraka",  # a language without any list
}
STOCK = {
    "en": "Great post, thanks for sharing!",
    "de": "Toller Beitrag, vielen Dank fürs Teilen!",
    "es": "Excelente artículo, muchas gracias por compartir",
    "fr": "Très bel article, merci pour le partage !",
    "ja": "素晴らしい記事ですね！ありがとうございます！とても参考になりました",
    "zh": "写得很好，谢谢分享，学习了",
    "th": "ขอบคุณมากครับ บทความดีมาก เยี่ยมมาก",
    "ar": "منشور رائع، شكرا على المشاركة",
    "he": "פוסט מעולה, תודה רבה על השיתוף",
    "hi": "बहुत बढ़िया, साझा करने के लिए धन्यवाद",
    "ko": "좋은 글 감사합니다. 잘 읽었습니다",
}


@pytest.mark.parametrize("said", [True, False], ids=["language said", "language not said"])
@pytest.mark.parametrize("lang", ORDINARY)
def test_an_ordinary_comment_counts_in_full_in_any_language(lang, said):
    found = of(ORDINARY[lang], lang=lang if said else "")
    assert (found.v, found.because) == (1, "")


@pytest.mark.parametrize("said", [True, False], ids=["language said", "language not said"])
@pytest.mark.parametrize("lang", STOCK)
def test_a_stock_phrase_counts_a_tenth_in_any_language(lang, said):
    found = of(STOCK[lang], lang=lang if said else "")
    assert found.v == SAYS_LITTLE
    assert found.lacks in {Lacks.STOCK_PHRASE, Lacks.FEW_WORDS}
    assert found.because.startswith("counted 0.1 because")


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("🎉🎉🎉", Lacks.ONLY_EMOJI),
        ("!!!", Lacks.ONLY_EMOJI),
        ("", Lacks.FEW_WORDS),
        ("https://ana.example/a/long/address", Lacks.FEW_WORDS),
        ("@ana @bo #index", Lacks.FEW_WORDS),
        ("That is it", Lacks.FEW_WORDS),
        ("Have a look here", Lacks.FEW_WORDS),
        ("Great post, thanks for sharing!", Lacks.STOCK_PHRASE),
        ("Congratulations on the new role, well deserved!", Lacks.STOCK_PHRASE),
        ("> A partial index on dates is much faster\n\nAgreed!", Lacks.STOCK_PHRASE),  # the words are the other one's
        ("Thanks for sharing! A partial index on dates is faster", Lacks.NOTHING),
        ("Thanks! Restarting router helps", Lacks.NOTHING),  # most of it says something
        ("Thanks for sharing, database indexes", Lacks.STOCK_PHRASE),  # half of it is stock
        ("Thanks so much, thank you for sharing, great post! Restart router every night", Lacks.NOTHING),
        ("Check the first index entry there", Lacks.NOTHING),  # "first" alone is no stock phrase
    ],
)
def test_what_a_comment_lacks(text, lacks):
    assert of(text).lacks is lacks


@pytest.mark.parametrize("outcome", [0, 0.5, 1])
def test_an_ordinary_comment_counts_the_same_whether_or_not_it_was_answered(outcome):
    assert of(SAYS_ENOUGH, outcome=outcome).v == 1


def test_a_short_answer_counts_where_the_other_side_took_it():
    assert of("Restart it").v == SAYS_LITTLE
    assert of("Restart it", outcome=1).v == 1
    assert of("Restart it", traits=frozenset({"accepted"})).v == 1
    assert of("Restart it", answers_question=True).v == 1


def test_words_that_were_never_seen_are_held_against_nobody():
    assert of("", traits=frozenset({WORDS_UNSEEN})).v == 1
    talk = entry(Kind.TALK, network="", text="Meetup")
    assert value(talk, classified(talk)).v == 1


def test_a_note_about_a_comment_is_not_the_comment():
    noted = reply(ANA, ANA, text="Helped Ana")
    assert value(noted, classified(noted), is_note=True).v == 1


def test_answering_a_bot_counts_a_tenth():
    answer = reply(ANA, BOT)
    assert value(answer, classified(answer)).lacks is Lacks.BOT


def test_nothing_but_words_to_others_can_lack_anything():
    for kind, facts in [(Kind.POST, {}), (Kind.BOOST, {"of": ANA}), (Kind.REACTION, {"of": ANA})]:
        other = entry(kind, text="👍", **facts)
        assert value(other, classified(other)).v == 1
    inside = reply(MATE, MATE, text="👍")
    assert value(inside, classified(inside)).v == 1


LINK = {"links": ("https://mira.example/x",)}
LONG = "The planner estimates far too many rows for last week because statistics on partitions are stale"
ADVERT = "Visit our wonderful shop today, spring discounts everywhere"


def test_an_own_link_that_has_nothing_to_do_with_what_it_answers_counts_a_tenth():
    assert of(ADVERT, parent_text=LONG, **LINK).lacks is Lacks.ADVERT


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (ADVERT, LINK),  # what it answers is not known
        (ADVERT, {"parent_text": LONG}),  # no link of one's own: there are a hundred ways to answer in other words
        (ADVERT, {"parent_text": "Any news?", **LINK}),  # too short to have anything in common
        (ADVERT, {"parent_text": LONG + " Where would you look?", **LINK}),  # it was asked
        (ADVERT + " with fresh statistics", {"parent_text": LONG, **LINK}),  # a word in common
        (ADVERT + ", @ana", {"parent_text": LONG, **LINK}),  # the name
    ],
)
def test_without_evidence_nothing_is_called_off_the_point(text, facts):
    assert of(text, **facts).v == 1


def test_attention_grows_with_what_is_taken_up():
    nothing = of("Bananas ripen faster inside paper bags", parent_text=ASKS)
    one = of("Bananas ripen faster when you query them", parent_text=ASKS)
    two = of("A table scan makes such a query slow", parent_text=ASKS)
    named = of("@ana a table scan makes such a query slow", parent_text=ASKS)
    only_named = of("@ana ripe apples taste better in winter", parent_text=ASKS)
    assert nothing.attention < one.attention < two.attention < named.attention
    assert nothing.attention < only_named.attention < named.attention


@pytest.mark.parametrize(
    ("parent_text", "text"),
    [
        ("なぜこのクエリはテーブル全体を読むのですか", "クエリの条件に索引がないのでテーブル全体を読みます"),
        ("为什么这个查询会读取整张表", "因为查询条件没有索引，所以会读取整张表"),
        ("لماذا يقرأ هذا الاستعلام الجدول كله", "لأن الاستعلام بلا فهرس فيقرأ الجدول كله"),
        ("왜 이 쿼리는 테이블 전체를 읽나요", "쿼리에 맞는 인덱스가 없어서 테이블을 모두 읽습니다"),
    ],
)
def test_attention_sees_shared_words_in_any_script(parent_text, text):
    off_the_point = "🍌 bananas ripen faster inside paper bags"
    assert of(text, parent_text=parent_text).attention > of(off_the_point, parent_text=parent_text).attention


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ana", "Ana, bananas ripen"),
        ("@ana@social.example", "as @ana says, they ripen"),
        ("ana.example", "@ana.example they ripen"),
        ("Ana Lima", "they ripen, Ana!"),
        ("田中", "田中さんの言う通り"),
    ],
)
def test_calling_somebody_by_name_is_attention(name, text):
    somebody = Party("id-ana", name)
    named = reply(somebody, somebody, text=text)
    nameless = reply(somebody, Party("id-other", "zoe"), text=text)
    assert value(named, classified(named)).attention > value(nameless, classified(nameless)).attention


def test_a_name_inside_another_word_calls_nobody():
    assert (
        of("Bananas ripen in paper bags", parent_text=LONG).attention
        == of("Kiwis ripen in paper bags", parent_text=LONG).attention
    )


def test_attention_is_full_for_a_long_answer_that_quotes():
    text = "> reads the whole table\n\n" + " ".join(f"word{number}" for number in range(30))
    assert of(text, parent_text=ASKS).attention == 1


def test_attention_needs_no_knowledge_of_what_is_answered():
    assert 0 < of(SAYS_ENOUGH).attention < of(SAYS_ENOUGH + " and " + LONG).attention


@pytest.mark.parametrize(
    ("facts", "perceived"),
    [
        ({}, 0),
        ({"outcome": 0.5}, 0.5),
        ({"outcome": 1}, 1),
        ({"traits": frozenset({"accepted"})}, 1),
        ({"traits": frozenset({"thanked"})}, 0.75),
        ({"traits": frozenset({"liked_by_author"})}, 0.4),
        ({"traits": frozenset({"autoposted"})}, 0),
        ({"traits": frozenset({"liked_by_author"}), "outcome": 0.5}, 0.5),
    ],
)
def test_perceived_value_is_what_the_other_side_did(facts, perceived):
    assert of(SAYS_ENOUGH, **facts).perceived == perceived


def test_interaction_grows_with_every_turn_and_is_full_at_three():
    answer = reply(ANA, ANA)
    bars = [value(answer, classified(answer), turns=turns).interaction for turns in (1, 2, 3, 9)]
    assert bars == [0.6, 0.8, 1, 1]


def test_answering_at_home_is_as_near_as_out_there():
    bars = [value(answer, classified(answer)).interaction for answer in (reply(ME, ANA), reply(ANA, ANA))]
    assert bars == [0.6, 0.6]


@pytest.mark.parametrize("root", [ME, ANA])
def test_little_is_little_on_any_ground(root):
    answer = reply(root, ANA, text="👍")
    assert value(answer, classified(answer)).v == SAYS_LITTLE
    assert value(reply(ANA, ANA, text="👍"), classified(answer), act=Act.QUOTE).v == SAYS_LITTLE


def test_words_are_nearer_than_a_click():
    acts = [reply(ANA, ANA), entry(Kind.QUOTE, of=ANA, text=SAYS_ENOUGH), entry(), entry(Kind.BOOST, of=ANA)]
    acts.append(entry(Kind.REACTION, of=ANA))
    bars = [value(each, classified(each)).interaction for each in acts]
    assert bars == sorted(bars, reverse=True)


def test_a_corrected_act_is_valued_as_what_it_is():
    answer = reply(ANA, ANA, text="👍")
    assert value(answer, classified(answer), act=Act.BROADCAST).v == 1


@pytest.mark.parametrize("lacks", Lacks)
def test_every_lack_has_its_words(lacks):
    assert bool(LACKS_IN_WORDS[lacks]) == (lacks is not Lacks.NOTHING)


@given(
    text=st.text() | st.sampled_from([*ORDINARY.values(), *STOCK.values()]),
    parent_text=st.text() | st.sampled_from([LONG, ASKS]),
    outcome=st.floats(0, 1),
    turns=st.integers(1, 50),
    root=st.sampled_from([NOBODY, ME, MATE, ANA]),
    parent=st.sampled_from([NOBODY, ME, MATE, ANA, BOT]),
)
def test_all_three_parts_are_bars(text, parent_text, outcome, turns, root, parent):
    said = reply(root, parent, text=text, parent_text=parent_text, outcome=outcome)
    found = value(said, classified(said), turns=turns)
    assert all(0 <= bar <= 1 for bar in (found.attention, found.perceived, found.interaction))
    assert (found.v == 1) == (found.lacks is Lacks.NOTHING)


def words(number: int, beginning: str = "") -> str:
    """So many content words, none of them anybody's else."""
    return " ".join(f"{beginning}plank{first}{second}" for first in "qwxz" for second in "bcdfghjk"[:8])[
        : number * (8 + len(beginning)) - 1
    ]


@pytest.mark.parametrize(
    ("text", "facts", "attention"),
    [
        (words(5), {}, 5 / 25),
        (words(25), {}, 1),
        (words(26), {}, 1),
        (words(10), {"parent_text": "apples"}, 10 / 25 / 2),
        (words(10), {"parent_text": "plankqb"}, (0.4 + 0.2 + 10 / 25) / 2),
        (words(10), {"parent_text": "pears melons"}, 10 / 25 / 2),
        ("@ana " + words(10), {}, (0.6 + 10 / 25) / 2),
        ("@ana " + words(10), {"parent_text": "apples"}, (0.6 + 10 / 25) / 2),
        ("@ana " + words(10), {"parent_text": "plankqb"}, (1 + 10 / 25) / 2),
        (words(10), {"answers_question": True}, (1 + 10 / 25) / 2),
        ("> apples\n" + words(10), {"parent_text": "apples"}, (1 + 10 / 25) / 2),
        ("great post " + words(10), {}, 10 / 25),
    ],
)
def test_attention_is_half_what_it_takes_up_and_half_its_length(text, facts, attention):
    assert of(text, **facts).attention == pytest.approx(attention, abs=1e-3)


def test_nothing_in_common_counts_from_ten_words_of_the_other_side_on():
    advert = words(5, "my")
    assert of(advert, parent_text=words(9), **LINK).v == 1
    assert of(advert, parent_text=words(10), **LINK).lacks is Lacks.ADVERT


def test_how_near_an_act_is_and_what_a_turn_adds():
    answer = reply(ANA, ANA)
    found = {act: value(answer, classified(answer), act=act).interaction for act in Act}
    assert found == {
        Act.JOIN: 0.6, Act.HOST: 0.6, Act.QUOTE: 0.4, Act.BROADCAST: 0.2, Act.AMPLIFY: 0.1, Act.APPLAUD: 0.05,
        Act.INSIDE: 0, Act.LISTEN: 0,
    }  # fmt: skip
    assert [value(answer, classified(answer), act=Act.QUOTE, turns=turns).interaction for turns in (0, 2, 3)] == [
        0.4, 0.6, 0.8,
    ]  # fmt: skip
    assert value(answer, classified(answer), act=Act.BROADCAST, turns=5).interaction == 0.2

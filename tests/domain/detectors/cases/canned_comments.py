"""Nearly the same comment to different people."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, answer, boost, post, who

NAMES = ("ana", "bo", "cy", "dora", "eli", "fatma")


def to_each(*texts: str, on: str = "linkedin", apart: float = 20) -> list[Entry]:
    return [
        answer(who(name), text, 300 - n * apart, on=on)
        for n, (name, text) in enumerate(zip(NAMES, texts, strict=False))
    ]


INSIGHT = "Such a valuable perspective, this is exactly the kind of leadership content that our industry needs more of"

CASES = (
    yes("one comment to three people", *to_each(*[INSIGHT] * 3)),
    yes("the name put in front", *to_each(*(f"@{name} {INSIGHT}" for name in NAMES[:4]))),
    yes("two people, word for word, and long", *to_each(*["Really enjoyed how you took the reader from the forest to the finished table, it made me think about my own craft and where I want to go next year"] * 2)),
    yes("German", *to_each(*["Ein wirklich spannender Beitrag, der zeigt, wie wichtig Haltung im Handwerk heute geworden ist"] * 3)),
    yes("Spanish", *to_each(*["Qué reflexión tan necesaria, ojalá más profesionales del sector se atrevieran a decirlo en voz alta"] * 3)),
    yes("French", *to_each(*["Un éclairage très juste sur notre métier, merci de porter cette parole avec autant de conviction"] * 4)),
    yes("Japanese", *to_each(*["とても参考になる投稿ですね。私たちの業界にもこのような視点がもっと必要だと感じました。"] * 3)),
    yes("Chinese", *to_each(*["非常有启发的分享，我们行业正需要更多这样有深度的思考和坚持"] * 3)),
    yes("Arabic", *to_each(*["رؤية قيمة جدا ونحن بحاجة إلى مزيد من هذا المحتوى القيادي في مجال عملنا اليوم"] * 3)),
    yes("Hebrew", *to_each(*["זווית מרתקת שמראה בדיוק למה התחום שלנו צריך יותר אנשים שמדברים בכנות"] * 3)),
    yes("Hindi", *to_each(*["बहुत ही प्रेरक विचार, हमारे उद्योग को ऐसे ही नेतृत्व की ज़रूरत है जो खुलकर अपनी बात कहे"] * 3)),
    yes("Korean", *to_each(*["정말 깊이 있는 통찰입니다. 우리 업계에는 이런 진솔한 이야기가 더 많이 필요하다고 생각합니다"] * 3)),
    yes("one with its own link, to four people", *to_each(*["We wrote about exactly this problem last month, you may find it useful https://mira.example/guide"] * 4)),

    no("each its own words", *to_each("Which glue did you use on the bent part?", "The second photo made me want to start over", "We had the same crack, and the maker sent us a new top")),
    no("one person, twice", answer(who("ana"), INSIGHT, 90), answer(who("ana"), INSIGHT, 60)),
    no("a short thank-you to many", *to_each(*["Thank you so much!"] * 5)),
    no("congratulations to many", *to_each(*["Happy birthday, my friend!"] * 5)),
    no("one comment", *to_each(INSIGHT)),
    no("the same post twice, no comment", post(INSIGHT, 50, on="x"), post(INSIGHT, 40, on="linkedin")),
    no("somebody's words passed on", boost(who("ana"), INSIGHT, 40), boost(who("bo"), INSIGHT, 30)),
    no("German, each its own", *to_each("Das mit dem Leim kenne ich, bei uns half nur Wärme", "Steht der Tisch noch in der Bücherei? Ich würde ihn gern sehen", "Die Schublade klemmt bestimmt erst im August")),
    no("Japanese, each its own", *to_each("この角の収まり、どうやって削ったのですか？", "うちの机も同じところが割れました。", "次の教室は何月ですか？楽しみにしています。")),
    no("Chinese, each its own", *to_each("请问这个角是怎么刨的？", "我家的桌子也在同一个地方裂了。", "下一次课是几月？很期待。")),
    no("two of one text, half a year apart", answer(who("ana"), INSIGHT, 24 * 190), answer(who("bo"), INSIGHT, 24)),
    no("two short answers that happen to agree", *to_each("I would go for the beech", "I would go for the ash")),
    no("nothing at all"),

    yes("one word changed in each", *to_each(*(f"Love how {word} you describe the way from first sketch to finished piece, our team learned so much from reading this" for word in ("clearly", "warmly", "openly"))), tricky=True),
    yes("copies among many honest comments", *to_each(INSIGHT, "Which glue did you use on the bent part?", INSIGHT, "We had the same crack, and the maker sent us a new top", INSIGHT), tricky=True),
    yes("a short one, to six", *to_each(*["Interesting take, would love to connect soon"] * 6), tricky=True),
    no("each quotes whom it answers, and adds its own", *to_each(*(f"> What do you all think about raising prices by a tenth this spring for everything we make?\n{own}" for own in ("Do it, and say why", "Not for repairs, please", "My customers did not even notice"))), tricky=True),
    no("the same question to two people", *to_each("How long did you let it dry before the second coat?", "How long did you let it dry before you turned it over?"), tricky=True),
    no("the same link, explained anew each time", *to_each("The felt comes off because of the oil; page 3 shows the order https://kiosk.example/felt", "Your stool rocks on three legs? Then it is the floor, see the drawing https://kiosk.example/felt", "For rented flats there is a version without glue https://kiosk.example/felt"), tricky=True),
)  # fmt: skip

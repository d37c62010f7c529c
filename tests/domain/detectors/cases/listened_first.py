"""Took part in a place before the first link of one's own there: something to be glad of."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, answer, post, who

DAY = 24
WORDS = {
    "en": ("Wax it twice and forget it for a year", "The crack follows the old knot, see the second photo", "Put the felt on before the oil", "Which saw is that? Mine screams"),
    "de": ("Zweimal wachsen, dann ein Jahr vergessen", "Der Riss folgt dem alten Ast, siehe zweites Foto", "Den Filz vor dem Öl aufkleben", "Welche Säge ist das? Meine schreit"),
    "es": ("Encéralo dos veces y olvídalo un año", "La grieta sigue el nudo viejo, mira la segunda foto", "Pon el fieltro antes del aceite", "¿Qué sierra es? La mía grita mucho"),
    "fr": ("Cirez deux fois puis oubliez pendant un an", "La fente suit le vieux nœud, voyez la deuxième photo", "Collez le feutre avant de passer l'huile", "Quelle scie est-ce ? La mienne hurle"),
    "ja": ("蝋を二度塗ったら一年は忘れて大丈夫です", "二枚目の写真を見ると、割れは古い節に沿っています", "油を塗る前にフェルトを貼るといいですよ", "その鋸はどこのですか？うちのはうるさくて"),
    "zh": ("上两遍蜡，然后一年都不用管", "裂缝沿着旧的节疤走，请看第二张照片", "先贴毛毡，再上油，这样不会掉", "这是什么锯？我的声音太吵了"),
    "ar": ("ادهنه بالشمع مرتين ثم انسه سنة كاملة", "الشق يتبع العقدة القديمة كما في الصورة الثانية", "ضع اللباد قبل الزيت حتى لا يسقط", "ما هذا المنشار؟ منشاري يصرخ كثيرا"),
    "ko": ("왁스를 두 번 바르고 일 년은 잊으세요", "두 번째 사진을 보면 금이 옛 옹이를 따라갑니다", "기름칠하기 전에 펠트를 먼저 붙이세요", "그 톱은 어디 건가요? 제 것은 너무 시끄러워요"),
}  # fmt: skip
PLACE = "reddit/woodworking"


def talks(count: int, *, lang: str = "en", before: float = 12, place: str = PLACE, apart: float = 1.5) -> list[Entry]:
    """So many answers to different people, the last one `before` days ago."""
    network, _, venue = place.partition("/")
    return [
        answer(who(f"p{n}"), WORDS[lang][n % 4], (before + n * apart) * DAY, on=network, venue=venue)
        for n in range(count)
    ]


def link(
    days: float = 8, *, place: str = PLACE, text: str = "I wrote down what you all taught me https://mira.example/wax"
) -> Entry:
    network, _, venue = place.partition("/")
    return post(text, days * DAY, on=network, venue=venue)


CASES = (
    *(yes(f"four answers, then a link: {lang}", *talks(4, lang=lang), link()) for lang in WORDS),
    yes("three answers, then the team's page", *talks(3), link(text="The plans are here https://acme.example/plans")),
    yes("nine answers over a month", *talks(9, apart=3), link()),
    yes("the link came in an answer", *talks(4), answer(who("ana"), "I measured that once, with drawings: https://mira.example/felt", 8 * DAY, on="reddit", venue="woodworking")),
    yes("a question of one's own in between", *talks(3), post("Does anybody oil in winter?", 10 * DAY, on="reddit", venue="woodworking"), link()),

    no("the link first, then answers", link(14), *talks(4, before=3, apart=1)),
    no("one answer, then the link", *talks(1), link()),
    no("two answers, then the link", *talks(2), link()),
    no("answers in another place", *talks(4, place="reddit/gardening"), link()),
    no("no link at all", *talks(6)),
    no("a link to somebody else", *talks(4), link(text="Worth an hour of your time https://kiosk.example/wax")),
    no("in the team's own group", *talks(4, place="discourse/Acme Users"), link(place="discourse/Acme Users")),
    no("on one's own profile", *talks(4), post("I wrote it down https://mira.example/wax", 8 * DAY, on="reddit")),
    no("half a year ago", *talks(4, before=190), link(185)),
    no("German, the link first", link(14, text="Mein Text dazu https://mira.example/wachs"), *talks(4, lang="de", before=2, apart=1)),
    no("Japanese, one answer", *talks(1, lang="ja"), link()),
    no("nothing at all"),

    yes("capital letters in the group's name", *talks(4, place="reddit/Woodworking"), link(), tricky=True),
    yes("two places, one of them listened to first", *talks(4), link(), link(place="facebook/Wood", days=7), tricky=True),
    no("a link three months ago as well", link(90), *talks(4), link(), tricky=True),
    no("four answers within ten minutes, then the link", *talks(4, before=8.01, apart=0.002), link(), tricky=True),
    no("four times “great post”", *(answer(who(f"p{n}"), "Great post!", (12 + n) * DAY, on="reddit", venue="woodworking") for n in range(4)), link(), tricky=True),
    no("answered teammates only", *(answer(who("tove"), WORDS["en"][n], (12 + n) * DAY, on="reddit", venue="woodworking") for n in range(4)), link(), tricky=True),
)  # fmt: skip

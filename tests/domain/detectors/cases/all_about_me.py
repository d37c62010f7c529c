"""More and more of the own posts are about the brand, the product or oneself, against one's own earlier months."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from collections.abc import Sequence

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, answer, post, who

OURS = {
    "en": ("Quillbox has a new calendar view", "I am so happy with my new workshop", "Acme opens a second shop", "My talk about my oak series is online", "Quillbox 3 is here"),
    "de": ("Quillbox hat jetzt einen Kalender", "Ich bin so stolz auf meine neue Werkstatt", "Acme eröffnet einen zweiten Laden", "Mein Vortrag ist online", "Quillbox 3 ist da"),
    "es": ("Quillbox tiene un calendario nuevo", "Estoy muy contenta con mi taller nuevo", "Acme abre otra tienda", "Mi charla ya está en la red", "Llega Quillbox 3"),
    "fr": ("Quillbox a un nouveau calendrier", "Je suis si fière de mon atelier", "Acme ouvre une deuxième boutique", "Ma conférence est en ligne", "Quillbox 3 est là"),
    "ja": ("Quillboxに新しいカレンダーが付きました", "私の新しい工房です", "Acmeの二号店が開きます", "私の講演が公開されました", "Quillbox 3が出ました"),
    "zh": ("Quillbox有了新的日历", "我的新工坊终于好了", "Acme开了第二家店", "我的演讲上线了", "Quillbox 3发布了"),
    "ar": ("تقويم جديد في Quillbox", "أنا سعيدة جدا بورشتي الجديدة", "Acme تفتح متجرا ثانيا", "نشرت Acme كتابا", "وصل Quillbox 3"),
    "ko": ("Quillbox에 새 달력이 생겼습니다", "제 새 작업실이에요", "Acme 두 번째 가게를 엽니다", "저의 강연이 올라왔어요", "Quillbox 3이 나왔습니다"),
}  # fmt: skip
THEIRS = {
    "en": ("A woman in Leeds repairs umbrellas for a living", "Does anybody know a quiet band saw?", "The sawmill by the river burnt down last night", "A patient text about sharpening https://kiosk.example/s", "Ash smells of olives when it is wet"),
    "de": ("Das Sägewerk am Fluss ist abgebrannt", "Kennt jemand eine leise Bandsäge?", "Nasse Esche riecht nach Oliven", "Ein geduldiger Text übers Schärfen https://kiosk.example/s", "In Leeds lebt eine Frau vom Schirmeflicken"),
    "es": ("Ardió el aserradero del río", "¿Alguien conoce una sierra silenciosa?", "El fresno mojado huele a aceitunas", "Un texto paciente sobre afilar https://kiosk.example/s", "Una mujer de Leeds vive de reparar paraguas"),
    "fr": ("La scierie au bord de l'eau a brûlé", "Quelqu'un connaît une scie silencieuse ?", "Le frêne mouillé sent l'olive", "Un texte patient sur l'affûtage https://kiosk.example/s", "À Leeds, une femme vit de la réparation des parapluies"),
    "ja": ("川沿いの製材所が焼けました", "静かな帯鋸を知りませんか？", "濡れたトネリコはオリーブの匂いがします", "研ぎについての丁寧な文章 https://kiosk.example/s", "リーズには傘を直して暮らす人がいます"),
    "zh": ("河边的锯木厂昨晚烧了", "有谁知道安静的带锯吗？", "湿的白蜡木有橄榄味", "一篇耐心讲磨刀的文章 https://kiosk.example/s", "利兹有一位靠修伞为生的女士"),
    "ar": ("احترقت المنشرة قرب النهر", "هل يعرف أحد منشارا هادئا؟", "رائحة الدردار المبلل كالزيتون", "نص صبور عن الشحذ https://kiosk.example/s", "امرأة في ليدز تعيش من إصلاح المظلات"),
    "ko": ("강가의 제재소가 불탔습니다", "조용한 띠톱 아시는 분?", "젖은 물푸레나무에서 올리브 냄새가 나요", "날 가는 법에 대한 차분한 글 https://kiosk.example/s", "리즈에는 우산을 고치며 사는 분이 있습니다"),
}  # fmt: skip


def months(
    before: float, lately: float, *, lang: str = "en", count: tuple[int, int] = (40, 20), said: bool = True
) -> list[Entry]:
    """Posts of the three months before and of the last four weeks, of which these shares are about us."""
    old = _mixed(before, count[0], lang, said, start=118 * 24, step=88 * 24 / count[0])
    return [*old, *_mixed(lately, count[1], lang, said, start=27.5 * 24, step=26 * 24 / count[1])]


def _mixed(share: float, count: int, lang: str, said: bool, *, start: float, step: float) -> list[Entry]:
    posts = []
    for n in range(count):
        ours = int((n + 1) * share + 1e-9) > int(n * share + 1e-9)
        texts: Sequence[str] = (OURS if ours else THEIRS)[lang]
        posts.append(post(texts[n % 5], start - n * step, on="x", lang=lang if said else ""))
    return posts


CASES = (
    *(yes(f"from a fifth to four fifths: {lang}", *months(0.2, 0.8, lang=lang)) for lang in OURS),
    yes("from none to two thirds", *months(0.0, 0.66)),
    yes("from a third to nine tenths", *months(0.33, 0.9)),
    yes("from a quarter to all, few posts", *months(0.25, 1.0, count=(24, 12))),
    yes("links to one's own site alone", *months(0.1, 0.0, count=(40, 1)), *(post(f"Chapter {n} https://mira.example/{n}", (26 - n) * 24, on="x", lang="en") for n in range(20))),

    no("always four fifths", *months(0.8, 0.8)),
    no("always a fifth", *months(0.2, 0.2)),
    no("from four fifths to a fifth", *months(0.8, 0.2)),
    no("a little more", *months(0.3, 0.4)),
    no("four posts lately", *months(0.2, 1.0, count=(40, 4))),
    no("nothing before to compare with", *months(0.2, 0.9, count=(3, 20))),
    no("more, but still less than half", *months(0.0, 0.35)),
    no("German, always half", *months(0.5, 0.5, lang="de")),
    no("Japanese, less than before", *months(0.6, 0.3, lang="ja")),
    no("Chinese, as before", *months(0.4, 0.4, lang="zh")),
    no("answers that say I", *months(0.2, 0.2), *(answer(who(f"p{n}"), "I use hide glue, and I warm my clamps", (25 - n) * 24, on="x") for n in range(20))),
    no("nothing at all"),

    yes("the language is not said", *months(0.2, 0.85, said=False), tricky=True),
    yes("two languages, both more", *months(0.1, 0.85, lang="de"), *months(0.1, 0.85, lang="es"), tricky=True),
    no("another language than before", *months(0.3, 0.0, lang="es", count=(40, 1)), *months(0.0, 0.8, lang="en", count=(1, 20)), tricky=True),
    no("a word that only contains the name", *months(0.1, 0.0, count=(40, 1)), *(post(f"The macmeadow orchard, tree {n}", (26 - n) * 24, on="x", lang="en") for n in range(20)), tricky=True),
    no("others praised, with one I", *months(0.3, 0.0, count=(40, 1)), *(post(f"{name} has built a bench without a single screw. Look at this corner and tell her I sent you", (26 - n) * 24, on="x", lang="en") for n, name in enumerate(("Ana", "Dora", "Eli", "Fatma", "Gus", "Hana", "Ida", "Jon", "Kim", "Lea", "Max", "Nia", "Ole", "Pia", "Rui", "Sam"))), tricky=True),
    no("one busy launch week, the rest as ever", *months(0.3, 0.45), tricky=True),
)  # fmt: skip

"""The last own posts on a network without one reply, eight at least, while there are more and more of them."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from collections.abc import Sequence

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, ROBOT, TOVE, Comment, Entry, Thing, Unheard, answer, heard, post, who

WEEK = 7 * 24
LINES = {
    "en": ("Shelf number {n} is on the wall", "Offer of the day: {n} stools left", "Chapter {n} of the oak series is up"),
    "de": ("Regal Nummer {n} hängt", "Noch {n} Hocker da", "Teil {n} der Eichenreihe ist online"),
    "es": ("La estantería {n} ya está colgada", "Quedan {n} taburetes", "Capítulo {n} de la serie del roble"),
    "fr": ("L'étagère numéro {n} est posée", "Il reste {n} tabourets", "Chapitre {n} de la série sur le chêne"),
    "ja": ("{n}番目の棚ができました", "スツール残り{n}脚です", "オークの話、第{n}回を公開しました"),
    "zh": ("第{n}个架子装好了", "还剩{n}张凳子", "橡木系列第{n}篇上线"),
    "ar": ("تم تركيب الرف رقم {n}", "بقي {n} كراسي", "الجزء {n} من سلسلة البلوط"),
    "he": ("מדף מספר {n} תלוי", "נשארו {n} שרפרפים", "פרק {n} בסדרת האלון"),
    "hi": ("शेल्फ नंबर {n} लग गई", "{n} स्टूल बचे हैं", "ओक श्रृंखला का भाग {n}"),
    "ko": ("{n}번째 선반을 달았습니다", "스툴이 {n}개 남았습니다", "참나무 연재 {n}편"),
}  # fmt: skip


def weeks(*counts: int, lang: str = "en", on: str = "x", end: float = 3 * 24) -> list[Entry]:
    """So many posts in each of the last weeks, the earliest week first; the newest post is `end` hours old."""
    posts = []
    for week, count in enumerate(counts):
        for number in range(count):
            hours = (len(counts) - 1 - week) * WEEK + (WEEK - 4) * (count - number) / (count + 1)
            line = LINES[lang][number % 3].format(n=10 * week + number)
            posts.append(post(line, max(hours, end), on=on))
    return posts


def replied(
    posts: Sequence[Entry], *numbers: int, by: object = None, text: str = "That is a handsome shelf, which wood?"
) -> list[Thing]:
    replies: list[Comment] = [heard(posts[n], by or who(f"p{n}"), text, 5) for n in numbers]  # type: ignore[arg-type]
    return [*posts, *replies]


def threads(starts: int, length: int) -> list[Thing]:
    things: list[Thing] = []
    for n in range(starts):
        first = post(f"A thread about drying boards, part {n}", (27 - n * 6) * 24, on="x")
        things.append(first)
        things += [
            answer(ME, f"And then there is point {m}", (27 - n * 6) * 24 - m / 10, on="x", thread=first.native_id)
            for m in range(1, length)
        ]
    return things


CASES = (
    *(yes(f"two, three, four, six: {lang}", *weeks(2, 3, 4, 6, lang=lang)) for lang in LINES),
    yes("one, two, three, five", *weeks(1, 2, 3, 5)),
    yes("four, six, eight, twelve", *weeks(4, 6, 8, 12)),
    yes("one reply long ago, none since", *replied(weeks(3, 4, 6, 8), 0)),

    no("falling: eight, six, four, two", *weeks(8, 6, 4, 2)),
    no("steady: four a week", *weeks(4, 4, 4, 4)),
    no("rising, with a reply in the last week", *replied(weeks(2, 3, 4, 6), 13)),
    no("rising, and every other one answered", *replied(weeks(2, 3, 4, 6), *range(0, 15, 2))),
    no("rising, but seven posts only", *weeks(1, 1, 2, 3)),
    no("rising, and nobody knows of replies", *(Unheard(each) for each in weeks(2, 3, 4, 6))),
    no("a network that shows only posts", *weeks(2, 3, 4, 6, on="youtube"), only_posts=frozenset({"youtube"})),
    no("all of it two months ago", *(post(f"Shelf {n}", (60 + n) * 24, on="x") for n in range(12))),
    no("four weeks of silence for two networks, half each", *weeks(1, 1, 2, 3, on="x"), *weeks(1, 1, 2, 3, on="mastodon")),
    no("German, steady", *weeks(3, 3, 3, 3, lang="de")),
    no("Japanese, answered in the last week", *replied(weeks(2, 3, 4, 6, lang="ja"), 12, text="とても素敵な棚ですね。どの木ですか？")),
    no("answers to others, rising", *(answer(who(f"q{n}"), "Wax it twice and forget it for a year", (28 - n * 1.6) * 24, on="x") for n in range(16))),
    no("nothing at all"),

    yes("only a bot replied", *replied(weeks(2, 3, 4, 6), 10, 12, by=ROBOT, text="Thanks for posting in this community"), tricky=True),
    yes("only teammates replied", *replied(weeks(2, 3, 4, 6), 10, 12, by=TOVE, text="Go us"), tricky=True),
    yes("silent on one network, talking on another", *weeks(2, 3, 4, 6, on="x"), *replied(weeks(2, 2, 3, 3, on="mastodon"), 1, 4, 7, 9), tricky=True),
    no("three threads of many parts", *threads(4, 8), tricky=True),
    no("rose, and then fell", *weeks(3, 9, 6, 2), tricky=True),
    no("all the rise was this afternoon", *weeks(2, 2, 2, 2), *(post(f"Live from the fair, stall {n}", 4 + n / 10, on="x") for n in range(8)), tricky=True),
    no("a reply that the network counted without showing it", *(post(f"Shelf {n} is on the wall", (27 - n * 1.7) * 24, on="x", outcome=0.5 if n > 11 else 0.0) for n in range(15)), tricky=True),
)  # fmt: skip

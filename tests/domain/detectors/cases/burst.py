"""Three own posts or more within an hour, or several networks within one minute."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Entry, Logged, answer, boost, post, who

LINES = {
    "en": ("Shelf one is on the wall", "New stools in the shop https://acme.example/s", "Chapter four of the oak series https://mira.example/4", "And the lamp is back", "Sale ends tonight", "Good night from the shed"),
    "de": ("Regal eins hängt", "Neue Hocker im Laden https://acme.example/s", "Kapitel vier ist da https://mira.example/4"),
    "es": ("La primera estantería ya está", "Taburetes nuevos https://acme.example/s", "Capítulo cuatro https://mira.example/4"),
    "fr": ("La première étagère est posée", "Nouveaux tabourets https://acme.example/s", "Chapitre quatre https://mira.example/4"),
    "ja": ("一つ目の棚ができました", "新しいスツールです https://acme.example/s", "第四回を公開しました https://mira.example/4"),
    "zh": ("第一个架子装好了", "新凳子到店 https://acme.example/s", "第四篇上线 https://mira.example/4"),
    "ar": ("تم تركيب الرف الأول", "كراسي جديدة https://acme.example/s", "الجزء الرابع https://mira.example/4"),
    "he": ("המדף הראשון תלוי", "שרפרפים חדשים https://acme.example/s", "פרק רביעי https://mira.example/4"),
}  # fmt: skip


def quick(
    minutes: float, count: int = 3, *, lang: str = "en", on: tuple[str, ...] = ("x",), start: float = 80
) -> list[Entry]:
    """`count` posts, `minutes` apart."""
    return [post(LINES[lang][n % len(LINES[lang])], start - n * minutes / 60, on=on[n % len(on)]) for n in range(count)]


def twice(days: int, *, apart: float = 0.3) -> list[Entry]:
    """On so many days, two networks within the same minute."""
    return [
        post(LINES["en"][day % 6], 30 + day * 48 - n * apart / 60, on=on)
        for day in range(days)
        for n, on in enumerate(("x", "linkedin"))
    ]


def thread(length: int) -> list[Entry]:
    first = post("A thread about drying boards", 60, on="x")
    return [
        first,
        *(
            answer(ME, f"And then there is point {n}", 60 - n / 30, on="x", thread=first.native_id)
            for n in range(1, length)
        ),
    ]


CASES = (
    *(yes(f"three in twenty minutes: {lang}", *quick(10, lang=lang)) for lang in LINES),
    yes("six in an hour", *quick(11, 6)),
    yes("three networks in one minute", *quick(0.3, on=("x", "linkedin", "mastodon"))),
    yes("three in an hour over two networks", *quick(25, on=("x", "linkedin"))),
    yes("two networks in one minute, on five days", *twice(5)),
    yes("in three groups within ten minutes", *(post("Our market opens on Saturday https://acme.example/m", 60 - n / 15, on="facebook", venue=f"Group {n}") for n in range(3))),

    no("three in three hours", *quick(60)),
    no("two in ten minutes", *quick(5, 2)),
    no("a thread of nine", *thread(9)),
    no("logged by hand in one go", *(Logged(each) for each in quick(1, 5))),
    no("five answers in ten minutes", *(answer(who(f"p{n}"), "Wax it twice and forget it for a year", 50 - n / 30) for n in range(5))),
    no("five posts of others passed on", *(boost(who(f"p{n}"), "A box of hinges", 50 - n / 30) for n in range(5))),
    no("one a day", *quick(24 * 60, 6, start=180)),
    no("half a year ago", *quick(5, 6, start=24 * 190)),
    no("two networks in one minute, once", *twice(1)),
    no("two networks, ten minutes between, on five days", *twice(5, apart=10)),
    no("German, one in the morning and two at night", *quick(4, 2, lang="de"), post("Guten Morgen aus der Werkstatt", 95, on="x")),
    no("Japanese, one a day", *quick(24 * 60, 3, lang="ja", start=100)),
    no("nothing at all"),

    yes("exactly an hour from the first to the third", *quick(30), tricky=True),
    yes("three posts among a thread", *thread(4), *quick(8, start=60.5), tricky=True),
    yes("three, with an answer between", *quick(12), answer(who("ana"), "Wax it twice and forget it for a year", 79.9, on="x"), tricky=True),
    no("days without hours: an archive that only knows dates", *(post(LINES["en"][n], 66, on="facebook") for n in range(4)), tricky=True),
    no("live from a talk, one tag and no links", *(post(f"Eli says: {what} #woodconf", 60 - n / 8, on="mastodon") for n, what in enumerate(("dull tools lie", "ash forgives, oak remembers", "measure the wall, not the plan", "never glue in anger", "he brought soup"))), tricky=True),
    no("sixty-four minutes from the first to the third", *quick(32), tricky=True),
    no("two posts and a thread's ten parts", *thread(10), post("Shelf one is on the wall", 60.2, on="x"), tricky=True),
)  # fmt: skip

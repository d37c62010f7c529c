"""A second look at piped feeds."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Kind, Thing, answer, post, published, who

NAMES = (
    "Rain barrels compared",
    "Interview: the hinge collector",
    "Mailbag 14",
    "Why beech moves",
    "Open day, 6 June",
    "Old saws, new teeth",
    "A stool in an hour",
    "Notes from Ghent",
    "Mailbag 15",
    "Dust, again",
)


def fed(
    write: object,
    *,
    start: float = 620,
    step: float = 55,
    after: float = 0.4,
    on: str = "mastodon",
    names: tuple[str, ...] = NAMES,
) -> list[Thing]:
    things: list[Thing] = []
    for n, name in enumerate(names):
        things.append(published(name, f"https://mira.example/posts/{n}/", start - n * step))
        things.append(post(write(name, n), start - n * step - after, on=on))  # type: ignore[operator]
    return things


CASES = (
    yes("title, excerpt begun by the machine, link", *fed(lambda t, n: f"{t} – It was the wettest… https://mira.example/posts/{n}"), following={"mastodon": 0}, tricky=True),
    yes("the site's name behind every title", *fed(lambda t, n: f"{t} | Mira's Workshop https://mira.example/posts/{n}/"), following={"mastodon": 1}, tricky=True),
    yes("posted at the same minute as the feed", *fed(lambda t, n: f"📝 {t}\nhttps://mira.example/posts/{n}/", after=0.0), following={"mastodon": 2}, tricky=True),
    yes("the blog is known only as Mira's own posts", *(each for n, t in enumerate(NAMES) for each in (
        post("Long text", 620 - n * 55, on="blog", title=t, url=f"https://mira.example/posts/{n}"), post(f"{t} https://mira.example/posts/{n}", 619.8 - n * 55, on="x"))), following={"x": 4}, tricky=True),
    yes("threads of one's own are no answers", *fed(lambda t, n: f"{t} https://mira.example/posts/{n}"), *(answer(ME, "Read more above", 300 - n, root=ME, thread=f"z{n}") for n in range(2)), following={"mastodon": 0}, tricky=True),
    no("title and link, but four times a day after the fact by hand", *fed(lambda t, n: f"{t} https://mira.example/posts/{n}", after=9), following={"mastodon": 7}, tricky=True),
    no("one short own sentence each time", *fed(lambda t, n: f"{t}: {('took me all winter to understand', 'she has nine hundred hinges at home', 'you asked, I tried to answer honestly', 'blame the rain and the radiator', 'bring your own broken chair please', 'file them slowly, from both sides', 'or an afternoon if you talk', 'they drink coffee standing up there', 'somebody asked about glue once more', 'my lungs say: buy the filter')[n]} https://mira.example/posts/{n}"), following={"mastodon": 5}, tricky=True),
    no("piped, and quotes others with thoughts", *fed(lambda t, n: f"{t} https://mira.example/posts/{n}"), *(post("This is the calmest explanation of tear-out I have read in ten years", 200 - n, kind=Kind.QUOTE, of=who(f"q{n}")) for n in range(3)), following={"mastodon": 3}, tricky=True),
    no("a newsletter sender with eight posts, three of them from the feed", *fed(lambda t, n: f"{t} https://mira.example/posts/{n}", names=NAMES[:3]), *(post(text, 300 - n * 30) for n, text in enumerate(("Snow", "The vice is back from the smith", "Who took my pencil", "Tea", "A robin came in and stayed"))), following={"mastodon": 0}, tricky=True),
)  # fmt: skip

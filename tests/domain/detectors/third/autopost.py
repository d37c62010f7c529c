"""A third look at piped feeds."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from collections.abc import Callable

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Thing, heard, post, published, who

NEWS = (
    "Glue, cold and warm",
    "The bench in the rain",
    "Letter from a reader",
    "Nine uses for a broken rule",
    "Spring cleaning",
    "What the saw said",
    "Varnish is not paint",
    "Tools of my uncle",
    "The last elm",
    "Ask us anything",
)
KOREAN = (
    "차가운 풀과 따뜻한 풀",
    "빗속의 작업대",
    "독자의 편지",
    "부러진 자의 아홉 가지 쓸모",
    "봄맞이 청소",
    "톱이 한 말",
    "니스는 페인트가 아니다",
    "삼촌의 연장",
    "마지막 느릅나무",
    "무엇이든 물어보세요",
)
OPINIONS = (
    "cold glue is for cowards, fight me",
    "somebody stole the tarpaulin again",
    "her handwriting made me cry a little",
    "number six involves a cat and cheese",
    "found four pencils and a wedding ring",
    "it said no, loudly, twice in a row",
    "the smell alone should tell you why",
    "he never lent them to anyone but me",
    "we counted rings until it got dark",
    "except about the price of walnut, please",
)


def feed(
    write: Callable[[str, int], str], titles: tuple[str, ...] = NEWS, *, after: float = 0.5, on: str = "bluesky"
) -> list[Thing]:
    things: list[Thing] = []
    for n, title in enumerate(titles):
        things.append(published(title, f"https://mira.example/n/{n}", 640 - n * 60))
        things.append(post(write(title, n), 640 - n * 60 - after, on=on))
    return things


CASES = (
    yes("“From the blog:” and tags", *feed(lambda t, n: f"From the blog: {t} https://mira.example/n/{n} #joinery #slowwork"), following={"bluesky": 2}, tricky=True),
    yes("Korean", *feed(lambda t, n: f"[새 글] {t} https://mira.example/n/{n}", KOREAN), following={"bluesky": 0}, tricky=True),
    yes("comments came, no answer went", *(lambda things: (*things, heard(things[3], who("ana"), "I loved the bit about the rain", 2)))(feed(lambda t, n: f"{t} https://mira.example/n/{n}")), following={"bluesky": 0}, tricky=True),  # type: ignore[arg-type]
    yes("the author's name behind each", *feed(lambda t, n: f"{t} by Mira Lind https://mira.example/n/{n}"), following={"bluesky": 9}, tricky=True),
    no("a short opinion each time", *feed(lambda t, n: f"{t} – {OPINIONS[n]} https://mira.example/n/{n}"), following={"bluesky": 8}, tricky=True),
    no("opinion first, the title as a signature", *feed(lambda t, n: f"{OPINIONS[n].capitalize()}. {t}: https://mira.example/n/{n}"), following={"bluesky": 8}, tricky=True),
    no("follows eleven", *feed(lambda t, n: f"{t} https://mira.example/n/{n}"), following={"bluesky": 11}, tricky=True),
    no("seven posts only", *feed(lambda t, n: f"{t} https://mira.example/n/{n}", NEWS[:7]), following={"bluesky": 0}, tricky=True),
)  # fmt: skip

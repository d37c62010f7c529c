"""A second look at listening first."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import TOVE, Entry, answer, post, who

DAY = 24
SAID = (
    "The drawer runs better if the bottom board floats in its groove",
    "We tried that with larch, it tore after one winter outside",
    "Look at the third photo, the screw is too near the edge",
    "Which finish is that? It has no shine at all",
)


def talks(*days: float, on: str = "discourse", venue: str = "Repair Forum") -> list[Entry]:
    return [answer(who(f"p{n}"), SAID[n % 4], each * DAY, on=on, venue=venue) for n, each in enumerate(days)]


def link(days: float = 5, *, on: str = "discourse", venue: str = "Repair Forum") -> Entry:
    return post(
        "Because three of you asked, the drawing of the drawer https://mira.example/drawer",
        days * DAY,
        on=on,
        venue=venue,
    )


CASES = (
    yes("exactly three, over two days", *talks(8, 7.5, 6), link(), tricky=True),
    yes("one of them was answered back and forth", *talks(20, 18, 12), answer(who("p0"), "Then plane it from the other side, slowly", 11 * DAY, on="discourse", venue="Repair Forum"), link(), tricky=True),
    yes("Ukrainian forum", *(answer(who(f"u{n}"), text, (15 - n) * DAY, on="discourse", venue="Майстерня") for n, text in enumerate(("Спробуйте спершу просушити дошку тиждень", "Тріщина йде за старим сучком, видно на фото", "Клей краще взяти теплий і не поспішати"))), link(venue="Майстерня"), tricky=True),
    no("three short nods", *(answer(who(f"p{n}"), text, (12 - n) * DAY, on="discourse", venue="Repair Forum") for n, text in enumerate(("Nice!", "Same here", "Agreed"))), link(), tricky=True),
    no("three sentences to one's own teammate", *(answer(TOVE, SAID[n], (12 - n) * DAY, on="discourse", venue="Repair Forum") for n in range(3)), link(), tricky=True),
    no("links from the first day in every answer", *(answer(who(f"p{n}"), f"{SAID[n]} https://mira.example/{n}", (12 - n) * DAY, on="discourse", venue="Repair Forum") for n in range(4)), tricky=True),
    no("a link only to a museum", *talks(12, 10, 8), post("They have put the drawings online https://museum.example/d", 5 * DAY, on="discourse", venue="Repair Forum"), tricky=True),
)  # fmt: skip

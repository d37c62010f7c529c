"""A second look at comments out of a can."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import PAGE, Entry, answer, back_below, heard, post, who

PEOPLE = ("ana", "bo", "cy", "dora", "eli", "fatma")


def each(*texts: str, on: str = "linkedin") -> list[Entry]:
    return [
        answer(who(name), text, 400 - n * 30, on=on) for n, (name, text) in enumerate(zip(PEOPLE, texts, strict=False))
    ]


_MINE = post("Which of you would come to a repair evening?", 200)

CASES = (
    yes("the first name inside the sentence", *each(*(f"Well said {name}, consistency really is the quiet superpower that most people in business overlook" for name in ("Ana", "Bo", "Cy"))), tricky=True),
    yes("praise, then the same sales line", *each("Lovely bench. By the way we help makers to get more orders, shall we have a quick call this week", "What a lamp! By the way we help makers to get more orders, shall we have a quick call this week", "Great boat. By the way we help makers to get more orders, shall we have a quick call this week"), tricky=True),
    yes("with an emoji more each time", *each(*(f"This is the energy we need more of on this platform, keep going{' 🔥' * n}" for n in range(4))), tricky=True),
    yes("Turkish", *each(*["Çok değerli bir bakış açısı, sektörümüzün tam da böyle samimi paylaşımlara ihtiyacı var"] * 3), tricky=True),
    yes("three answers below one's own post, one text", _MINE, *(heard(_MINE, who(name), "I would, with my lamp", 2) for name in PEOPLE[:3]), *(back_below(_MINE, who(name), "Thank you so much for your interest, please register through the form on our website", 190 - n) for n, name in enumerate(PEOPLE[:3])), tricky=True),
    no("a common start, then something of each", *each("Thank you for writing this down, the part about the frozen glue pot made me laugh out loud", "Thank you for writing this down, I had no idea that poplar was used for wagon floors", "Thank you for writing this down, my father did the same with his first plane"), tricky=True),
    no("the same two words of a craft", *each("Try hide glue and a warm room, then wait", "Hide glue, warm room, no clamps needed there", "For veneer I would not use hide glue in a cold room"), tricky=True),
    no("said to teammates and the house", *(answer(party, "Please remember to send your hours by Friday noon, thank you all", 100 - n) for n, party in enumerate((PAGE, PAGE, PAGE))), tricky=True),
    no("good wishes for the holidays", *each(*["Merry Christmas and a happy new year!"] * 5), tricky=True),
    no("the same correction to two people who made the same mistake", *each("The table on page nine is in days, not in hours", "The table on page nine is in days, not in hours"), tricky=True),
)  # fmt: skip

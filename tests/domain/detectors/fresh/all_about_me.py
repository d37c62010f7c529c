"""A second look at the own story."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, post

US = (
    "Quillbox is now faster",
    "Our team turned six today",
    "We won a prize for the quiet drawer",
    "#Quillbox tip: press the space bar",
    "My interview about my first year at the bench",
    "@acme on the front page of the local paper",
    "We are hiring",
    "The story of how I started, part two",
)
OTHERS = (
    "A baker in Ghent lends out her oven at night",
    "Is there a word for the smell of wet ash?",
    "Look at this hinge https://kiosk.example/hinge",
    "The museum shows saws until June",
    "Somebody please invent a silent router",
    "What a kind letter in the parish paper",
    "Snow on the timber yard, and nobody about",
    "Dora has drawn every tree in her street",
)
HE_US = ("הצוות שלנו חוגג היום שש שנים", "אני גאה בשולחן החדש", "Quillbox מהיר יותר", "אנחנו מגייסים")
HE_OTHERS = (
    "אופה בגנט משאילה את התנור בלילה",
    "יש מילה לריח של מילה רטובה?",
    "המוזיאון מציג מסורים עד יוני",
    "שלג על מגרש העצים",
)


def run(
    pattern: str, ours: tuple[str, ...], others: tuple[str, ...], *, start: float, step: float, lang: str = "en"
) -> list[Entry]:
    return [
        post((ours if each == "u" else others)[n % len(ours)], start - n * step, on="linkedin", lang=lang)
        for n, each in enumerate(pattern)
    ]


def year(
    before: str, lately: str, *, ours: tuple[str, ...] = US, others: tuple[str, ...] = OTHERS, lang: str = "en"
) -> list[Entry]:
    return [
        *run(before, ours, others, start=115 * 24, step=85 * 24 / len(before), lang=lang),
        *run(lately, ours, others, start=27 * 24, step=26 * 24 / len(lately), lang=lang),
    ]


CASES = (
    yes("one in six before, nearly all now", *year("ouoooo" * 5, "uuuouuuuouuu"), tricky=True),
    yes("Hebrew", *year("oouo" * 8, "uuuu" * 4, ours=HE_US, others=HE_OTHERS, lang="he"), tricky=True),
    yes("tags and mentions of the house alone", *year("o" * 30, "u" * 14, ours=("#Quillbox tip: press the space bar", "@acme on the front page of the local paper", "#quillbox sunrise", "A day with #Acme")), tricky=True),
    yes("language said with its region", *year("ouoo" * 8, "u" * 12, lang="en-GB"), tricky=True),
    no("six launches in a month of thirty posts", *year("ouoo" * 9, "ouoooouoooouoooouoooouoooouooo"), tricky=True),
    no("nine recent posts, all of them ours", *year("ouoo" * 8, "u" * 9), tricky=True),
    no("half before, six of ten now", *year("uo" * 16, "uouuouuouo"), tricky=True),
    no("tells others' stories, beginning with “I met”", *year("ouoo" * 8, "u" * 12, ours=("I met a baker in Ghent who lends out her oven at night", "I watched Dora draw every tree in her street for a year", "We listened to Eli talk about bridges until they closed", "My neighbour Jon has built a boat from doors"), others=OTHERS[:4]), tricky=True),
    no("the team's name is a common word in a sentence", *year("o" * 30, "u" * 14, ours=("Acmes and summits of the Alps", "The acmé of lutherie", "macmean", "tacmed kit"), others=OTHERS[:4]), tricky=True),
)  # fmt: skip

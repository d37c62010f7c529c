"""A third look at comments out of a can."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, answer, who

PEOPLE = ("gus", "hana", "ida", "jon", "kim")


def each(*texts: str, on: str = "linkedin") -> list[Entry]:
    return [
        answer(who(name), text, 500 - n * 24, on=on) for n, (name, text) in enumerate(zip(PEOPLE, texts, strict=False))
    ]


CASES = (
    yes("five strangers, one offer", *each(*["Hi, I came across your profile and I believe our service could save you hours each week, open to a chat?"] * 5), tricky=True),
    yes("a fixed frame around the name of the thing", *each(*(f"What a stunning {thing}! You can really feel the passion and dedication behind every single detail of your work" for thing in ("bench", "lamp", "quilt"))), tricky=True),
    yes("Dutch", *each(*["Mooi verwoord, dit is precies waarom ik geloof dat vakmanschap de komende jaren alleen maar belangrijker wordt"] * 3), tricky=True),
    yes("Thai", *each(*["เป็นมุมมองที่มีคุณค่ามาก วงการของเราต้องการเนื้อหาที่จริงใจแบบนี้อีกเยอะ"] * 3), tricky=True),
    no("happy anniversaries at work", *each(*["Happy anniversary, and many more years!"] * 5), tricky=True),
    no("helps three people with one fault, in their own case", *each(
        "With your maple the blade was too high: lower it by two millimetres and take the knot from the left",
        "Your photo shows the fence is not square to the blade, see the gap on top? Loosen both bolts first",
        "On the old green ones the switch fails. Ask for the part with the brass tab, the plastic one melts",
    ), tricky=True),
    no("the same question to two photographers", *each("Which lens did you use for the third picture in this series?", "Which lens did you use for the picture with the swans?"), tricky=True),
    no("a moderator's two-liner, twice", *each("Moved to the right place, have fun", "Moved to the right place, have fun"), tricky=True),
)  # fmt: skip

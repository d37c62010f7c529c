"""A second look at comments that wait."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Thing, answer, back_below, heard, post, who

DAY = 24


def below(
    text: str, days: float = 5, *, mine: str = "The last chair of the set is done", **facts: object
) -> list[Thing]:
    posted = post(mine, days * DAY + 4)
    return [posted, heard(posted, who("ana"), text, 4, **facts)]


_THEIRS = answer(who("bo"), "Put the felt on before the oil", 6 * DAY)
_LONG = post("The last chair of the set is done", 6 * DAY)
_FIRST = heard(_LONG, who("ana"), "Which oil is that?", 3)
_SECOND = heard(_LONG, who("ana"), "And does it yellow in the sun after a few years?", 40)

CASES = (
    yes("a disagreement, politely", *below("I have to disagree: a chair with that angle will not survive my brother-in-law."), tricky=True),
    yes("the first question answered, the second not", _LONG, _FIRST, back_below(_LONG, who("ana"), "Tung, thinned for the first coat", 5.8 * DAY, parent_id=_FIRST.native_id), _SECOND, tricky=True),
    yes("asks about a price with a number in it", *below("Would you sell one for $1,200 and ship it to Leeds?"), tricky=True),
    yes("speaks of a loan, and means the library", *below("We would love one on loan for the children's corner in our library, can we talk?"), tricky=True),
    yes("a question below what Mira wrote elsewhere", _THEIRS, heard(_THEIRS, who("bo"), "Before the first coat or before the last?", 5), tricky=True),
    yes("Vietnamese", *below("Chị dùng loại gỗ nào cho mặt ghế vậy, có bị nứt vào mùa khô không?"), tricky=True),
    no("praise in somebody else's thread, the end of the talk", _THEIRS, heard(_THEIRS, who("bo"), "That did it, the table stands still now", 5), tricky=True),
    no("a stranger's course, dressed as praise", *below("Amazing work! I help makers like you earn 10k a month, check my profile for the free training"), tricky=True),
    no("a talk to herself", *(lambda p: (p, heard(p, ME, "Edit: it is ash, not oak", 2)))(post("The last chair of the set is done", 5 * DAY)), tricky=True),
    no("a Russian advertisement", *below("Заработок на дому без вложений, пишите в телеграм @bistro, 50 000 руб в неделю"), tricky=True),
)  # fmt: skip

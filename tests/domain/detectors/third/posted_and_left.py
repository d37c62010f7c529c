"""A third look at asking and vanishing."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Thing, back_below, heard, post, who

DAY = 24


def asked(text: str, *replies: str, days: float = 8, on: str = "mastodon", **facts: object) -> list[Thing]:
    posted = post(text, days * DAY, on=on, **facts)
    return [posted, *(heard(posted, who(f"k{n}"), reply, 5 + n) for n, reply in enumerate(replies))]


_TWICE = [
    post(text, (16 - 6 * n) * DAY, on="mastodon")
    for n, text in enumerate(("Oil or wax on a chopping board?", "Which saw for green wood?"))
]
_ELSE = post("Which hinge would you choose for a lid this heavy?", 8 * DAY, on="mastodon")

CASES = (
    yes("Italian", *asked("Stiamo scegliendo il colore della porta. Voi che ne pensate?", "Verde scuro, come le persiane di una volta"), tricky=True),
    yes("asked twice in a fortnight, answered neither", *_TWICE, heard(_TWICE[0], who("ana"), "Oil, and often", 4), heard(_TWICE[1], who("bo"), "A coarse one that you are not afraid to ruin", 4), tricky=True),
    yes("“anyone else?” at the end", *asked("My shoulders tell me the bench is too low by a hand. Anyone else?", "Mine too since I turned fifty, I put bricks under it"), tricky=True),
    yes("Japanese, no mark of a question", *asked("新しい椅子の名前を募集します。コメントで教えてください。", "「ひだまり」はどうでしょうか。"), tricky=True),
    no("reports what somebody else asked", *asked("A child asked me today why wood has rings. I said: so that trees can count birthdays. She was content.", "That is the best answer I have heard"), tricky=True),
    no("“did you know?”", *asked("Oak floats badly. Did you know?", "I did not, and I row"), tricky=True),
    no("an exam question it answers itself", *asked("Why do drawers stick in August? Because the air is wet and the wood drinks it.", "And mine in November, what does that say?"), tricky=True),
    no("answered the second of two, on the same day", _ELSE, heard(_ELSE, who("ana"), "The brass one", 2), heard(_ELSE, who("bo"), "Two small ones and a stay", 3), back_below(_ELSE, who("bo"), "A stay! Of course, thank you", 7.7 * DAY), tricky=True),
)  # fmt: skip

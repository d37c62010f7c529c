"""A second look at asking and vanishing."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Thing, answer, back_below, heard, post, who

DAY = 24


def asked(text: str, *replies: str, days: float = 7, on: str = "linkedin", **facts: object) -> list[Thing]:
    posted = post(text, days * DAY, on=on, **facts)
    return [posted, *(heard(posted, who(f"g{n}"), reply, 4 + n) for n, reply in enumerate(replies))]


_MIXED = post("Poll for the weekend: paint it or leave it raw?", 7 * DAY, on="linkedin")
_BACK = post("Which of these two handles would you open every day for ten years?", 7 * DAY, on="linkedin")
_ONE = post("Sagt mal, wie lagert ihr eure Furniere?", 7 * DAY, on="mastodon")

CASES = (
    yes("“curious how others handle this”", *asked("We still write every invoice by hand. Curious how others handle this in small shops.", "We use a spreadsheet and a lot of swearing", "A bookkeeper, one morning a month"), tricky=True),
    yes("a question, then a smiley and tags", *asked("Would anybody come to a repair evening for lamps? 😊 #repair #lamps", "I have three that flicker, when?"), tricky=True),
    yes("a link to one's post, and “what would you add?”", *asked("Seven rules for sharing a workshop https://mira.example/rules What would you add?", "Whoever empties the glue buys the glue"), tricky=True),
    yes("Turkish", *asked("Atölyeyi pazar günleri de açsak mı, ne düşünüyorsunuz?", "Çok iyi olur, hafta içi hiç gelemiyorum"), tricky=True),
    yes("Polish, no question mark", *asked("Szukamy nazwy dla nowego stołka. Dajcie znać w komentarzach", "Trójnóg Bazyli, koniecznie"), tricky=True),
    no("asked in the title of a long article whose end answers it", *asked("After three years of testing I can say: yes, it does, if you let it dry for a week. The photos show the difference between the first and the last board.", "Great tests, thank you", title="Does soap finish survive a kitchen?", on="blog", url="https://mira.example/soap"), tricky=True),
    no("came back and liked some, answered one of five", _BACK, *(heard(_BACK, who(f"h{n}"), "The left one, it has a place for the thumb", 3 + n) for n in range(5)), back_below(_BACK, who("h2"), "The thumb! I had not seen that", 6.5 * DAY), tricky=True),
    no("a rhetorical sigh", *asked("Who doesn't love sweeping at five in the morning?", "Ha, me neither"), tricky=True),
    no("only an emoji came back", _MIXED, heard(_MIXED, who("ana"), "👍", 2), tricky=True),
    no("answered the one who answered, in the thread", _ONE, heard(_ONE, who("ana"), "Stehend, wie Schallplatten", 3), answer(who("ana"), "Wie Schallplatten, das ist schön", 6.5 * DAY, author=ME, root=ME, thread=_ONE.native_id), tricky=True),
)  # fmt: skip

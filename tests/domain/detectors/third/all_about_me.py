"""A third look at the own story."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, post

WORLD = {
    "en": ("The ferry is on strike, so the timber is late", "Has anyone counted the kinds of blue in a kingfisher?", "A school in Porto teaches joinery to girls https://kiosk.example/porto", "Old trick: a candle stub on the saw", "Fatma's spoons are in the window of the library"),
    "de": ("Die Fähre streikt, das Holz kommt später", "Wer kennt ein Wort für den Geruch von nasser Esche?", "In Porto lernen Mädchen tischlern https://kiosk.example/porto", "Alter Trick: Kerzenrest aufs Sägeblatt", "Fatmas Löffel liegen im Fenster der Bücherei"),
    "pt": ("A balsa está em greve e a madeira atrasou", "Alguém sabe o nome desse pássaro azul?", "Uma escola no Porto ensina marcenaria https://kiosk.example/porto", "Truque antigo: um toco de vela na serra", "As colheres da Fatma estão na janela da biblioteca"),
}  # fmt: skip
SELF = {
    "en": ("My week in pictures", "I'm on the radio tonight", "My new shelf, my new light, my new chair", "Acme is hiring", "We are so proud of our new logo"),
    "de": ("Meine Woche in Bildern", "Ich bin heute Abend im Radio", "Unser neues Logo ist da, wir freuen uns", "Acme sucht Leute", "Mein neues Regal"),
    "pt": ("Minha semana em fotos", "Eu no rádio hoje à noite", "Nosso novo logo chegou", "A Acme está contratando", "Meu novo ateliê"),
}  # fmt: skip


def posts(kinds: str, lang: str, *, start: float, days: float) -> list[Entry]:
    return [
        post(
            (SELF if kind == "s" else WORLD)[lang][n % 5], (start - n * days / len(kinds)) * 24, on="bluesky", lang=lang
        )
        for n, kind in enumerate(kinds)
    ]


def story(before: str, lately: str, lang: str = "en") -> list[Entry]:
    return [*posts(before, lang, start=116, days=86), *posts(lately, lang, start=27, days=26)]


CASES = (
    yes("one in five, then nearly all", *story("wwsww" * 6, "sswssssssssw"), tricky=True),
    yes("German, none, then three of four", *story("w" * 26, "ssswssswsssw", "de"), tricky=True),
    yes("Portuguese, one in four, then all", *story("wsww" * 7, "s" * 12, "pt"), tricky=True),
    yes("a shop's links on every post", *posts("wwsww" * 6, "en", start=116, days=86), *(post(f"{text} https://acme.example/{n}", (26 - n * 2) * 24, on="bluesky", lang="en") for n, text in enumerate(WORLD["en"] * 2 + WORLD["en"][:2])), tricky=True),
    no("diary of a garden, in which “my” is one word of many", *story("w" * 26, "w"), *(post(f"The {what} in my aunt's garden came early this year, and the bees do not seem to mind the cold mornings at all", (26 - n * 2) * 24, on="bluesky", lang="en") for n, what in enumerate(("plum", "pear", "quince", "apple", "cherry", "medlar", "rowan", "lilac", "iris", "sage", "thyme", "leek"))), tricky=True),
    no("questions that begin with I", *story("w" * 26, "w"), *(post(f"I wonder who knows where one can still buy {what} by weight and without a plastic bag around it", (26 - n * 2) * 24, on="bluesky", lang="en") for n, what in enumerate(("nails", "hinges", "wax", "glue", "chalk", "soap", "rope", "felt", "brass", "hooks", "pegs", "twine"))), tricky=True),
    no("half of it, always", *story("sw" * 15, "swswswswsws"), tricky=True),
    no("only eight posts lately", *story("w" * 26, "s" * 8), tricky=True),
)  # fmt: skip

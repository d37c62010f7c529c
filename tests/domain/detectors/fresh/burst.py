"""A second look at bursts."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Entry, Kind, Logged, answer, post, who


def at(
    *minutes: float,
    start: float = 100,
    on: str = "linkedin",
    text: str = "Offer {n} of the day https://acme.example/{n}",
    **facts: object,
) -> list[Entry]:
    return [post(text.format(n=n), start - each / 60, on=on, **facts) for n, each in enumerate(minutes)]


CASES = (
    yes("a queue let loose after a holiday", *at(0, 1, 2, 3, 5, 8, 13, 21), tricky=True),
    yes("one tag, but each with a link", *at(0, 12, 24, 36, text="Chair {n} https://acme.example/{n} #sale"), tricky=True),
    yes("three groups, three texts, a quarter of an hour", *(each for n in range(3) for each in at(n * 5, venue=f"Group {n}", on="facebook", text=f"Hello group, offer {n} https://acme.example/{n}")), tricky=True),
    yes("across midnight", *at(0, 20, 40, start=42.3), tricky=True),
    yes("machine-like: two networks, four mornings, the same second", *(post(f"Good morning, thought {day}", 26 + 24 * day, on=on) for day in range(4) for on in ("x", "linkedin")), tricky=True),
    no("a long thread whose parts the network calls posts", *(lambda first: (first, *(answer(ME, f"Part {n}", 50 - n / 60, thread=first.native_id, kind=Kind.POST) for n in range(1, 8))))(post("A thread about hinges", 50)), tricky=True),
    no("quotes of three people within the hour, with thoughts", *(post("This made me look at my own bench with other eyes tonight", 70 - n / 5, kind=Kind.QUOTE, of=who(f"q{n}")) for n in range(4)), tricky=True),
    no("one article, and its two mentions", post("Rain barrels compared", 60, on="blog", url="https://mira.example/rain"), post("I filled nine barrels so that you do not have to https://mira.example/rain", 59.8, on="x"), post("Which barrel froze first? The answer surprised my neighbour https://mira.example/rain", 59.5, on="mastodon"), tricky=True),
    no("noted by hand at the end of the week", *(Logged(each) for each in at(0, 1, 2, 3)), tricky=True),
    no("photos of one walk, three posts over two hours", *at(0, 50, 110, text="Walk, photo {n}"), tricky=True),
    no("a live sports-like report of a chess match, tagged, in German", *(post(f"Zug {n}: Turm auf die offene Linie, der Saal hält den Atem an #Stadtmeisterschaft", 60 - n / 15) for n in range(6)), tricky=True),
)  # fmt: skip

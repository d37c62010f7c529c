"""A second look at giving back."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Kind, Party, Thing, answer, heard, post, who

DAY = 24


def gifts(
    *names: str, days: float = 15, on: str = "mastodon", text: str = "I keep coming back to this photo"
) -> list[Thing]:
    mine = post("The lamp is finished", days * DAY, on=on)
    return [mine, *(heard(mine, who(name), text + "!" * n, 3 + n) for n, name in enumerate(names))]


CASES = (
    yes("three gave over two months, joins elsewhere every day", *gifts("ana", days=50), *gifts("bo", days=30), *gifts("cy", days=10), *(answer(who(f"z{n}"), "Wax it twice and forget it", n * DAY + 5) for n in range(1, 20)), tricky=True),
    yes("six gave, two were visited", *gifts("ana", "bo", "cy", "dora", "eli", "fatma"), answer(who("ana"), "That shadow line!", 9 * DAY), answer(who("bo"), "Which plane was it?", 8 * DAY), tricky=True),
    yes("follows them all, and says nothing", *gifts("ana", "bo", "cy"), *(post("", 9 * DAY, kind=Kind.FOLLOW, of=who(n)) for n in ("ana", "bo", "cy")), tricky=True),
    yes("visited on another network only", *gifts("ana", "bo", "cy", on="x"), *(answer(Party(f"other-{n}", n), "That shadow line!", 9 * DAY, on="mastodon") for n in ("jon", "kim", "lea")), tricky=True),
    no("answered in a third person's thread", *gifts("ana", "bo", "cy"), *(answer(who(n), "Yes, and the second coat goes across the grain", 9 * DAY, root=who("zoe")) for n in ("ana", "bo", "cy")), tricky=True),
    no("visited before the gift, within the same month", *gifts("ana", "bo", "cy", days=8), *(answer(who(n), "Which plane was it?", 20 * DAY) for n in ("ana", "bo", "cy")), tricky=True),
    no("gave emoji", *gifts("ana", "bo", "cy", text="🔥"), tricky=True),
    no("sellers gave", *gifts("s1", "s2", "s3", text="Get 10k followers cheap, SEO backlinks, WhatsApp +1 555 0100"), tricky=True),
    no("she commented on herself three times", *(heard(post("The lamp is finished", n * 100), ME, "Edit: it is brass", 3) for n in (1, 2, 3)), tricky=True),
)  # fmt: skip

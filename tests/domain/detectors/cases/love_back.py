"""Who gave words to the member, and got none back on their own ground."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ROBOT, TOVE, Entry, Kind, Party, Thing, answer, back_below, heard, post, who

DAY = 24
WORDS = {
    "en": ("Which wood is that?", "My father had one of these", "The corner is a delight", "Ours broke, yours will not", "May I copy this?"),
    "de": ("Welches Holz ist das?", "Mein Vater hatte so einen", "Die Ecke ist eine Freude", "Unserer ist zerbrochen", "Darf ich das nachbauen?"),
    "es": ("¿Qué madera es?", "Mi padre tenía uno igual", "Qué esquina tan bonita", "El nuestro se rompió", "¿Puedo copiarlo?"),
    "fr": ("Quel bois est-ce ?", "Mon père avait le même", "Quel bel angle", "Le nôtre a cassé", "Puis-je le copier ?"),
    "ja": ("これは何の木ですか？", "父も同じものを持っていました", "角がとてもきれいです", "うちのは壊れました", "真似してもいいですか？"),
    "zh": ("这是什么木头？", "我父亲也有一个", "这个角真漂亮", "我家的坏了", "我可以照着做吗？"),
    "ar": ("ما نوع هذا الخشب؟", "كان لأبي مثله", "الزاوية جميلة جدا", "انكسر كرسينا", "هل أستطيع أن أقلده؟"),
    "hi": ("यह कौन सी लकड़ी है?", "मेरे पिता के पास भी था", "कोना बहुत सुंदर है", "हमारा टूट गया", "क्या मैं बना सकती हूँ?"),
}  # fmt: skip
NAMES = ("ana", "bo", "cy", "dora", "eli")


def gave(*people: Party, days: float = 12, lang: str = "en", on: str = "mastodon") -> list[Thing]:
    """A post of Mira's, and what these people wrote below it."""
    mine = post("A stool for the library", days * DAY, on=on)
    return [mine, *(heard(mine, person, WORDS[lang][n % 5], 4 + n) for n, person in enumerate(people))]


def people(count: int) -> list[Party]:
    return [who(name) for name in NAMES[:count]]


def joined(*names: str, days: float = 6, text: str = "Wax it twice and forget it for a year") -> list[Entry]:
    return [answer(who(name), text, days * DAY + n) for n, name in enumerate(names)]


def thanked_at_home() -> list[Thing]:
    things = gave(*people(4))
    mine = things[0]
    assert isinstance(mine, Entry)
    return [
        *things,
        *(back_below(mine, person, "Thank you, that is kind of you to say", 11 * DAY) for person in people(4)),
    ]


CASES = (
    *(yes(f"four gave, none got a word at home: {lang}", *gave(*people(4), lang=lang)) for lang in WORDS),
    yes("three gave", *gave(*people(3))),
    yes("all thanked, on one's own ground", *thanked_at_home()),
    yes("five gave, one got words back", *gave(*people(5)), *joined("ana")),
    yes("gave again and again", *gave(*people(3), days=30), *gave(*people(3), days=20), *gave(*people(3), days=9)),

    no("all got words back", *gave(*people(4)), *joined("ana", "bo", "cy", "dora")),
    no("three of four got words back", *gave(*people(4)), *joined("ana", "bo", "cy")),
    no("two gave", *gave(*people(2))),
    no("one gave three times", *gave(who("ana")), *gave(who("ana"), days=9), *gave(who("ana"), days=7)),
    no("bots gave", *gave(*(Party(f"bot{n}", f"bot{n}", is_bot=True) for n in range(4)))),
    no("one bot, one teammate, two people", *gave(ROBOT, TOVE, *people(2))),
    no("this morning", *gave(*people(4), days=0.4)),
    no("half a year ago", *gave(*people(4), days=180)),
    no("a network that hides what Mira writes to others", *gave(*people(4), on="youtube"), only_posts=frozenset({"youtube"})),
    no("German, words went back", *gave(*people(4), lang="de"), *joined("ana", "bo", "cy", "dora", text="Bei Esche hilft nur Geduld")),
    no("Japanese, two gave", *gave(*people(2), lang="ja")),
    no("nobody gave", post("A stool for the library", 200), *joined("ana", "bo")),
    no("nothing at all"),

    yes("got likes back, no words", *gave(*people(4)), *(post("", 6 * DAY, kind=Kind.REACTION, of=person) for person in people(4)), tricky=True),
    yes("the words were long before", *gave(*people(4)), *joined("ana", "bo", "cy", "dora", days=200), tricky=True),
    yes("words went to others, not to those who gave", *gave(*people(4)), *joined("hana", "ida", "jon", "kim"), tricky=True),
    no("quoted with own words", *gave(*people(4)), *(post("This corner is why I started, look at the shadow line in it", 6 * DAY, kind=Kind.QUOTE, of=person) for person in people(4)), tricky=True),
    no("nobody knows who they are", *gave(*(Party("", f"guest{n}") for n in range(4))), tricky=True),
    no("two of four got words back", *gave(*people(4)), *joined("ana", "bo"), tricky=True),
)  # fmt: skip

"""A link to one's own or the team's site, left on others' ground, answering nobody, and not another word there."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, Entry, Kind, answer, post, who

DAY = 24


def drop(text: str, days: float, place: str = "linkedin/Furniture People") -> Entry:
    network, _, venue = place.partition("/")
    return post(text, days * DAY, on=network, venue=venue)


def joins(days: float, text: str, place: str = "linkedin/Furniture People", to: str = "ana") -> Entry:
    network, _, venue = place.partition("/")
    return answer(who(to), text, days * DAY, on=network, venue=venue)


HELPS = "Put the felt on before the oil, otherwise it never sticks and the table rocks again after a week"
NEW = "New on our blog: ten ideas for small kitchens https://mira.example/kitchens"

CASES = (
    yes("one link in a group, ten days ago, and silence", drop(NEW, 10)),
    yes("the team's shop in a group", drop("Our autumn range is here https://acme.example/autumn", 9)),
    yes("three links in three groups", *(drop(NEW, 12 - n, f"facebook/Group {n}") for n in range(3))),
    yes("a link every other day in one group", *(
        drop(f"Part {n} of the series is online https://mira.example/series/{n}", 20 - 2 * n) for n in range(6)
    )),
    yes("German", drop("Neu im Shop: Hocker aus Eiche, solange der Vorrat reicht https://acme.example/hocker", 11, "facebook/Holzfreunde")),
    yes("Spanish", drop("Lean mi nuevo artículo sobre lámparas recicladas https://mira.example/lamparas", 13, "facebook/Diseño")),
    yes("French, on a forum", drop("Découvrez notre nouvelle collection https://acme.example/collection", 15, "discourse/Salon")),
    yes("Japanese", drop("ブログを更新しました https://mira.example/ja", 14, "facebook/木工クラブ")),
    yes("Chinese", drop("新文章上线了，欢迎阅读 https://mira.example/zh", 16, "reddit/woodworking")),
    yes("Arabic", drop("مقال جديد على مدونتي https://mira.example/ar", 18, "facebook/نجارون")),
    yes("Hebrew", drop("פוסט חדש בבלוג שלי https://mira.example/he", 17, "facebook/נגרים")),
    yes("Hindi", drop("मेरे ब्लॉग पर नया लेख https://mira.example/hi", 12, "facebook/लकड़ी का काम")),
    yes("a like in the group is no word", drop(NEW, 10), post("", 10 * DAY + 1, on="linkedin", kind=Kind.REACTION, of=who("ana"), venue="Furniture People")),

    no("joined in there the day before", joins(11, HELPS), drop(NEW, 10)),
    no("joined in there three days later", drop(NEW, 10), joins(7, HELPS)),
    no("a link on one's own profile", post(NEW, 10 * DAY, on="linkedin")),
    no("a link in the team's own group", drop(NEW, 10, "discourse/Acme Users")),
    no("somebody else's article in a group", drop("Worth an hour of your time https://kiosk.example/chairs", 10)),
    no("the link answers a question", answer(who("ana"), "I measured exactly that last year: https://mira.example/felt", 10 * DAY, on="linkedin", venue="Furniture People")),
    no("a question in the group, no link", drop("How do you keep felt from coming off?", 10)),
    no("nothing at all"),
    no("half a year ago", drop(NEW, 180)),
    no("German, lives there", joins(12, "Bei Esche hilft nur Geduld und ein zweiter Gang mit feinem Papier", to="bo"), joins(9, "Genau, das Harz muss vorher raus"), drop("Mein Text dazu https://mira.example/harz", 8)),
    no("Japanese, talked before", joins(13, "その接着剤は冬だと固まるのに時間がかかりますよ。うちでは一晩置いています。", "facebook/木工クラブ"), drop("詳しく書きました https://mira.example/ja", 10, "facebook/木工クラブ")),
    no("joined in there a few hours later", drop(NEW, 10), answer(who("cy"), "The oak one is 38 wide, the ash one 41, both fit under a sink", 9.8 * DAY, on="linkedin", venue="Furniture People", root=who("cy"))),
    no("only a few hours ago: there may be more to come", drop(NEW, 0.2)),

    yes("talked, but in another group", joins(10, HELPS, "linkedin/Upholsterers"), drop(NEW, 10), tricky=True),
    yes("talked there, but three weeks before", joins(26, HELPS), drop(NEW, 5), tricky=True),
    yes("two links and a “bump” of one's own", drop(NEW, 12), drop("Bump https://mira.example/kitchens", 10), tricky=True),
    no("a subdomain that only looks like ours", drop("The museum has put its chairs online https://mira.example.museum.example/chairs", 10), tricky=True),
    no("answered below their own link in the group", drop(NEW, 10), answer(who("ana"), "Yes, the third one works without drilling, I have it in a rented flat", 9 * DAY, on="linkedin", venue="Furniture People", root=ME), tricky=True),
    no("the group's name is written in capitals the second time", drop(NEW, 10, "reddit/Woodworking"), joins(9, HELPS, "reddit/woodworking"), tricky=True),
    no("a long answer to everybody, with the source at the end", drop(
        "After the thread about wobbling tables last month I measured all eleven in my shop. Nine rocked because the "
        "felt had come off, one because the floor is not level, and one because a cat sleeps on it. What helped: felt "
        "before oil, two small dots of hide glue instead of the sticky stuff, and a night under a heavy book. What did "
        "not: cork, rubber, and asking the cat. Which glue do you use on oiled wood? Table of all eleven: "
        "https://mira.example/tables", 10,
    ), tricky=True),
)  # fmt: skip

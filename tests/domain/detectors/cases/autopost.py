"""A feed piped into a network: title and link within the hour, no answers, nobody followed."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from collections.abc import Callable, Sequence

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Kind, Thing, answer, post, published, who

TITLES = {
    "en": ("Ten ideas for small kitchens", "How to oil oak in winter", "Why our tables never rock", "A day at the sawmill",
           "What to do with offcuts", "The quiet joy of hand planes", "Choosing a stool for a tall bench",
           "Three glues we stopped using", "Drying boards without cracks", "Wax or oil: what we learned"),
    "de": ("Zehn Ideen für kleine Küchen", "Eiche ölen im Winter", "Warum unsere Tische nie wackeln", "Ein Tag im Sägewerk",
           "Was tun mit Resten", "Die stille Freude am Hobel", "Der richtige Hocker", "Drei Leime, die wir nicht mehr nehmen",
           "Bretter trocknen ohne Risse", "Wachs oder Öl"),
    "es": ("Diez ideas para cocinas pequeñas", "Cómo aceitar el roble en invierno", "Por qué nuestras mesas no cojean",
           "Un día en el aserradero", "Qué hacer con los recortes", "El placer del cepillo", "Elegir un taburete alto",
           "Tres colas que dejamos de usar"),
    "fr": ("Dix idées pour petites cuisines", "Huiler le chêne en hiver", "Pourquoi nos tables ne boitent pas",
           "Une journée à la scierie", "Que faire des chutes", "La joie du rabot", "Bien choisir un tabouret", "Trois colles à éviter"),
    "ja": ("小さな台所のための十のアイデア", "冬にオークへ油を塗る方法", "うちの机がぐらつかない理由", "製材所の一日",
           "端材の使い道", "鉦の静かな喜び", "作業台に合う椅子の選び方", "使うのをやめた三つの接着剤"),
    "zh": ("小厨房的十个点子", "冬天如何给橡木上油", "为什么我们的桌子不摇晃", "锯木厂的一天", "边角料的用途", "手刨的乐趣", "如何挑选高凳", "我们不再使用的三种胶水"),
    "ar": ("عشر أفكار للمطابخ الصغيرة", "كيف ندهن البلوط في الشتاء", "لماذا لا تهتز طاولاتنا", "يوم في المنشرة", "ماذا نفعل بالبقايا", "متعة المسحاج", "اختيار الكرسي المناسب", "ثلاثة أنواع غراء تركناها"),
    "ko": ("작은 부엌을 위한 열 가지 생각", "겨울에 참나무에 기름 바르기", "우리 탁자가 흔들리지 않는 이유", "제재소의 하루", "자투리 나무 쓰는 법", "대패의 조용한 기쁨", "작업대에 맞는 의자", "더는 쓰지 않는 세 가지 풀"),
}  # fmt: skip


def link(number: int) -> str:
    return f"https://mira.example/{number}"


def piped(
    titles: Sequence[str],
    *,
    write: Callable[[str, int], str] = lambda title, number: f"{title} {link(number)}",
    after: float = 0.3,
    on: str = "x",
    fed: bool = True,
) -> list[Thing]:
    """One item of the feed every other day, and the post that follows it by `after` hours."""
    things: list[Thing] = []
    for number, title in enumerate(titles):
        hours = 600 - number * 48
        if fed:
            things.append(published(title, link(number), hours))
        things.append(post(write(title, number), hours - after, on=on))
    return things


def alone(things: list[Thing], *more: Thing) -> list[Thing]:
    return [*things, *more]


EN = TITLES["en"]
PLAIN = (
    "Rain all week, the boards are bending", "Somebody left a box of hinges at our door, thank you", "Does ash smell of anything to you?",
    "I dropped the good chisel. On the tip, of course", "Coffee, then sanding, then coffee", "The cat has discovered the shavings",
    "My neighbour sings while he planes and now so do I", "A customer cried when she saw the restored desk",
)  # fmt: skip

CASES = (
    *(yes(f"piped, {lang}", *piped(titles), following={"x": 3}) for lang, titles in TITLES.items()),
    yes("on Mastodon, following nobody", *piped(EN, on="mastodon"), following={"mastodon": 0}),
    yes("with a fixed word in front and tags behind", *piped(EN, write=lambda t, n: f"New post: {t} {link(n)} #wood #diy"), following={"x": 8}),
    yes("through a shortener", *piped(EN, write=lambda t, n: f"{t} https://short.example/{n}abc"), following={"x": 2}),
    yes("all but one greeting", *alone(piped(EN), post("Happy holidays to everybody out there", 20, on="x")), following={"x": 1}),
    yes("said so by the network", *(
        post(f"{t} {link(n)}", 600 - n * 48, on="x", traits=frozenset({"autoposted"})) for n, t in enumerate(EN)
    ), following={"x": 0}),

    no("piped, but answers people", *alone(piped(EN), *(answer(who(f"p{n}"), "Depends on the humidity, we wait two weeks per centimetre", 100 + n, on="x") for n in range(4))), following={"x": 4}),
    no("piped, but follows three hundred people", *piped(EN), following={"x": 300}),
    no("own words beside the title", *piped(EN, write=lambda t, n: f"I nearly gave up on this one twice, and then a reader sent me her grandfather's notes. {t} {link(n)}"), following={"x": 5}),
    no("a day later each time", *piped(EN, after=26), following={"x": 5}),
    no("half of it piped", *alone(piped(EN[:8]), *(post(text, 590 - n * 48, on="x") for n, text in enumerate(PLAIN))), following={"x": 5}),
    no("four posts only", *piped(EN[:4]), following={"x": 0}),
    no("no feed anywhere", *piped(EN, fed=False), following={"x": 0}),
    no("the blog itself", *(post(t, 600 - n * 48, on="blog", url=link(n), title=t) for n, t in enumerate(EN))),
    no("plain posts", *(post(text, 590 - n * 48, on="mastodon") for n, text in enumerate(PLAIN)), following={"mastodon": 4}),
    no("German, announced in one's own words", *piped(TITLES["de"], write=lambda t, n: f"{PLAIN[n % 8]}, und darüber habe ich diesmal lange mit meiner Nachbarin gestritten {link(n)}"), following={"x": 4}),
    no("Japanese, answers people", *alone(piped(TITLES["ja"]), *(answer(who(f"q{n}"), "うちでは一晩置いてから削ります。湿度が高い日は二晩です。", 90 + n, on="x") for n in range(3))), following={"x": 2}),
    no("nothing at all"),

    yes("whom they follow is not known, all else fits", *piped(EN), tricky=True),
    yes("address with tracking", *piped(EN, write=lambda t, n: f"{t} {link(n)}?utm_source=feed&utm_medium=x"), following={"x": 3}, tricky=True),
    yes("titles cut short", *piped(EN, write=lambda t, n: f"{t[:18]}… {link(n)}"), following={"x": 3}, tricky=True),
    yes("piped on one network, alive on another", *alone(piped(EN), *(answer(who(f"r{n}"), "We use hide glue for that, it lets go again with warm water", 80 + n, on="mastodon") for n in range(6))), following={"x": 0, "mastodon": 250}, tricky=True),
    no("seven of ten", *alone(piped(EN[:7]), *(post(text, 500 - n * 48, on="x") for n, text in enumerate(PLAIN[:3]))), following={"x": 3}, tricky=True),
    no("a link a day to others' articles", *(post(f"{t} https://kiosk.example/{n}", 600 - n * 48, on="x") for n, t in enumerate(EN)), *(published(t, link(n), 600 - n * 48) for n, t in enumerate(reversed(EN))), following={"x": 6}, tricky=True),
    no("what was followed is not known, but was seen following many", *alone(piped(EN), *(post("", 300 + n, on="x", kind=Kind.FOLLOW, of=who(f"f{n}")) for n in range(30))), tricky=True),
)  # fmt: skip

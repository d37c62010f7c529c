"""Comments are switched off below the member's own recent posts; what is not said is not closed."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from collections.abc import Sequence

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, post

TITLES = {
    "en": ("How to oil oak in winter", "A day at the sawmill", "What to do with offcuts", "Three glues we stopped using", "Drying boards", "Wax or oil"),
    "de": ("Eiche ölen im Winter", "Ein Tag im Sägewerk", "Was tun mit Resten", "Drei Leime", "Bretter trocknen", "Wachs oder Öl"),
    "es": ("Aceitar el roble", "Un día en el aserradero", "Qué hacer con los recortes", "Tres colas", "Secar tablas", "Cera o aceite"),
    "fr": ("Huiler le chêne", "Une journée à la scierie", "Que faire des chutes", "Trois colles", "Sécher", "Cire ou huile"),
    "ja": ("冬にオークへ油を塗る方法", "製材所の一日", "端材の使い道", "三つの接着剤", "板を乾かす", "ワックスか油か"),
    "zh": ("冬天如何给橡木上油", "锯木厂的一天", "边角料的用途", "三种胶水", "晾干木板", "蜡还是油"),
    "ar": ("كيف ندهن البلوط", "يوم في المنشرة", "ماذا نفعل بالبقايا", "ثلاثة أنواع غراء", "تجفيف الألواح", "شمع أم زيت"),
    "ko": ("참나무에 기름 바르기", "제재소의 하루", "자투리 나무", "세 가지 풀", "판재 말리기", "왁스냐 기름이냐"),
}  # fmt: skip


def blog(
    states: Sequence[bool | None],
    *,
    lang: str = "en",
    on: str = "blog",
    apart: float = 4,
    newest: float = 1,
    site: str = "mira.example",
    **facts: object,
) -> list[Entry]:
    """Posts from the newest to the oldest, with what is known of their comments."""
    return [
        post(
            TITLES[lang][n % 6],
            (newest + n * apart) * 24,
            on=on,
            title=TITLES[lang][n % 6],
            url=f"https://{site}/{lang}/{n}",
            comments_open=state,
            **facts,
        )
        for n, state in enumerate(states)
    ]


SHUT, OPEN, UNSAID = False, True, None

CASES = (
    *(yes(f"four posts, all shut, {lang}", *blog([SHUT] * 4, lang=lang)) for lang in ("en", "de", "es", "fr", "ja", "zh", "ar", "ko")),
    yes("three posts", *blog([SHUT] * 3)),
    yes("six posts", *blog([SHUT] * 6)),
    yes("videos", *blog([SHUT] * 4, on="youtube", site="youtube.example")),
    yes("a network that shows only posts", *blog([SHUT] * 4), only_posts=frozenset({"blog"})),
    yes("some not said, the rest shut", *blog([SHUT, UNSAID, SHUT, SHUT, UNSAID])),

    no("all open", *blog([OPEN] * 5)),
    no("nothing said of any", *blog([UNSAID] * 6)),
    no("one shut, nothing said of the others", *blog([SHUT, UNSAID, UNSAID, UNSAID])),
    no("two posts only", *blog([SHUT, SHUT])),
    no("one of five shut", *blog([OPEN, OPEN, SHUT, OPEN, OPEN])),
    no("shut half a year ago, nothing since", *blog([SHUT] * 4, newest=180)),
    no("on the team's site", *blog([SHUT] * 5, site="acme.example")),
    no("half of them", *blog([OPEN, SHUT, OPEN, SHUT, OPEN, SHUT])),
    no("open since the last two", *blog([OPEN, OPEN, SHUT, SHUT, SHUT])),
    no("German, open", *blog([OPEN] * 4, lang="de")),
    no("Japanese, not said", *blog([UNSAID] * 4, lang="ja")),
    no("nothing at all"),

    yes("shut, but one older one is open", *blog([SHUT, SHUT, SHUT, SHUT, SHUT, OPEN]), tricky=True),
    yes("shut on the blog, open elsewhere", *blog([SHUT] * 4), post("Ask me here instead", 40, on="mastodon", comments_open=True), tricky=True),
    no("shut by age: the newest are open", *blog([OPEN, SHUT, SHUT, SHUT, SHUT, SHUT]), tricky=True),
    no("shut by age, and the newest says nothing", *blog([UNSAID, SHUT, SHUT, SHUT, SHUT], apart=20, newest=2), tricky=True),
    no("in somebody else's group, which is read-only", *blog([SHUT] * 4, on="facebook", site="facebook.example", venue="Old Announcements"), tricky=True),
    no("three sad announcements among open posts", *blog([SHUT, SHUT, SHUT, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN], apart=2), tricky=True),
)  # fmt: skip

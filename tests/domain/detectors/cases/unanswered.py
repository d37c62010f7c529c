"""What others said below the member's words more than a day ago, and nobody answered."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import PAGE, ROBOT, TOVE, Thing, back_below, heard, post, who

DAY = 24
ASKS = "Did you let the boards rest before planing, and for how long?"


def below(
    text: str,
    days: float = 4,
    *,
    by: str = "ana",
    on: str = "mastodon",
    mine: str = "Planed the first boards of the year today",
    **facts: object,
) -> list[Thing]:
    """A post, and what somebody wrote below it `days` ago."""
    posted = post(mine, days * DAY + 3, on=on)
    return [posted, heard(posted, who(by), text, 3, **facts)]


def by_party(party: object, text: str = ASKS) -> list[Thing]:
    posted = post("Planed the first boards of the year today", 5 * DAY)
    return [posted, heard(posted, party, text, 3)]  # type: ignore[arg-type]


def answered(*, by_parent: bool) -> list[Thing]:
    posted = post("Planed the first boards of the year today", 5 * DAY)
    comment = heard(posted, who("ana"), ASKS, 3)
    facts: dict[str, object] = {"parent_id": comment.native_id} if by_parent else {"thread": posted.native_id}
    return [posted, comment, back_below(posted, who("ana"), "Two nights, under a blanket", 4.5 * DAY, **facts)]


def answered_another() -> list[Thing]:
    posted = post("Planed the first boards of the year today", 5 * DAY)
    first, second = (
        heard(posted, who("ana"), ASKS, 3),
        heard(posted, who("bo"), "Which plane is that, the one with the brass knob?", 4),
    )
    return [
        posted,
        first,
        second,
        back_below(posted, who("ana"), "Two nights, under a blanket", 4.5 * DAY, parent_id=first.native_id),
    ]


def same_everywhere() -> list[Thing]:
    posts = [post(f"Board number {n} is done", (8 - n) * DAY) for n in range(4)]
    return [
        *posts,
        *(
            heard(each, who(f"fan{n}"), "Wonderful insight dear, I learned so much, kindly visit my page", 3)
            for n, each in enumerate(posts)
        ),
    ]


CASES = (
    yes("a question, four days old", *below(ASKS)),
    yes("a thought, no question", *below("My father always wetted the board first. I never understood why until I read this.")),
    yes("one of two was answered", *answered_another()),
    yes("German", *below("Wie lange liegen die Bretter bei dir, bevor du sie hobelst?", mine="Die ersten Bretter des Jahres")),
    yes("Spanish", *below("¿Con qué afilas la hoja? La mía se mella siempre.", mine="Hoy he cepillado las primeras tablas")),
    yes("French", *below("Quel rabot utilisez-vous sur la photo ? On dirait celui de mon grand-père.", mine="Premières planches de l'année")),
    yes("Japanese", *below("この板は何日くらい寝かせましたか？", mine="今年最初の板を削りました")),
    yes("Chinese", *below("请问这块木板放了多久才刨？我的总是变形。", mine="今年刨的第一块板")),
    yes("Arabic", *below("كم يوما تركت الألواح قبل أن تسحجها؟", mine="أول ألواح هذا العام")),
    yes("Hebrew", *below("כמה זמן נתת לקרשים לנוח לפני ההקצעה?", mine="הקרשים הראשונים של השנה")),
    yes("Hindi", *below("रंदा लगाने से पहले तख्ते कितने दिन रखे थे?", mine="साल का पहला तख्ता")),
    yes("Korean, on a network that shows only posts", *below("대패질하기 전에 며칠이나 두셨어요?", on="youtube", mine="올해 첫 판재"), only_posts=frozenset({"youtube"})),
    yes("liked, but it asked something", *below(ASKS, liked=True)),

    no("answered, as the network says", *below(ASKS, answered=5)),
    no("answered below the comment", *answered(by_parent=True)),
    no("answered the person in the thread", *answered(by_parent=False)),
    no("twenty hours old", *below(ASKS, 20 / 24)),
    no("half a year old", *below(ASKS, 180)),
    no("by a bot", *by_party(ROBOT)),
    no("by a teammate", *by_party(TOVE)),
    no("by the team's own account", *by_party(PAGE)),
    no("advertising: pills", *below("Best price for viagra and cialis without prescription https://pills.example/buy")),
    no("advertising: money from home", *below("I made $8000 last month working from home, ask me how on Telegram @richnow https://cash.example/x")),
    no("an emoji", *below("👏👏👏")),
    no("praise that was liked", *below("Beautiful work!", liked=True)),
    no("nothing came back", post("Planed the first boards of the year today", 90)),

    yes("short, and it asks", *below("Oak?"), tricky=True),
    yes("a question with a link that explains it", *below("Is it the same warp as in this picture? https://photos.example/warp", by="bo"), tricky=True),
    yes("twenty-five hours old", *below(ASKS, 25 / 24), tricky=True),
    no("one text below four posts", *same_everywhere(), tricky=True),
    no("German advertising", *below("Sofort Kredit ohne Schufa, jetzt Angebot sichern https://kredit.example/jetzt"), tricky=True),
    no("Chinese advertising", *below("加微信 abc12345 兼职日赚三百 轻松在家 https://jz.example", mine="今年刨的第一块板"), tricky=True),
    no("a thank-you that ends the talk, liked", *below("Thanks, that answers it!", liked=True), tricky=True),
)  # fmt: skip

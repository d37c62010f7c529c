"""Invited people to talk, got answers, and was not seen again."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import ME, ROBOT, TOVE, Entry, Thing, answer, back_below, heard, post, who

DAY = 24
ASKED = "We are choosing the wood for the new library. Ash or beech, and why?"
SAID = "Beech, it takes the dents of children with more grace"


def left(text: str, *replies: str, days: float = 6, on: str = "linkedin", after: float = 3) -> list[Thing]:
    """A post and what strangers wrote below it."""
    asked = post(text, days * DAY, on=on)
    return [asked, *(heard(asked, who(f"guest{n}"), reply, after + n) for n, reply in enumerate(replies or (SAID,)))]


def came_back(
    after: float,
    *,
    to: str = "guest0",
    text: str = "That is a good point about dents, thank you",
    asked: Entry | None = None,
) -> list[Thing]:
    """The same question, answered by one and by Mira `after` hours later."""
    asked = asked or post(ASKED, 8 * DAY, on="linkedin")
    return [asked, heard(asked, who("guest0"), SAID, 3), back_below(asked, who(to), text, 8 * DAY - 3 - after)]


def thread_goes_on() -> list[Thing]:
    asked = post(ASKED, 6 * DAY, on="mastodon")
    below = answer(
        ME,
        "Thanks to all of you, beech it is, and I will show pictures",
        5.5 * DAY,
        on="mastodon",
        root=ME,
        thread=asked.native_id,
    )
    return [asked, heard(asked, who("ana"), SAID, 2), heard(asked, who("bo"), "Ash. It smells better too", 4), below]


_BY_BOT, _BY_MATE, _BY_SPAM = (post(ASKED, 6 * DAY, on="linkedin") for _ in range(3))
_KNOWN = post(ASKED, 6 * DAY, on="facebook")
_LIKED = post(ASKED, 6 * DAY, on="facebook")
_HN = post(
    "",
    6 * DAY,
    on="hackernews",
    title="Ask HN: How do you store offcuts without losing your mind?",
    venue="Hacker News",
)

CASES = (
    yes("a question, two answers, silence", *left(ASKED, SAID, "Ash. It smells better too")),
    yes("“what do you think”, one answer", *left("I would stop making drawers altogether. What do you think?", "You would lose me as a customer, I live out of drawers")),
    yes("“tell me in the comments”", *left("My favourite joint is the bridle joint. Tell me yours in the comments.", "Half-blind dovetail, always", "Anything with a wedge")),
    yes("German", *left("Welche Farbe sollen die neuen Hocker bekommen? Schreibt es mir!", "Das Blau von der alten Werkbank bitte", "Grün, aber ein müdes Grün")),
    yes("Spanish", *left("¿Qué opináis de volver a vender por catálogo?", "Yo lo echo de menos, lo leía mi abuela en voz alta")),
    yes("French", *left("Faut-il garder l'atelier ouvert le dimanche ? Dites-moi ce que vous en pensez.", "Oui, c'est le seul jour où je peux venir avec mes enfants")),
    yes("Japanese", *left("次の教室のテーマを迷っています。皆さんはどう思いますか？", "小さな本棚を作ってみたいです。子どもと一緒にできるとうれしいです。")),
    yes("Chinese, asked to leave a word", *left("秋天的课程想换一个新主题，欢迎大家留言告诉我", "想学做一个小板凳，最好当天就能带回家")),
    yes("Arabic", *left("ما رأيكم في فتح الورشة مساء الخميس؟", "فكرة ممتازة لمن يعمل في النهار مثلي، سأحضر مع أخي")),
    yes("Hebrew", *left("איזה עץ הייתם בוחרים לשולחן של בית קפה?", "אלון, הוא סופג את כל מה שהלקוחות שופכים")),
    yes("Hindi", *left("आप अपनी रसोई में कौन सी लकड़ी चाहेंगे? ज़रूर बताइए।", "हमारे घर में शीशम है और बीस साल से टिका है")),
    yes("Korean", *left("다음 강좌는 의자와 선반 중 무엇이 좋을까요? 여러분의 의견을 들려주세요", "의자요! 식탁 의자를 제 손으로 만들어 보고 싶어요")),
    yes("on Ask HN", _HN, heard(_HN, who("cy"), "A wall of shallow boxes, sorted by length and never by species", 1)),

    no("a question nobody answered", post(ASKED, 6 * DAY, on="linkedin")),
    no("came back after three hours", *came_back(3)),
    no("came back after forty hours", *came_back(40)),
    no("no invitation: somebody answered all the same", *left("The library gets beech. It takes the dents of children with grace.", "Good choice, ours is twenty years old")),
    no("answered, as the network says", _KNOWN, heard(_KNOWN, who("ana"), SAID, 2, answered=5)),
    no("only a bot answered", _BY_BOT, heard(_BY_BOT, ROBOT, "Your post was added to the list of questions about wood", 1)),
    no("only a teammate answered", _BY_MATE, heard(_BY_MATE, TOVE, "Beech of course, we have a ton of it", 1)),
    no("the answers are six hours old", *left(ASKED, SAID, days=0.5, after=6)),
    no("two months ago", *left(ASKED, SAID, days=60)),
    no("a network that hides what Mira writes to others", *left(ASKED, SAID, on="youtube"), only_posts=frozenset({"youtube"})),
    no("thanked everybody at once below the post", *thread_goes_on()),
    no("German, answered the one who answered", *came_back(20, text="Das mit den Kindern hatte ich nicht bedacht, danke dir", asked=post("Esche oder Buche für die Bücherei, was meint ihr?", 8 * DAY, on="linkedin"))),
    no("nothing at all"),

    yes("liked every answer, and said nothing", _LIKED, heard(_LIKED, who("ana"), SAID, 2, liked=True), heard(_LIKED, who("bo"), "Ash, for the smell alone", 3, liked=True), tricky=True),
    yes("was busy elsewhere all the while", *left(ASKED, SAID), answer(who("dora"), "Wax it twice and forget it for a year", 5 * DAY, on="linkedin"), tricky=True),
    yes("the answer came five days after the question", *left(ASKED, SAID, days=12, after=5 * DAY), tricky=True),
    no("a question that is only a headline for one's link", *left("Tired of wobbly tables? Our new felt pads end that. https://acme.example/felt", "I bought these, they are fine"), tricky=True),
    no("came back, late: after three days", *came_back(70), tricky=True),
    no("only an advertisement answered", _BY_SPAM, heard(_BY_SPAM, who("deals"), "Earn $5000 weekly from home!!! Contact me on WhatsApp +1 555 0100 https://quick.example/cash", 2), tricky=True),
    no("the question mark stands in an address", *left("Our catalogue as a table: https://acme.example/list?sort=wood&page=2", "Nice and sober, thanks for that"), tricky=True),
)  # fmt: skip

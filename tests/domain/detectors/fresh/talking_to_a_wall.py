"""A second look at talking to a wall."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, Unheard, boost, heard, post, who

DAY = 24


def daily(*days: float, on: str = "linkedin", text: str = "Thought of the day, number {n}") -> list[Entry]:
    return [post(text.format(n=n), each * DAY + 2, on=on) for n, each in enumerate(days)]


RISING = (26, 20, 18, 13, 11, 9.5, 6, 5, 4, 3, 2.5, 2)

CASES = (
    yes("twelve posts, closer and closer together", *daily(*RISING), tricky=True),
    yes("the newest two have not been looked below yet", *daily(*RISING), *(Unheard(each) for each in daily(1.6, 1.3)), tricky=True),
    yes("an advertisement was the only reply", *(lambda posts: (*posts, heard(posts[8], who("deals"), "Get 10k followers cheap, SEO backlinks, WhatsApp +1 555 0100", 3)))(daily(*RISING)), tricky=True),
    yes("links to the shop, faster every week", *daily(*RISING, text="Only today: chair number {n} https://acme.example/{n}"), tricky=True),
    yes("an emoji is all that came", *(lambda posts: (*posts, heard(posts[10], who("ana"), "🔥", 3)))(daily(*RISING)), tricky=True),
    no("one quiet week after years of steady posting", *daily(27, 25, 23, 20, 18, 16, 13, 11, 9, 6, 4, 2), tricky=True),
    no("the last one got an answer", *(lambda posts: (*posts, heard(posts[11], who("ana"), "I think about number eleven every morning", 3)))(daily(*RISING)), tricky=True),
    no("boosts rose, own posts did not", *daily(26, 24, 19, 17, 12, 10, 5, 3), *(boost(who(f"b{n}"), "A fine hedge", (12 - n) * DAY + 3, on="linkedin") for n in range(10)), tricky=True),
    no("a month away, then eight in one week, as ever before", *(Unheard(each) for each in daily(8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5)), tricky=True),
    no("Arabic, two replies among the last", *(lambda posts: (*posts, heard(posts[9], who("amal"), "كرسي جميل جدا، ما نوع الخشب؟", 3), heard(posts[11], who("basim"), "أريد واحدا مثله لبيتي", 3)))(daily(*RISING, text="فكرة اليوم رقم {n}")), tricky=True),
)  # fmt: skip

"""Arbitrary scenes: what no one would write, in every order."""

from datetime import timedelta

from hypothesis import strategies as st

from bot.domain.detectors.base import Comment, FeedItem, Said, Scene
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.kinds import Kind, Origin, Visibility
from tests.domain.detectors.scenes import GROUND, ME, NOW, PAGE, ROBOT, TERMS, TOVE, deed, who

WORDS = (
    "the oak table", "@ana", "@ana @bo @cy", "https://mira.example/1", "https://acme.example/?aff_id=1&tag=x-21", "?",
    "What do you think?", "#ad", "use code MIRA15", "Quillbox is the best", "私の本棚です。", "今天下雨了",
    "ما رأيكم؟", "मेरी कुर्सी", "🙂", "> quoted", "\n", "https://[", "www.",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
NETWORKS = st.sampled_from(("x", "mastodon", "blog", "facebook", ""))
PARTIES = st.sampled_from((NOBODY, ME, TOVE, PAGE, ROBOT, who("ana"), who("bo"), who("cy"), Party("", "nameless")))
TIMES = st.integers(0, 150 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
LINKS = st.sampled_from(
    ("https://mira.example/1", "https://kiosk.example/a", "https://acme.example/?tag=x-21", "http://[", "", "x")
)
IDS = st.sampled_from(("", "1", "2", "3"))


@st.composite
def entries(draw: st.DrawFn, native_id: str) -> Entry:
    return Entry(
        draw(NETWORKS),
        native_id,
        draw(st.sampled_from(Kind)),
        draw(TIMES),
        ME,
        url=draw(LINKS),
        text=draw(TEXTS),
        title=draw(TEXTS),
        lang=draw(st.sampled_from(("", "en", "de", "ja", "zz"))),
        links=tuple(draw(st.lists(LINKS, max_size=3))),
        mentions=tuple(draw(st.lists(st.sampled_from(("id-ana", "@bo", "cy", "", "id-tove")), max_size=4))),
        thread=draw(IDS),
        root=draw(PARTIES),
        parent_id=draw(IDS),
        parent=draw(PARTIES),
        of=draw(PARTIES),
        venue=draw(st.sampled_from(("", "Wood", "wood", "Acme Users"))),
        visibility=Visibility.PUBLIC,
        outcome=draw(st.sampled_from((0.0, 0.5, 1.0))),
        comments_open=draw(st.sampled_from((None, True, False))),
        traits=draw(st.sampled_from((frozenset(), frozenset({"autoposted"})))),
    )


@st.composite
def comments(draw: st.DrawFn) -> Comment:
    at = draw(TIMES)
    return Comment(
        draw(NETWORKS), draw(IDS), draw(PARTIES), at, draw(TEXTS), draw(IDS), draw(LINKS),
        draw(st.sampled_from((None, at + timedelta(hours=3)))), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    count = draw(st.integers(0, 12))
    deeds = [deed(draw(entries(str(n))), draw(st.sampled_from(Origin))) for n in range(count)]
    return Scene(
        now=NOW,
        deeds=tuple({each.key: each for each in deeds}.values()),
        ground=GROUND,
        comments=tuple(draw(st.lists(comments(), max_size=8))),
        said=tuple(draw(st.lists(st.builds(Said, st.integers(1, 4), TEXTS, TIMES), max_size=5))),
        feed=tuple(draw(st.lists(st.builds(FeedItem, TEXTS, LINKS, TIMES), max_size=5))),
        terms=draw(st.sampled_from((frozenset(), TERMS, frozenset({"", "東京"})))),
        following=draw(st.dictionaries(NETWORKS, st.integers(0, 500), max_size=3)),
        listened=frozenset(each.key for each in deeds if draw(st.booleans())),
        only_posts=draw(st.sampled_from((frozenset(), frozenset({"x"})))),
    )

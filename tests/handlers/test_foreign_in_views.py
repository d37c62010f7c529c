"""Every view there is, shown with hostile texts wherever its types let a text in: nothing acts, nothing breaks."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from string import Formatter
from typing import Any

import pytest

import handlers.views
from bot.domain.detectors.base import Detector, Evidence, Finding
from bot.domain.detectors.known import all_detectors
from bot.phrase import Counted, Phrase, Some
from bot.playground.blockkit.blocks import BLOCKS
from bot.playground.rules import check_message, check_view, problems_of_blocks
from bot.services.findings import Noticed
from bot.sources.archives.base import Archive
from bot.sources.archives.known import archives
from bot.sources.base import Source, Wanted
from bot.sources.http import Http
from bot.sources.known import Sources
from handlers.answer import Answer
from handlers.views.blocks import Block, actions, bold, foreign, lines, small
from handlers.views.words import speaking
from tests.made import Maker
from tests.test_foreign import TOKENS, harm, parts

ROUNDS = 12  # of every view, every other one in German

WORDS = (
    TOKENS,
    *(each for each in TOKENS.split(" ") if each not in {">", "q"}),
    "{0} {name} {} {{ }} %s %(n)s $x$ \\ evil",
    '"><script>alert(1)</script><a href="https://evil.example">bank</a><!-- ',
    "&lt;!channel&gt; &amp;lt; &#60;!here&#62;",
    "\n\n\n\r\n\t evil \n> evil\n* evil",
    "e\u0301\u0301\u0301 \U0001f469\u200d\U0001f469\u200d\U0001f467 \ud800",
    "x" * 5000,
)
GIVEN = "https://given.example/"
ADDRESSES = (
    "", f"{GIVEN}1", f"{GIVEN}<!channel>|bank", f"{GIVEN}\u202e{{0}}\"'><b>", f"{GIVEN}{'x' * 4000}",
    "HTTP://given.example", "javascript:alert(1)", "mailto:a@evil.example", "https://", "//evil.example",
    "slack://evil", "evil.example/\n", "data:text/html,evil",
)  # fmt: skip
# What only we, Slack, or a choice among ours can have written.
OURS: Mapping[str, tuple[Any, ...]] = {
    "slack_id": ("U0ANA",), "by": ("U0ANA", ""), "asked": ("U0ANA", "U0BEN"), "invited_by": ("U0ANA",),
    "channel": ("C0TEAM",), "channel_id": ("C0TEAM",), "digest_channel": ("C0TEAM", ""), "dm_channel": ("D0ANA",),
    "zone": ("Europe/Lisbon", "UTC"), "at": ("09:30",), "digest_at": ("09:30",), "locale": ("en", "de"),
    "days": ("0,2",), "digest_days": ("0,1,2", ""), "digest_off": ('[["2026-12-24", "2026-12-27"]]', "[]"),
    "nudge_weekdays": ("0,4", ""), "nudge_from": (0, 9), "nudge_to": (17, 24), "nudge_days": (1, 7), "held": (1, 12),
    "network": ("bluesky", "mastodon", "blog", "github", "", "web", "forum"), "hides": ("who likes what",),
    "networks": ("bluesky", "forum"), "only_posts_visible": ("instagram", "blog"), "only_posts": ("instagram", "blog"),
    "callback": ("said",), "metadata": ("", "{}"), "page": (0, 1), "native_id": ("1", TOKENS),
}  # fmt: skip
NO_TEXT_OF_ITS_OWN = {
    "blocks": "what everything else is built of, and seen in it",
    "words": "words, numbers and days of ours; what fills them is seen where it is shown",
    "tell": "pieces of sentences, seen in the views they stand in",
}
OURS_IN: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "admin.days": {"of": ("0,4",)},
    "forms.said": {"title": ("Forgotten",)},
    "pages.install": {"consent_url": (GIVEN,)},
    "pages.installed": {"open_url": (GIVEN,)},
    "pages.not_installed": {"again_url": (GIVEN,)},
    "private.appears_radio": {"action": ("appears",)},
}
NEVER_EMPTY = {"points", "found", "accounts", "archives", "blocks", "held", "joined_at", "first", "last"}
MENTIONS_ONE = {"private.invitation", "people.inviting"}  # to one person: who asks them, whom they asked
PIECES = {"text", "link", "user", "date", "channel"}  # of a line
SOURCES = Sources(Http())  # nobody is asked
WANTED = [each.wants for each in SOURCES.values() if hasattr(each, "wants")]


def phrase(maker: Maker) -> Phrase:
    said = [
        Phrase(maker.text()),
        Phrase("{words} is wrong, {again}.", words=maker.text(), again=Phrase("{x}", x=maker.text())),
        Counted("{n} of {words}", "{n} of {words}", 3, words=Some([maker.text(), maker.text()])),
    ]
    return maker.random.choice(said)


def noticed(maker: Maker) -> Noticed:
    """A finding whose numbers are those its detector's sentence names."""
    detector = maker.random.choice(all_detectors())
    sign = maker.random.choice(["", *detector.SAYS_OF])
    says = detector.SAYS_OF.get(sign, detector.SAYS)
    places = {name for sentence in (says.one, says.many) for _, name, _, _ in Formatter().parse(sentence) if name}
    numbers = {name: maker.of(int) if name == "n" else maker.of(str | float, name) for name in sorted({*places, "n"})}
    rests_on = tuple(maker.of(Evidence) for _ in range(3))
    return Noticed(detector, Finding(detector.NAME, rests_on, 0.9, numbers, sign, detector.IS_PRAISE))


MADE_SO: Mapping[Any, Callable[[Maker], Any]] = {
    Source: lambda maker: maker.random.choice(list(SOURCES.values())),
    Mapping[str, Source]: lambda _: SOURCES,
    Iterable[Source]: lambda _: tuple(SOURCES.values()),
    Archive: lambda maker: maker.random.choice(archives()),
    Wanted: lambda maker: maker.random.choice(WANTED),
    Detector: lambda maker: maker.random.choice(all_detectors()),
    Noticed: noticed,
    Phrase: phrase,
    Answer: lambda maker: Answer(maker.text(), (lines([bold(foreign(maker.text(), 90))]),)),
    Mapping[str, object]: lambda maker: MADE_SO[Answer](maker).message,
    Block: lambda maker: lines(foreign(maker.text(), 90)),
}


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the package, under its name."""
    for module in iter_modules(handlers.views.__path__):
        loaded = import_module(f"handlers.views.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if inspect.iscoroutinefunction(function):
                continue  # a handler
            if function.__module__ == loaded.__name__ and not name.startswith("_"):
                yield f"{module.name}.{name}", function


VIEWS = {name: view for name, view in views() if name.partition(".")[0] not in NO_TEXT_OF_ITS_OWN}
PAGES = {name: view for name, view in VIEWS.items() if name.startswith("pages.")}


def a_maker(name: str, round_: int) -> Maker:
    random = Random(f"{name} {round_}")
    ours = {**OURS, **OURS_IN.get(name, {})}
    return Maker(random, words=WORDS, addresses=ADDRESSES, by_name=ours, by_type=MADE_SO, never_empty=NEVER_EMPTY)


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - PAGES.keys()))
def test_no_view_lets_anybody_s_text_act(name):
    for round_ in range(ROUNDS):
        maker = a_maker(name, round_)
        given = maker.arguments(VIEWS[name])
        with speaking(("en", "de")[round_ % 2]):
            shown = VIEWS[name](**given)
        for payload in payloads(shown):
            assert not any("evil" in str(part.get("url")) for part in parts(payload)), (
                given
            )  # no text has become a link
            assert [each for each in harm(payload) if name not in MENTIONS_ONE or "a mention" not in each] == [], given


def payloads(shown: Any) -> Iterator[dict[str, Any]]:
    """What was made, as it would be sent, checked as Slack checks it."""
    match shown:
        case None | str():  # no message; a piece of a sentence, seen in the views it stands in
            return
        case Answer():
            yield from payloads(shown.message)
        case {"type": "modal" | "home"}:
            check_view(shown)
            yield shown
        case {"bars": _, "alt": str()}:  # what is to be drawn
            yield {"text": shown["alt"], "blocks": [small(*shown["weeks"], *shown["labels"])]}
        case {"text": str() as text} if "type" not in shown:
            check_message(text, shown.get("blocks", []), [], most_text=3000)
            yield shown
        case _:
            blocks = list(blocks_of(shown))
            surface = "modal" if any(block["type"] == "input" for block in blocks) else "message"
            assert list(problems_of_blocks(blocks, surface, "")) == []
            yield {"blocks": blocks}


def blocks_of(shown: Any) -> Iterator[Block]:
    """A block, an element, a choice, pieces of a line, or several of these, as blocks."""
    if isinstance(shown, dict) and shown.get("type") in BLOCKS:
        yield shown
    elif isinstance(shown, dict):
        element = shown if "type" in shown else {"type": "checkboxes", "action_id": "some", "options": [shown]}
        yield actions(element)
    elif any(isinstance(each, str) or each.get("type") in PIECES for each in shown):
        yield lines(shown)
    else:
        for each in shown:
            yield from blocks_of(each)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_page_lets_anybody_s_text_act(name):
    for round_ in range(ROUNDS):
        maker = a_maker(name, round_)
        given = maker.arguments(PAGES[name])
        shown = PAGES[name](**given)
        if shown.startswith("<!doctype"):
            page = Page()
            page.feed(shown)
            page.close()
            assert page.found == [], given


class Page(HTMLParser):
    """What of a page could act: it has neither scripts, pictures, forms nor any link that is not ours."""

    ALLOWED = frozenset(re.findall(r"\w+", "html head meta title link style body main h1 h2 p a ul ol li code"))
    ATTRIBUTES = frozenset(["lang", "charset", "name", "content", "rel", "href", "class"])

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag, and what it says of itself."""
        names = {name for name, _ in attrs}
        if tag not in self.ALLOWED or names - self.ATTRIBUTES:
            self.found.append(f"{tag} {attrs}")
        self.found += [str(value) for name, value in attrs if name == "href" and not _is_safe(str(value))]

    def handle_comment(self, data: str) -> None:
        """Hides what comes after it."""
        self.found.append(data)


def _is_safe(address: str) -> bool:
    return address in {GIVEN, "data:,"}


def test_what_holds_no_text_of_its_own_is_still_there():
    assert {name.partition(".")[0] for name, _ in views()} >= set(NO_TEXT_OF_ITS_OWN)
    assert len(VIEWS) > 100

"""Whatever is typed after /involve is answered: no exception, to the one who typed, in at most 3,000 characters.

In one process, through the real Bolt app: half of the texts random, half valid ones put out of joint. `make test` takes
the first few hundred, `make faults` all 5,000.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from handlers.commands import ALSO, VERBS
from tests.bot import House as Home
from tests.bot import a_house

TEXTS, FEW = 5_000, 400
MOST = 3_000  # characters
BATCH = 250
URLS = (
    "https://forum.example/t/lens/12",
    "https://news.ycombinator.com/item?id=1",
    "http://x",
    "<https://a.example|b>",
)
VALID = (
    "help", "me", "me 7d", "me month", "team", "suggest", "10", "why", "why https://forum.example/t/lens/12", "result",
    "result sale: a shop wrote https://forum.example/t/lens/12", "own-up only links · answer one a day", "own-up",
    "learned people want pictures", 'goal "answer everybody"', "goal", "invite @ben @chi", "accounts", "disconnect",
    "connect", "connect nobody-knows", "join", "hide", "show", "mute", "mute until next Monday", "snooze a week",
    "pause until 2026-12-24", "unmute", "privacy", "export", "import", "import linkedin", "forget me", "digest now",
    "digest #team 09:00 Mon-Fri", "setup", "setup #team 9:00 daily Europe/Berlin", "house", "house add example.org",
    "house add github.com/acme", "house remove example.org", "who", "status", "log", "digest off 2026-12-24",
    "log https://forum.example/t/lens/12 how we seal it yesterday", "log liked https://forum.example/t/lens/13",
    "log met Olga at the meetup last Friday 3pm", "log https://forum.example/a https://forum.example/b two at once",
)  # fmt: skip
ODD = (
    "<@U0BEN|ben>", "<@U0BEN>", "<#C0TEAM|team>", "<!channel>", "<!subteam^S1>", "&lt;!here&gt;", "\u202e", "\x00", "’",
    "“”", "·", "->", "|", "```", "*", "2026-13-45", "99:99", "tomorrow", "yesterday", "-1", "1e9", "😀" * 50, "a" * 400,
    "İ", "ß", "{x}", "{0}", "%s", "\n", "\t", "https://", "https://[::1", "https://a.example:99999/", "@a@b.example",
    "hn:", ":",
)  # fmt: skip

words = st.one_of(st.sampled_from([*VERBS, *ALSO, *URLS, *ODD]), st.text(max_size=12))
random_texts = st.one_of(st.text(max_size=300), st.lists(words, max_size=9).map(" ".join))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A valid text with pieces taken out, doubled, exchanged, run together, in another case."""
    pieces = draw(st.sampled_from(VALID)).split(" ")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(pieces) - 1))
        match draw(st.sampled_from(("drop", "double", "exchange", "insert", "slip", "case", "join"))):
            case "drop" if len(pieces) > 1:
                del pieces[at]
            case "double":
                pieces.insert(at, pieces[at])
            case "exchange":
                other = draw(st.integers(0, len(pieces) - 1))
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case "insert":
                pieces.insert(at + 1, draw(words))
            case "slip" if pieces[at]:
                cut = draw(st.integers(0, len(pieces[at]) - 1))
                pieces[at] = pieces[at][:cut] + draw(st.text(max_size=2)) + pieces[at][cut + 1 :]
            case "case":
                pieces[at] = pieces[at].swapcase()
            case "join" if at + 1 < len(pieces):
                pieces[at : at + 2] = ["".join(pieces[at : at + 2])]
    return draw(st.sampled_from((" ", " ", " ", "  ", "\u00a0"))).join(pieces)


def generated(count: int) -> list[str]:
    """So many different texts, the same ones each time."""
    found: dict[str, None] = {}
    rounds = 0
    while len(found) < count:
        rounds += 1

        @seed(rounds)
        @settings(
            max_examples=count // 2, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(random_texts, mutated())
        def collect(one: str, other: str) -> None:
            found.update({text.encode("utf-8", "ignore").decode(): None for text in (one, other)})

        collect()
    return list(found)[:count]


async def is_answered(home: Home, text: str) -> None:
    reply = await home.slack.command("U0ANA", "/involve", text, channel="C0TEAM")
    assert not reply.error, (text, reply.error)
    if home.slack.modal("U0ANA") is not None:
        await home.slack.close_view("U0ANA", home.slack.modal("U0ANA"), everything=True)
    else:
        assert reply.answers, text
    for message in reply.answers:
        assert message.only_for == "U0ANA", text
        assert len(message.text) <= MOST, text
        assert "Something broke" not in message.text, (text, message.text)


async def all_are_answered(url: str, texts: list[str]) -> None:
    async with a_house(url) as home:
        await home.types("U0ANA", "help")
        await home.joins("U0ANA")
        workspace = (await home.slack.command("U0ANA", "/involve", "help", channel="C0TEAM")).workspace
        for start in range(0, len(texts), BATCH):
            for text in texts[start : start + BATCH]:
                await is_answered(home, text)
            await home.settle()
            for whispered in workspace.whispered:
                assert len(whispered.text) <= MOST, whispered.text
                assert "Something broke" not in whispered.text, whispered.text
            workspace.whispered.clear()


async def test_whatever_is_typed_is_answered(sqlite_url):
    await all_are_answered(sqlite_url, generated(FEW))


@pytest.mark.faults
@pytest.mark.timeout(600)
async def test_five_thousand_texts_are_answered(sqlite_url):
    await all_are_answered(sqlite_url, generated(TEXTS))

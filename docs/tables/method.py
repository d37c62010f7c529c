"""What docs/method.md shows of the rules, read from the rules and tried out on invented people."""

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.domain import badge, beta, days, evidence, judgement, masses, outlook, value, weigh, words
from bot.domain.detectors import measured
from bot.domain.detectors.base import Detector
from bot.domain.detectors.known import all_detectors
from bot.domain.kinds import Act, Badge, Place
from docs.tables import examples
from docs.tables.markdown import block, bullets, table

MEASURED = Path(__file__).parents[1] / "measured"  # printouts of `make bench`
GUARANTEES = Path(__file__).parents[2] / "tests" / "domain" / "test_guarantees.py"

PLACES: Mapping[Place, str] = {
    Place.MINE: "your own profile, blog, channel, or thread",
    Place.HOUSE: "what the team owns, as registered with `/involve house`, and whatever a teammate started",
    Place.THEIRS: "everybody else's ground: out there",
    Place.UNKNOWN: "the network does not say whose it is, and nobody guesses",
}

ACTS: Mapping[Act, tuple[str, str]] = {  # what it is, and why it weighs what it weighs
    Act.JOIN: ("words of yours in somebody else's conversation", "the measure of everything else"),
    Act.HOST: ("words of yours to somebody from outside, at home", "as kind, but it was they who came"),
    Act.QUOTE: ("somebody's post passed on with words of your own", "half of it is theirs"),
    Act.BROADCAST: ("something you start, at everybody", "one post stands against one conversation"),
    Act.AMPLIFY: ("somebody's post passed on as it is", "a favour, and one click"),
    Act.APPLAUD: ("a like, a star, an upvote, a follow", "nearly nothing to do, nearly nothing to get"),
    Act.INSIDE: ("words between people of one team, or made and addressed to nobody", "shown, and left out of it"),
    Act.LISTEN: ("read or attended, as you logged it", "good, and nobody can see it"),
}

BADGES: Mapping[Badge, str] = {
    Badge.UNSEEN: "none of your sources shows both what you start and what you answer",
    Badge.QUIET: f"no word in public for {badge.QUIET_DAYS} days; likes are no words",
    Badge.UNTOLD: (
        f"no badge yet, and G and B are both below {badge.ENOUGH:g}, or neither has had {badge.FIRST_DAYS} days: "
        "too little to say"
    ),
    Badge.FACTORY: "mostly posts, few conversations, and it is nearly certain",
    Badge.PARTICIPATING: "two thirds or more is with others, much of it out there, and it is fairly certain",
    Badge.BALANCING: "everything in between",
}

# What it is, the number as the code has it, and why.
CONSTANTS: tuple[tuple[str, object, str], ...] = (
    ("prior", f"Beta({beta.PRIOR_GENUINE:.3f}, {beta.PRIOR_BROADCAST:.3f})", "worth two items, at two thirds"),
    ("two thirds", f"{badge.OUT_THERE_SHARE:.3f}", "the rule everything is about"),
    ("factory below", f"{badge.FACTORY_SHARE:.3f}", "the rule turned round: less than one third"),
    ("window", f"{masses.WINDOW_DAYS} days", "older than that is somebody else"),
    ("half-life", f"{masses.HALF_LIFE_DAYS} days", "three weeks ago counts half"),
    ("a day at most", f"{days.A_DAY_AT_MOST:g}", "no single day decides"),
    ("again in a thread and day", f"x {days.AGAIN_IN_A_THREAD:g}", "a second comment adds less than a second talk"),
    ("likes and boosts at most", f"{masses.LOW_EFFORT_AT_MOST:.0%} of J", "they colour a share and never make one"),
    ("enough to tell", f"{badge.ENOUGH:g}", "nobody is told anything on three items"),
    ("not in the first", f"{badge.FIRST_DAYS} days", "the fewer looks are taken early, the fewer go wrong"),
    ("factory turns on", f"R > {evidence.STRONG:g}", "measured: this seldom wrong, this soon right"),
    (
        "factory turns off",
        f"R < {evidence.WEAK:g} and P(rho < 1/3) < {badge.FACTORY_POSSIBLE.level:g}",
        "leaving it is easier than getting it, and takes more than one good day",
    ),
    ("a badge keeps with", f"{badge.STILL_ENOUGH:g}", "a quiet fortnight takes nobody's badge and gives nobody's back"),
    (
        "participating turns on",
        f"P(rho >= 2/3) > {1 - badge.SHORT_OF_TWO_THIRDS.level:g}, two midnights in a row",
        "praise on a lucky day is worth nothing",
    ),
    ("participating turns off", f"P(rho >= 2/3) < {1 - badge.RATHER_SHORT.level:g}", "a bad week loses nobody a badge"),
    ("quiet after", f"{badge.QUIET_DAYS} days", "and not before you have been watched for as long"),
    ("replayed", f"{badge.REPLAYED_DAYS} days", "long enough that where it starts makes no difference"),
    ("evidence remembered", f"up to {evidence.AT_MOST:g}", "who changes is soon believed, however long it went on"),
    (
        "one day's evidence",
        f"n items say as much as n^{evidence.ALIKE:g}, from {evidence.A_DAY_IS_FULL_AT:g} on no more",
        "what is done on one day resembles itself",
    ),
    ("interval", f"{judgement.SURE:.0%}", "one in twenty on either side"),
    ("dated from", f"R >= {judgement.WORTH_DATING:g}", "weaker evidence has no beginning worth naming"),
    ("what came back", f"up to + {weigh.WHAT_CAME_BACK:.0%}", "it can add, never take away"),
    ("says little", f"x {value.SAYS_LITTLE:g}", f"fewer than {value.FEWEST_WORDS} words that say something"),
    ("poured", f"x {weigh.POURED:g}", f"after {weigh.BEFORE_POURING} messages in a thread nobody answered"),
    ("repeated within", f"{weigh.REPEATED_WITHIN.total_seconds() / 3600:.0f} hours", "the same words once more"),
    (
        "the same words",
        f"{words.SAME_MESSAGE:g} of the shorter text's word pairs, {words.SAME_SHORT_MESSAGE:g} of fewer than "
        f"{words.SHORT_MESSAGE}",
        "texts written for one reader share less",
    ),
    ("unchecked, where a workspace wants it", f"x {weigh.UNCHECKED:g}", "what you logged and nobody could check"),
    ("looked ahead", f"{outlook.FARTHEST} days", "further on nothing useful can be promised"),
)


def _places() -> str:
    return table(["place", "whose ground"], [(f"`{place}`", PLACES[place]) for place in Place])


def _acts() -> str:
    return table(
        ["act", "what it is", "weighs", "why"],
        [(f"`{act}`", ACTS[act][0], f"{weigh.BASE[act]:g}", ACTS[act][1]) for act in ACTS],
    )


def _badges() -> str:
    return table(["badge", "when"], [(each.value, BADGES[each]) for each in Badge])


def _constants() -> str:
    return table(["what", "value", "why"], CONSTANTS)


def _rule() -> str:
    """The evidence of broadcasting, with the numbers the code has."""
    shares = (evidence.HARDLY_EVER, evidence.SELDOM)
    trust = (evidence.TRUST_HARDLY_EVER, evidence.TRUST_SELDOM)
    start = evidence.Evidence()
    begins = (math.exp(start.hardly_ever), math.exp(start.seldom))
    compared = "\n".join(
        f"q = {share:<6g} begins with W = ln {begin:<5.3g} and is trusted with {part:g}"
        for share, begin, part in zip(shares, begins, trust, strict=True)
    )
    return block(f"""
{compared}

a day with g and b, n = g + b, says of each q
    says = (s(n) / n) x (g x ln(q / (1/3)) + b x ln((1 - q) / (2/3)))
    s(n) = n up to 1, n^{evidence.ALIKE:g} from there on, and no more from n = {evidence.A_DAY_IS_FULL_AT:g} on

and after it
    W <- (0 if something was posted and W < 0, else W) + says, and never more than ln {evidence.AT_MOST:g}

R = {trust[0]:g} x e^W of {shares[0]:g} + {trust[1]:g} x e^W of {shares[1]:g}
""")


def _boundaries() -> str:
    posts = (5, 6, 8, 10, 12, 15, 20)
    rows = [
        ("content factory turns off above", [badge.FACTORY_POSSIBLE.at(b) for b in posts]),
        ("participating turns off below", [badge.RATHER_SHORT.at(b) for b in posts]),
        ("participating turns on above", [badge.SHORT_OF_TWO_THIRDS.at(b) for b in posts]),
    ]
    return table(
        ["G, where B is", *map(str, posts)],
        [(what, *(f"{max(g, 0.0):.1f}" if g > 0 else "–" for g in crossings)) for what, crossings in rows],
    )


def _guarantees() -> str:
    """The promises, by the names of the tests that try to break them."""
    names = re.findall(r"^def test_(\w+)", GUARANTEES.read_text(encoding="utf-8"), re.MULTILINE)
    return bullets(f"{name[0].upper()}{name[1:].replace('_', ' ')}." for name in names)


def _detectors() -> str:
    return table(
        ["sign", "what it sees", "needs", "right today", "precision at first sight", "fit for a channel"],
        [
            (f"`{each.NAME}`", _sees(each), each.MINIMUM, _quality(each), _unseen(each), _may_be_shown(each))
            for each in all_detectors()
        ],
    )


def _sees(detector: Detector) -> str:
    said = (type(detector).__doc__ or "").strip()
    return " ".join(said.split())


def _quality(detector: Detector) -> str:
    counts = measured.MEASURED.get(detector.NAME)
    if counts is None:
        return "not measured"
    return f"{sum(counts)} cases: precision {counts.precision:.2f}, recall {counts.recall:.2f}"


def _unseen(detector: Detector) -> str:
    batches = measured.AT_FIRST_SIGHT.get(detector.NAME, ())
    return ", then ".join(f"{each.precision:.2f} of {sum(each)}" for each in batches) or "not measured"


def _may_be_shown(detector: Detector) -> str:
    return "never" if detector.PRIVATE else "yes" if detector.CHANNEL else "no"


def _measured() -> str:
    files = sorted(MEASURED.glob("*.txt"))
    printed = [_printout(file.stem, file.read_text(encoding="utf-8")) for file in files]
    if not any(file.stem == "judgement" for file in files):
        printed.append(f"The judgement itself: version {judgement.METHOD_VERSION} has not been measured yet.")
    return "\n\n".join(printed)


def _printout(name: str, text: str) -> str:
    is_of_now = f"method {judgement.METHOD_VERSION}," in text.partition("\n")[0]
    warning = "" if is_of_now else "\n\n*Measured with an earlier version of the method.*"
    return f"### {name.capitalize()}{warning}\n\n{block(text)}"


PARTS: Mapping[str, Callable[[], str]] = {
    "places": _places,
    "acts": _acts,
    "badges": _badges,
    "constants": _constants,
    "rule": _rule,
    "boundaries": _boundaries,
    "guarantees": _guarantees,
    "detectors": _detectors,
    "examples": examples.activities,
    "members": examples.members,
    "measured": _measured,
}

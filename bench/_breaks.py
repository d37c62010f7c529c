"""The rules of the judgement, each broken on purpose, and the test that has to fail then."""

# ruff: noqa: E501  (what is put in its place stands beside what stood there)

from dataclasses import dataclass

SHOWN = 90  # characters of a break


@dataclass(frozen=True, slots=True)
class Rule:
    """One break: in which module, what stands there, what is put in its place, and the one test that has to fail."""

    test: str  # "guarantees: one more post never raises the share"
    module: str
    there: str
    instead: str

    @property
    def node(self) -> str:
        file, _, name = self.test.partition(": ")
        return f"tests/domain/test_{file}.py::test_{name.replace(' ', '_')}"

    @property
    def shown(self) -> str:
        """What is put in its place, on one line; what stood there, where it is left out."""
        left_out = " ".join(self.there.split())
        text = " ".join(self.instead.split()) or f"without {left_out}"
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


RULES = (
    # What one has to do with others, sorted the wrong way: the small one in a thread takes the place of the large one.
    Rule("guarantees: one more genuine item never lowers the share",
         "days", "key=lambda item: (-item.weight, item.key)", "key=lambda item: (item.weight, item.key)"),
    Rule("guarantees: one more genuine item never lowers the share",
         "masses", "PRIOR_BROADCAST + self.broadcasts", "PRIOR_BROADCAST + self.broadcasts + self.out**2"),
    Rule("guarantees: one more genuine item never makes a factory likelier",
         "days", "AGAIN_IN_A_THREAD = 0.5", "AGAIN_IN_A_THREAD = -0.5"),
    Rule("guarantees: one more genuine item never raises the evidence",
         "evidence", "            if broadcasts:\n", "            if True:\n"),
    Rule("guarantees: one more genuine item never makes a day speak for broadcasting",
         "evidence", "grain(scale * (genuine * by_genuine + broadcasts * by_post))", "grain(scale * (broadcasts - genuine % 3) * by_post)"),
    Rule("guarantees: one more genuine item never turns the factory badge on",
         "badge", "enough_posts = _enough(broadcasts, posts)", "enough_posts = _enough([g + b for g, b in zip(genuine, broadcasts)], posts)"),
    Rule("guarantees: a comment after a silence does not bring the factory badge back",
         "badge", "and days < QUIET_DAYS and b >= STILL_ENOUGH", "and b >= STILL_ENOUGH"),
    Rule("guarantees: a comment when little is left does not bring the factory badge back",
         "badge", "        elif factory[at]:\n            badge = Badge.FACTORY\n        elif participating[at]:\n            badge = Badge.PARTICIPATING\n        elif not enough_posts[at] and not enough_genuine[at]:\n            badge = Badge.UNTOLD\n",
         "        elif not enough_posts[at] and not enough_genuine[at]:\n            badge = Badge.UNTOLD\n        elif factory[at]:\n            badge = Badge.FACTORY\n        elif participating[at]:\n            badge = Badge.PARTICIPATING\n"),
    Rule("guarantees: one more post never raises the share",
         "days", 'f"full_{name}", saturated(amount))', 'f"full_{name}", saturated(amount) * (0.9 if name == "broadcasts" and amount >= 9 else 1))'),
    Rule("guarantees: one more post never turns participating on",
         "badge", "enough_genuine = _enough(genuine, answers)", "enough_genuine = _enough([g + b for g, b in zip(genuine, broadcasts)], answers)"),
    Rule("guarantees: a post after a silence does not bring participating back",
         "badge", "        on = on and days < QUIET_DAYS and g >= STILL_ENOUGH\n", ""),
    Rule("guarantees: likes and boosts leave badges and probabilities exactly alone",
         "badge", "(place, of_day.full_genuine)", "(place, of_day.full_genuine + of_day.full_low)"),
    Rule("guarantees: likes and boosts leave badges and probabilities exactly alone",
         "days", 'alive=any(item.group in ("genuine", "broadcast") for item in items)', "alive=bool(items)"),
    Rule("guarantees: likes and boosts lift the share by less than a fortieth",
         "masses", "LOW_EFFORT_AT_MOST = 0.10", "LOW_EFFORT_AT_MOST = 0.30"),
    Rule("guarantees: no amount of likes lifts any share by a fortieth",
         "masses", "LOW_EFFORT_AT_MOST = 0.10", "LOW_EFFORT_AT_MOST = 0.12"),
    Rule("guarantees: one day moves no mass by three",
         "days", "A_DAY_AT_MOST = 3.0", "A_DAY_AT_MOST = 3.5"),
    Rule("guarantees: one day moves no mass by three",
         "days", "A_DAY_IS_FULL = 60.0", "A_DAY_IS_FULL = 1e9"),
    Rule("guarantees: one thread and day weighs at most twice its best item",
         "days", "AGAIN_IN_A_THREAD = 0.5", "AGAIN_IN_A_THREAD = 0.6"),
    Rule("guarantees: a participating member is not flagged after a burst",
         "evidence", "min(items, A_DAY_IS_FULL_AT) ** ALIKE", "items"),
    Rule("guarantees: the order of arrival changes nothing",
         "days", "sorted(kept.values(), key=lambda item: (item.at, item.key))", "list(kept.values())[:40]"),
    Rule("guarantees: importing again changes nothing",
         "days", "kept[item.key] = item", "kept[item.key + str(len(kept))] = item"),
    Rule("guarantees: a shift of everything by whole days changes nothing",
         "badge", "origin = first.toordinal()", "origin = first.toordinal() - first.toordinal() % 7"),
    Rule("guarantees: nobodys time zone changes anything",
         "days", "return item.at.astimezone(UTC).date()", "return item.at.date()"),
    Rule("guarantees: nobodys time zone changes anything",
         "judgement", "today = now.astimezone(UTC).date()", "today = now.date()"),
    Rule("guarantees: within a day no badge changes",
         "judgement", "replay(days, today - ONE_DAY, covered", "replay(days, today, covered"),
    Rule("guarantees: deleting everything returns to the prior",
         "beta", "PRIOR_GENUINE = 4 / 3", "PRIOR_GENUINE = 3 / 3"),
    Rule("guarantees: deleting everything returns to the prior",
         "badge", "if 0 <= (place := day.toordinal() - origin) < REPLAYED_DAYS", "if -90 <= (place := max(day.toordinal() - origin, 0)) < REPLAYED_DAYS"),
    Rule("guarantees: a judgement remembers nothing of another",
         "badge", "worth = [0.0] * (WINDOW_DAYS + REPLAYED_DAYS)", "worth = _masses.__dict__.setdefault('w', [0.0] * 270)"),
    # What is worked out by hand
    Rule("judgement: nothing is told before the thirteenth day however much was done",
         "badge", "mass >= ENOUGH and at >= begins", "mass >= ENOUGH"),
    Rule("judgement: nothing is told on less than a mass of five",
         "badge", "ENOUGH = 5.0", "ENOUGH = 4.0"),
    Rule("judgement: a gate is opened by its own side alone",
         "badge", "        elif not enough_posts[at] and not enough_genuine[at]:\n", "        elif genuine[at] + broadcasts[at] < ENOUGH:\n"),
    Rule("judgement: a badge goes where less than half of what it needed is left",
         "badge", "and days < QUIET_DAYS and b >= STILL_ENOUGH", "and days < QUIET_DAYS"),
    Rule("judgement: a factory badge stays between the line that gave it and the lower one that takes it",
         "evidence", "WEAK = 10.0", "WEAK = 21.5"),
    Rule("judgement: one post a day and nothing else is a factory after thirteen days",
         "evidence", "STRONG = 21.5", "STRONG = 130.0"),
    Rule("judgement: answering on ones own ground protects from the factory badge and never earns the other",
         "badge", "before and is_likely and mostly_out(j, b)", "before and is_likely"),
    Rule("judgement: a conversation a day is participating at the second evaluation that says so",
         "badge", "before and is_likely and mostly_out(j, b)", "is_likely and mostly_out(j, b)"),
    Rule("judgement: without a source that shows both sides nothing is said whatever the count",
         "badge", "if not covered:", "if not covered and not lived:"),
    Rule("judgement: the replay starts empty half a year back",
         "badge", "REPLAYED_DAYS = 180", "REPLAYED_DAYS = 300"),
    Rule("days: of two versions of an item the same one is taken in either order",
         "days", "if known is None or _rank(item) > _rank(known):", "if True:"),
    Rule("days: hosting is genuine and not out there",
         "days", "_OUT = frozenset({Act.JOIN, Act.QUOTE})", "_OUT = frozenset({Act.JOIN, Act.QUOTE, Act.HOST})"),
    Rule("days: the share is the formula of the method",
         "masses", "return for_it / (for_it + against)", "return (for_it + against / 2) / (for_it + against)"),
)  # fmt: skip

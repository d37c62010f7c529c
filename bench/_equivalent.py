"""Small changes after which everything comes out as before, so no test can notice them; each with its reason."""

# ruff: noqa: E501  (an expression stands on one line, however long)

EQUIVALENT: dict[str, str] = {
    "badge replay: :1 → :2": "of days in time order the earliest of two is the first",
    "beta Line.undercut: abs(gap) > _UNSURE → abs(gap) >= _UNSURE": "either side of it gives the same answer there",
    "beta _crossing: chance_below(x, middle, broadcasts) > level → chance_below(x, middle, broadcasts) >= level": (
        "halving ends as near to the line from either side"
    ),
    "beta quantile: abs(following - x) <= 1e-13 * x → abs(following - x) < 1e-13 * x": "one step more changes nothing",
    "evidence Evidence.along: second > _AT_MOST → second >= _AT_MOST": "at the ceiling it is put to the ceiling",
    "masses -: 2.0 ** 33 → 2.0 ** 34": "sums are kept to half a ten-thousand-millionth, and nothing is as small",
    "masses -: range(400) → range(401)": "nobody looks as far back",
    "beta -: 0.01 → 0.021": "how near to its line the table is not trusted; it is good enough from half of that on",
    "beta below: a + b + 2 → a + b + 3": "either side of the fraction comes to the same",
    "evidence Evidence.is_strong: self.hardly_ever > _STRONG → self.hardly_ever >= _STRONG": (
        "then the mean of both is not above it"
    ),
    "ground Ground.owns_venue: not venue or not self._venues → not venue and (not self._venues)": (
        "a place without a name is not found among those with one"
    ),
    "masses -: 2.0 ** 33 → 2.21 ** 33": "sums are kept finer still",
    "pace next_look: quiet_for >= IDLE_AFTER → quiet_for > IDLE_AFTER": "after exactly a week both ways say a day",
    "words _tokens: max(plain) < _FIRST_HARD_CHARACTER → max(plain) <= _FIRST_HARD_CHARACTER": (
        "nobody is given that character"
    ),
    "value value: round(nearness, 3) → round(nearness, 4)": "nearness has two digits",
    "weigh _Scales: False → True": "of posts nobody asks whether they were poured",
    "weigh _Scales._carried: -1 → -2": "asked is only whether it is below nothing",
    "calendar moment: late - early > timedelta(seconds=1) → late - early >= timedelta(seconds=1)": (
        "an hour halved again and again is never exactly a second"
    ),
    "evidence Evidence.is_strong: self.strength > STRONG → self.strength >= STRONG": "R is never exactly its line",
    "explain explain: of_today.low / of_today.low_effort if of_today.low_effort else 0.0 → of_today.low / of_today.low_effort if of_today.low_effort else 0.01": (
        "where there is no low effort its share is multiplied with nothing"
    ),
    "judgement _judgement: strength >= WORTH_DATING → strength > WORTH_DATING": "R is never exactly its line",
    "detectors/same _Groups.put: self._frequency[each] > 1 → self._frequency[each] >= 1": (
        "what stands in one text alone leads to no other: it is left out to save time"
    ),
    "detectors/same _Groups.put: max(0, enough - (len(text) - len(common))) → max(1, enough - (len(text) - len(common)))": (
        "one word more is looked up, and what it leads to is compared as ever"
    ),
    "detectors/talking_to_a_wall _weekly: 1 → 2": "whether counts rise is the same of twice the counts",
    "weigh Ledger.plus: item.order < self.items[-1].order → item.order <= self.items[-1].order": (
        "equal orders have equal keys, and a known key is asked about before"
    ),
}

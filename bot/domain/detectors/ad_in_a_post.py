"""An advertisement dressed as a post: marks, paid links, coupons, praise of the house without a word of the tie."""

import re
from collections.abc import Iterator

from bot.domain.detectors.about import names_house
from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import starts_something
from bot.domain.detectors.links import parameters
from bot.domain.detectors.selling import COUPON, FAULT, OFFER, PRAISE, TIE, is_marked

# What tells a shop whom to pay. Names other sites use for other things ("ref", "via", "tag") count only in that form.
_PAID = re.compile(r"(?:aff(?:_?id|iliate(?:_?id)?|_?code)?|awinaffid|awc|irclickid|clickref|partner_?id|hop)\Z")
_PAID_TAG = re.compile(r"[\w-]+-2\d\Z")  # a big shop's partners: "somebody-21"
_SHARE = {"mark": 0.75, "coupon": 0.75, "affiliate": 0.75, "praise": 0.6}


class AdInAPost(Detector):
    """Something that looks like an advertisement, said as a question: only the one who wrote it knows."""

    NAME = "ad_in_a_post"
    MINIMUM = 1
    PRIVATE = True  # who sees only the words of a post cannot know: nobody else is to hear the guess
    SAYS = Says(
        "This post could be read as an advertisement; if there is a tie, one word about it keeps people's trust.",
        "{n} of your posts could be read as advertisements; where there is a tie, one word about it keeps people's "
        "trust.",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        signs = [
            (deed, sign)
            for deed in scene.deeds
            if scene.is_recent(deed.entry.at) and starts_something(deed) and (sign := _sign(deed, scene))
        ]
        if signs:
            confidence = max(_SHARE[sign] for _, sign in signs)
            evidence = [Evidence.of(deed) for deed, _ in signs]
            yield self.finding(evidence, confidence, n=len(signs), what=", ".join(sorted({sign for _, sign in signs})))


def _sign(deed: Deed, scene: Scene) -> str:
    """What makes a post look like an advertisement; "" where nothing does."""
    text = f"{deed.entry.title} {deed.entry.text}"
    if is_marked(text):
        return "mark"
    if any(_pays(link) for link in deed.entry.links):
        return "affiliate"
    if COUPON.search(text) and (OFFER.search(text) or deed.entry.links):
        return "coupon"
    return "praise" if names_house(text, scene.terms) and _only_praises(text) else ""


def _only_praises(text: str) -> bool:
    """Praise that finds no fault and does not say whose side it is on."""
    return PRAISE.search(text) and not TIE.search(text) and not FAULT.search(text)


def _pays(link: str) -> bool:
    return any(
        _PAID.match(name) or (name == "tag" and _PAID_TAG.match(value)) for name, value in parameters(link).items()
    )

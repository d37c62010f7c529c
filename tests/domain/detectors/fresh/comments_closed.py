"""A second look at closed doors."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import PAGE, Entry, Kind, Logged, post


def diary(
    *states: bool | None,
    start: float = 24,
    step: float = 60,
    on: str = "blog",
    site: str = "mira.example",
    **facts: object,
) -> list[Entry]:
    return [
        post(
            f"Entry {n} about boards and weather",
            start + n * step,
            on=on,
            url=f"https://{site}/{n}",
            comments_open=state,
            **facts,
        )
        for n, state in enumerate(states)
    ]


CASES = (
    yes("three in ten days, then open ones from spring", *diary(False, False, False, True, True, True, step=90, start=10), tricky=True, missed="two weeks of posts cannot tell this from three sad announcements"),
    yes("replies switched off on every post of a network", *diary(False, False, False, False, False, on="bluesky", site="bluesky.example"), tricky=True),
    yes("blog shut, and the newsletter too", *diary(False, False, False), *diary(False, False, False, on="x", site="x.example"), tricky=True),
    yes("five shut, the newest not said yet", *diary(None, False, False, False, False, False, step=40), tricky=True),
    no("two shut among silence about the rest", *diary(None, False, None, None, False, None), tricky=True),
    no("shut under two giveaways of three posts", *diary(True, False, False), tricky=True),
    no("all older than the blog's two weeks", *diary(False, False, False, False, start=24 * 15), tricky=True),
    no("written down by hand, never looked up", *(Logged(each) for each in diary(None, None, None, None)), tricky=True),
    no("passed on by the page", *diary(False, False, False, kind=Kind.BOOST, of=PAGE, on="facebook"), tricky=True),
)  # fmt: skip

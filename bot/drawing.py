"""Draws the week's picture: `python -m bot.drawing` reads what is to be in it as JSON, and writes a PNG.

A process of its own, which Involve starts once a week: the library takes two seconds and sixty megabytes to load, and
neither is to be felt by those who type meanwhile. Nothing in the picture is told by colour alone: the line has marks
and numbers, the bars have patterns and numbers, and what each is stands beside it.
"""

import io
import json
import sys
from typing import Any

INK, PAPER, SOFT = "#1d1c1d", "#ffffff", "#c9c9c9"
PATTERNS = ("", "////")
FILLS = ("#2b5a4b", "#ffffff")
SIZE, DPI = (8.0, 5.6), 160
CROSSED = 0.12  # so little below the aim a number above its mark would stand on the line


def draw(what: dict[str, Any]) -> bytes:
    """The PNG of `what` (see handlers/views/trend.py)."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib.figure import Figure

    mpl.rcParams.update({"font.size": 11, "text.color": INK, "axes.edgecolor": SOFT, "hatch.linewidth": 1.2})
    mpl.rcParams.update({"text.parse_math": False})  # a "$" in somebody's language is a "$"
    figure: Any = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.15, h_pad=0.12)
    above, below = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [3, 2]})
    _line(above, what)
    _bars(below, what)
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def _line(axes: Any, what: dict[str, Any]) -> None:
    share = what["share"]
    axes.set_title(what["title"], loc="left", fontweight="bold")
    axes.plot(range(len(share)), share, color=INK, linewidth=2, marker="o", markersize=7)
    for number, label in enumerate(what["labels"]):
        is_crossed = 0 <= what["aim"] - share[number] < CROSSED
        axes.annotate(
            label, (number, share[number]), (0, -20 if is_crossed else 10), textcoords="offset points", ha="center"
        )
    axes.axhline(what["aim"], color=INK, linewidth=1, linestyle=(0, (6, 4)))
    axes.annotate(what["aim_label"], (-0.4, what["aim"]), (0, 4), textcoords="offset points", ha="left", fontsize=10)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    _bare(axes)


def _bars(axes: Any, what: dict[str, Any]) -> None:
    kinds, width = what["bars"], 0.38
    axes.set_title(what["bars_title"], loc="left", fontweight="bold")
    for place, kind in enumerate(kinds):
        at = [number + (place - (len(kinds) - 1) / 2) * width for number in range(len(kind["values"]))]
        bars = axes.bar(
            at, kind["values"], width * 0.94, label=kind["label"],
            facecolor=FILLS[place], edgecolor=INK, hatch=PATTERNS[place],
        )  # fmt: skip
        axes.bar_label(bars, padding=2, fontsize=10)
    axes.set_xticks(range(len(what["weeks"])), what["weeks"])
    axes.set_yticks([])
    axes.margins(y=0.25)
    axes.legend(loc="upper right", bbox_to_anchor=(1, 1.28), ncols=len(kinds), frameon=False, handlelength=2.4)
    _bare(axes)


def _bare(axes: Any) -> None:
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=INK)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))

"""Bar charts for people who read on a phone or in grey: few bars, the number on each, no legend, no grid.

Colour says nothing: one dark tone on white. All figures are in the words beside the picture too (``alt``).
"""

import io
from collections.abc import Sequence
from typing import Any

_TONE = "#2F6F73"
_INK = "#1F2A2B"
_DOTS = 200  # per inch of paper
_MOST_LABELLED = 13
MOST_CATEGORIES = 4


def across(labels: Sequence[str], values: Sequence[int]) -> bytes:
    """Draw at most four categories as lying bars, the name in front and the number behind. Returns a PNG."""
    if len(labels) > MOST_CATEGORIES:
        raise ValueError("a chart has at most four categories")
    from matplotlib.figure import Figure  # noqa: PLC0415  only who asks for a chart needs it

    figure = Figure(figsize=(5.4, 0.42 * len(labels) + 0.25), dpi=_DOTS, layout="constrained")
    axes = figure.subplots()
    drawn = axes.barh(range(len(labels)), values, color=_TONE, height=0.62)
    axes.set_yticks(range(len(labels)), labels, fontsize=12, color=_INK)
    axes.invert_yaxis()
    axes.bar_label(drawn, [str(value) for value in values], padding=4, fontsize=12, color=_INK)
    axes.set_xlim(0, max([*values, 1]) * 1.12)
    return _bare(figure, axes, "left")


def along(values: Sequence[int], first: str, last: str) -> bytes:
    """Draw one bar for each session in their order; ``first`` and ``last`` are the days at both ends. Returns a PNG.

    Up to 13 bars carry their number each; of more, the highest and the last one do.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(6.4, 1.9), dpi=_DOTS, layout="constrained")
    axes = figure.subplots()
    drawn = axes.bar(range(len(values)), values, color=_TONE, width=0.72)
    peak = max(range(len(values)), key=values.__getitem__, default=0)
    named = set(range(len(values))) if len(values) <= _MOST_LABELLED else {peak, len(values) - 1}
    axes.bar_label(
        drawn, [str(value) if at in named else "" for at, value in enumerate(values)], padding=2, fontsize=11
    )
    ends = sorted({0, max(len(values) - 1, 0)})
    axes.set_xticks(ends, [first, last][: len(ends)], fontsize=11, color=_INK)
    if len(ends) > 1:
        first_day, last_day = axes.get_xticklabels()
        first_day.set_horizontalalignment("left")
        last_day.set_horizontalalignment("right")
    axes.set_ylim(0, max([*values, 1]) * 1.18)
    return _bare(figure, axes, "bottom")


def _bare(figure: Any, axes: Any, side: str) -> bytes:
    """Take away all that is not bars, numbers and names, and write the picture."""
    for name, spine in axes.spines.items():
        spine.set_visible(name == side)
        spine.set_color(_INK)
    axes.tick_params(length=0)
    if side == "left":
        axes.set_xticks([])
    else:
        axes.set_yticks([])
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()

"""Pictures of numbers, as PNG: plain bars with the number beside each, readable on a phone and in grey."""

import io
from collections.abc import Sequence

WIDTH = 3.6  # inches: 720 points wide, shown at half of that on a phone
DOTS = 200
_BAR, _INK, _PAPER = "#2F6F73", "#1A1A1A", "#FFFFFF"
_LINE_HEIGHT, _MARGIN = 0.34, 0.25
_TEXT = 11


def bars(rows: Sequence[tuple[str, int]]) -> bytes:
    """Draw one bar for each label, the first at the top, with its number beside it.

    There is no text in it but labels and numbers; whoever shows it gives the same in words.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  it takes a second to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, _LINE_HEIGHT * len(rows) + _MARGIN), dpi=DOTS, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    plot = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    plot.set_axis_off()
    most = max([number for _label, number in rows], default=0) or 1
    left, right = 0.34, 0.88  # labels end at the first, the longest bar at the second
    plot.set_xlim(0, 1)
    plot.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    for place, (label, number) in enumerate(rows):
        length = (right - left) * number / most
        plot.barh(place, length, left=left, height=0.62, color=_BAR)
        plot.text(left - 0.02, place, label, ha="right", va="center", fontsize=_TEXT, color=_INK)
        plot.text(left + length + 0.02, place, f"{number}", ha="left", va="center", fontsize=_TEXT, color=_INK)
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=_PAPER, metadata={"Software": None})
    return out.getvalue()

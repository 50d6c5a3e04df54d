"""Plots of the evaluation card as SVG text, in one visual language."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

OURS: Final = "#0b6e4f"
OTHERS: Final = "#8a94a0"
_STYLE: Final[Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#5a6570",
    "svg.hashsalt": "asn",
    "svg.fonttype": "none",
}


def bars(rows: Sequence[tuple[str, float, float, float, bool]], *, label: str) -> str:
    """Horizontal bars with intervals: (name, mean, low, high, ours), first row on top."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 0.42 * len(rows) + 0.9), layout="constrained")
        axes = figure.add_subplot()
        place = range(len(rows))
        means = [row[1] for row in rows]
        spans = [[row[1] - row[2] for row in rows], [row[3] - row[1] for row in rows]]
        axes.barh(place, means, color=[OURS if row[4] else OTHERS for row in rows], height=0.62)
        axes.errorbar(means, place, xerr=spans, fmt="none", ecolor="#1f2933", capsize=2, lw=1)
        axes.set_yticks(place, [_wrapped(row[0]) for row in rows])
        axes.invert_yaxis()
        axes.set_xlabel(label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6))  # long decimals run into each other
        axes.xaxis.set_major_formatter(_as_written)
        return _svg(figure)


def ratios(rows: Sequence[tuple[str, float, float, float]], *, label: str, alike: tuple[float, float]) -> str:
    """Ratios with intervals, (name, mean, low, high), beside 1 and the band of what counts as alike."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 0.42 * len(rows) + 0.9), layout="constrained")
        axes = figure.add_subplot()
        axes.axvspan(*alike, color=OURS, alpha=0.12, lw=0)
        axes.axvline(1, color=OTHERS, lw=1)
        spans = [[row[1] - row[2] for row in rows], [row[3] - row[1] for row in rows]]
        axes.errorbar(
            [row[1] for row in rows], range(len(rows)), xerr=spans, fmt="o", color=OURS, ms=5, capsize=3
        )
        axes.set_yticks(range(len(rows)), [_wrapped(row[0]) for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlabel(label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
        axes.xaxis.set_major_formatter(_as_written)
        return _svg(figure)


def against_diagonal(x: Any, y: Any, *, xlabel: str, ylabel: str) -> str:
    """Points that should lie on the diagonal: predicted on the x-axis, what came on the y-axis."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.4, 3.6), layout="constrained")
        axes = figure.add_subplot()
        low, high = float(min(*x, *y)), float(max(*x, *y))
        axes.plot([low, high], [low, high], color=OTHERS, lw=1, ls="--")
        axes.plot(x, y, color=OURS, marker="o", ms=4, lw=1.2)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        return _svg(figure)


def _as_written(value: float, place: object) -> str:
    """A tick as the tables beside the plot write it: comma, true minus."""
    return f"{value:g}".replace(".", ",").replace("-", "\N{MINUS SIGN}")


def _wrapped(name: str) -> str:
    """On two lines where it is long: names must leave room for what they name."""
    return textwrap.fill(name, 36, max_lines=2, placeholder=" …")


def _svg(figure: Figure) -> str:
    sink = io.StringIO()
    figure.savefig(sink, format="svg", metadata={"Date": None})
    text = sink.getvalue()
    return text[text.index("<svg") :]

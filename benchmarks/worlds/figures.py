"""Figures of worlds: kept as JSON lines, read back as Markdown tables with intervals over seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import orjson
from scipy.stats import t


@dataclass(frozen=True)
class Figure:
    """One number of one world."""

    world: str
    seed: int
    table: str
    row: str
    measure: str
    value: float


class Figures:
    """All figures in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_bytes().splitlines() if path.exists() else []
        self.all = [Figure(**orjson.loads(line)) for line in lines]

    def has(self, world: str, seed: int) -> bool:
        """Whether this world was measured with this seed."""
        return any(one.world == world and one.seed == seed for one in self.all)

    def add(self, figures: Iterable[Figure]) -> None:
        """Append the figures of one world and seed, all or none."""
        new = list(figures)
        with self._path.open("ab") as file:
            file.write(b"".join(orjson.dumps(asdict(one)) + b"\n" for one in new))
        self.all += new

    def tables(self) -> str:
        """One Markdown table a size and measure, worlds side by side, in the order of the file."""
        kinds = dict.fromkeys((_size(one), one.table, one.measure) for one in self.all)
        return "\n\n".join(self._table(*kind) for kind in kinds)

    def _table(self, size: str, table: str, measure: str) -> str:
        found: dict[str, dict[str, list[float]]] = {}
        seeds, worlds = set(), dict[str, None]()
        for one in self.all:
            if (_size(one), one.table, one.measure) == (size, table, measure):
                found.setdefault(one.row, {}).setdefault(_name(one), []).append(one.value)
                seeds.add(one.seed)
                worlds[_name(one)] = None
        head = f"**{table}: {measure}** ({size}, {len(seeds)} seed{'s' * (len(seeds) > 1)})\n\n"
        lines = [["", *worlds], ["---"] * (len(worlds) + 1)]
        lines += [[row, *(mean_text(values.get(one, [])) for one in worlds)] for row, values in found.items()]
        return head + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _name(figure: Figure) -> str:
    return figure.world.rsplit(", ", 2)[0]


def _size(figure: Figure) -> str:
    return ", ".join(figure.world.rsplit(", ", 2)[1:])


def mean_text(values: Sequence[float]) -> str:
    """Mean over seeds and the half width of its 95 % interval (Student's t)."""
    if not values or np.isnan(values).any():
        return "–"
    mean = (
        f"{np.mean(values):.3f}".replace("0.", ".", 1)
        if abs(np.mean(values)) < 1
        else f"{np.mean(values):.2f}"
    )
    if len(values) == 1:
        return mean
    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{mean} ± {half:.3f}".replace("± 0.", "± .")

"""The gate: every line measured, its limit and the reason for it from one table, one rule for all.

Red where the whole interval lies beyond the limit (what was measured is certainly too bad), yellow
where the estimate lies beyond the warning. One red line stops the promotion.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from recommender.errors import BadInput
from recommender.retraining.comparison import Comparison
from recommender.retraining.data_lines import DATA_LINES
from recommender.retraining.lines import Line, NotJudged
from recommender.retraining.model_lines import MODEL_LINES

LINES: Final[Mapping[str, Line]] = {line.__name__: line for line in (*DATA_LINES, *MODEL_LINES)}
"""Every line by name, in the order of the report."""

Status = Literal["HIJAU", "KUNING", "MERAH", "TIDAK_DINILAI"]


@dataclass(frozen=True)
class Limit:
    """What one line may reach."""

    title: str
    limit: float
    """Red beyond it."""
    warn: float
    """Yellow beyond it."""
    reason: str
    """Why there is such a line, and why this limit."""
    fix: str
    """What to do where it is red or yellow."""


@dataclass(frozen=True)
class LineResult:
    """One line as it was judged."""

    name: str
    title: str
    status: Status
    text: str
    limit: float
    reason: str
    fix: str


@dataclass(frozen=True)
class GateResult:
    """All lines of one comparison."""

    challenger: str
    champion: str | None
    lines: tuple[LineResult, ...]

    @property
    def red(self) -> tuple[str, ...]:
        """Names of the red lines; none means passed."""
        return tuple(one.name for one in self.lines if one.status == "MERAH")

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything in here."""
        return hashlib.sha256(orjson.dumps(self, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_limits(path: Path | None = None) -> Mapping[str, Limit]:
    """The table of limits; ``path`` replaces the one of this release.

    Raises
    ------
    BadInput
        ``GATE_LIMITS``: not readable, or not exactly one entry for every line.
    """
    try:
        text = (path or files("recommender.retraining") / "gate.toml").read_text(encoding="utf-8")
        table = tomllib.loads(text)
        limits = {name: _limit(entry) for name, entry in table.items()}
    except (OSError, ValueError, TypeError) as failure:
        raise _bad_limits(str(failure)) from None
    if limits.keys() != LINES.keys():
        raise _bad_limits(", ".join(sorted(limits.keys() ^ LINES.keys())))
    return limits


def judge(comparison: Comparison, *, limits: Mapping[str, Limit], today: date) -> GateResult:
    """Measure and judge every line."""
    return GateResult(
        challenger=comparison.challenger,
        champion=comparison.champion,
        lines=tuple(_judged(name, line, comparison, limits[name], today) for name, line in LINES.items()),
    )


def _judged(name: str, line: Line, comparison: Comparison, limit: Limit, today: date) -> LineResult:
    found = line(comparison, today)
    status: Status = "HIJAU"
    if isinstance(found, NotJudged):
        status = "TIDAK_DINILAI"
    elif found.low > limit.limit:
        status = "MERAH"
    elif found.value > limit.warn:
        status = "KUNING"
    return LineResult(name, limit.title, status, found.text, limit.limit, limit.reason, limit.fix)


def _limit(entry: Mapping[str, Any]) -> Limit:
    made = Limit(**entry)
    if not made.warn <= made.limit:
        raise ValueError(f"{made.title}: warn > limit")
    return made


def _bad_limits(what: str) -> BadInput:
    return BadInput(
        "GATE_LIMITS",
        f"Tabel batas gerbang tidak dapat dipakai: {what}.",
        fix="Salin recommender/retraining/gate.toml dan ubah angkanya saja.",
    )

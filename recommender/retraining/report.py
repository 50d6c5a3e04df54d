"""The quarterly report: one self-contained Indonesian page (no script, no outside request), and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined

from recommender.domain.days import format_date
from recommender.impact.stored_value import told_value
from recommender.retraining.comparison import Comparison
from recommender.retraining.forecast import CHAMPION, OURS, Standing
from recommender.retraining.gate import GateResult, Status
from recommender.retraining.lines import percent
from recommender.store.shadow import ShadowStanding
from recommender.tables.declaration import TABLES
from recommender.training import plots
from recommender.training.card_page import METHODS, number

_STATUS: Final[Mapping[Status, str]] = {
    "HIJAU": "hijau", "KUNING": "perhatian", "MERAH": "merah", "TIDAK_DINILAI": "tidak dinilai",
}  # fmt: skip
_KINDS: Final = {"people": "ASN", "units": "Unit", "positions": "Jabatan", "courses": "Kursus"}
_METHODS: Final = {**METHODS, OURS: "Versi baru", CHAMPION: "Versi yang melayani"}
_SHIFTS: Final = {
    "level": "Level kompetensi yang dinilai", "status": "Hasil pelatihan",
    "growth": "Kenaikan pre-test ke post-test", "performance": "Nilai kinerja",
}  # fmt: skip
_WORST_FIRST: Final[Sequence[Status]] = ("MERAH", "KUNING", "HIJAU", "TIDAK_DINILAI")
_SHOWN: Final = 20
"""Names of one kind that are listed; the JSON has all."""


@dataclass(frozen=True)
class Beside:
    """What is told beside the comparison and judges nothing.

    Attributes
    ----------
    shadows
        What answered unseen beside the version that serves.
    impact
        What a point is worth, see :mod:`recommender.impact.stored_value`; empty without a study.
    """

    shadows: Sequence[ShadowStanding] = ()
    impact: Mapping[str, Any] = field(default_factory=dict)


NOTHING: Final = Beside()


def report_page(comparison: Comparison, gate: GateResult, *, beside: Beside = NOTHING) -> str:
    """The page as HTML text."""
    environment = Environment(
        loader=PackageLoader("recommender.retraining"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(
        number=number, percent=percent, day=lambda text: format_date(date.fromisoformat(text))
    )
    forecast = comparison.forecast
    return environment.get_template("quarter.html").render(
        c=comparison,
        gate=gate,
        lines=sorted(gate.lines, key=lambda line: _WORST_FIRST.index(line.status)),
        tables={name: table.label for name, table in TABLES.items()},
        red=[line for line in gate.lines if line.status == "MERAH"],
        shadows=beside.shadows,
        worth=told_value(beside.impact) if beside.impact else None,
        yellow=[line for line in gate.lines if line.status == "KUNING"],
        status=_STATUS,
        kinds=_KINDS,
        methods=_METHODS,
        shifts=_SHIFTS,
        shown=_SHOWN,
        benefit_plot=None if forecast is None else _bars(forecast.benefit, "Manfaat gabungan 10 kursus"),
        agreement_plot=None if forecast is None else _bars(forecast.agreement, "NDCG@10"),
        group_plot=_groups(comparison),
    )


def report_json(comparison: Comparison, gate: GateResult, *, beside: Beside = NOTHING) -> bytes:
    """The same as JSON: ``{"passed", "gate", "digest", "comparison", "shadows", "impact"}``."""
    document = {
        "passed": not gate.red, "gate": gate, "digest": gate.digest, "comparison": comparison,
        "shadows": list(beside.shadows), "impact": dict(beside.impact),
    }  # fmt: skip
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2)


def _bars(standings: Mapping[str, Standing], label: str) -> str | None:
    if not standings:
        return None
    rows = [
        (_METHODS[name], one.value.mean, one.value.low, one.value.high, name == OURS)
        for name, one in standings.items()
    ]
    return plots.bars(sorted(rows, key=lambda row: -row[1]), label=label)


def _groups(comparison: Comparison) -> str | None:
    rows = [
        (f"{one.slice}: {one.group}", one.mean.mean, one.mean.low, one.mean.high, one.mean.mean >= 0)
        for one in comparison.lists.groups
        if one.mean is not None
    ]
    return plots.bars(rows, label="Perubahan manfaat daftar (baru dikurangi lama)") if rows else None

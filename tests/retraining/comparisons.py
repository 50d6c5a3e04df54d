"""A comparison in which nothing got worse, to be changed in one point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from recommender.evaluation.drift import Drift, Names, Shift
from recommender.evaluation.intervals import Interval
from recommender.retraining.comparison import Comparison
from recommender.retraining.forecast import Calibration, Forecast, Growth, Standing
from recommender.retraining.served_lists import Lists, Mover, ServedLists

KINDS: Final = ("people", "units", "positions", "courses")
TODAY: Final = date(2026, 7, 10)


def about(mean: float, half: float = 0.0) -> Interval:
    return Interval(mean, mean - half, mean + half, 100)


def standing(value: float, lead: float | None, half: float = 0.001) -> Standing:
    return Standing(about(value), None if lead is None else about(lead, half))


PAIRS: Final = ("sex", "employment", "distance", "young", "old", "office")
LISTS: Final = Lists(coverage=0.8, overlap=0.3, ratios=dict.fromkeys(PAIRS, about(1, 0.05)))

GOOD: Final = Comparison(
    challenger="2026Q2-00000002",
    champion="2026Q1-00000001",
    as_of="2026-06-30",
    champion_as_of="2026-03-31",
    snapshot="0" * 64,
    rows={"asn": 100, "courses": 20, "training_records": 400},
    champion_rows={"asn": 100, "courses": 20, "training_records": 380},
    switched_off=(),
    drift=Drift(
        names=tuple(Names(kind, 100, 100, (), (), 0, 0) for kind in KINDS),
        records_before=380,
        records_gone=0,
        records_late=0,
        records_new=200,
        records_expected=200.0,
        crowd=("C1", 0.1, 0.2),
        shifts=tuple(
            Shift(name, 300, 60, about(0.02, 0.01), about(0.05, 0.01))
            for name in ("level", "status", "growth", "performance")
        ),
    ),
    forecast=Forecast(
        cut="2026-03-31",
        blind=True,
        benefit={
            "popular": standing(0.1, 0.1),
            "by_need": standing(0.18, 0.02),
            "expected_gain": standing(0.2, None),
            "champion": standing(0.2, 0.0),
        },
        agreement={
            "popular": standing(0.1, 0.05),
            "expected_gain": standing(0.15, None),
            "champion": standing(0.15, 0.0),
        },
        calibration=Calibration(0.7, 0.05, 200, 0.05, about(0.0, 0.001)),
        growth=Growth(1.0, 0.1, 80),
    ),
    lists=ServedLists(
        challenger=LISTS,
        champion=LISTS,
        kept=0.9,
        own_lead=about(0.002, 0.001),
        champion_lead=about(-0.002, 0.001),
        champion_value=0.2,
        movers=(Mover("C1", "Kursus", 0.04, 0.05),),
        groups=(),
    ),
)


def with_drift(**changes: Any) -> Comparison:
    assert GOOD.drift is not None
    return replace(GOOD, drift=replace(GOOD.drift, **changes))


def with_forecast(**changes: Any) -> Comparison:
    assert GOOD.forecast is not None
    return replace(GOOD, forecast=replace(GOOD.forecast, **changes))


def with_lists(**changes: Any) -> Comparison:
    return replace(GOOD, lists=replace(GOOD.lists, **changes))


def vanished(kind: str, count: int) -> Comparison:
    assert GOOD.drift is not None
    names = tuple(replace(one, vanished_count=count) if one.kind == kind else one for one in GOOD.drift.names)
    return with_drift(names=names)


def shifted(name: str, psi: float) -> Comparison:
    assert GOOD.drift is not None
    return with_drift(
        shifts=tuple(
            replace(one, psi=about(psi, 0.01)) if one.name == name else one for one in GOOD.drift.shifts
        )
    )


def unfair(**ratios: Interval) -> Comparison:
    return with_lists(challenger=replace(LISTS, ratios={**LISTS.ratios, **ratios}))


def first() -> Comparison:
    """Nothing serves yet."""
    return replace(
        GOOD,
        champion=None,
        champion_as_of=None,
        champion_rows=None,
        drift=None,
        lists=ServedLists(LISTS, None, None, None, None, None, (), ()),
    )

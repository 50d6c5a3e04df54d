from __future__ import annotations

import pytest

from recommender.web.impact_evidence import Interval
from recommender.web.planner.impact_plot import Scale


def test_the_scale_holds_nothing_and_every_interval() -> None:
    scale = Scale.around([Interval(2.0, 1.0, 3.0)])
    assert scale.low == pytest.approx(-0.12)
    assert scale.high == pytest.approx(3.12)
    assert [scale.place(one) for one in (-0.12, 1.5, 3.12)] == ["0.00%", "50.00%", "100.00%"]


@pytest.mark.parametrize(
    ("low", "high", "ticks", "digits"),
    [
        (0.0, 3.0, [0.0, 1.0, 2.0, 3.0], 0),
        (-1.0, 1.0, [-1.0, -0.5, 0.0, 0.5, 1.0], 1),
        (0.0, 0.3, [0.0, 0.1, 0.2, 0.3], 1),
        (-20.0, 40.0, [-20.0, 0.0, 20.0, 40.0], 0),
    ],
)
def test_ticks_are_round_and_hold_nothing(low: float, high: float, ticks: list[float], digits: int) -> None:
    scale = Scale.around([Interval(0.0, low, high)])
    assert scale.ticks() == ticks
    assert scale.digits == digits


def test_an_interval_without_width_still_has_a_place() -> None:
    assert Scale.around([Interval(0.0, 0.0, 0.0)]).place(0.0) == "50.00%"

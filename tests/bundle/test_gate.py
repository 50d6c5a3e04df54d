from __future__ import annotations

from typing import Any

import pytest

from recommender.bundle.gate import pass_gate
from recommender.errors import GateRefused
from tests.small_bundle import small_bundle


@pytest.mark.parametrize(
    "metrics", [{}, {"hr10": 0.5}, {"hr10": None}, {"by": {"a": [1, 2.5]}}, {"name": "ease"}]
)
def test_finite_or_unmeasured_figures_pass(metrics: dict[str, Any]) -> None:
    pass_gate(small_bundle(metrics=metrics))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize(
    "nest", [lambda x: {"m": x}, lambda x: {"by": {"m": x}}, lambda x: {"list": [1, {"m": x}]}]
)
def test_a_figure_that_is_no_number_is_refused_by_name(bad: float, nest: Any) -> None:
    with pytest.raises(GateRefused) as refusal:
        pass_gate(small_bundle(metrics=nest(bad)))
    assert (refusal.value.code, refusal.value.exit_code) == ("METRICS_NOT_FINITE", 1)
    assert refusal.value.context["metric"].endswith("m")

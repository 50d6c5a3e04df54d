"""The gate between a candidate and service: every check that may say no, in one list.

Comparisons with the version that serves now (metrics, share of one course in all lists, fairness)
join :data:`CHECKS` as they come.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from recommender.bundle.contents import Bundle
from recommender.errors import GateRefused


def metrics_are_finite(candidate: Bundle) -> None:
    """A figure that is NaN or infinite means that evaluation failed; ``None`` means "not measured"."""
    for name, value in _numbers(candidate.metrics):
        if not math.isfinite(value):
            raise GateRefused(
                "METRICS_NOT_FINITE",
                f"Ukuran mutu {name} bukan angka.",
                fix="Latih ulang; bila berulang, periksa snapshot dan laporkan.",
                metric=name,
            )


CHECKS: Final[tuple[Callable[[Bundle], None], ...]] = (metrics_are_finite,)


def pass_gate(candidate: Bundle) -> None:
    """Run every check.

    Raises
    ------
    GateRefused
        With the code of the first check that says no.
    """
    for check in CHECKS:
        check(candidate)


def _numbers(metrics: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, float]]:
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{within}{name}.")
        elif isinstance(value, (list, tuple)):
            yield from _numbers({str(place): one for place, one in enumerate(value)}, f"{within}{name}.")
        elif isinstance(value, (int, float)):
            yield f"{within}{name}", float(value)

"""What no version may serve with, however it was trained; the quarter compares."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from recommender.bundle.contents import Bundle
from recommender.errors import GateRefused


def pass_gate(candidate: Bundle) -> None:
    """A figure that is NaN or infinite means that evaluation failed; ``None`` means "not measured".

    Raises
    ------
    GateRefused
        METRICS_NOT_FINITE.
    """
    for name, value in _numbers(candidate.metrics):
        if not math.isfinite(value):
            raise GateRefused(
                "METRICS_NOT_FINITE",
                f"Ukuran mutu {name} bukan angka.",
                fix="Latih ulang; bila berulang, periksa snapshot dan laporkan.",
                metric=name,
            )


def _numbers(metrics: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, float]]:
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{within}{name}.")
        elif isinstance(value, (list, tuple)):
            yield from _numbers({str(place): one for place, one in enumerate(value)}, f"{within}{name}.")
        elif isinstance(value, (int, float)):
            yield f"{within}{name}", float(value)

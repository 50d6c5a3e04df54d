"""What the shadow found, as counters of ``/metrics``: for whoever watches the server while it runs.

Labels name versions and outcomes, never a person or a course. They end with the server; what lasts is in
the database (:mod:`recommender.store.shadow`).
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Summary

from recommender.evaluation.disagreement import Disagreement

_MEANS: Final = ("overlap", "rank_correlation", "benefit_shift")
_LABELS: Final = ("serving", "shadow")


class ShadowFigures:
    """The counters."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answers = Counter(
            "asn_shadow_answers", "Answers that a shadow version answered too.", (*_LABELS, "outcome"),
            registry=registry,
        )  # fmt: skip
        self._means = {
            name: Summary(
                f"asn_shadow_{name}", f"Serving version and shadow: {name}.", _LABELS, registry=registry
            )
            for name in _MEANS
        }

    def count(self, serving: str, shadow: str, outcome: str) -> None:
        """One answer more with that outcome."""
        self._answers.labels(serving, shadow, outcome).inc()

    def compared(self, serving: str, shadow: str, found: Disagreement) -> None:
        """One answer more that both versions gave."""
        self.count(serving, shadow, "same" if found.same else "changed")
        for name, summary in self._means.items():
            value: float | None = getattr(found, name)
            if value is not None:
                summary.labels(serving, shadow).observe(value)

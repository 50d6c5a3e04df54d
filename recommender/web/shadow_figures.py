"""What the shadow found, as counters of ``/metrics``, and the same read back as a table.

Labels name versions and outcomes, never a person or a course. The counters live as long as the server.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Summary
from prometheus_client.parser import text_string_to_metric_families

from recommender.evaluation.disagreement import Disagreement

Outcome = Literal["same", "changed", "unknown", "failed", "dropped", "refused"]
"""``unknown``: the shadow does not know the person; ``failed``: it could not answer; ``dropped``: too many
waited; ``refused``: the version could not be opened, nothing is compared."""

_ANSWERS: Final = "asn_shadow_answers"
_MEANS: Final = ("overlap", "rank_correlation", "benefit_shift")
_LABELS: Final = ("serving", "shadow")


@dataclass(frozen=True)
class Standing:
    """The answers of one version beside those of its shadow."""

    serving: str
    shadow: str
    compared: int
    changed_share: float | None
    """Part of the compared answers whose list is not the same in the same order; None without any."""
    overlap: float | None
    """Means over the compared answers, see :class:`~recommender.evaluation.disagreement.Disagreement`."""
    rank_correlation: float | None
    benefit_shift: float | None
    not_compared: dict[str, int]
    """Answers that were not, by outcome."""


class ShadowFigures:
    """The counters."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answers = Counter(
            _ANSWERS, "Answers that a shadow version answered too.", (*_LABELS, "outcome"), registry=registry
        )
        self._means = {
            name: Summary(
                f"asn_shadow_{name}", f"Serving version and shadow: {name}.", _LABELS, registry=registry
            )
            for name in _MEANS
        }

    def count(self, serving: str, shadow: str, outcome: Outcome) -> None:
        """One answer more with that outcome."""
        self._answers.labels(serving, shadow, outcome).inc()

    def compared(self, serving: str, shadow: str, found: Disagreement) -> None:
        """One answer more that both versions gave."""
        self.count(serving, shadow, "same" if found.same else "changed")
        for name, summary in self._means.items():
            value: float | None = getattr(found, name)
            if value is not None:
                summary.labels(serving, shadow).observe(value)


def read_standings(metrics: str) -> list[Standing]:
    """The figures in the text of ``/metrics``, by pair of versions; empty where nothing was compared."""
    answers: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    sums: dict[tuple[str, str, str], float] = {}
    for family in text_string_to_metric_families(metrics):
        if not family.name.startswith("asn_shadow_"):
            continue
        for sample in family.samples:
            pair = (sample.labels["serving"], sample.labels["shadow"])
            if sample.name == f"{_ANSWERS}_total":
                answers[pair][sample.labels["outcome"]] = int(sample.value)
            else:
                sums[(*pair, sample.name.removeprefix("asn_shadow_"))] = sample.value
    return [_standing(pair, found, sums) for pair, found in sorted(answers.items())]


def _standing(
    pair: tuple[str, str], found: dict[str, int], sums: dict[tuple[str, str, str], float]
) -> Standing:
    same, changed = found.get("same", 0), found.get("changed", 0)

    def mean(name: str) -> float | None:
        count = sums.get((*pair, f"{name}_count"), 0)
        return sums[(*pair, f"{name}_sum")] / count if count else None

    return Standing(
        *pair,
        compared=same + changed,
        changed_share=changed / (same + changed) if same + changed else None,
        overlap=mean("overlap"),
        rank_correlation=mean("rank_correlation"),
        benefit_shift=mean("benefit_shift"),
        not_compared={name: count for name, count in found.items() if name not in {"same", "changed"}},
    )

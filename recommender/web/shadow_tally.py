"""What this worker's shadow found since it was last written down: added up in memory, written in batches.

Where the storage refuses, the sums stay and are written later; a process that is killed loses what it
had not written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import structlog

from recommender.evaluation.disagreement import Disagreement
from recommender.store.shadow import ShadowCount

Outcome = Literal["unknown", "failed", "dropped", "refused"]
"""See :data:`recommender.store.shadow.NOT_COMPARED`."""


class ShadowTally:
    """See the module; safe between threads, and across ``fork`` while nobody uses it.

    Parameters
    ----------
    keep
        Adds counts durably (``store.shadow.add_shadow_counts``).
    """

    def __init__(
        self,
        keep: Callable[[Sequence[ShadowCount]], None],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keep = keep
        self._clock = clock
        self._adding = threading.Lock()
        self._counts: dict[tuple[str, str, str], ShadowCount] = {}

    def count(self, serving: str, shadow: str, outcome: Outcome) -> None:
        """One answer more that was not compared."""
        one: dict[str, Any] = {outcome: 1}
        self._add(replace(self._nothing(serving, shadow), **one))

    def compared(self, serving: str, shadow: str, found: Disagreement) -> None:
        """One answer more that both versions gave."""
        ranked, shifted = found.rank_correlation is not None, found.benefit_shift is not None
        self._add(
            replace(
                self._nothing(serving, shadow),
                same=int(found.same),
                changed=int(not found.same),
                ranked=int(ranked),
                shifted=int(shifted),
                overlap=found.overlap,
                rank_correlation=found.rank_correlation or 0.0,
                benefit_shift=found.benefit_shift or 0.0,
            )
        )

    def flush(self) -> None:
        """Write what came together; does nothing where nothing did."""
        with self._adding:
            counts, self._counts = self._counts, {}
        if not counts:
            return
        try:
            self._keep(list(counts.values()))
        except Exception as failure:
            # Whatever the storage raises: nobody waits for it, and the next flush tries again.
            structlog.get_logger().error("shadow_counts_late", kind=type(failure).__name__)
            for one in counts.values():
                self._add(one)

    def _nothing(self, serving: str, shadow: str) -> ShadowCount:
        return ShadowCount(self._clock().strftime("%Y-%m-%dT%H"), serving, shadow)

    def _add(self, one: ShadowCount) -> None:
        key = (one.hour, one.serving, one.shadow)
        with self._adding:
            self._counts[key] = _sum(self._counts[key], one) if key in self._counts else one


def _sum(one: ShadowCount, other: ShadowCount) -> ShadowCount:
    """Both together; they are of one hour and one pair."""
    return ShadowCount(
        one.hour, one.serving, one.shadow,
        same=one.same + other.same, changed=one.changed + other.changed,
        unknown=one.unknown + other.unknown, failed=one.failed + other.failed,
        dropped=one.dropped + other.dropped, refused=one.refused + other.refused,
        ranked=one.ranked + other.ranked, shifted=one.shifted + other.shifted,
        overlap=one.overlap + other.overlap,
        rank_correlation=one.rank_correlation + other.rank_correlation,
        benefit_shift=one.benefit_shift + other.benefit_shift,
    )  # fmt: skip

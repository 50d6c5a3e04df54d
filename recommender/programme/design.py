"""The whole design of one version: what is missing, what overlaps, what nobody needs."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from recommender.features.arrays import Bool
from recommender.programme.courses import NotNeeded, Overlap, Tally
from recommender.programme.proposals import Proposal, propose
from recommender.programme.province import Province, Terms
from recommender.programme.unserved import REASONS, Needs, look_at_everybody
from recommender.progress import Progress, silent


@dataclass(frozen=True, eq=False)
class Programme:
    """What a planner of programmes reads."""

    province: Province
    terms: Terms
    needs: Needs
    """Needs that no course serves."""
    gaps: int
    """Gap needs in all."""
    barred: int
    """People with a gap who may attend nothing, whose needs are left out."""
    proposals: tuple[Proposal, ...]
    overlaps: tuple[Overlap, ...]
    not_needed: tuple[NotNeeded, ...]

    def by_reason(self, seen: Bool | None = None) -> dict[str, int]:
        """Needs by reason, in the documented order; of the people of the mask ``seen`` (n,) alone."""
        reason = self.needs.reason if seen is None else self.needs.reason[seen[self.needs.person]]
        count = np.bincount(reason, minlength=len(REASONS))
        return dict(zip(REASONS, count.tolist(), strict=True))

    def find(self, key: str) -> Proposal | None:
        """The proposal of that name."""
        return next((one for one in self.proposals if one.key(self.province) == key), None)


def design(province: Province, *, terms: Terms, progress: Progress = silent) -> Programme:
    """Look at everybody once, then group what is missing."""
    tally, parts, gaps, barred = Tally(province), [], 0, 0
    for chunk in look_at_everybody(province, terms):
        tally.add(chunk)
        parts.append(chunk.needs)
        gaps, barred = gaps + chunk.gaps, barred + chunk.barred
        progress("Rancangan program", int(chunk.rows[-1]) + 1, len(province.people))
    needs = Needs(
        **{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Needs)}
    )
    return Programme(
        province=province, terms=terms, needs=needs, gaps=gaps, barred=barred,
        proposals=propose(province, needs, terms=terms), overlaps=tally.overlaps(),
        not_needed=tally.not_needed(),
    )  # fmt: skip

"""Names of the agreement scorers, and how a bundle brings one back from its arrays.

numpy only, so the server can import it; the learners are in modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from numpy.typing import NDArray

from recommender.errors import BundleRefused
from recommender.scorers.blend import BlendScorer
from recommender.scorers.by_need import ByNeedScorer
from recommender.scorers.contract import Scorer
from recommender.scorers.factors import HybridScorer
from recommender.scorers.feedback import FeedbackScorer
from recommender.scorers.history import EaseScorer, ItemKnnScorer, MarkovScorer
from recommender.scorers.popular import PopularScorer

_Rebuildable = (
    type[PopularScorer] | type[ByNeedScorer] | type[ItemKnnScorer] | type[EaseScorer]
    | type[MarkovScorer] | type[HybridScorer] | type[BlendScorer]
)  # fmt: skip

SCORERS: Final[Mapping[str, _Rebuildable]] = {
    scorer.name: scorer
    for scorer in (
        PopularScorer, ByNeedScorer, ItemKnnScorer, EaseScorer, MarkovScorer, HybridScorer, BlendScorer,
    )
}  # fmt: skip
"""Models of past practice by name, from the simplest on; feedback may lie on any of them."""


def rebuild(name: str, arrays: Mapping[str, NDArray[Any]]) -> Scorer:
    """The scorer ``name`` from its arrays.

    Raises
    ------
    BundleRefused
        SCORER_UNKNOWN: this version of the service has no scorer of that name.
    """
    if name == FeedbackScorer.name:
        return FeedbackScorer.from_arrays(arrays, rebuild=rebuild)
    if name not in SCORERS:
        raise BundleRefused(
            "SCORER_UNKNOWN",
            f"Versi ini memakai model {name}, yang tidak dikenal layanan ini.",
            fix="Perbarui layanan, atau latih ulang dengan layanan ini.",
        )
    return SCORERS[name].from_arrays(arrays)

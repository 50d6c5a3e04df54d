"""Everything the gate and the report look at, as plain figures: drift, forecast, lists, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recommender.bundle.contents import Bundle
from recommender.evaluation import drift
from recommender.evaluation.overrides import Share, of_fit, planners_way
from recommender.features.build import build_dataset
from recommender.features.feedback import NO_FEEDBACK, Feedback
from recommender.progress import Progress, silent
from recommender.retraining.forecast import Forecast, make_forecast
from recommender.retraining.served_lists import ServedLists, compare_lists
from recommender.retraining.shared import shared
from recommender.store.plan_swaps import Swap
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import SEED


@dataclass(frozen=True)
class Champion:
    """The version that serves, with the data it learnt from."""

    version: str
    bundle: Bundle
    snapshot: Snapshot | None
    """None where its snapshot is no longer there."""


@dataclass(frozen=True)
class Overrides:
    """How both versions order the pairs of people that planners swapped."""

    swaps: int
    of_fit: int
    """Those for reasons that say whom the course suits; the others judge no version."""
    challenger: Share | None
    champion: Share | None
    """None where too few pairs are known to the version, or nothing serves."""


@dataclass(frozen=True)
class Comparison:
    """The challenger beside the champion; see the parts."""

    challenger: str
    champion: str | None
    as_of: str
    champion_as_of: str | None
    snapshot: str
    rows: Mapping[str, int]
    champion_rows: Mapping[str, int] | None
    """Rows of each table; None where nothing serves or the champion's snapshot is gone."""
    switched_off: tuple[str, ...]
    drift: drift.Drift | None
    forecast: Forecast | None
    """None where the history is too short."""
    lists: ServedLists
    overrides: Overrides | None = None
    """None in comparisons that were made before planners' swaps were looked at."""


def compare(
    version: str,
    *,
    bundle: Bundle,
    snapshot: Snapshot,
    champion: Champion | None,
    feedback: Feedback = NO_FEEDBACK,
    swaps: Sequence[Swap] = (),
    progress: Progress = silent,
) -> Comparison:
    """All figures of the challenger ``version``, learnt from ``snapshot`` and ``feedback``; deterministic."""
    dataset = build_dataset(snapshot)
    old = None if champion is None else champion.bundle
    known = None if champion is None else champion.snapshot
    common = None if old is None else shared(old, bundle, seed=SEED)
    if common is not None and len(common.challenger_rows) == 0:
        common = None  # not one person in both: nothing to compare, and the lines on the data are red
    forecast = make_forecast(
        snapshot, dataset, bundle, champion=old, common=common, feedback=feedback, progress=progress
    )
    moved = None if known is None else drift.compare(build_dataset(known), dataset, seed=SEED)
    return Comparison(
        challenger=version,
        champion=None if champion is None else champion.version,
        as_of=bundle.as_of.isoformat(),
        champion_as_of=None if old is None else old.as_of.isoformat(),
        snapshot=snapshot.digest,
        rows=dict(snapshot.rows),
        champion_rows=None if known is None else dict(known.rows),
        switched_off=bundle.switched_off,
        drift=moved,
        forecast=forecast,
        lists=compare_lists(snapshot, bundle, champion=old, common=common),
        overrides=_overrides(swaps, bundle, old),
    )


def _overrides(swaps: Sequence[Swap], challenger: Bundle, champion: Bundle | None) -> Overrides:
    fit = of_fit(swaps)
    return Overrides(
        swaps=len(swaps),
        of_fit=len(fit),
        challenger=planners_way(challenger, fit),
        champion=None if champion is None else planners_way(champion, fit),
    )

"""Held out in time: what everybody would have listed on one day, judged by what came after it.

The day is the serving version's own as-of date, so that this version (the champion) forecasts what it
never saw. The challenger is learnt once more from the new data as they stood on that day, and so is
every baseline: same people, same day, same judge, differences by person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.domain.days import to_date
from recommender.errors import BadInput
from recommender.evaluation import metrics
from recommender.evaluation.growth_check import check_growth
from recommender.evaluation.intervals import Interval, of_difference, of_mean
from recommender.evaluation.probability import area_under_curve, calibration_error
from recommender.evaluation.split import TimeSplit, cut_date, split_by_time
from recommender.evaluation.worth import method_lists
from recommender.features.arrays import F32, I32, Bool, Dataset
from recommender.features.build import build_dataset
from recommender.features.completion_inputs import finished, for_records
from recommender.features.feedback import NO_FEEDBACK, Feedback
from recommender.progress import Progress, silent
from recommender.ranking import eligibility
from recommender.ranking.greedy import list_benefit
from recommender.retraining.shared import LENGTH, Shared, lists_of
from recommender.scorers.contract import Scorer
from recommender.scorers.feedback import practice_model
from recommender.tables.snapshot import Snapshot
from recommender.training.agreement import learners
from recommender.training.fit import SEED, Learnt, learn

OURS: Final = "expected_gain"
CHAMPION: Final = "champion"
_FEWEST: Final = 50
"""People who completed something after the day, below which the day is moved back."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """One method beside ours on the same people."""

    value: Interval
    lead: Interval | None
    """Ours minus this one, paired by person; None for ours itself."""


@dataclass(frozen=True)
class Calibration:
    """The completion model on trainings that started after the day."""

    auc: float
    ece: float
    trainings: int
    champion_ece: float | None
    excess: Interval | None
    """Brier score of the challenger minus that of the champion, by person: positive is worse."""


@dataclass(frozen=True)
class Growth:
    """Measured on predicted growth of later trainings: slope through the origin (1 is perfect), its SD."""

    slope: float
    slope_sd: float
    trainings: int


@dataclass(frozen=True)
class Forecast:
    """See the module; methods by name, ours is ``expected_gain``, the serving version ``champion``."""

    cut: str
    blind: bool
    """Whether the champion saw nothing of what came after the day."""
    benefit: Mapping[str, Standing]
    """Expected joint benefit of ten, judged by the challenger's gain model learnt on everything."""
    agreement: Mapping[str, Standing]
    """NDCG@10 of what people completed next; ours is the challenger's agreement model."""
    calibration: Calibration | None
    growth: Growth | None
    same_kind: Interval | None = None
    """NDCG@10 of the champion's kind of model, learnt from the new data as they stood on the day, minus
    that of the champion itself: what the new data do to a model, whichever kind the challenger chose."""


def make_forecast(
    snapshot: Snapshot,
    dataset: Dataset,
    challenger: Bundle,
    *,
    champion: Bundle | None,
    common: Shared | None,
    feedback: Feedback = NO_FEEDBACK,
    progress: Progress = silent,
) -> Forecast | None:
    """The forecast; None where the history is too short to be split.

    Of ``feedback``, what the challenger was trained with, that is used which was told by the day.
    """
    split, blind = _split(snapshot, dataset, champion)
    if split is None:
        return None
    earlier = split.earlier
    progress("Membandingkan ke depan", 1, 4)
    day = to_date(earlier.evidence.as_of)
    learnt = learn(
        earlier, digest=snapshot.digest, chosen=practice_model(challenger.agreement),
        feedback=feedback.until(day),
    )  # fmt: skip
    scorers = {name: make(earlier) for name, make in learners(seed=SEED).items()}
    progress("Membandingkan ke depan", 2, 4)
    rows = np.arange(len(earlier.people)) if common is None else common.challenger_rows
    old = None if champion is None or common is None else (champion, common)
    benefit = _benefit(learnt, earlier, challenger, rows, scorers, old)
    progress("Membandingkan ke depan", 3, 4)
    agreement = _agreement(split, rows, learnt.bundle.agreement, scorers, old)
    forecast = Forecast(
        cut=day.isoformat(),
        blind=blind,
        benefit=_standings(benefit),
        agreement=_standings(agreement),
        calibration=_calibration(learnt, earlier, dataset, old),
        growth=_growth(learnt, dataset, earlier.evidence.as_of),
        same_kind=None if champion is None else _same_kind(agreement, practice_model(champion.agreement)),
    )
    progress("Membandingkan ke depan", 4, 4)
    return forecast


def _split(snapshot: Snapshot, dataset: Dataset, champion: Bundle | None) -> tuple[TimeSplit | None, bool]:
    """At the champion's date; where too little came after it, at a date that leaves enough."""

    def at(day: date) -> TimeSplit:
        return split_by_time(build_dataset(snapshot, as_of=day), later=dataset)

    if champion is not None and champion.as_of < snapshot.as_of:
        split = at(champion.as_of)
        if len(split.persons) >= _FEWEST:
            return split, True
    try:
        return at(cut_date(dataset.evidence)), False
    except BadInput:
        return None, False


def _benefit(
    learnt: Learnt,
    earlier: Dataset,
    judge: Bundle,
    rows: NDArray[np.int64],
    scorers: Mapping[str, Scorer],
    old: tuple[Bundle, Shared] | None,
) -> dict[str, Values]:
    people = learnt.bundle.people.take(rows)
    rules = eligibility.compile_rules(
        earlier.catalogue, positions=earlier.positions, units=earlier.units, switched_off=earlier.switched_off
    )
    allowed = eligibility.eligible(rules, people=people, as_of=learnt.bundle.as_of).eligible
    scores: dict[str, F32] = {name: one.score(people) for name, one in scorers.items()}
    lists = method_lists(learnt.bundle, people, scores, allowed=allowed, length=LENGTH, seed=SEED)
    if old is not None:
        champion, common = old
        lists[CHAMPION] = common.in_challenger(lists_of(champion, common.champion_rows))
    return {name: worth(judge, rows, one) for name, one in lists.items()}


def worth(judge: Bundle, rows: NDArray[np.int64], lists: I32) -> Values:
    """(m,) joint benefit of ``lists`` (m, L) for the people of ``rows``, by the gain model of ``judge``."""
    people = judge.people.take(rows)
    value = list_benefit(judge.gain, people, p_complete=judge.completion.score(people), course=lists)
    return value.astype(np.float64)


def _agreement(
    split: TimeSplit,
    rows: NDArray[np.int64],
    ours: Scorer,
    scorers: Mapping[str, Scorer],
    old: tuple[Bundle, Shared] | None,
) -> dict[str, Values]:
    """NDCG of each model for the people of ``rows`` who completed something new after the day."""
    judged = np.flatnonzero(np.isin(split.persons, rows))
    if len(judged) == 0:
        return {}
    persons, relevant, barred = split.persons[judged], split.relevant[judged], split.completed[judged]
    people = split.earlier.people.take(persons)

    def ndcg(scores: F32) -> Values:
        return metrics.ndcg(metrics.ranked(scores, k=LENGTH, barred=barred), relevant)

    values = {OURS: ndcg(ours.score(people))}
    if old is not None:
        values[CHAMPION] = ndcg(_champion_scores(*old, persons))
    return values | {name: ndcg(one.score(people)) for name, one in scorers.items()}


def _same_kind(agreement: Mapping[str, Values], kind: str) -> Interval | None:
    if CHAMPION not in agreement or kind not in agreement:
        return None
    return of_difference(agreement[kind], agreement[CHAMPION], rng=np.random.default_rng(SEED))


def _champion_scores(champion: Bundle, common: Shared, persons: NDArray[np.int64]) -> F32:
    """(m, C) the champion's agreement scores in the challenger's courses; new courses come last."""
    place = np.searchsorted(common.challenger_rows, persons)
    known = champion.agreement.score(champion.people.take(common.champion_rows[place]))
    lowest = known.min(axis=1, keepdims=True) - 1
    scores = np.where(common.to_champion >= 0, known[:, np.maximum(common.to_champion, 0)], lowest)
    return scores.astype(np.float32)


def _standings(values: Mapping[str, Values]) -> dict[str, Standing]:
    rng = np.random.default_rng
    return {
        name: Standing(
            value=of_mean(value, rng=rng(SEED)),
            lead=None if name == OURS else of_difference(values[OURS], value, rng=rng(SEED)),
        )
        for name, value in values.items()
    }


def _growth(learnt: Learnt, later: Dataset, cut: int) -> Growth | None:
    found = check_growth(learnt.gain, later=later, cut=cut)
    return None if found is None else Growth(found.slope, found.slope_sd, found.trainings)


def _calibration(
    learnt: Learnt, earlier: Dataset, later: Dataset, old: tuple[Bundle, Shared] | None
) -> Calibration | None:
    evidence = later.evidence
    after = np.flatnonzero(evidence.record_start > earlier.evidence.as_of)
    happened = finished(evidence.record_status)[after]
    if len(after) == 0 or happened.all() or not happened.any():
        return None
    inputs = for_records(evidence, profile=later.people)[after]
    course = evidence.record_course[after]
    ours = _probability(inputs, learnt.bundle.completion.weight[:, course])
    champion_ece, excess = None, None
    if old is not None:
        champion, common = old
        row = common.to_champion[course]
        known = row >= 0
        theirs = _probability(inputs[known], champion.completion.weight[:, row[known]])
        champion_ece = calibration_error(theirs, happened[known])
        excess = _excess(ours[known], theirs, happened[known], evidence.record_person[after][known])
    return Calibration(
        auc=area_under_curve(ours, happened),
        ece=calibration_error(ours, happened),
        trainings=len(after),
        champion_ece=champion_ece,
        excess=excess,
    )


def _probability(inputs: F32, weight: F32) -> Values:
    logit = np.clip(np.einsum("rf,fr->r", inputs, weight, dtype=np.float64), -8, 8)
    return np.asarray(1 / (1 + np.exp(-logit)), np.float64)


def _excess(ours: Values, theirs: Values, happened: Bool, person: I32) -> Interval | None:
    """Mean over people of their mean difference of squared errors."""
    if len(person) == 0:
        return None
    _, row = np.unique(person, return_inverse=True)
    difference = (ours - happened) ** 2 - (theirs - happened) ** 2
    by_person = np.bincount(row, weights=difference) / np.bincount(row)
    return of_mean(by_person, rng=np.random.default_rng(SEED))

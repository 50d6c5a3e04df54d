"""Everything that is learnt from one snapshot, in the order in which one needs the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.domain.days import to_date
from recommender.domain.nip import pseudonym
from recommender.errors import BadInput
from recommender.evaluation.split import cut_date, split_by_time
from recommender.features.arrays import Dataset
from recommender.features.build import build_dataset
from recommender.features.feedback import NO_FEEDBACK, Feedback
from recommender.features.identifiers import Vocabulary
from recommender.progress import Progress, silent
from recommender.ranking.prepared import prepare_lists
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_feedback import learn_with_feedback
from recommender.scorers.learn_gain import LearntGain, learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.tables.snapshot import Snapshot
from recommender.training import agreement
from recommender.training.completion_check import check_completion
from recommender.training.dial import calibrated
from recommender.training.feedback_figures import figures_of

SEED: Final = 20260101
"""Seed of every step that draws: fixed, so that the same snapshot gives the same version."""
_STEPS: Final = 6


@dataclass(frozen=True)
class Learnt:
    """What was learnt from one dataset, before anything is known of the outside (NIP, figures)."""

    bundle: Bundle
    gain: LearntGain
    estimators: Mapping[str, Any]
    """Fitted scikit-learn estimators by name, for the offline side."""


@dataclass(frozen=True)
class Trained:
    """A bundle, ready to be written, and what was learnt on the way."""

    bundle: Bundle
    gain: LearntGain
    agreement: Mapping[str, agreement.Judged]
    """Empty where the history is too short for a contest."""
    estimators: Mapping[str, Any]
    """Fitted scikit-learn estimators by name, for the offline side."""


def train(
    snapshot: Snapshot, *, nip_key: bytes, feedback: Feedback = NO_FEEDBACK, progress: Progress = silent
) -> Trained:
    """Learn everything from ``snapshot``, and agreement from ``feedback`` too; deterministic."""
    dataset = build_dataset(snapshot)
    progress("Melatih", 1, _STEPS)
    results, held_out = _compare(snapshot, dataset, progress)
    chosen = agreement.winner(results) if results else "popular"
    progress("Melatih", 2, _STEPS)
    learnt = learn(dataset, digest=snapshot.digest, chosen=chosen, feedback=feedback, progress=progress)
    pseudonyms, persons = _nip_index(snapshot, dataset, nip_key)
    bundle = replace(
        learnt.bundle,
        nip_pseudonym=pseudonyms,
        nip_person=persons,
        metrics=_metrics(learnt.gain, chosen, results, held_out) | figures_of(feedback),
    )
    bundle = replace(bundle, lists=prepare_lists(bundle))
    progress("Melatih", _STEPS, _STEPS)
    return Trained(bundle=bundle, gain=learnt.gain, agreement=results, estimators=learnt.estimators)


def learn(
    dataset: Dataset, *, digest: str, chosen: str, feedback: Feedback = NO_FEEDBACK,
    progress: Progress = silent,
) -> Learnt:  # fmt: skip
    """Levels, completion, gain and the ``chosen`` agreement model of one dataset, calibrated.

    ``feedback`` reaches the agreement model alone: what people click on is no evidence of what they learn.
    """
    model = learn_levels(dataset, seed=SEED)
    completion = learn_completion(dataset)
    progress("Melatih", 3, _STEPS)
    gain = learn_gain(dataset, model=model, completion=completion.scorer)
    progress("Melatih", 4, _STEPS)
    bundle = Bundle(
        as_of=to_date(dataset.evidence.as_of),
        snapshot_digest=digest,
        people=gain.people,
        catalogue=dataset.catalogue,
        competencies=dataset.competencies,
        positions=dataset.positions,
        units=dataset.units,
        feature_names=Vocabulary(np.array(dataset.feature_names, dtype=np.str_)),
        levels=model,
        gain=gain.gain,
        completion=completion.scorer,
        agreement=learn_with_feedback(agreement.learners(seed=SEED)[chosen], dataset, feedback=feedback),
        dial=0.0,
        benefit_unit=1.0,
        nip_pseudonym=np.array([], dtype="S64"),
        nip_person=np.array([], dtype=np.int32),
        lists=Lists.empty(len(gain.people), 0, 0),
        switched_off=dataset.switched_off,
        metrics={},
        seeds={"all": SEED},
    )
    progress("Melatih", 5, _STEPS)
    return Learnt(
        bundle=calibrated(bundle, as_of=bundle.as_of, seed=SEED),
        gain=gain,
        estimators={} if completion.estimator is None else {"completion": completion.estimator},
    )


def _compare(
    snapshot: Snapshot, dataset: Dataset, progress: Progress
) -> tuple[dict[str, agreement.Judged], dict[str, float]]:
    """The agreement contest and the completion model's figures, both on the time after one day."""
    try:
        day = cut_date(dataset.evidence)
    except BadInput:
        return {}, {}
    earlier = build_dataset(snapshot, as_of=day)
    split = split_by_time(earlier, later=dataset)
    results = agreement.contest(split, seed=SEED, progress=progress) if len(split.persons) else {}
    check = check_completion(earlier, later=dataset)
    figures = {} if check is None else {"completion_auc": check.auc, "completion_ece": check.ece}
    return results, figures


def _nip_index(
    snapshot: Snapshot, dataset: Dataset, nip_key: bytes
) -> tuple[np.ndarray[Any, np.dtype[np.bytes_]], np.ndarray[Any, np.dtype[np.int32]]]:
    """Sorted keyed pseudonyms of the known NIPs and the person of each; the NIPs stay behind."""
    private = snapshot.frame("people")
    private = private[private["nip"].notna()]
    names = np.array([pseudonym(nip, nip_key) for nip in private["nip"]], dtype="S64")
    persons = Vocabulary(dataset.people.asn_id).rows(private["asn_id"].to_numpy(dtype=np.str_))
    order = np.argsort(names)
    return names[order], persons[order]


def _metrics(
    gain: LearntGain, chosen: str, results: Mapping[str, agreement.Judged], held_out: Mapping[str, float]
) -> dict[str, Any]:
    return {
        "agreement_model": chosen,
        "agreement": {name: asdict(judged) for name, judged in results.items()},
        **held_out,
        "growth_law": gain.law.chosen,
        "growth_observations": gain.observations,
        "test_points_per_level": None if gain.test_scale is None else gain.test_scale.slope,
    }

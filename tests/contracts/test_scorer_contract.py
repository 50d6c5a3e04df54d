"""What every scorer promises, stated once: add a line to ``ROLES`` and a new scorer is held to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.features.arrays import Dataset
from recommender.features.feedback import Event, Feedback
from recommender.scorers.by_need import learn_by_need
from recommender.scorers.completion import CompletionScorer
from recommender.scorers.contract import Scorer
from recommender.scorers.ease import learn_ease
from recommender.scorers.gain import GainScorer
from recommender.scorers.hybrid import Warp, learn_hybrid
from recommender.scorers.item_knn import learn_item_knn
from recommender.scorers.learn_blend import learn_blend
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_feedback import learn_with_feedback
from recommender.scorers.learn_gain import learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.scorers.markov import learn_markov
from recommender.scorers.popular import learn_popular
from recommender.scorers.registry import SCORERS, rebuild
from tests.small_world import small_dataset

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Role:
    """One scorer under the contract."""

    name: str
    learn: Callable[[Dataset], Scorer]
    rebuild: Callable[[Mapping[str, NDArray[Any]]], Scorer] | None = None
    """None: as an agreement model, by its name."""


def _completion(dataset: Dataset) -> Scorer:
    """Learnt on every record forty times: the few of the small world would be too few to fit."""
    evidence = dataset.evidence
    records = {
        name: np.repeat(value, 40) for name, value in vars(evidence).items() if name.startswith("record")
    }
    return learn_completion(replace(dataset, evidence=replace(evidence, **records))).scorer


def _gain(dataset: Dataset) -> Scorer:
    completion = learn_completion(dataset).scorer
    return learn_gain(dataset, model=learn_levels(dataset, seed=1), completion=completion).gain


def _feedback(dataset: Dataset) -> Scorer:
    told = [
        ("A1", "C1", "SHOWN", "", 2), ("A1", "C1", "OPENED", "", 0), ("A2", "C3", "SHOWN", "", 1),
        ("A2", "C3", "DECLINED", "NOT_RELEVANT", 0), ("A5", "C5", "REQUESTED", "", 0),
    ]  # fmt: skip
    events = tuple(Event(f"2026-06-{place + 1:02d}", *one) for place, one in enumerate(told))
    return learn_with_feedback(learn_ease, dataset, feedback=Feedback(events))


ROLES = [
    Role("popular", learn_popular),
    Role("by_need", learn_by_need),
    Role("item_knn", learn_item_knn),
    Role("ease", learn_ease),
    Role("markov", learn_markov),
    Role("hybrid", lambda dataset: learn_hybrid(dataset, seed=1, warp=Warp(factors=4))),
    Role("blend", learn_blend),
    Role("completion", _completion, CompletionScorer.from_arrays),
    Role("feedback", _feedback, partial(rebuild, "feedback")),
    Role("gain", _gain, GainScorer.from_arrays),
]


def test_every_registered_scorer_is_held_to_the_contract() -> None:
    assert {role.name for role in ROLES if role.rebuild is None} == set(SCORERS)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
class TestScorerContract:
    def test_scores_are_finite_float32_one_row_a_person_one_column_a_course(self, role: Role) -> None:
        dataset = small_dataset()
        scores = role.learn(dataset).score(dataset.people)
        assert scores.shape == (6, 5)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()

    def test_it_tells_courses_apart(self, role: Role) -> None:
        dataset = small_dataset()
        assert len(np.unique(role.learn(dataset).score(dataset.people)[0])) > 1

    def test_a_person_alone_scores_as_in_a_batch_to_the_last_bit(self, role: Role) -> None:
        dataset = small_dataset()
        scorer = role.learn(dataset)
        batch = scorer.score(dataset.people)
        for row in range(len(dataset.people)):
            assert np.array_equal(scorer.score(dataset.people.take([row])), batch[[row]])

    def test_a_large_batch_scores_as_a_small_one(self, role: Role) -> None:
        dataset = small_dataset()
        scorer = role.learn(dataset)
        rows = np.arange(9000) % 6
        large = scorer.score(dataset.people.take(rows))
        assert np.array_equal(large, scorer.score(dataset.people)[rows])

    def test_the_order_of_people_does_not_matter(self, role: Role) -> None:
        dataset = small_dataset()
        scorer = role.learn(dataset)
        order = np.array([3, 0, 5, 2, 4, 1])
        assert np.array_equal(scorer.score(dataset.people.take(order)), scorer.score(dataset.people)[order])

    def test_nobody_is_scored_as_an_empty_table(self, role: Role) -> None:
        dataset = small_dataset()
        assert role.learn(dataset).score(dataset.people.take([])).shape == (0, 5)

    def test_arrays_bring_back_the_same_scores(self, role: Role) -> None:
        dataset = small_dataset()
        scorer = role.learn(dataset)
        arrays = scorer.arrays()
        assert all(array.dtype != object for array in arrays.values())
        again = role.rebuild(arrays) if role.rebuild else rebuild(scorer.name, arrays)
        assert type(again) is type(scorer)
        assert np.array_equal(again.score(dataset.people), scorer.score(dataset.people))

    def test_learning_twice_gives_the_same_arrays(self, role: Role) -> None:
        one, two = (role.learn(small_dataset()).arrays() for _ in range(2))
        assert one.keys() == two.keys()
        assert all(np.array_equal(one[key], two[key]) for key in one)

    def test_a_person_nobody_has_seen_is_scored(self, role: Role) -> None:
        dataset = small_dataset()
        stranger = replace(
            dataset.people.take([5]),
            asn_id=np.array(["nobody"]),
            position=np.array([-1], np.int32),
            feature_indptr=np.array([0, 0], np.int64),
            feature=np.zeros(0, np.int32),
        )
        assert np.isfinite(role.learn(dataset).score(stranger)).all()

    def test_it_learns_from_a_world_without_any_record(self, role: Role) -> None:
        dataset = small_dataset(records=())
        assert np.isfinite(role.learn(dataset).score(dataset.people)).all()

    def test_a_course_without_records_has_a_finite_score(self, role: Role) -> None:
        dataset = small_dataset()
        assert np.isfinite(role.learn(dataset).score(dataset.people)[:, 4]).all()

    def test_the_birth_day_changes_nothing(self, role: Role) -> None:
        dataset = small_dataset()
        older = replace(dataset.people, born_on=dataset.people.born_on - 7300)
        one, two = role.learn(dataset), role.learn(replace(dataset, people=older))
        assert np.array_equal(one.score(dataset.people), two.score(older))

    def test_scoring_changes_none_of_its_arrays(self, role: Role) -> None:
        dataset = small_dataset()
        scorer = role.learn(dataset)
        before = {key: array.copy() for key, array in scorer.arrays().items()}
        scorer.score(dataset.people)[:] = -1
        assert all(np.array_equal(array, before[key]) for key, array in scorer.arrays().items())


def test_bringing_scorers_back_needs_none_of_the_libraries_that_fitted_them() -> None:
    probe = (
        "import sys, recommender.scorers.registry\n"
        "print(sorted({'scipy', 'sklearn', 'lightfm', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

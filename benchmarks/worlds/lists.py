"""The lists of every ranker for one snapshot, in the order in which the catalogue stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, Bool, Dataset, People
from recommender.ranking.eligibility import compile_rules, eligible
from recommender.ranking.greedy import pick_lists
from recommender.scorers.by_need import learn_by_need
from recommender.scorers.ease import learn_ease
from recommender.scorers.gain import GainScorer
from recommender.scorers.growth import NODE_WEIGHTS, NODES
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import LearntGain, learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.scorers.popular import learn_popular
from recommender.synthetic.truth import Truth, best_of


@dataclass(frozen=True)
class Learnt:
    """What was learnt of one snapshot, and who may take what."""

    dataset: Dataset
    gain: LearntGain
    allowed: Bool
    """(n, C) by the service's own rules."""


def learn(dataset: Dataset, *, as_of: date, seed: int) -> Learnt:
    """Learn as training does."""
    model = learn_levels(dataset, seed=seed)
    gain = learn_gain(dataset, model=model, completion=learn_completion(dataset))
    rules = compile_rules(
        dataset.catalogue, positions=dataset.positions, units=dataset.units,
        switched_off=dataset.switched_off,
    )  # fmt: skip
    return Learnt(dataset, gain, eligible(rules, people=gain.people, as_of=as_of).eligible)


def rankings(learnt: Learnt, truth: Truth, *, length: int, seed: int) -> Iterator[tuple[str, I32]]:
    """Name and (n, length) list of every ranker; -1 past the end of a list.

    ``ceiling`` knows every hidden parameter but not the levels, which it takes as estimated.
    """
    people, allowed = learnt.gain.people, learnt.allowed
    rated = replace(people, level=_last_ratings(learnt))
    by_need = learn_by_need(learnt.dataset)
    scores: dict[str, F32] = {
        "random": np.random.default_rng(seed).random(allowed.shape, dtype=np.float32),
        "popular": learn_popular(learnt.dataset).score(people),
        "ease": learn_ease(learnt.dataset).score(people),
        "by_need, last rating": by_need.score(rated),
        "by_need, filtered levels": by_need.score(people),
    }
    for name, score in scores.items():
        yield name, best_of(np.where(allowed, score, -np.inf), length)
    yield "ours, independent", ours(learnt.gain.gain, people, allowed, length=length, greedy=False)
    yield "ours, greedy", ours(learnt.gain.gain, people, allowed, length=length, greedy=True)
    here = learnt.dataset.competencies.ids.rows(truth.competency_ids)  # the snapshot has its own order
    known = replace(
        people, level=truth.levels[:, np.argsort(here)], level_sd=np.full_like(truth.levels, 0.01)
    )
    yield "ours, true levels", ours(learnt.gain.gain, known, allowed, length=length, greedy=True)
    aligned = replace(people, level=people.level[:, here], level_sd=people.level_sd[:, here])
    yield "ceiling: true law, our levels", ceiling(truth, aligned, allowed, length=length)


def ours(gain: GainScorer, people: People, allowed: Bool, *, length: int, greedy: bool) -> I32:
    """The lists of the gain model alone, without agreement."""
    lists = pick_lists(
        gain, people, p_complete=gain.completion.score(people), allowed=allowed,
        bonus=np.zeros(allowed.shape, np.float32), benefit_factor=1.0, length=length, greedy=greedy,
    )  # fmt: skip
    return lists.course


def ceiling(truth: Truth, people: People, allowed: Bool, *, length: int) -> I32:
    """Greedy lists by the true law, averaged over what is not known of the levels."""
    lists = np.full((len(people), length), -1, np.int32)
    for rows in truth.tiles():
        levels = [people.level[rows] + people.level_sd[rows] * node for node in NODES.astype(np.float32)]
        left = allowed[rows].copy()
        for place in range(length):
            mean = sum(
                float(weight) * truth.closed(rows, level)
                for weight, level in zip(NODE_WEIGHTS, levels, strict=True)
            )
            pick = best_of(np.where(left, mean, -np.inf), 1)[:, 0]
            lists[rows, place] = pick
            for level in levels:
                truth.teach(rows, level, pick)
            left[np.arange(len(pick)), pick] = False
    return lists


def _last_ratings(learnt: Learnt) -> F32:
    """(n, K) newest rating as it stands; who was never rated is taken to meet the standard."""
    evidence, dataset = learnt.dataset.evidence, learnt.dataset
    level: NDArray[np.float32] = dataset.positions.required[dataset.people.position].copy()
    level[evidence.assessed_person, evidence.assessed_competency] = evidence.assessed_level
    return level

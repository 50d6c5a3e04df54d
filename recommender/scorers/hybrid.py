"""LightFM hybrid with the WARP loss: factors of persons, their features and what a course is about.

The one module that imports ``lightfm``; plain factor arrays come out. One thread, since with more two
runs differ. On little data WARP is best after very few epochs and overfits from there, so learning
stops where held-out courses are ranked no better. Source: Kula (2015), "Metadata embeddings for user
and item cold-start recommendations"; Weston, Bengio & Usunier (2011) for WARP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from lightfm import LightFM
from numpy.typing import NDArray
from scipy import sparse

from recommender.features.arrays import Catalogue, Dataset
from recommender.features.identifiers import Vocabulary
from recommender.scorers.factors import HybridScorer
from recommender.scorers.held_out import HeldOut, best, hold_out_newest
from recommender.scorers.interactions import taken

EPOCHS: Final = (1, 2, 4, 8, 15, 30)
"""What validation chooses from: the model is looked at after each of these."""


@dataclass(frozen=True)
class Warp:
    """The knobs of LightFM."""

    factors: int = 32
    learning_rate: float = 0.05
    epochs: int | None = None
    """Chosen from ``EPOCHS`` where None."""
    threads: int = 1


def learn_hybrid(
    dataset: Dataset, *, seed: int, warp: Warp | None = None, held: HeldOut | None = None
) -> HybridScorer:
    """Learn the factors; the same dataset and seed give the same factors, bit for bit.

    Without a number of epochs it is chosen on ``held``, by default the newest courses.
    """
    warp = warp or Warp()
    epochs = warp.epochs or choose_epochs(held or hold_out_newest(dataset), warp=warp, seed=seed)
    *_, learnt = _after(dataset, (epochs,), warp, seed)
    return learnt


def choose_epochs(held: HeldOut, *, warp: Warp, seed: int) -> int:
    """The member of ``EPOCHS`` at which the held-out courses are ranked best."""
    trained = _after(held.dataset, EPOCHS, warp, seed)
    return EPOCHS[best(held, [lambda: next(trained) for _ in EPOCHS], patience=2)]


def _after(dataset: Dataset, stops: tuple[int, ...], warp: Warp, seed: int) -> Iterator[HybridScorer]:
    """The scorer as it is after each number of epochs in ``stops`` (ascending)."""
    model = LightFM(
        no_components=warp.factors, learning_rate=warp.learning_rate, loss="warp", random_state=seed
    )
    completed, persons, courses = (
        _completed(dataset),
        _person_features(dataset),
        course_features(dataset.catalogue),
    )
    done = 0
    for stop in stops:
        model.fit_partial(
            completed,
            user_features=persons,
            item_features=courses,
            epochs=stop - done,
            num_threads=warp.threads,
        )
        done = stop
        yield _frozen(model, dataset, courses)


def _frozen(model: Any, dataset: Dataset, courses: sparse.csr_matrix) -> HybridScorer:
    bias, course = model.get_item_representations(courses)
    count = len(dataset.people)
    factors = model.user_embeddings.astype(np.float32)
    return HybridScorer(
        feature=factors[count:],
        known=Vocabulary(dataset.people.asn_id),
        own=factors[:count],
        course=np.asarray(course, np.float32),
        bias=np.asarray(bias, np.float32),
    )


def _completed(dataset: Dataset) -> sparse.coo_matrix:
    history = taken(dataset.people)
    ones = np.ones(len(history.course), np.float32)
    shape = len(dataset.people), len(dataset.catalogue)
    return sparse.coo_matrix((ones, (history.person(), history.course)), shape=shape)


def _person_features(dataset: Dataset) -> sparse.csr_matrix:
    """(n, n + F): the person alone, then what the person has."""
    people = dataset.people
    ones = np.ones(len(people.feature), np.float32)
    shape = len(people), len(dataset.feature_names)
    held = sparse.csr_matrix((ones, people.feature, people.feature_indptr), shape=shape)
    return sparse.csr_matrix(sparse.hstack([sparse.identity(len(people), np.float32), held]))


def course_features(catalogue: Catalogue) -> sparse.csr_matrix:
    """(C, C + …): the course alone, then its form, kind, family and competencies."""
    count = len(catalogue)
    everyone = np.arange(count)
    blocks = [
        _indicator(everyone, everyone, count),
        *(_indicator(everyone, one, count) for one in (catalogue.form, catalogue.dev_kind, catalogue.family)),
        _indicator(catalogue.pair_course, catalogue.pair_competency, count),
    ]
    return sparse.csr_matrix(sparse.hstack(blocks))


def _indicator(rows: NDArray[Any], codes: NDArray[Any], count: int) -> sparse.csr_matrix:
    known = codes >= 0
    ones = np.ones(int(known.sum()), np.float32)
    shape = count, int(codes.max(initial=-1)) + 1
    return sparse.csr_matrix((ones, (rows[known], codes[known])), shape=shape)

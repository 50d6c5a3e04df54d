"""Learn an agreement model from past practice and from feedback on what was shown.

Requests, enrolments and reported completions are interactions like attended trainings. On top of the
model so learnt come three corrections (:mod:`recommender.scorers.feedback`):

* ``lift(c) = ½·(γ_c − γ)/(γ_c + γ)`` with γ_c and γ of :mod:`recommender.scorers.position_bias`;
* ``post(j, c) = d/(d + w + 5)``: d people of post j who said "not relevant", w who wanted the course;
* the person's own word.

Declines for workload, distance or date are no dislike and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from recommender.features.arrays import F32, I32, Dataset
from recommender.features.feedback import Feedback
from recommender.features.reactions import NOT_RELEVANT, WANTS, Reactions, reactions_of, with_wanted
from recommender.scorers.contract import Scorer
from recommender.scorers.feedback import FeedbackScorer
from recommender.scorers.position_bias import Appeal, learn_appeal

_POST_PEOPLE: Final = 5.0
"""Shrinkage of what a post says, in people."""


def learn_with_feedback(
    learn: Callable[[Dataset], Scorer], dataset: Dataset, *, feedback: Feedback
) -> Scorer:
    """What ``learn`` makes of ``dataset``, with feedback on it; itself alone where there is none."""
    if not feedback.events:
        return learn(dataset)
    reactions = reactions_of(feedback, dataset=dataset)
    post, post_row = _posts(reactions, dataset)
    spoke = reactions.attitude != WANTS
    person, count = np.unique(reactions.person[spoke], return_counts=True)
    return FeedbackScorer(
        beneath=learn(with_wanted(dataset, reactions)),
        lift=_lift(learn_appeal(reactions, courses=len(dataset.catalogue))),
        post=post,
        post_row=post_row,
        spoke=dataset.people.asn_id[person],
        spoke_indptr=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        spoke_course=reactions.course[spoke],
    )


def _lift(found: Appeal) -> F32:
    total = found.appeal + found.mean
    lift = np.divide(found.appeal - found.mean, 2 * total, out=np.zeros_like(total), where=total > 0)
    return lift.astype(np.float32)


def _posts(reactions: Reactions, dataset: Dataset) -> tuple[F32, I32]:
    """``post`` and ``post_row`` of the scorer."""
    position, width = dataset.people.position[reactions.person], len(dataset.catalogue)
    known = position >= 0
    refused = known & (reactions.attitude == NOT_RELEVANT)
    wanted = known & (reactions.attitude == WANTS)
    posts = np.unique(position[refused])
    row = np.full(len(dataset.positions.ids) + 1, len(posts), np.int32)
    row[posts] = np.arange(len(posts), dtype=np.int32)
    no, yes = np.zeros((2, len(posts) + 1, width))
    np.add.at(no, (row[position[refused]], reactions.course[refused]), 1)
    np.add.at(yes, (row[position[wanted]], reactions.course[wanted]), 1)
    share = no / (no + yes + _POST_PEOPLE)
    return share.astype(np.float32), row

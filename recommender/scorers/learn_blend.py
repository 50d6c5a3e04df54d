"""Learn the blend: both parts with their own knobs, then the share that ranks held-out courses best."""

from __future__ import annotations

from functools import partial
from typing import Final

from recommender.features.arrays import Dataset
from recommender.scorers.blend import BlendScorer
from recommender.scorers.ease import choose_ridge, learn_ease
from recommender.scorers.held_out import HeldOut, best, hold_out_newest
from recommender.scorers.markov import choose_chain, learn_markov

SHARES: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0.0, 1.0)
"""What validation chooses from, the even mix first."""


def learn_blend(dataset: Dataset, *, held: HeldOut | None = None) -> BlendScorer:
    """Choose all knobs on ``held``, by default the newest courses, then learn both parts on everything."""
    held = held or hold_out_newest(dataset)
    ridge, chain = choose_ridge(held), choose_chain(held)
    trial = partial(
        BlendScorer,
        learn_ease(held.dataset, ridge=ridge),
        learn_markov(held.dataset, chain=chain),
    )
    share = SHARES[best(held, [partial(trial, share) for share in SHARES])]
    return BlendScorer(
        ease=learn_ease(dataset, ridge=ridge), markov=learn_markov(dataset, chain=chain), share=share
    )

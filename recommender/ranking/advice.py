"""Advice beside a list, made only when it is asked for; the list itself stays as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from recommender.bundle.contents import Bundle
from recommender.features.arrays import People
from recommender.ranking.answer import Advice, Item, ItemAdvice, Lever, Recommendation
from recommender.ranking.assessment import advised_assessment
from recommender.ranking.counterfactual import counterfactual
from recommender.ranking.levers import lever_for
from recommender.ranking.recommend import Options, rank

SHORTEST: Final = 10
"""Runners-up are looked for among at least so many courses, however short a list was asked for."""
_MILLION: Final = 1_000_000


def advise(
    bundle: Bundle, person: People, *, as_of: date, options: Options, recommendation: Recommendation
) -> Advice:
    """Advice on a list: pure, as :func:`~recommender.ranking.recommend.recommend` is.

    Parameters
    ----------
    person
        One row.
    recommendation
        The person's list for ``options`` on ``as_of``. One without items (an objection, or nothing to
        offer) gets no advice.
    """
    if not recommendation.items:
        return Advice(items=(), assessment=None, counterfactual=None)
    ranked = rank(bundle, person, as_of=as_of, options=replace(options, n=max(options.n, SHORTEST)))
    return Advice(
        items=tuple(
            _item_advice(
                bundle,
                item,
                lever_for(
                    bundle,
                    person,
                    course=item.course,
                    p_complete=ranked.p_complete[0],
                    allowed=ranked.allowed[0],
                ),
            )
            for item in recommendation.items
        ),
        assessment=advised_assessment(bundle, person, as_of=as_of, options=options, ranked=ranked),
        counterfactual=counterfactual(
            bundle, person, as_of=as_of, options=options, course=ranked.lists.course[0]
        ),
    )


def _item_advice(bundle: Bundle, item: Item, lever: Lever | None) -> ItemAdvice:
    cost = float(bundle.catalogue.cost[item.course])
    return ItemAdvice(
        lever=lever,
        benefit_per_jp=item.benefit.value / float(bundle.catalogue.jp[item.course]),
        benefit_per_million_rupiah=item.benefit.value / (cost / _MILLION) if cost > 0 else None,
    )

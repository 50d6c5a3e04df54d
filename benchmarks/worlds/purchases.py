"""What everybody buys for the same money (:mod:`benchmarks.worlds.money`), as names and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from benchmarks.worlds.lived import Lived
from benchmarks.worlds.minds import likely_levels, nominations, planned_cost, purse_of, service, truth_at
from benchmarks.worlds.money import (
    PER_RUPIAH,
    WHATEVER_IT_COSTS,
    Mind,
    Order,
    Purse,
    buy,
    buy_at_a_price,
    buy_in_turns,
    hold_floor,
)
from recommender.features.arrays import F32, I32
from recommender.synthetic.province import Province

CEILING: Final = 0.8
"""Share of what next year's calendar costs that the budgets of a synthetic province cover."""
FLOOR: Final = 0.3
"""Share of the bought JP that must be KLASIKAL."""
ORACLE: Final = "oracle per rupiah"


def purse_for(lived: Lived, *, province: Province, share: float) -> Purse:
    """``share`` of the province's own budget of the planned year."""
    money = share * CEILING * planned_cost(province)
    return purse_of(lived.bundle, lived.judge.truth, money=money)


def purchases(
    lived: Lived, scores: Mapping[str, F32], purse: Purse, *, province: Province, seed: int
) -> Iterator[tuple[str, I32]]:
    """Name and (n, 2) lists of every buyer; the first is the oracle that all are set beside."""
    truth = lived.judge.truth
    oracle, ours = truth_at(truth, [truth.levels]), service(lived.bundle)
    ceiling = truth_at(truth, likely_levels(truth, lived.bundle))
    need = scores["by_need, filtered levels"]
    yield ORACLE, buy(oracle, purse, order=PER_RUPIAH)
    yield "bosses' nominations", nominations(province, truth, purse, seed=seed)
    for name in ("random", "popular", "LightFM", "EASE"):
        yield name, buy_in_turns(scores[name], purse)
    yield "by_need, whatever it costs", buy(lambda first: need, purse, order=WHATEVER_IT_COSTS)
    yield "by_need per rupiah", buy(lambda first: need, purse, order=PER_RUPIAH)
    yield "ours, whatever it costs", buy(ours, purse, order=WHATEVER_IT_COSTS)
    yield "ours per rupiah", buy(ours, purse, order=PER_RUPIAH)
    yield "ceiling per rupiah: true law, our levels", buy(ceiling, purse, order=PER_RUPIAH)
    for who, mind in (("oracle", oracle), ("ours", ours)):
        spend = partial(_per_rupiah, mind, purse)
        yield f"{who} per rupiah, floor", hold_floor(spend, purse, order=PER_RUPIAH, floor=FLOOR)
        spend = partial(_at_a_price, mind, purse)
        yield f"{who}, money at a price", spend(WHATEVER_IT_COSTS)
        yield (
            f"{who}, money at a price, floor",
            hold_floor(spend, purse, order=WHATEVER_IT_COSTS, floor=FLOOR),
        )


def _per_rupiah(mind: Mind, purse: Purse, order: Order) -> I32:
    return buy(mind, purse, order=order)


def _at_a_price(mind: Mind, purse: Purse, order: Order) -> I32:
    return buy_at_a_price(mind, purse, order=order)

"""The same money, at most two courses each: whose choice of people and courses buys how much?

Every mind says what a course is worth to each person, and again once the first course is given
(:class:`Mind`). A person's candidates are the first course and, after it, the second; candidates of all
people are taken in one order while the money lasts (:class:`Order`): by worth per rupiah; by worth whatever
it costs; by worth less a price λ of money, the smallest with which the money is enough; or, where worth
cannot be compared between people, everybody's first course before anybody's second.

A floor for classroom training has a price μ too: a course is worth μ·(JP of KLASIKAL - floor·JP) more, with
the smallest μ that holds the floor. No seats and no dates: plans with both are measured by
``benchmarks.planning``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, Bool

F64 = NDArray[np.float64]
Mind = Callable[[I32 | None], F32]
"""(n, C) worth of each course; given each person's first course (n,; -1: none), worth after it."""

LEAST_PRICE: Final = 50_000.0
"""Rupiah a free course is counted at where worth is divided by the price: it takes working time."""
_HALVINGS: Final = 8


@dataclass(frozen=True)
class Purse:
    """What may be bought for how much."""

    allowed: Bool
    """(n, C)"""
    cost: F64
    """(C,) rupiah a place."""
    jp: F64
    """(C,)"""
    klasikal: Bool
    """(C,)"""
    money: float

    def klasikal_share(self, lists: I32) -> float:
        """Share of all bought JP that is classroom training."""
        bought = lists[lists >= 0]
        return float(self.jp[bought][self.klasikal[bought]].sum() / max(self.jp[bought].sum(), 1e-9))


@dataclass(frozen=True)
class Order:
    """In which order candidates are taken; what is worth nothing, at its price, is left out."""

    per_rupiah: bool = False
    price: float = 0.0
    """λ: worth of a rupiah."""
    bonus: float = 0.0
    """μ: worth of a JP in a classroom beyond the floor."""
    floor: float = 0.0

    def key(self, worth: F32, purse: Purse) -> F64:
        """(n, C) what the order goes by."""
        extra = self.bonus * purse.jp * (purse.klasikal - self.floor) - self.price * purse.cost
        return (worth + extra) / (np.maximum(purse.cost, LEAST_PRICE) if self.per_rupiah else 1.0)


PER_RUPIAH: Final = Order(per_rupiah=True)
WHATEVER_IT_COSTS: Final = Order()


def buy(mind: Mind, purse: Purse, *, order: Order) -> I32:
    """(n, 2) courses bought, -1 for none."""
    course, key = _candidates(mind, purse, order)
    return _taken(course, key, purse)


def buy_at_a_price(mind: Mind, purse: Purse, *, order: Order = WHATEVER_IT_COSTS) -> I32:
    """(n, 2) courses bought in ``order`` at the smallest price of money with which it is enough."""
    low, high = 1e-10, 1e-6  # a point for 10,000 million rupiah; for one million
    if _spent(_candidates(mind, purse, order), purse) <= purse.money:
        return buy(mind, purse, order=order)
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low * high))
        enough = _spent(_candidates(mind, purse, replace(order, price=middle)), purse) <= purse.money
        low, high = (low, middle) if enough else (middle, high)
    return buy(mind, purse, order=replace(order, price=low))


def hold_floor(spend: Callable[[Order], I32], purse: Purse, *, order: Order, floor: float) -> I32:
    """What ``spend`` buys with the smallest bonus that brings ``floor`` of the JP to classrooms."""
    lists = spend(order)
    if purse.klasikal_share(lists) >= floor:
        return lists
    low, high = 1e-6, 1e-2
    lists = spend(replace(order, bonus=high, floor=floor))
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low * high))
        tried = spend(replace(order, bonus=middle, floor=floor))
        if purse.klasikal_share(tried) >= floor:
            high, lists = middle, tried
        else:
            low = middle
    return lists


def buy_in_turns(score: F32, purse: Purse) -> I32:
    """(n, 2) courses bought by scores that only order one person's courses: firsts before seconds."""
    masked = np.where(purse.allowed, score, -np.inf)
    order = np.argsort(-masked, axis=1, kind="stable")[:, :2].astype(np.int32)
    best = np.take_along_axis(masked, order, axis=1)
    place = np.empty(best.size)
    place[np.argsort(best, axis=None, kind="stable")] = np.arange(best.size)
    turn = np.array([2.0 * best.size, best.size])
    return _taken(order, np.where(np.isfinite(best), turn + place.reshape(best.shape), -np.inf), purse)


def _candidates(mind: Mind, purse: Purse, order: Order) -> tuple[I32, F64]:
    """(n, 2) the first course of each person and the second after it, with their keys; -inf: none."""
    left = purse.allowed.copy()
    first, first_key = _best(order.key(mind(None), purse), left)
    left[np.arange(len(left)), first] = False
    given = np.where(np.isfinite(first_key), first, -1).astype(np.int32)
    second, second_key = _best(order.key(mind(given), purse), left)
    # The second is only to be had after the first, so it never comes before it.
    keys = np.stack([first_key, np.minimum(first_key, second_key)], axis=1)
    return np.stack([first, second], axis=1), keys


def _spent(candidates: tuple[I32, F64], purse: Purse) -> float:
    course, key = candidates
    return float(purse.cost[course[np.isfinite(key)]].sum())


def _best(key: F64, left: Bool) -> tuple[I32, F64]:
    """(n,) best course of each person, ties by column, and its key; -inf where nothing is worth anything."""
    masked = np.where(left & (key > 0), key, -np.inf)
    pick = np.argmax(masked, axis=1).astype(np.int32)
    return pick, masked[np.arange(len(pick)), pick]


def _taken(course: I32, key: F64, purse: Purse) -> I32:
    """(n, 2) what the money buys in order of ``key`` (n, 2); what is too dear is passed over."""
    lists = np.full(course.shape, -1, np.int32)
    left = purse.money
    for place in np.argsort(-key, axis=None, kind="stable"):
        person, turn = divmod(int(place), 2)
        cost = purse.cost[course[person, turn]]
        if key[person, turn] == -np.inf:
            break
        if cost > left or (turn and lists[person, 0] < 0):
            continue
        lists[person, turn] = course[person, turn]
        left -= cost
    return lists

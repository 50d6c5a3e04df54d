"""What binds a plan, and which demands contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from recommender.domain.numerals import number
from recommender.domain.plan_sentences import PLAN_RULE_NAMES
from recommender.planning.problem import Plan, Problem
from recommender.planning.rows import Rows
from recommender.planning.rules import Settings, shared_rows

TEN_MILLION: Final = 1e7
"""Rupiah in which money is priced."""
_MONEY: Final = ("UNIT_BUDGET", "WHOLE_BUDGET")
_SMALL: Final = 1e-9
One = TypeVar("One")


@dataclass(frozen=True)
class Binding:
    """A rule that holds the plan back."""

    rule: str
    subject: str
    price: float
    """Value of one more unit: a seat, ten million rupiah, one place of leeway."""
    text: str


def binding_rules(plan: Plan, *, problem: Problem, settings: Settings, most: int = 20) -> list[Binding]:
    """Rows with a price, what they cost the plan in all first."""
    rows = shared_rows(replace(problem, duty=plan.duty), settings)
    weight = plan.price * np.maximum(np.abs(rows.cap), 1)
    order = [row for row in np.argsort(-weight, kind="stable") if weight[row] > _SMALL]
    return [_binding(rows, plan, int(row)) for row in order[:most]]


def _binding(rows: Rows, plan: Plan, row: int) -> Binding:
    rule, subject = rows.rule[row], rows.subject[row]
    price = float(plan.price[row]) * (TEN_MILLION if rule in _MONEY else 1.0)
    if rule in _MONEY:
        text = f"Rp 10 juta lagi untuk {subject} membeli sekitar {number(price, 3)} poin."
    elif rule == "SEATS":
        text = f"Satu kursi lagi pada {subject} membeli sekitar {number(price, 3)} poin."
    else:
        name = PLAN_RULE_NAMES.get(rule, rule)
        text = f"Kelonggaran satu kursi pada {name} ({subject}) membeli sekitar {number(price, 3)} poin."
    return Binding(rule, subject, price, text)


def smallest_conflict(demands: Sequence[One], feasible: Callable[[Sequence[One]], bool]) -> list[One]:
    """A subset of ``demands`` that cannot be met together, none of which can be left out.

    Deletion filter (Chinneck & Dravnieks 1991): each demand is dropped once and stays out where the
    rest is still infeasible. Empty where ``demands`` are feasible.
    """
    if feasible(demands):
        return []
    kept = list(demands)
    for one in list(demands):
        rest = [other for other in kept if other is not one]
        if not feasible(rest):
            kept = rest
    return kept

"""What binds a plan, and which demands contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain.days import format_date, to_date
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


def binding_rules(
    plan: Plan, *, problem: Problem, settings: Settings, bundle: Bundle | None = None, most: int = 20
) -> list[Binding]:
    """Rows with a price, what they cost the plan in all first; ``bundle`` has names of courses and units."""
    rows = shared_rows(replace(problem, duty=plan.duty), settings)
    weight = plan.price * np.maximum(np.abs(rows.cap), 1)
    order = [row for row in np.argsort(-weight, kind="stable") if weight[row] > _SMALL]
    names = {} if bundle is None else _names(problem, bundle)
    return [_binding(rows, plan, int(row), names) for row in order[:most]]


def _names(problem: Problem, bundle: Bundle) -> dict[tuple[str, str], str]:
    """What people call the subject of a rule."""
    sessions, texts, units = problem.sessions, bundle.catalogue.texts, bundle.units
    named = {
        ("SEATS", session): session_name(texts[course].title, session, start=to_date(int(start)))
        for session, course, start in zip(sessions.session_id, sessions.course, sessions.start, strict=True)
    }
    return named | {
        ("UNIT_BUDGET", unit): units.names[units.ids.row(unit)] for unit in problem.ceilings.unit_ids
    }


def session_name(title: str, session_id: str, *, start: date) -> str:
    """``Komunikasi Empatik (S00265, mulai 13 September 2027)``."""
    return f"{title} ({session_id}, mulai {format_date(start)})"


def _binding(rows: Rows, plan: Plan, row: int, names: Mapping[tuple[str, str], str]) -> Binding:
    rule, subject = rows.rule[row], rows.subject[row]
    named = names.get((rule, subject), subject)
    price = float(plan.price[row]) * (TEN_MILLION if rule in _MONEY else 1.0)
    if rule in _MONEY:
        text = f"Rp 10 juta lagi untuk {named} membeli sekitar {number(price, 3)} poin."
    elif rule == "SEATS":
        text = f"Satu kursi lagi pada {named} membeli sekitar {number(price, 3)} poin."
    elif rule == "MANDATORY_FIRST":
        text = f"Satu tempat wajib lebih sedikit membeli sekitar {number(price, 3)} poin pelatihan lain."
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

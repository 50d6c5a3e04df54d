"""Who could go to which session, what it is worth and what it costs: plain frozen arrays.

n people, S sessions, P candidates. A candidate is an eligible (person, session) pair; candidates are
sorted by person, then session. A person is offered a *set* of candidates; the worth of a set is the
sum of its values less what its courses lose by teaching the same (:attr:`Problem.loss`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

JointLoss = Callable[[I64, I64], F64]
"""``loss(first, second)``: for pairs of candidates of one person (rows into the P candidates) how much
less they are worth together than apart, never below 0."""


@dataclass(frozen=True)
class Staff:
    """n people."""

    asn_id: NDArray[np.str_]
    unit: I64
    """(n,) row of the unit or -1."""
    region: NDArray[np.str_]
    """(n,) region code of the unit or empty."""
    pppk: Bool
    """(n,)"""
    jp_before: F64
    """(n,) JP credited in the planned year before the plan."""
    account: I64
    """(n,) row of the unit ceiling the person is charged to or -1."""
    planned: Bool
    """(n,) whom the plan is for: the share of people with enough JP is theirs."""

    def __len__(self) -> int:
        return len(self.asn_id)


@dataclass(frozen=True)
class Sessions:
    """S sessions of the planned year."""

    session_id: NDArray[np.str_]
    course: I64
    """(S,) row of the course."""
    start: I64
    """(S,) first day, a day number."""
    end: I64
    """(S,) last day."""
    seats: I64
    """(S,) seats left."""
    minimum: I64
    """(S,) participants still needed for the session to be held; 0 if it is held anyway."""
    cost: F64
    """(S,) rupiah per participant."""
    jp: F64
    """(S,)"""
    klasikal: Bool
    """(S,)"""

    def __len__(self) -> int:
        return len(self.session_id)

    @property
    def days(self) -> I64:
        """(S,) calendar days from the first to the last."""
        days: I64 = self.end - self.start + 1
        return days


@dataclass(frozen=True)
class Ceilings:
    """What may be spent, in rupiah."""

    unit_ids: tuple[str, ...]
    """(B,) ids of the units with a ceiling of their own."""
    unit: F64
    """(B,) ceiling of those charged to each."""
    whole: F64
    """Ceilings of everything together: rows without a unit, and the option of the command."""


@dataclass(frozen=True)
class Problem:
    """Everything a plan is made from."""

    staff: Staff
    sessions: Sessions
    ceilings: Ceilings
    unit_names: tuple[str, ...]
    person: I64
    """(P,)"""
    session: I64
    """(P,)"""
    benefit: F64
    """(P,) expected benefit of the course for the person, in required-level points closed."""
    value: F64
    """(P,) what the plan maximises: benefit, with the dial and the weight of entitlements where set."""
    mandatory: Bool
    """(P,) the rules owe the person this course."""
    locked: I64
    """Candidates that the planner has fixed."""
    loss: JointLoss
    """In units of benefit."""
    duty: int = 0
    """Places of mandatory training that every plan gives, where it comes first."""
    benefit_part: float = 1.0
    """What one point of benefit, and so of loss, counts in ``value``; less than 1 when the dial is turned."""

    def __len__(self) -> int:
        return len(self.person)

    @property
    def cost(self) -> F64:
        """(P,) rupiah."""
        return self.sessions.cost[self.session]

    @property
    def indptr(self) -> I64:
        """(n + 1,) candidates of person i are ``[indptr[i]:indptr[i + 1]]``."""
        return np.searchsorted(self.person, np.arange(len(self.staff) + 1)).astype(np.int64)


@dataclass(frozen=True)
class Plan:
    """Chosen candidates with what proves them.

    Attributes
    ----------
    chosen
        Rows of the candidates, ascending.
    value
        What they are worth together; ``bound`` is proven: no plan under the same rules is worth more.
    price
        What one more unit of each shared rule is worth (:class:`recommender.planning.rows.Rows`).
    duty, most_duty
        Places of mandatory training that the ``bound`` takes for granted, and more than which no plan has;
        None where they do not come first.
    """

    chosen: I64
    value: float
    bound: float
    price: F64
    duty: int = 0
    most_duty: int | None = None
    complete: bool = True
    """False if the search was cancelled, or cut by the clock; the plan is the best so far."""

    @property
    def gap(self) -> float:
        """Part of the bound that may still be missing, 0-1."""
        return max(0.0, 1.0 - self.value / self.bound) if self.bound > 0 else 0.0


def restricted(problem: Problem, keep: Bool) -> Problem:
    """The problem with the candidates of the mask ``keep`` (P,) alone; others lose their locks."""
    rows = np.flatnonzero(keep)
    locked = problem.locked[keep[problem.locked]]
    return replace(
        problem, person=problem.person[rows], session=problem.session[rows], benefit=problem.benefit[rows],
        value=problem.value[rows], mandatory=problem.mandatory[rows], locked=np.searchsorted(rows, locked),
        loss=lambda first, second: problem.loss(rows[first], rows[second]),
    )  # fmt: skip


def best_of_people(problem: Problem, amount: F64) -> F64:
    """(n,) the largest ``amount`` (P,) among each person's candidates; -inf where there are none."""
    best = np.full(len(problem.staff), -np.inf)
    first = np.flatnonzero(np.diff(problem.person, prepend=-1))
    if len(first):
        best[problem.person[first]] = np.maximum.reduceat(amount, first)
    return best


def mandatory_places(problem: Problem, plan: Plan) -> int:
    """Places of the plan that are owed."""
    return int(problem.mandatory[plan.chosen].sum())


def marginal_benefit(problem: Problem, chosen: I64) -> F64:
    """(k,) benefit of each chosen candidate on top of the person's earlier ones; adds up to the plan's."""
    benefit = problem.benefit[chosen].copy()
    order = np.lexsort((problem.sessions.start[problem.session[chosen]], problem.person[chosen]))
    person = problem.person[chosen][order]
    for back in range(1, len(order)):
        same = np.flatnonzero(person[back:] == person[:-back])
        if not len(same):
            break
        early, late = order[same], order[same + back]
        np.subtract.at(benefit, late, np.maximum(problem.loss(chosen[early], chosen[late]), 0))
    return benefit

"""A problem made ready for prices: everybody's menu at some prices, and the candidates that stand on one.

Only what is worth having at the prices, or nearly, is put on a menu: a candidate who loses after prices is
in nobody's best set. What the rules demand (locks, mandatory training, hours) is on it whatever it loses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from recommender.domain.jp import REQUIRED_JP
from recommender.errors import GateRefused
from recommender.planning.duty import comes_first
from recommender.planning.menu import WIDTH, Menu, best_candidates, make_menu
from recommender.planning.prices import Dual, Hidden
from recommender.planning.problem import F64, I64, Bool, Problem, best_of_people, restricted
from recommender.planning.rows import Rows
from recommender.planning.rules import Settings, allowed_candidates, shared_rows

_LOCKED: Final = 1e9
_MANDATORY: Final = 1e6
"""Rewards that bring candidates onto the menu whatever they are worth, and that let people who are owed a
training come first; the worth of a plan does not count them."""
_FOR_DUTY: Final = 4
"""Sessions of mandatory training on the menu of each person who is owed it, whatever their reward."""
_FOR_HOURS: Final = 12
"""Candidates of each person who lacks JP, whatever their reward, where many must reach them."""


@dataclass(frozen=True)
class Asked:
    """A problem under settings."""

    problem: Problem
    settings: Settings
    rows: Rows
    allowed: Bool
    """(P,) candidates that the session rules leave, of classes that have enough of them to be held."""

    @classmethod
    def of(cls, problem: Problem, settings: Settings) -> Asked:
        """All candidates."""
        allowed = allowed_candidates(problem, settings)
        count = np.bincount(problem.session[allowed], minlength=len(problem.sessions))
        enough = (count >= _minimum(problem, settings))[problem.session]
        return cls(problem, settings, shared_rows(problem, settings), allowed & enough)

    def only(self, keep: Bool) -> Asked:
        """With the candidates of the mask ``keep`` (P,) alone."""
        rows = self.rows.of_candidates(np.flatnonzero(keep))
        return replace(self, problem=restricted(self.problem, keep), rows=rows, allowed=self.allowed[keep])

    def rewards(self, rate: F64) -> F64:
        """(P,) values after prices, by which candidates come onto the menus; -inf for what may not."""
        problem = self.problem
        reward = np.where(self.allowed, problem.value - self.rows.price(rate[: len(self.rows)]), -np.inf)
        if self.settings.value("MANDATORY_FIRST"):
            duty = np.where(problem.mandatory, reward, -np.inf)
            reward[_best(problem, duty, width=_FOR_DUTY)] += _MANDATORY
        reward[problem.locked[self.allowed[problem.locked]]] = _LOCKED
        return reward

    def at(
        self, rate: F64, *, margin: float = np.inf, width: int | None = None, wanted: I64 | None = None
    ) -> Task:
        """The menus of what loses less than ``margin`` at prices, at most ``width`` candidates a person.

        ``wanted`` (S,) of the best of each session are on the menus whatever they lose.

        Raises
        ------
        GateRefused
            ``PLAN_INFEASIBLE``: somebody cannot be given what is demanded.
        """
        problem, reward = self.problem, self.rewards(rate)
        if not self.allowed[problem.locked].all():
            raise infeasible()
        listed = (reward > -margin) | self._demanded(reward)
        if wanted is not None:
            listed |= _best_of_sessions(problem, reward, wanted)
        menu = make_menu(problem, np.where(listed, reward, -np.inf), settings=self.settings, width=width)
        if not np.isfinite(menu.best(-menu.loss)).all():
            raise infeasible()
        return _task(self, menu)

    def _demanded(self, reward: F64) -> Bool:
        """(P,) what may be worth its place on a menu though it loses, since a rule pays it back.

        Who is owed mandatory training and would rather have another may get that with whatever session of
        it loses less than the other gains.
        """
        problem, most = self.problem, int(self.settings.value("MAX_COURSES_PER_PERSON") or max(WIDTH))
        listed = np.zeros(len(problem), bool)
        if self.settings.value("MIN_20JP_COVERAGE") is not None:
            lacking = (problem.staff.jp_before < REQUIRED_JP)[problem.person]
            listed[_best(problem, np.where(lacking, reward, -np.inf), width=_FOR_HOURS)] = True
        if self.settings.value("MANDATORY_FIRST"):
            owed = best_of_people(problem, problem.mandatory.astype(float)) > 0
            other = best_of_people(problem, np.where(reward < _MANDATORY / 2, reward, -np.inf))
            listed |= (owed & (other > 0))[problem.person] & (reward > -(most - 1) * other[problem.person])
        return listed


@dataclass(frozen=True)
class Task:
    """The problem of the candidates that stand on a menu."""

    problem: Problem
    number: I64
    """(P,) rows of the candidates in the problem that was asked."""
    rows: Rows
    menu: Menu
    listed: Menu
    """The same menu by the rows of the problem that was asked."""
    minimum: I64
    """(S,) participants that each class needs."""
    covered: F64 | None
    """(K,) sets that bring a person to the required JP; ``target`` people must be."""
    target: float
    duty: F64
    """(P,) what lets mandatory training come first where places are granted; 0 for all else."""

    def dual(self, rate: F64 | None = None) -> Dual:
        """Its dual at the prices ``rate``, 0 where they end."""
        return Dual(
            self.problem.value, self.rows, self.menu, covered=self.covered, target=self.target,
            rate=np.zeros(0) if rate is None else rate,
        )  # fmt: skip

    def everyone(self, asked: Asked, dual: Dual) -> tuple[Dual, Hidden]:
        """The dual by the candidates of what was asked, and what is on no menu."""
        where = asked.allowed.copy()
        where[self.number] = False
        leading = comes_first(asked.problem, asked.settings)
        whole = replace(dual, value=asked.problem.value, rows=asked.rows, menu=self.listed)
        return whole, Hidden(asked.problem, where, leading)


def infeasible() -> GateRefused:
    """No plan keeps all that is demanded."""
    return GateRefused(
        "PLAN_INFEASIBLE", "Tidak ada rencana yang memenuhi semua yang diminta.",
        fix="Lihat aturan yang bertentangan, lalu longgarkan salah satunya.",
    )  # fmt: skip


def _minimum(problem: Problem, settings: Settings) -> I64:
    return problem.sessions.minimum * (settings.value("MIN_CLASS") is not None)


def _best(problem: Problem, reward: F64, *, width: int) -> I64:
    """The best ``width`` candidates of each person."""
    best = best_candidates(problem.person, reward, width=width)
    return best[best >= 0]


def _best_of_sessions(problem: Problem, reward: F64, wanted: I64) -> Bool:
    """(P,) the ``wanted`` (S,) best candidates of each session."""
    best = np.zeros(len(problem), bool)
    for session in np.flatnonzero(wanted):
        here = np.flatnonzero((problem.session == session) & (reward > -np.inf))
        best[here[np.argsort(-reward[here], kind="stable")[: wanted[session]]]] = True
    return best


def _task(asked: Asked, listed: Menu) -> Task:
    """The problem of the menus' candidates."""
    problem = asked.problem
    covered, target = _coverage(problem, listed, asked.settings)
    kept, number = np.zeros(len(problem), bool), listed.candidate
    kept[number] = True
    place = np.append(np.cumsum(kept, dtype=np.int32) - 1, np.int32(-1))
    menu = replace(listed, member=place[listed.member], candidate=np.arange(len(number)))
    return Task(
        restricted(problem, kept), number, asked.rows.of_candidates(number), menu, listed,
        _minimum(problem, asked.settings), covered, target,
        np.where(comes_first(problem, asked.settings)[number], _MANDATORY, 0.0),
    )  # fmt: skip


def _coverage(problem: Problem, menu: Menu, settings: Settings) -> tuple[F64 | None, float]:
    """(K,) sets that bring a person to the required JP, and how many people they must be."""
    share = settings.value("MIN_20JP_COVERAGE")
    if share is None:
        return None, 0.0
    staff, before = problem.staff, problem.staff.jp_before[menu.person]
    covered = menu.total(problem.sessions.jp[problem.session]) + before[menu.owner] >= REQUIRED_JP
    there = staff.planned & (staff.jp_before >= REQUIRED_JP)
    target = np.ceil(share * staff.planned.sum() - 1e-9) - np.delete(there, menu.person).sum()
    return covered.astype(np.float64), float(target)

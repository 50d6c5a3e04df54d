"""Which classes are worth holding, and what their minimum takes off the bound.

For prices λ and any w (a transfer from person to class; Lagrangian decomposition, Guignard & Kim 1987)

    λ·b + Σ_people max_set [profit(set) - Σ_{s in set} w_ps]
        + Σ_s max(0, Σ of the best k of w_ps, min_s <= k <= seats_s)

bounds every plan. w_ps is chosen as what person p gains by session s over the best set without it:
then people are indifferent, and a class whose best min_s people together lose is better not held.
"""

from __future__ import annotations

import numpy as np

from recommender.planning.menu import NEVER
from recommender.planning.prices import Dual, Hidden, outside_bound
from recommender.planning.problem import F64, I64, Bool, Problem, best_of_people


def demand(problem: Problem, dual: Dual) -> I64:
    """(S,) participants of each session if everybody takes the best set at the prices."""
    pick = dual.menu.pick_best(dual.profit(dual.reward(dual.rate), dual.rate))
    return np.bincount(problem.session[dual.menu.chosen(pick)], minlength=len(problem.sessions))


def margins(problem: Problem, dual: Dual, sessions: Bool) -> F64:
    """(P,) w of the candidates of ``sessions`` (S,) and 0 of all others."""
    menu, reward = dual.menu, dual.reward(dual.rate)
    profit = dual.profit(reward, dual.rate)
    best, other = np.zeros(len(problem.staff)), np.maximum(best_of_people(problem, reward), 0)
    best[menu.person] = menu.best(profit)
    ours = sessions[problem.session]
    found = np.where(ours, np.maximum(reward, NEVER) + ((menu.most - 1) * other - best)[problem.person], 0)
    holding = np.full(len(problem) + 1, -np.inf)
    for place in menu.member:
        np.maximum.at(holding, place, profit)
    listed = np.flatnonzero(ours & (holding[:-1] > -np.inf))
    found[listed] = holding[listed] - best[problem.person[listed]]
    taken = menu.member[:, menu.pick_best(profit)]
    for place in taken:  # who takes it: against the best without it
        without = menu.best(np.where((menu.member == place[menu.owner]).any(axis=0), -np.inf, profit))
        row = np.flatnonzero(place >= 0)
        row = row[ours[place[row]]]
        found[place[row]] = best[menu.person[row]] - without[row]
    return np.clip(found, NEVER, -NEVER)


def class_values(problem: Problem, w: F64, *, sessions: Bool, minimum: I64) -> F64:
    """(S,) Σ of w over the best people of each class, at least its minimum; -inf if it has too few."""
    values = np.zeros(len(sessions))
    order = np.lexsort((-w, problem.session))
    first = np.searchsorted(problem.session[order], np.arange(len(sessions) + 1))
    for session in np.flatnonzero(sessions):
        best = w[order[first[session] : first[session + 1]]][: problem.sessions.seats[session]]
        if len(best) < minimum[session]:
            values[session] = -np.inf
        else:
            values[session] = best[: minimum[session]].sum() + np.maximum(best[minimum[session] :], 0).sum()
    return values


def class_bound(dual: Dual, hidden: Hidden, *, minimum: I64) -> float:
    """The bound above with the classes that do not fill at the prices; inf where there are none."""
    problem = hidden.problem
    short = demand(problem, dual) < minimum
    if not short.any():
        return np.inf
    w = margins(problem, dual, short)
    values = class_values(problem, w, sessions=short, minimum=minimum)
    reward = dual.reward(dual.rate) - w
    split = float(dual.menu.best(dual.profit(reward, dual.rate)).sum())
    outside = outside_bound(dual, hidden, reward=reward)
    return float(dual.rate @ dual.cap) + split + outside + float(np.maximum(values, 0).sum())

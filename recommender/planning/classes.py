"""Which classes are worth holding, and what their minimum takes off the bound.

For prices λ and any w (a transfer from person to class; Lagrangian decomposition, Guignard & Kim 1987)

    λ·b + Σ_people max_set [profit(set) - Σ_{s in set} w_ps]
        + Σ_s max(0, Σ of the best k of w_ps, min_s <= k <= seats_s)

bounds every plan. w_ps is chosen as what person p gains by session s over the best set without it:
then people are indifferent, and a class whose best min_s people together lose is better not held.
"""

from __future__ import annotations

import numpy as np

from recommender.planning.prices import Dual, outside_bound
from recommender.planning.problem import F64, I64, Bool, Problem


def demand(problem: Problem, dual: Dual) -> I64:
    """(S,) participants of each session if everybody takes the best set at the prices."""
    people = np.arange(len(dual.menu.candidate))
    pick = dual.profit(dual.reward(dual.rate), dual.rate, people).argmax(axis=1)
    return np.bincount(problem.session[dual.menu.chosen(pick)], minlength=len(problem.sessions))


def margins(problem: Problem, dual: Dual, sessions: Bool) -> F64:
    """(P,) w of the candidates of ``sessions`` (S,) and 0 of all others."""
    menu, reward = dual.menu, dual.reward(dual.rate)
    profit = dual.profit(reward, dual.rate, np.arange(len(menu.candidate)))
    best = np.zeros(len(problem.staff))
    best[problem.person[menu.candidate[:, 0]]] = profit.max(axis=1)
    ours = sessions[problem.session]
    ceiling = np.sort(np.where(menu.candidate >= 0, np.maximum(reward[menu.candidate], 0), 0), axis=1)
    others = np.zeros(len(problem.staff))
    others[problem.person[menu.candidate[:, 0]]] = ceiling[:, ::-1][:, : menu.most - 1].sum(axis=1)
    found = np.where(ours, np.maximum(reward, -1e6) + (others - best)[problem.person], 0)
    for column in range(menu.candidate.shape[1]):
        candidate = menu.candidate[:, column]
        row = np.flatnonzero((candidate >= 0) & ours[candidate])
        if len(row):
            holds = menu.members[:, column]
            part = profit[row]
            found[candidate[row]] = part[:, holds].max(axis=1) - part[:, ~holds].max(axis=1)
    return np.clip(found, -1e6, 1e6)


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


def class_bound(problem: Problem, dual: Dual, *, shown: Bool, minimum: I64) -> float:
    """The bound above with the classes that do not fill at the prices; inf where there are none."""
    count = demand(problem, dual)
    short = (minimum > 0) & (count < minimum)
    if not short.any():
        return np.inf
    w = margins(problem, dual, short)
    values = class_values(problem, w, sessions=short, minimum=minimum)
    reward = dual.reward(dual.rate) - w
    people = np.arange(len(dual.menu.candidate))
    split = float(dual.profit(reward, dual.rate, people).max(axis=1).sum(dtype=np.float64))
    hidden = outside_bound(dual, problem.person, shown, reward=reward)
    return float(dual.rate @ dual.cap) + split + hidden + float(np.maximum(values, 0).sum())

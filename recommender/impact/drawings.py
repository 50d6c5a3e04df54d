"""Which rows of the panel were drawn by lot for a seat, and which stood beside them.

The tables name who was drawn, not who else stood to be drawn. A stratum is one course in one year: all
whom the course's rules admit and who had not completed it before. That pool is rebuilt from today's data,
so the estimate is used only where drawn and not drawn had the same score the year before (``balance``).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.impact.estimate import Bool
from recommender.impact.lottery import Lottery, lottery
from recommender.impact.panel import LAST, completions
from recommender.impact.setting import Setting

LEAST_DRAWN: Final = 30
_BESIDE: Final = 20
"""Not drawn that are compared with each drawn; more hardly narrow the interval."""


def drawn_effect(setting: Setting, courses: Bool, *, random: np.random.Generator) -> Lottery | None:
    """What the lotteries for ``courses`` (C,) say of the year's score; None with too few drawn."""
    strata = [_stratum(setting, course, column, random) for course, column in _draws(setting, courses)]
    if sum(int(drawn.sum()) for _, drawn in strata) < LEAST_DRAWN:
        return None
    rows = np.concatenate([one for one, _ in strata])
    panel = setting.panel.take(rows)
    return lottery(
        panel.y, drawn=np.concatenate([drawn for _, drawn in strata]), baseline=panel.x[:, LAST],
        stratum=np.repeat(np.arange(len(strata)), [len(one) for one, _ in strata]),
        cluster=panel.person, random=random,
    )  # fmt: skip


def _draws(setting: Setting, courses: Bool) -> list[tuple[int, int]]:
    """Course and year (column) of every drawing."""
    taken, years = setting.outcomes.participations, setting.outcomes.years
    column = taken.year() - (int(years[0]) if len(years) else 0)
    kept = taken.drawn & courses[taken.course] & (column >= 0) & (column < len(years))
    return sorted({(int(c), int(t)) for c, t in zip(taken.course[kept], column[kept], strict=True)})


def _stratum(
    setting: Setting, course: int, column: int, random: np.random.Generator
) -> tuple[NDArray[np.int64], Bool]:
    """Rows of the panel in one drawing, and which were drawn."""
    taken, panel = setting.outcomes.participations, setting.panel
    people = len(setting.dataset.people)
    this_year = taken.year() == setting.outcomes.years[column]
    won = np.zeros(people, bool)
    won[taken.person[taken.drawn & (taken.course == course) & this_year]] = True
    only = np.arange(len(setting.dataset.catalogue)) == course
    before = completions(setting.outcomes, only, people=people)[:, :column].any(axis=1)
    stood = (setting.admitted[:, course] | won) & ~before
    rows = np.flatnonzero((panel.column == column) & stood[panel.person])
    drawn = won[panel.person[rows]]
    beside = random.permutation(rows[~drawn])[: _BESIDE * int(drawn.sum())]
    rows = np.sort(np.concatenate([rows[drawn], beside]))
    return rows, won[panel.person[rows]]

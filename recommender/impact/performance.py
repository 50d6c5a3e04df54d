"""Does training raise the yearly performance score? Asked of every scope that has enough participants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.impact.aipw import Expected
from recommender.impact.common_outcome import common_outcome, if_narrow
from recommender.impact.drawings import drawn_effect
from recommender.impact.estimate import Bool
from recommender.impact.finding import Finding, Question, answer
from recommender.impact.holm import holm
from recommender.impact.panel import AFTER_PAST, BEFORE_LAST, COVARIATES, LAST, Panel, completions
from recommender.impact.scopes import Scope
from recommender.impact.setting import Setting
from recommender.impact.shrinkage import shrink
from recommender.progress import Progress, silent

_CONTROLS: Final = 10
"""Controls a treated row that are drawn for the comparison; more hardly narrow the interval."""
_LEAST_CONTROLS: Final = 2000
_MOST_ROWS: Final = 60_000


@dataclass(frozen=True)
class GroupFinding:
    """The effect of any training in one group named beforehand."""

    name: str
    finding: Finding
    p_holm: float | None
    """p-value as one of all groups asked (Holm); None without an estimate."""


def performance_effects(
    setting: Setting, asked: Sequence[Scope], *, seed: int, progress: Progress = silent
) -> list[Finding]:
    """Finding of each scope; those of single courses also shrunk to their family."""
    findings, panel = [], setting.panel
    common = None
    if len(panel.y) and len(asked) > 1:
        common = common_outcome(panel.y, x=panel.x, cluster=panel.person, seed=seed)
    for done, scope in enumerate(asked, start=1):
        findings.append(performance_effect(setting, scope, seed=seed, common=common))
        progress("Pengaruh pada kinerja", done, len(asked))
    return _with_shrunk(asked, findings)


def performance_effect(
    setting: Setting, scope: Scope, *, seed: int, common: Expected | None = None
) -> Finding:
    """The effect of completing a training of the scope on that year's score.

    ``common`` is what the boosted learner expects of all rows of the panel; a narrow scope uses it.
    """
    panel = setting.panel
    done = completions(setting.outcomes, scope.courses, people=len(setting.dataset.people))
    d = done[panel.person, panel.column] > 0
    shared = if_narrow(common, d)
    rows = np.arange(len(d))
    if scope.kind == "pelatihan":  # who took it before is no control of a course taken once
        before = (np.cumsum(done, axis=1) - done)[panel.person, panel.column] > 0
        rows = rows[~before | d]
    people = _people(panel, rows[d[rows]])
    rows = _thinned(rows, d, np.random.default_rng(seed))
    drawn = drawn_effect(setting, scope.courses, random=np.random.default_rng(seed))
    narrow = scope.kind in ("rumpun", "pelatihan")  # a few drawn seats do not stand for all training
    question = _question(panel.take(rows), d[rows])
    question = replace(question, expected=None if shared is None else shared.take(rows), people=people)
    return answer(question, seed=seed, drawn=drawn, settles=narrow)


def group_effects(setting: Setting, *, seed: int) -> list[GroupFinding]:
    """The effect of any training in each of ``groups``, with p-values for all of them at once."""
    every = np.ones(len(setting.dataset.catalogue), bool)
    done = completions(setting.outcomes, every, people=len(setting.dataset.people))
    panel = setting.panel
    d = done[panel.person, panel.column] > 0
    findings = {}
    for name, member in groups(panel).items():
        rows = _thinned(np.flatnonzero(member), d, np.random.default_rng(seed))
        question = replace(
            _question(panel.take(rows), d[rows]), people=_people(panel, np.flatnonzero(member & d))
        )
        findings[name] = answer(question, seed=seed)
    p_values = {name: one.estimate.p for name, one in findings.items() if one.estimate is not None}
    adjusted = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    return [GroupFinding(name, one, adjusted.get(name)) for name, one in findings.items()]


def groups(panel: Panel) -> dict[str, Bool]:
    """The five groups, fixed before any effect was seen; (N,) rows of each."""

    def column(name: str) -> NDArray[np.float64]:
        return panel.x[:, COVARIATES.index(name)]

    def post(names: Sequence[str]) -> Bool:
        return np.asarray(np.any([column(f"position_class={name}") > 0 for name in names], axis=0))

    short = (column("tenure") < 5) & (column("tenure_unknown") == 0)
    return {
        "Pejabat struktural": post(codes.POSITION_CLASSES[:5]),
        "Jabatan fungsional": post(("JF_KEAHLIAN", "JF_KETERAMPILAN")),
        "Pelaksana": post(("PELAKSANA",)),
        "PPPK": column("contract") > 0,
        "Masa kerja di bawah 5 tahun": short,
    }


def _question(panel: Panel, d: Bool) -> Question:
    attendance = None if np.isnan(panel.attendance).all() else panel.attendance
    return Question(
        panel.y,
        d,
        panel.x,
        panel.person,
        last=LAST,
        past=BEFORE_LAST,
        after_past=AFTER_PAST,
        control=attendance,
    )


def _people(panel: Panel, rows: NDArray[np.int64]) -> int:
    """Different people in the rows: one is trained in several years."""
    return len(np.unique(panel.person[rows]))


def _thinned(rows: NDArray[np.int64], d: Bool, random: np.random.Generator) -> NDArray[np.int64]:
    """All treated rows (to half of the most) and a random part of the others, in order."""
    treated = random.permutation(rows[d[rows]])[: _MOST_ROWS // 2]
    controls = random.permutation(rows[~d[rows]])
    wanted = min(max(_CONTROLS * len(treated), _LEAST_CONTROLS), _MOST_ROWS - len(treated))
    return np.sort(np.concatenate([treated, controls[:wanted]]))


def _with_shrunk(asked: Sequence[Scope], findings: Sequence[Finding]) -> list[Finding]:
    shrunk = list(findings)
    for family in sorted({scope.family for scope in asked if scope.family >= 0}):
        rows = [row for row, scope in enumerate(asked) if scope.family == family]
        estimates = {row: one for row in rows if (one := findings[row].estimate) is not None}
        for row, one in zip(estimates, shrink(list(estimates.values())), strict=True):
            shrunk[row] = replace(findings[row], shrunk=one)
    return shrunk

"""When an assessment is worth more than any course: the value of knowing a level better.

A level of N(μ, σ²) seen by an assessment centre with noise r becomes N(m, v), v = σ²r²/(σ² + r²), and
before the result is known m ~ N(μ, σ⁴/(σ² + r²)). The list is made again at each node of m. What the
new lists are worth there beyond today's list, expected over the nodes, is the value of the assessment
(expected value of sample information: Raiffa & Schlaifer 1961); where the list stays, it is exactly 0.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.features.arrays import F32, I32, People
from recommender.ranking.answer import AssessmentAdvice
from recommender.ranking.greedy import list_benefit
from recommender.ranking.recommend import Options, Ranked, rank
from recommender.ranking.supposed import standards_of, supposed
from recommender.scorers.gain import over_nodes
from recommender.scorers.growth import NODES

LONGEST: Final = 10
"""Courses of a list that are compared: what stands further down is seldom read."""
TEXT: Final = (
    "Asesmen {name} dahulu: hasilnya diperkirakan memperbaiki daftar ini sebesar {value} poin, "
    "lebih dari manfaat pelatihan mana pun (terbaik {best} poin)"
)
_CENTRE: Final = codes.METHODS.index("ASSESSMENT_CENTER")


def advised_assessment(
    bundle: Bundle, person: People, *, as_of: date, options: Options, ranked: Ranked
) -> AssessmentAdvice | None:
    """The most valuable assessment, where it is worth more than any course that may be offered.

    ``person`` has one row; ``ranked`` is the person's list for ``options`` on ``as_of``, or a longer one.
    """
    competencies = standards_of(bundle, person)
    if len(competencies) == 0:
        return None
    shown = replace(options, n=min(options.n, LONGEST))
    course = ranked.lists.course[0, : shown.n]
    values = assessment_values(bundle, person, competencies, course=course, as_of=as_of, options=shown)
    chosen = int(np.argmax(values))
    value, competency = float(values[chosen]), int(competencies[chosen])
    benefit = bundle.gain.benefit(person, p_complete=ranked.p_complete)
    best = float(np.where(ranked.allowed, benefit, 0).max())
    if value <= best:
        return None
    name = bundle.competencies.names[competency]
    return AssessmentAdvice(
        competency=competency,
        value=value,
        text=TEXT.format(name=name, value=_points(value), best=_points(best)),
    )


def assessment_values(
    bundle: Bundle,
    person: People,
    competencies: NDArray[np.integer],
    *,
    course: I32,
    as_of: date,
    options: Options,
) -> F32:
    """(k,) what assessing each of ``competencies`` (k,) adds to the list ``course`` (L,) of one person.

    In required-level points closed; ``options.n`` is at least L.
    """
    sd = person.level_sd[0, competencies].astype(np.float64)
    noise = float(bundle.levels.noise[_CENTRE])
    both = np.sqrt(np.square(sd) + noise**2)
    both = np.where(both > 0, both, 1)  # known for certain: neither moves
    outcome = person.level[0, competencies][:, None] + (np.square(sd) / both)[:, None] * NODES
    people = supposed(
        person,
        competency=np.repeat(competencies, len(NODES)),
        level=outcome.ravel(),
        sd=np.repeat(sd * noise / both, len(NODES)),
    )
    ranked = rank(bundle, people, as_of=as_of, options=options)
    then, today = (
        list_benefit(bundle.gain, people, p_complete=ranked.p_complete, course=one)
        for one in (ranked.lists.course, np.tile(course, (len(people), 1)))
    )
    return over_nodes((then - today).reshape(outcome.shape))


def _points(value: float) -> str:
    """Points as Indonesians write them: ``0,125``."""
    return f"{value:.3f}".replace(".", ",")

"""When an assessment is worth more than any course: the value of knowing the levels better.

One visit measures every competency of the post that its method judges (:data:`VISITS`). A level of
N(μ, σ²) seen with noise r becomes N(m, v), v = σ²r²/(σ² + r²), and before the result is known
m ~ N(μ, σ⁴/(σ² + r²)). The list is made again at each of ``DRAWS`` joint results; each level takes each of
its seven equally likely values equally often there, in orders drawn apart, for levels are held to be
independent. What the new lists are worth beyond today's list, on average over the results, is the value of
the visit (expected value of sample information: Raiffa & Schlaifer 1961); where the list stays, it is
exactly 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.features.arrays import I32, People
from recommender.ranking.answer import AssessmentAdvice
from recommender.ranking.greedy import list_benefit
from recommender.ranking.recommend import Options, Ranked, rank
from recommender.ranking.supposed import standards_of
from recommender.scorers.growth import NODES

LONGEST: Final = 10
"""Courses of a list that are compared: what stands further down is seldom read."""
DRAWS: Final = 7 * len(NODES)
"""Joint results of a visit."""
TEXT: Final = (
    "{name} dahulu: hasilnya diperkirakan memperbaiki daftar ini sebesar {value} poin, "
    "lebih dari manfaat pelatihan mana pun (terbaik {best} poin)"
)


@dataclass(frozen=True)
class Visit:
    """One assessment as it is ordered: a method, and the kinds of competency that it judges."""

    method: str
    kinds: tuple[str, ...]
    name: str


VISITS: Final = (
    Visit(
        "ASSESSMENT_CENTER",
        ("MANAJERIAL", "SOSIAL_KULTURAL"),
        "Asesmen pusat penilaian (kompetensi manajerial dan sosial kultural)",
    ),
    Visit("UJI_KOMPETENSI", ("TEKNIS", "PEMERINTAHAN"), "Uji kompetensi (kompetensi teknis)"),
)


def advised_assessment(
    bundle: Bundle, person: People, *, as_of: date, options: Options, ranked: Ranked
) -> AssessmentAdvice | None:
    """The most valuable visit, where it is worth more than any course that may be offered.

    ``person`` has one row; ``ranked`` is the person's list for ``options`` on ``as_of``, or a longer one.
    """
    shown = replace(options, n=min(options.n, LONGEST))
    course = ranked.lists.course[0, : shown.n]
    values = [
        visit_value(bundle, person, visit, course=course, as_of=as_of, options=shown) for visit in VISITS
    ]
    chosen = int(np.argmax(values))
    benefit = bundle.gain.benefit(person, p_complete=ranked.p_complete)
    best = float(np.where(ranked.allowed, benefit, 0).max())
    if values[chosen] <= best:
        return None
    visit = VISITS[chosen]
    return AssessmentAdvice(
        method=visit.method,
        competencies=tuple(judged(bundle, person, visit).tolist()),
        value=values[chosen],
        text=TEXT.format(name=visit.name, value=_points(values[chosen]), best=_points(best)),
    )


def judged(bundle: Bundle, person: People, visit: Visit) -> NDArray[np.int64]:
    """(k,) rows of the competencies of the person's post that the visit measures."""
    kinds = [codes.COMPETENCY_KINDS.index(kind) for kind in visit.kinds]
    asked = standards_of(bundle, person)
    return asked[np.isin(bundle.competencies.kind[asked], kinds)]


def visit_value(
    bundle: Bundle, person: People, visit: Visit, *, course: I32, as_of: date, options: Options
) -> float:
    """What a visit adds to the list ``course`` (L,) of one person, in required-level points closed.

    ``options.n`` is at least L.
    """
    competencies = judged(bundle, person, visit)
    if len(competencies) == 0 or len(course) == 0:
        return 0.0
    noise = float(bundle.levels.noise[codes.METHODS.index(visit.method)])
    people = results(person, competencies, noise=noise)
    ranked = rank(bundle, people, as_of=as_of, options=options)
    then, today = (
        list_benefit(bundle.gain, people, p_complete=ranked.p_complete, course=one)
        for one in (ranked.lists.course, np.tile(course, (len(people), 1)))
    )
    return float(np.mean(then - today))


def results(person: People, competencies: NDArray[np.integer], *, noise: float) -> People:
    """``DRAWS`` copies of ``person`` (one row), each after another joint result of a visit."""
    copies = person.take([0] * DRAWS)
    level, doubt = copies.level.copy(), copies.level_sd.copy()
    sd = person.level_sd[0, competencies].astype(np.float64)
    both = np.sqrt(np.square(sd) + noise**2)
    both = np.where(both > 0, both, 1)  # known for certain: neither moves
    level[:, competencies] += np.square(sd) / both * _places(len(competencies))
    doubt[:, competencies] = sd * noise / both
    return replace(copies, level=level, level_sd=doubt)


def _places(count: int) -> NDArray[np.float64]:
    """(DRAWS, count) standard normal: each column holds all NODES equally often; always the same."""
    columns = np.tile(NODES, DRAWS // len(NODES))[:, None].repeat(count, axis=1)
    return np.random.default_rng(0).permuted(columns, axis=0)


def _points(value: float) -> str:
    """Points as Indonesians write them: ``0,125``."""
    return f"{value:.3f}".replace(".", ",")

"""Help for a person who may not finish: the one change that raises the probability most.

A low probability never excludes anybody. Three changes are tried: an online course and a shorter
course on the same competency (open to the person and let through by the request), and a date when
there is less other training at once. The one that raises the probability most is offered; where none
raises it by LEAST, that is said, and support is advised.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.features.arrays import F32, Bool, People
from recommender.features.completion_inputs import COLUMNS
from recommender.ranking.answer import Lever
from recommender.ranking.supposed import standards_of

LOW: Final = 0.75
"""Probability below which help is looked for."""
LEAST: Final = 0.03
"""Rise in probability that is worth a change of plan."""
LEVER_TEXTS: Final = {
    "ONLINE_VARIANT": "Pertimbangkan {course} (nonklasikal): peluang selesai {before} menjadi {after}",
    "SHORTER_COURSE": "Pertimbangkan {course}, lebih singkat: peluang selesai {before} menjadi {after}",
    "OTHER_DATE": (
        "Jadwalkan saat beban pelatihan lain lebih ringan: peluang selesai {before} menjadi {after}"
    ),
    "SUPPORT": (
        "Sediakan pendampingan dan waktu belajar: peluang selesai {before}, "
        "dan tidak ada varian atau jadwal lain yang diketahui menaikkannya"
    ),
}
"""Every lever code with its sentence."""

_LOAD: Final = COLUMNS.index("recent_load")
_ONLINE: Final = codes.FORMS.index("NONKLASIKAL")


def lever_for(bundle: Bundle, person: People, *, course: int, p_complete: F32, allowed: Bool) -> Lever | None:
    """The best help with ``course`` for one person (one row), or None if none is needed.

    Parameters
    ----------
    p_complete, allowed
        (C,) probabilities to finish, and the courses the person may take.
    """
    now = float(p_complete[course])
    if now >= LOW:
        return None
    catalogue = bundle.catalogue
    same = allowed & _same_need(bundle, person, course)
    tried = (
        ("ONLINE_VARIANT", *_most_likely(same & (catalogue.form == _ONLINE), p_complete)),
        ("SHORTER_COURSE", *_most_likely(same & (catalogue.jp < catalogue.jp[course]), p_complete)),
        ("OTHER_DATE", -1, _with_less_load(bundle, person, course)),
    )
    code, instead, after = max(tried, key=lambda one: one[2])
    if after - now < LEAST:
        code, instead, after = "SUPPORT", -1, now
    title = catalogue.texts[instead].title if instead >= 0 else ""
    text = LEVER_TEXTS[code].format(course=title, before=_percent(now), after=_percent(after))
    return Lever(code=code, course=instead, p_complete=after, text=text)


def _same_need(bundle: Bundle, person: People, course: int) -> Bool:
    """(C,) other courses on a competency that ``course`` serves and the person's post asks for."""
    gain = bundle.gain
    served = gain.pair_competency[gain.pair_course == course]
    wanted = np.intersect1d(served, standards_of(bundle, person))
    same = np.zeros(gain.courses, bool)
    same[gain.pair_course[np.isin(gain.pair_competency, wanted)]] = True
    same[course] = False
    return same


def _most_likely(candidates: Bool, p_complete: F32) -> tuple[int, float]:
    """The candidate most likely to be finished, and how likely; (-1, 0) if there is none."""
    if not candidates.any():
        return -1, 0.0
    best = int(np.argmax(np.where(candidates, p_complete, -1)))
    return best, float(p_complete[best])


def _with_less_load(bundle: Bundle, person: People, course: int) -> float:
    """Probability to finish ``course`` without other training in the year before."""
    lighter = person.completion.copy()
    lighter[:, _LOAD] = 0
    return float(bundle.completion.score(replace(person, completion=lighter))[0, course])


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"

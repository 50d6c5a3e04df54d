"""What would put another course first: the smallest change of one level at which the list says so.

Levels come in halves. Every standard of the post is supposed at every half level, all else as it is,
and the list is made again; so the sentence holds whatever other courses the change brings up. A course
that would be first because nothing helps any more is not named.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.features.arrays import F32, I32, People
from recommender.ranking.reasons import level_text
from recommender.ranking.recommend import Options, rank
from recommender.ranking.supposed import standards_of, supposed

TEXT: Final = (
    "{course} akan menjadi nomor 1 bila level {competency} ternyata {level} (sekarang diperkirakan {now})"
)
HALVES: Final[F32] = np.arange(0, 5.5, 0.5, dtype=np.float32)
"""Levels that are supposed."""


def counterfactual(
    bundle: Bundle, person: People, *, as_of: date, options: Options, course: I32
) -> str | None:
    """The sentence for the runner-up of the list; where no level does it, for the one after, and so on.

    ``person`` has one row; ``course`` (L,) is the person's list, -1 past its end. None where no single
    level brings another course of the list to its head, and makes it help.
    """
    competencies = standards_of(bundle, person)
    if len(competencies) == 0:
        return None
    competency, level = np.repeat(competencies, len(HALVES)), np.tile(HALVES, len(competencies))
    people = supposed(person, competency=competency, level=level)
    first = rank(bundle, people, as_of=as_of, options=replace(options, n=1)).lists
    helpful = np.where(first.benefit[:, 0] > 0, first.course[:, 0], -1)
    change = np.abs(level - person.level[0, competency])
    for row in course[1:].tolist():
        does = helpful == row
        if row >= 0 and does.any():
            nearest = int(np.argmin(np.where(does, change, np.inf)))
            return TEXT.format(
                course=bundle.catalogue.texts[row].title,
                competency=bundle.competencies.names[competency[nearest]],
                level=level_text(float(level[nearest])),
                now=level_text(float(np.clip(person.level[0, competency[nearest]], 0, 5))),
            )
    return None

"""What an effect is asked of: all training, a form, a kind, a family, a single course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.features.arrays import Catalogue, Evidence
from recommender.impact.estimate import Bool

KINDS: Final = ("provinsi", "bentuk", "jenis", "rumpun", "pelatihan")
"""From wide to narrow."""


@dataclass(frozen=True)
class Scope:
    """A set of courses.

    Attributes
    ----------
    kind
        One of ``KINDS``.
    name, label
        Stable name for programs; Indonesian text for people.
    courses
        (C,) which courses belong to it.
    family
        Code of the family of a single course, else -1.
    """

    kind: str
    name: str
    label: str
    courses: Bool
    family: int = -1


def scopes(catalogue: Catalogue, evidence: Evidence) -> list[Scope]:
    """Every scope with any record, wide ones first; a scope equal to a wider one is not asked twice."""
    used = np.bincount(evidence.record_course, minlength=len(catalogue)) > 0
    found = [Scope("provinsi", "semua", "Semua pelatihan", used)]
    for row, form in enumerate(codes.FORMS):
        found.append(Scope("bentuk", form, form.capitalize(), used & (catalogue.form == row)))
    for kind, about in codes.DEV_KINDS.items():
        found.append(Scope("jenis", str(kind), about.name, used & (catalogue.dev_kind == kind)))
    for family in np.unique(catalogue.family):
        member = used & (catalogue.family == family)
        found.append(Scope("rumpun", f"F{family:03d}", _family_label(catalogue, family), member))
    for course in np.flatnonzero(used):
        alone = np.arange(len(catalogue)) == course
        title = catalogue.texts[course].title
        family = int(catalogue.family[course])
        found.append(Scope("pelatihan", catalogue.courses[int(course)], title, alone, family))
    return _distinct(found)


def _distinct(found: list[Scope]) -> list[Scope]:
    seen: set[bytes] = set()
    kept = []
    for scope in found:
        key = np.packbits(scope.courses).tobytes()
        if scope.courses.any() and key not in seen:
            kept.append(scope)
            seen.add(key)
    return kept


def _family_label(catalogue: Catalogue, family: int) -> str:
    member: NDArray[np.int64] = np.flatnonzero(catalogue.family == family)
    kind = codes.DEV_KINDS[int(catalogue.dev_kind[member[0]])].name
    level = catalogue.level_to[np.isin(catalogue.pair_course, member)]
    return f"{kind}, sampai level {int(np.ceil(level.max()))}" if len(level) else f"{kind}, tanpa level"

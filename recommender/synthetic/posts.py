"""Positions with the competency levels that they require."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.synthetic.fields import FIELDS, Field, competency_id
from recommender.synthetic.world import WorldOptions

_EXPERT_TIERS = (("PT", "Ahli Pertama", 2), ("MU", "Ahli Muda", 3), ("MA", "Ahli Madya", 4))
_TOP_TIER = ("UT", "Ahli Utama", 5)
_TECHNICIAN_TIERS = (("TR", "Terampil", 2), ("MH", "Mahir", 2), ("PY", "Penyelia", 3))
_LEADERS = (("JPT_PRATAMA", "Kepala OPD Bidang", 4), ("ADMINISTRATOR", "Kepala Bidang", 3),
            ("PENGAWAS", "Kepala Subbagian", 2))  # fmt: skip
_GENERAL = ("T.UMU.3", "T.TIK.1", "T.WAS.3", "T.KEU.1", "T.TIK.2", "T.BCN.1")
"""Technical competencies that posts of every field may ask for."""


@dataclass(frozen=True)
class Posts:
    """J positions and K competencies.

    Attributes
    ----------
    position_class, jf_tier
        (J,) codes; tier is empty outside JF.
    field
        (J,) row in ``FIELDS``.
    rank
        (J,) core level that the class or tier requires, 1-5.
    required
        (J, K) required level, 0 where the position has no standard.
    weight
        (J, K) weights as written in the table (not normalised).
    """

    names: tuple[str, ...]
    position_class: NDArray[np.str_]
    jf_tier: NDArray[np.str_]
    field: NDArray[np.int32]
    rank: NDArray[np.int32]
    competency_ids: NDArray[np.str_]
    required: NDArray[np.float32]
    weight: NDArray[np.float32]

    @property
    def ids(self) -> NDArray[np.str_]:
        """(J,) position ids."""
        return np.array([f"P{row + 1:04d}" for row in range(len(self.names))])

    @property
    def share(self) -> NDArray[np.float32]:
        """(J, K) weights normalised to add up to 1 over each position's standards."""
        total: NDArray[np.float32] = self.weight / self.weight.sum(axis=1, keepdims=True)
        return total


def competency_rows() -> list[tuple[str, str, str]]:
    """Id, name and kind of the 9 core and of all technical competencies."""
    core = [
        (key, name, "SOSIAL_KULTURAL" if key.startswith("SK") else "MANAJERIAL")
        for key, name in codes.CORE_COMPETENCIES.items()
    ]
    technical = [
        (competency_id(field, number), name, "TEKNIS")
        for field in FIELDS
        for number, name in enumerate(field.competencies)
    ]
    return core + technical


def build_posts(options: WorldOptions) -> Posts:
    """About 300 positions; every one has the nine core standards and three to five technical ones."""
    random = options.stream("posts")
    rows = [("Sekretaris Daerah", "JPT_MADYA", "", "UMU", 5)]
    rows += [row for field in FIELDS for row in _of_field(field)]
    names, classes, tiers, fields, ranks = zip(*rows, strict=True)
    ids = [key for key, _, _ in competency_rows()]
    required = np.zeros((len(rows), len(ids)), np.float32)
    weight = np.zeros_like(required)
    field_row = {field.code: row for row, field in enumerate(FIELDS)}
    for row, rank in enumerate(ranks):
        required[row, :9], weight[row, :9] = rank, 1.0
        weight[row, 4] = 1.5
        own = [ids.index(competency_id(FIELDS[field_row[fields[row]]], number)) for number in range(3)]
        extra = [ids.index(key) for key in random.choice(_GENERAL, 2, replace=False)]
        for column in dict.fromkeys(own[: random.integers(2, 4)] + extra):
            lead = 0 if column in own else -1
            level = max(rank, 2) + lead + random.integers(-1, 2) * (random.random() < 0.5)
            required[row, column] = np.clip(level, 1, 5)
            weight[row, column] = 2.0 if column in own else 1.0
    return Posts(
        names=names,
        position_class=np.array(classes),
        jf_tier=np.array(tiers),
        field=np.array([field_row[code] for code in fields], np.int32),
        rank=np.array(ranks, np.int32),
        competency_ids=np.array(ids),
        required=required,
        weight=weight,
    )


def _of_field(field: Field) -> Iterator[tuple[str, str, str, str, int]]:
    for position_class, title, rank in _LEADERS:
        yield f"{title} {field.name}", position_class, "", field.code, rank
    for number, post in enumerate(field.experts):
        for tier, title, rank in (*_EXPERT_TIERS, *((_TOP_TIER,) if number == 0 else ())):
            yield f"{post} {title}", "JF_KEAHLIAN", tier, field.code, rank
    for post in field.technicians:
        for tier, title, rank in _TECHNICIAN_TIERS:
            yield f"{post.removesuffix(' Terampil')} {title}", "JF_KETERAMPILAN", tier, field.code, rank
    for post in field.staff:
        yield post, "PELAKSANA", "", field.code, 1

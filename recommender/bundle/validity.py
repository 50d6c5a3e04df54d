"""Do the parts of a bundle fit together? A signed bundle may still come from a faulty training.

Checked: shapes against the vocabularies, row numbers against what they point to, sorted ids, finite
numbers, and that every scorer scores one person.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.bundle.refusals import refused
from recommender.features.identifiers import Vocabulary

SHAPES: Final[Mapping[str, str]] = {
    "catalogue.courses": "C", "catalogue.texts": "C", "catalogue.dev_kind": "C", "catalogue.form": "C",
    "catalogue.delivery": "C", "catalogue.jp": "C", "catalogue.days": "C", "catalogue.cost": "C",
    "catalogue.provider": "C", "catalogue.family": "C", "catalogue.active": "C",
    "catalogue.valid_from": "C", "catalogue.valid_to": "C",
    "catalogue.pair_course": "M", "catalogue.pair_competency": "M", "catalogue.level_from": "M",
    "catalogue.level_to": "M", "catalogue.strength": "M",
    "catalogue.session_course": "S", "catalogue.session_id": "S", "catalogue.session_start": "S",
    "catalogue.session_end": "S", "catalogue.session_seats": "S", "catalogue.session_status": "S",
    "competencies.ids": "K", "competencies.names": "K", "competencies.kind": "K",
    "positions.ids": "J", "positions.names": "J", "positions.position_class": "J",
    "positions.jf_tier": "J", "positions.family": "J", "positions.required": "JK", "positions.weight": "JK",
    "units.ids": "U", "units.names": "U", "units.parent": "U", "units.region": "U",
    "people.asn_id": "N", "people.position": "N", "people.target_position": "N", "people.unit": "N",
    "people.employment": "N", "people.legal_status": "N", "people.grade": "N", "people.grade_since": "N",
    "people.position_since": "N", "people.hired_on": "N", "people.retires_on": "N", "people.born_on": "N",
    "people.edu_level": "N", "people.travel_hours": "N", "people.training_hold": "N",
    "people.level": "NK", "people.level_sd": "NK", "people.level_method": "NK", "people.level_day": "NK",
    "people.history_course": "H", "people.history_day": "H", "people.history_status": "H",
    "people.feature": "E", "people.completion": "NF", "people.jp_this_year": "N",
    "nip_pseudonym": "P", "nip_person": "P",
    "lists.course": "NL", "lists.score": "NL", "lists.benefit": "NL", "lists.spread": "NL",
    "lists.p_complete": "NL", "lists.agreement": "NL", "lists.pair": "NLX", "lists.term": "NLX",
}  # fmt: skip
"""Axes of every field, one letter each; equal letters are equal lengths."""

ROWS: Final[Mapping[str, str]] = {
    "catalogue.pair_course": "C", "catalogue.pair_competency": "K", "catalogue.session_course": "C",
    "units.parent": "U", "people.position": "J", "people.target_position": "J", "people.unit": "U",
    "people.history_course": "C", "people.feature": "feature_names", "nip_person": "N",
    "lists.course": "C", "lists.pair": "M",
}  # fmt: skip
"""Fields that hold rows, and the axis they point into."""

MAY_BE_UNKNOWN: Final = frozenset(
    {
        "units.parent",
        "people.position",
        "people.target_position",
        "people.unit",
        "people.history_course",
        "lists.course",
        "lists.pair",
    }
)
"""Fields of :data:`ROWS` where -1 means "not known" or "none"."""

MAY_BE_MISSING: Final = frozenset({"catalogue.days", "people.travel_hours"})
"""Fields where NaN means "not stated"."""

SORTED: Final = (
    "catalogue.courses", "competencies.ids", "positions.ids", "units.ids", "people.asn_id", "feature_names",
    "nip_pseudonym",
)  # fmt: skip
"""Ids that are looked up by binary search."""

RAGGED: Final = {
    "people.history_indptr": "people.history_course",
    "people.feature_indptr": "people.feature",
}


def check_bundle(bundle: Bundle) -> None:
    """Refuse parts that do not fit.

    Raises
    ------
    BundleRefused
        ``BUNDLE_INVALID`` with ``field`` and ``fault`` in its context.
    """
    for field, fault in _faults(bundle):
        raise refused("BUNDLE_INVALID", field=field, fault=fault)


def _faults(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """What is wrong, as (field, fault); only the first is of use, as later checks rely on earlier ones."""
    axes = {"feature_names": len(bundle.feature_names)}
    yield from _shape_faults(bundle, axes)
    yield from _row_faults(bundle, axes)
    for field in SORTED:
        ids = _ids(_field(bundle, field))
        if not np.all(ids[:-1] < ids[1:]):
            yield field, "order"
    if not 0 <= bundle.dial <= 1:
        yield "dial", "range"
    if not 0 < bundle.benefit_unit < math.inf:
        yield "benefit_unit", "range"
    yield from _not_finite(bundle)
    yield from _scorer_faults(bundle, axes)


def _shape_faults(bundle: Bundle, axes: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Checks every shape and fills ``axes`` with the length of each axis on the way."""
    for field, letters in SHAPES.items():
        shape = _shape(_field(bundle, field))
        expected = tuple(
            axes.setdefault(letter, length) for letter, length in zip(letters, shape, strict=False)
        )
        if len(shape) != len(letters) or shape != expected:
            yield field, "shape"
    if axes["N"] == 0:
        yield "people.asn_id", "empty"
    for field, target in RAGGED.items():
        if not _is_ragged(_field(bundle, field), rows=axes["N"], entries=len(_field(bundle, target))):
            yield field, "ragged"


def _row_faults(bundle: Bundle, axes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for field, axis in ROWS.items():
        rows = _field(bundle, field)
        if rows.size and not (-(field in MAY_BE_UNKNOWN) <= rows.min() and rows.max() < axes[axis]):
            yield field, "row"
    if any(not 0 <= rule.course < axes["C"] for rule in bundle.catalogue.rules):
        yield "catalogue.rules", "row"


def _not_finite(bundle: Bundle) -> Iterator[tuple[str, str]]:
    for field in SHAPES.keys() - MAY_BE_MISSING:
        value = _field(bundle, field)
        if isinstance(value, np.ndarray) and not _is_finite(value):
            yield field, "finite"
    for name in ("levels", "gain", "completion", "agreement"):
        for key, array in getattr(bundle, name).arrays().items():
            if not _is_finite(array):
                yield f"{name}.{key}", "finite"


def _scorer_faults(bundle: Bundle, axes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Let every scorer score the first person: what does not fit shows here, not in a request."""
    if bundle.levels.prior.shape != (axes["J"] + 1, axes["K"]):
        yield "levels.prior", "shape"
    people = bundle.people.take([0])
    for name in ("gain", "completion", "agreement"):
        try:
            scores = getattr(bundle, name).score(people)
        except (IndexError, ValueError, TypeError) as failure:
            yield name, type(failure).__name__
            continue
        if scores.shape != (1, axes["C"]):
            yield name, "shape"
        elif not _is_finite(scores):
            yield name, "finite"


def _field(bundle: Bundle, name: str) -> Any:
    value: Any = bundle
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _shape(value: Any) -> tuple[int, ...]:
    return value.shape if isinstance(value, np.ndarray) else (len(value),)


def _ids(value: Any) -> NDArray[Any]:
    ids: NDArray[Any] = value.ids if isinstance(value, Vocabulary) else value
    return ids


def _is_ragged(indptr: NDArray[Any], *, rows: int, entries: int) -> bool:
    if indptr.shape != (rows + 1,) or indptr[0] != 0 or indptr[-1] != entries:
        return False
    return bool(np.all(np.diff(indptr) >= 0))


def _is_finite(array: NDArray[Any]) -> bool:
    """Whether no number is NaN or infinite; the extremes tell, and need no memory for large arrays."""
    if array.dtype.kind != "f" or array.size == 0:
        return True
    return bool(np.isfinite(array.min()) and np.isfinite(array.max()))

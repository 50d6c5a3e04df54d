from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.bundle.read import open_bundle
from recommender.bundle.validity import MAY_BE_MISSING, MAY_BE_UNKNOWN, RAGGED, ROWS, SHAPES, check_bundle
from recommender.errors import BundleRefused
from recommender.features.arrays import Rule
from recommender.features.identifiers import Vocabulary
from recommender.scorers.contract import Scorer
from tests.small_bundle import PUBLIC_KEY, small_bundle, write_small_bundle


def with_field(bundle: Bundle, name: str, value: Any) -> Bundle:
    owner, _, field = name.rpartition(".")
    if not owner:
        return replace(bundle, **{field: value})
    return replace(bundle, **{owner: replace(getattr(bundle, owner), **{field: value})})


def value_of(bundle: Bundle, name: str) -> Any:
    for part in name.split("."):
        bundle = getattr(bundle, part)
    return bundle


def fault_of(bundle: Bundle) -> tuple[str, str]:
    with pytest.raises(BundleRefused) as refusal:
        check_bundle(bundle)
    assert refusal.value.code == "BUNDLE_INVALID"
    return refusal.value.context["field"], refusal.value.context["fault"]


def test_the_small_world_fits() -> None:
    check_bundle(small_bundle())


def test_every_field_that_is_stored_as_an_array_has_its_axes_declared() -> None:
    hints = get_type_hints(Bundle)
    parts = {name for name, kind in hints.items() if is_dataclass(kind) and not hasattr(kind, "from_arrays")}
    parts.discard("feature_names")
    declared = {
        f"{part}.{one.name}" for part in parts for one in fields(hints[part]) if one.name != "rules"
    } | {"nip_pseudonym", "nip_person"}
    assert declared == SHAPES.keys() | RAGGED.keys()


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_one_row_too_few_is_refused(name: str) -> None:
    bundle = small_bundle()
    value = value_of(bundle, name)
    shorter = Vocabulary(value.ids[:-1]) if isinstance(value, Vocabulary) else value[:-1]
    assert fault_of(with_field(bundle, name, shorter))[1] in ("shape", "ragged", "row")


@pytest.mark.parametrize("name", sorted(name for name, axes in SHAPES.items() if len(axes) == 2))
def test_one_column_too_few_or_an_axis_too_few_is_refused(name: str) -> None:
    bundle = small_bundle()
    if name != "people.completion":  # its width is its own: the completion model says whether it fits
        assert fault_of(with_field(bundle, name, value_of(bundle, name)[:, :-1]))[1] == "shape"
    assert fault_of(with_field(bundle, name, value_of(bundle, name)[:, 0])) == (name, "shape")


@pytest.mark.parametrize("name", sorted(ROWS))
def test_rows_that_point_nowhere_are_refused(name: str) -> None:
    bundle = small_bundle()
    for row in (10_000, -2):
        rows = value_of(bundle, name).copy()
        rows[-1] = row
        assert fault_of(with_field(bundle, name, rows)) == (name, "row")
    rows = value_of(bundle, name).copy()
    rows[-1] = -1
    if name in MAY_BE_UNKNOWN:
        check_bundle(with_field(bundle, name, rows))
    else:
        assert fault_of(with_field(bundle, name, rows)) == (name, "row")


FLOATS = sorted(
    name
    for name in SHAPES
    if isinstance(value_of(small_bundle(), name), np.ndarray)
    and value_of(small_bundle(), name).dtype.kind == "f"
)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", FLOATS)
def test_numbers_that_are_none_are_refused_where_nothing_may_be_missing(name: str, bad: float) -> None:
    bundle = small_bundle()
    numbers = value_of(bundle, name).copy()
    numbers.flat[-1] = bad
    if name in MAY_BE_MISSING:
        check_bundle(with_field(bundle, name, numbers))
    else:
        assert fault_of(with_field(bundle, name, numbers)) == (name, "finite")


@pytest.mark.parametrize("name", ["levels", "gain", "completion", "agreement"])
def test_weights_that_are_no_numbers_are_refused(name: str) -> None:
    bundle = small_bundle()
    scorer = getattr(bundle, name)
    for key, array in scorer.arrays().items():
        if array.dtype.kind == "f":
            bad = array.copy()
            bad.flat[0] = np.nan
            changed = type(scorer).from_arrays({**scorer.arrays(), key: bad})
            assert fault_of(replace(bundle, **{name: changed}))[1] == "finite"


def unsorted(ids: Any) -> Any:
    return Vocabulary(ids.ids[::-1]) if isinstance(ids, Vocabulary) else ids[::-1]


@pytest.mark.parametrize(
    "name",
    ["catalogue.courses", "competencies.ids", "positions.ids", "units.ids", "people.asn_id", "feature_names",
     "nip_pseudonym"],
)  # fmt: skip
def test_ids_out_of_order_or_twice_are_refused(name: str) -> None:
    bundle = small_bundle()
    ids = value_of(bundle, name)
    assert fault_of(with_field(bundle, name, unsorted(ids))) == (name, "order")
    twice = (
        np.sort(np.concatenate([ids.ids[:-1], ids.ids[:1]]))
        if isinstance(ids, Vocabulary)
        else np.sort(np.concatenate([ids[:-1], ids[:1]]))
    )
    assert fault_of(
        with_field(bundle, name, Vocabulary(twice) if isinstance(ids, Vocabulary) else twice)
    ) == (
        name,
        "order",
    )


@pytest.mark.parametrize("indptr", sorted(RAGGED))
def test_ragged_blocks_that_do_not_add_up_are_refused(indptr: str) -> None:
    bundle = small_bundle()
    good = value_of(bundle, indptr)
    for bad in (good[:-1], good + 1, good[::-1], np.zeros_like(good), np.append(good, good[-1])):
        assert fault_of(with_field(bundle, indptr, bad)) == (indptr, "ragged")


class Broken:
    """A scorer whose answer does not fit."""

    name = "popular"

    def __init__(self, answer: Callable[[int], Any]) -> None:
        self.answer = answer

    def score(self, people: Any) -> Any:
        return self.answer(len(people))

    def arrays(self) -> dict[str, Any]:
        return {}


def out_of_range(n: int) -> Any:
    return np.zeros((n, 5))[7]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (lambda n: np.zeros((n, 4), np.float32), "shape"),
        (lambda n: np.zeros((n + 1, 5), np.float32), "shape"),
        (lambda n: np.full((n, 5), np.nan, np.float32), "finite"),
        (out_of_range, "IndexError"),
    ],
)
def test_a_scorer_that_does_not_fit_the_catalogue_is_refused(
    answer: Callable[[int], Any], fault: str
) -> None:
    scorer: Scorer = Broken(answer)
    assert fault_of(small_bundle(agreement=scorer)) == ("agreement", fault)


def test_models_of_another_run_are_refused() -> None:
    bundle = small_bundle()
    assert (
        fault_of(small_bundle(completion=replace(bundle.completion, weight=np.zeros((9, 4), np.float32))))[0]
        == "completion"
    )
    assert (
        fault_of(small_bundle(completion=replace(bundle.completion, weight=np.zeros((8, 5), np.float32))))[0]
        == "completion"
    )
    assert fault_of(small_bundle(levels=replace(bundle.levels, prior=np.zeros((3, 3), np.float32)))) == (
        "levels.prior",
        "shape",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"dial": -0.1}, "dial"), ({"dial": 1.1}, "dial"), ({"dial": np.nan}, "dial"),
     ({"benefit_unit": 0.0}, "benefit_unit"), ({"benefit_unit": np.inf}, "benefit_unit"),
     ({"benefit_unit": np.nan}, "benefit_unit")],
)  # fmt: skip
def test_scalars_out_of_range_are_refused(change: dict[str, float], field: str) -> None:
    assert fault_of(small_bundle(**change)) == (field, "range")


def test_a_version_without_people_is_refused() -> None:
    bundle = small_bundle()
    nobody = replace(bundle, people=bundle.people.take([]), lists=Lists.empty(0, 1, 1))
    assert fault_of(nobody) == ("people.asn_id", "empty")


def test_a_catalogue_without_pairs_sessions_or_histories_fits(tmp_path: Path) -> None:
    """Arrays without a single number are written, mapped and accepted too."""
    bundle = small_bundle()
    catalogue = bundle.catalogue
    empty = {name: getattr(catalogue, name)[:0] for name in vars(catalogue) if name.startswith("session_")}
    path = write_small_bundle(
        tmp_path, catalogue=replace(catalogue, **empty), nip_pseudonym=bundle.nip_pseudonym[:0],
        nip_person=bundle.nip_person[:0],
    )  # fmt: skip
    assert len(open_bundle(path, public_key=PUBLIC_KEY).catalogue.session_id) == 0


@pytest.mark.parametrize("course", [-1, 5])
def test_a_rule_of_no_course_is_refused(course: int) -> None:
    catalogue = replace(small_bundle().catalogue, rules=(Rule(course, "GRADE_MIN", ("31",)),))
    assert fault_of(small_bundle(catalogue=catalogue)) == ("catalogue.rules", "row")

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommender.bundle.layout import Plain, from_plain, to_plain
from recommender.features.arrays import Rule
from tests.small_bundle import small_bundle


def test_taking_apart_and_putting_together_is_the_identity() -> None:
    rules = (Rule(0, "GRADE_MIN", ("31",)), Rule(4, "EMPLOYMENT_IN", ("PNS", "PPPK")))
    bundle = small_bundle(catalogue=replace(small_bundle().catalogue, rules=rules))
    plain = to_plain(bundle)
    again = to_plain(from_plain(plain))
    assert again.document == plain.document
    assert from_plain(plain).catalogue.rules == rules
    assert from_plain(plain).as_of == bundle.as_of
    assert again.arrays.keys() == plain.arrays.keys()
    for name, array in plain.arrays.items():
        assert again.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(again.arrays[name], array)


def test_arrays_are_named_after_their_fields_and_hold_no_objects() -> None:
    arrays = to_plain(small_bundle()).arrays
    assert {"people/level", "catalogue/courses", "feature_names", "agreement/share", "gain/table"} <= set(
        arrays
    )
    assert {array.dtype.kind for array in arrays.values()} <= set("biufUS")


def test_the_scorer_of_past_practice_comes_back_by_its_name() -> None:
    bundle = small_bundle()
    plain = to_plain(bundle)
    assert plain.document["agreement"] == "popular"
    back = from_plain(plain)
    np.testing.assert_array_equal(back.agreement.score(back.people), bundle.agreement.score(bundle.people))


def test_an_array_of_objects_is_not_stored() -> None:
    people = replace(small_bundle().people, unit=np.array([None] * 6, object))
    with pytest.raises(TypeError, match="people/unit"):
        to_plain(small_bundle(people=people))


def changed(*, arrays: dict[str, Any] | None = None, document: dict[str, Any] | None = None) -> Plain:
    plain = to_plain(small_bundle())
    return Plain({**plain.arrays, **(arrays or {})}, {**plain.document, **(document or {})})


@pytest.mark.parametrize(
    "plain",
    [
        changed(arrays={"people/level": np.zeros((6, 3), np.float64)}),
        changed(arrays={"people/position": np.zeros(6, np.float32)}),
        changed(arrays={"catalogue/courses": np.arange(5)}),
        changed(arrays={"nip_pseudonym": np.array(["a", "b"])}),
        changed(arrays={"people/new": np.zeros(6)}),
        changed(document={"dial": "0.5"}),
        changed(document={"as_of": "yesterday"}),
        changed(document={"as_of": None}),
        changed(document={"switched_off": None}),
        changed(document={"switched_off": [1]}),
        changed(document={"metrics": []}),
        changed(document={"competencies": None}),
    ],
    ids=range(12),
)
def test_other_types_than_declared_are_errors(plain: Plain) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        from_plain(plain)


@pytest.mark.parametrize("name", sorted(to_plain(small_bundle()).arrays))
def test_every_array_is_needed(name: str) -> None:
    plain = to_plain(small_bundle())
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_plain(Plain({key: one for key, one in plain.arrays.items() if key != name}, plain.document))


def test_no_array_name_of_a_scorer_leaves_the_folder(tmp_path: Path) -> None:
    class Hostile:
        name = "popular"

        def arrays(self) -> dict[str, Any]:
            return {"../../evil": np.zeros(1)}

    with pytest.raises(ValueError, match="cannot name a file"):
        to_plain(small_bundle(agreement=Hostile()))

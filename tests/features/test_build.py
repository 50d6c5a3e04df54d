import csv
import shutil
from dataclasses import fields, is_dataclass, replace
from datetime import date

import numpy as np
import pytest

from recommender.domain.days import MISSING_DAY, to_day
from recommender.features.build import build_dataset
from recommender.tables.importing import import_source
from tests.tables.small_source import small_source, write_source

DTYPES = {
    "F32": np.float32, "I32": np.int32, "I8": np.int8, "Bool": np.bool_,
    "NDArray[np.float64]": np.float64, "NDArray[np.int16]": np.int16, "NDArray[np.int64]": np.int64,
}  # fmt: skip


def rows(names, *texts):
    return [dict(zip(names.split(","), text.split(","), strict=True)) for text in texts]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small source (newest observation 2026-03-01) with what the tests below ask about."""
    tables = small_source()
    tables["position_standards"] = rows(
        "position_id,competency_id,required_level,weight,valid_from,valid_to",
        "P1,M.03,5,1,2026-03-02,",  # not yet
        "P1,M.03,4,3,2026-03-01,",
        "P1,M.03,3,1,2024-01-01,",
        "P1,T.01,2,,,",
        "P2,T.01,2,1,2020-01-01,2026-02-28",  # no longer
        "P2,M.03,1,1,2020-01-01,2026-03-01",  # its last day
    )
    tables["course_competencies"] = rows(
        "course_id,competency_id,level_from,level_to,strength,status",
        "C2,T.01,,4,,",
        "C1,M.03,1,3,0.5,TERVALIDASI",
        "C1,T.01,1,3,,USULAN",
        "C2,M.03,1,3,,DITOLAK",
    )
    tables["sessions"] += rows(
        "session_id,course_id,starts_on,ends_on,seats", "S0,C1,2025-02-03,2025-02-07,9"
    )
    tables["training_records"][0] |= {"session_id": "S0"}
    place = tmp_path_factory.mktemp("small")
    return import_source(write_source(tables, place / "source"), out=place / "snapshots").snapshot


@pytest.fixture(scope="module")
def world(small):
    return build_dataset(small)


def same(one, two):
    """Whether two containers hold the same, arrays compared bit for bit (NaN equal)."""
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(two, f.name)) for f in fields(one))
    if isinstance(one, np.ndarray):
        return one.dtype == two.dtype and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
    return one == two


@pytest.mark.parametrize("part", ["catalogue", "competencies", "positions", "units", "people", "evidence"])
def test_arrays_have_the_dtypes_they_are_declared_with(province_dataset, part):
    container = getattr(province_dataset, part)
    declared = {f.name: DTYPES[f.type] for f in fields(container) if f.type in DTYPES}
    assert {name: getattr(container, name).dtype for name in declared} == declared


def test_rows_follow_the_ids_and_what_is_missing_is_marked(world):
    assert world.people.asn_id.tolist() == ["A1", "A2"]
    assert world.people.position.tolist() == [0, 1]
    assert world.people.unit.tolist() == [1, 0]
    assert world.people.target_position.tolist() == [-1, -1]
    assert world.people.employment.tolist() == [0, 3]
    assert world.people.grade_since.tolist() == [MISSING_DAY] * 2
    assert world.people.born_on[0] == to_day(date(1987, 3, 15))
    assert np.isnan(world.people.travel_hours).all()
    assert world.units.parent.tolist() == [-1, 0]
    assert world.catalogue.jp.tolist() == [40, 24]
    assert world.catalogue.cost.tolist() == [3_500_000, 0]
    assert world.catalogue.rules[0].values == ("31",)
    # the second record comes by its validated alias
    assert world.evidence.record_course.tolist() == [0, 1]


def test_weights_of_a_position_add_up_to_one_or_nothing(province_dataset):
    positions = province_dataset.positions
    asked = (positions.required > 0).any(axis=1)
    assert asked.any()
    assert positions.weight.sum(axis=1) == pytest.approx(asked.astype(float), abs=1e-6)
    assert ((positions.weight > 0) == (positions.required > 0)).all()


def test_weights_are_shares_and_an_empty_weight_counts_one(world):
    assert world.positions.weight.tolist() == [[0.75, 0.25], [1, 0]]


def test_of_two_valid_standards_the_newer_counts(world):
    assert world.positions.required.tolist() == [[4, 2], [1, 0]]


def test_standards_are_those_of_the_day(small):
    assert build_dataset(small, as_of=date(2026, 2, 28)).positions.required.tolist() == [[3, 2], [1, 2]]


def test_only_validated_pairs_count_and_the_start_is_one_level_below_unless_given(world):
    catalogue = world.catalogue
    assert catalogue.pair_course.tolist() == [0, 1]
    assert catalogue.level_from.tolist() == [1, 3]
    assert catalogue.level_to.tolist() == [3, 4]
    assert catalogue.strength.tolist() == [0.5, 1]


def test_seats_left_are_the_seats_less_those_enrolled_by_the_day(small, world):
    assert world.catalogue.session_id.tolist() == ["S0", "S1"]
    assert world.catalogue.session_seats.tolist() == [8, 30]
    assert build_dataset(small, as_of=date(2025, 2, 6)).catalogue.session_seats.tolist() == [9, 30]


def test_an_earlier_date_gives_exactly_what_was_known_then(province_snapshot, province_dataset):
    day = date(2024, 6, 30)
    now, then = province_dataset.evidence, build_dataset(province_snapshot, as_of=day).evidence
    for block, dated in (
        ("assessed", "assessed_day"),
        ("record", "record_end"),
        ("evaluated", "evaluated_day"),
    ):
        known = getattr(now, dated) <= to_day(day)
        assert 0 < known.sum() < len(known)
        for f in fields(now):
            if f.name.startswith(f"{block}_"):
                kept = getattr(now, f.name)[known]
                assert np.array_equal(getattr(then, f.name), kept, equal_nan=kept.dtype.kind == "f"), f.name
    assert set(now.performance_year) - set(then.performance_year) == {2024, 2025}


def test_what_ended_on_the_day_is_known_and_the_day_before_it_was_not(small):
    """A1-C1 ended on 2025-02-07; A2's record on 2025-09-01."""
    before, after = (build_dataset(small, as_of=date(2025, 2, day)) for day in (6, 7))
    assert (len(before.evidence.record_end), len(before.people.history_course)) == (0, 0)
    assert (len(after.evidence.record_end), len(after.people.history_course)) == (1, 1)


def test_sex_changes_nothing(province_source, province_dataset, tmp_path):
    folder = tmp_path / "source"
    shutil.copytree(province_source, folder)
    with (folder / "asn.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["sex"] = {"L": "P", "P": "L"}.get(row["sex"], row["sex"])
    assert {row["sex"] for row in rows} >= {"L", "P"}
    with (folder / "asn.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    swapped = build_dataset(import_source(folder, out=tmp_path / "snapshots").snapshot)
    assert same(swapped, province_dataset)


def test_the_comparison_above_sees_one_changed_number(province_dataset):
    people = province_dataset.people
    changed = replace(people, travel_hours=people.travel_hours + np.float32(1))
    assert not same(replace(province_dataset, people=changed), province_dataset)

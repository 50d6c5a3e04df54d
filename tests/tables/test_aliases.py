from __future__ import annotations

import math

import pandas as pd
import pytest

from recommender.tables.aliases import LEAST_SIMILAR, map_names, suggest
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger
from recommender.tables.parse import parse_table
from tests.tables.small_source import Rows, checked, raw_table, said, small_source


def frame(name: str, rows: Rows) -> pd.DataFrame:
    return parse_table(raw_table(name, rows), TABLES[name], Ledger())


COURSES = frame(
    "courses",
    [
        {"course_id": "C1", "title": "Pelatihan Komunikasi Efektif"},
        {"course_id": "C2", "title": "Pelatihan Analisis Data"},
        {"course_id": "C3", "title": "Pelatihan Analisis Jabatan"},
    ],
)


def mapped(aliases: Rows, *names: str) -> tuple[list[str | None], list[tuple[str, int]]]:
    records = frame("training_records", [{"asn_id": "A1", "raw_name": name} for name in names])
    filled, unmapped = map_names(records, frame("course_aliases", aliases), COURSES, Ledger())
    courses = [None if pd.isna(one) else str(one) for one in filled["course_id"]]
    return courses, [(one.name, one.count) for one in unmapped]


def test_a_validated_name_maps_whatever_its_case_and_blanks() -> None:
    alias = {"raw_name": "Analisis  data", "course_id": "C2", "status": "TERVALIDASI"}
    assert mapped([alias], "ANALISIS DATA", "analisis data ") == (["C2", "C2"], [])


@pytest.mark.parametrize("status", ["USULAN", "DITOLAK"])
def test_a_proposed_or_rejected_name_never_maps(status: str) -> None:
    alias = {"raw_name": "Analisis data", "course_id": "C2", "status": status}
    assert mapped([alias], "Analisis data") == ([None], [("Analisis data", 1)])


def test_not_even_the_exact_title_maps_unvalidated() -> None:
    assert mapped([], "Pelatihan Analisis Data") == ([None], [("Pelatihan Analisis Data", 1)])


def test_a_name_validated_as_no_course_of_ours_stays_unmapped_and_unreported() -> None:
    alias = {"raw_name": "Senam pagi", "course_id": "", "status": "TERVALIDASI"}
    assert mapped([alias], "Senam Pagi") == ([None], [])


def test_unmapped_names_come_most_frequent_first_in_their_first_spelling() -> None:
    assert mapped([], "b", "A", "a", "c", "a")[1] == [("A", 3), ("b", 1), ("c", 1)]


def test_a_course_id_in_the_record_is_left_alone() -> None:
    records = frame("training_records", [{"asn_id": "A1", "course_id": "C1", "raw_name": "lain"}])
    ledger = Ledger()
    filled, unmapped = map_names(records, frame("course_aliases", []), COURSES, ledger)
    assert filled["course_id"].tolist() == ["C1"]
    assert unmapped == () and ledger.findings == ()


def test_suggestions_are_cosines_of_words_weighted_by_rarity() -> None:
    (found,) = suggest(["analisis data"], COURSES)
    common, half, rare = math.log(2), math.log(2.5), math.log(4)
    name = math.hypot(half, rare)
    data = (half**2 + rare**2) / (name * math.sqrt(common**2 + half**2 + rare**2))
    post = half**2 / (name * math.sqrt(common**2 + half**2 + rare**2))
    assert post < LEAST_SIMILAR < data  # so "Analisis Jabatan" is no suggestion
    assert found == (("C2", "Pelatihan Analisis Data", round(data, 2)),)


def test_words_no_title_has_suggest_nothing() -> None:
    assert suggest(["senam pagi", ""], COURSES) == [(), ()]
    assert suggest(["apa saja"], COURSES.iloc[:0]) == [()]


def test_one_name_validated_for_two_courses_is_refused_in_both_rows() -> None:
    tables = small_source()
    tables["course_aliases"].append(
        {"raw_name": "ANALISIS data  dasar", "course_id": "C1", "status": "TERVALIDASI"}
    )
    refused = [one for one in said(tables) if one[3] == "ALIAS_CONFLICT"]
    assert refused == [
        ("course_aliases", 2, "raw_name", "ALIAS_CONFLICT"),
        ("course_aliases", 3, "raw_name", "ALIAS_CONFLICT"),
    ]


def test_without_an_alias_table_names_stay_names_and_each_row_is_a_warning() -> None:
    tables = small_source()
    del tables["course_aliases"]
    ledger, frames = checked(tables)
    assert [(one.row, one.code, one.severity) for one in ledger.findings] == [(3, "NAME_UNMAPPED", "warning")]
    assert frames["training_records"]["course_id"].isna().tolist() == [False, True]

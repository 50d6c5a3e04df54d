"""Rules between rows and tables, one broken at a time in a source that is otherwise in order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tables.small_source import NIP_A, broken, checked, extended, said, small_source


def test_the_small_source_is_in_order() -> None:
    assert said(small_source()) == []


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("units", 3, "parent_id"),
        ("asn", 2, "position_id"),
        ("asn", 2, "unit_id"),
        ("position_standards", 2, "competency_id"),
        ("assessments", 2, "asn_id"),
        ("course_competencies", 2, "course_id"),
        ("course_rules", 2, "course_id"),
        ("sessions", 2, "course_id"),
        ("training_records", 2, "course_id"),
        ("evaluations", 2, "asn_id"),
        ("performance", 2, "asn_id"),
        ("unit_outcomes", 2, "unit_id"),
        ("course_aliases", 2, "course_id"),
    ],
)
def test_an_id_that_no_row_has_is_an_orphan(table: str, row: int, column: str) -> None:
    assert (table, row, column, "ORPHAN") in said(broken(table, row, **{column: "TIDAK-ADA"}))


def test_optional_columns_refer_too() -> None:
    assert ("asn", 2, "target_position_id", "ORPHAN") in said(broken("asn", 2, target_position_id="P9"))
    assert ("budgets", 2, "unit_id", "ORPHAN") in said(broken("budgets", 2, unit_id="U9"))
    assert ("training_records", 2, "session_id", "ORPHAN") in said(
        broken("training_records", 2, session_id="S9")
    )


def test_ids_of_a_table_that_is_not_there_are_kept_and_that_is_said() -> None:
    tables = broken("training_records", 2, session_id="S9")
    del tables["sessions"]
    codes = [code for *_, code in said(tables)]
    assert "REFERENCE_UNCHECKED" in codes and "ORPHAN" not in codes


def test_what_names_a_refused_row_is_refused_down_the_chain() -> None:
    ledger, _ = checked(broken("units", 2, name=""))  # U1, above U2, above everybody
    refused = {name: ledger.refused(name).tolist() for name in ledger.refused_tables()}
    assert refused["units"] == [2, 3]
    assert refused["asn"] == [2, 3]
    assert refused["training_records"] == [2, 3]
    assert refused["assessments"] == [2]
    assert "courses" not in refused
    chain = {one.code for one in ledger.findings if one.row and (one.table, one.row) != ("units", 2)}
    assert chain == {"DEPENDS_ON_REFUSED"}


def test_units_in_a_ring_are_refused_and_those_below_them() -> None:
    found = said(broken("units", 2, parent_id="U2"))
    assert [one for one in found if one[3] == "UNIT_CYCLE"] == [
        ("units", 2, "parent_id", "UNIT_CYCLE"),
        ("units", 3, "parent_id", "UNIT_CYCLE"),
    ]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (broken("asn", 2, asn_id=NIP_A), ("asn", 2, "asn_id", "ASN_ID_IS_NIP")),
        (broken("asn", 2, employment="PPPK"), ("asn", 2, "employment", "NIP_EMPLOYMENT")),
        (broken("asn", 2, sex="P"), ("asn", 2, "sex", "NIP_SEX_DIFFERS")),
        (broken("asn", 2, grade_id="105"), ("asn", 2, "grade_id", "GRADE_SCALE")),
        (broken("asn", 2, nip="196603152000011023", sex=""), ("asn", 2, "legal_status", "PAST_RETIREMENT")),
        (broken("asn", 2, position_since="2026-09-01"), ("asn", 2, "position_since", "FUTURE_DATE")),
        (broken("courses", 2, form="NONKLASIKAL"), ("courses", 2, "form", "FORM_DIFFERS")),
        (broken("courses", 2, jp="61"), ("courses", 2, "jp", "JP_PER_DAY")),
        (broken("training_records", 2, jp="61"), ("training_records", 2, "jp", "JP_PER_DAY")),
        (broken("training_records", 2, starts_on="2009-01-01", ends_on="2009-01-09"),
         ("training_records", 2, "ends_on", "BEFORE_HIRED")),
        (broken("courses", 2, dev_kind_id="9"), ("training_records", 2, "jp", "JP_CAPPED")),
        (broken("training_records", 3, raw_name=""), ("training_records", 3, "course_id", "NO_COURSE")),
        (broken("course_rules", 2, value="99"), ("course_rules", 2, "value", "RULE_VALUE")),
        (broken("course_rules", 2, rule="PREREQUISITE", value="C9"), ("course_rules", 2, "value", "ORPHAN")),
        (broken("course_rules", 2, rule="UNIT_IN", value="U1|U9"), ("course_rules", 2, "value", "ORPHAN")),
        (broken("course_competencies", 2, level_from="4"), ("course_competencies", 2, "level_to", "ORDER")),
    ],
)  # fmt: skip
def test_each_rule_is_found_under_its_own_code(tables: Any, expected: Any) -> None:
    assert expected in said(tables)


def test_sixty_jp_in_five_days_are_twelve_a_day_and_pass() -> None:
    assert "JP_PER_DAY" not in [code for *_, code in said(broken("courses", 2, jp="60"))]


@pytest.mark.parametrize(("born", "past"), [("19680131", True), ("19680201", False), ("19680315", False)])
def test_a_section_head_leaves_in_the_month_after_turning_58(born: str, past: bool) -> None:
    # The newest observation is of 2026-03-01; born in February 1968 one leaves on that very day.
    codes = [code for *_, code in said(broken("asn", 2, nip=f"{born}2000011023", sex=""))]
    assert ("PAST_RETIREMENT" in codes) == past


def test_without_an_observation_nobody_is_judged_by_age() -> None:
    tables = broken("asn", 2, nip="196603152000011023", sex="")
    for name in ("assessments", "training_records", "evaluations", "performance"):
        del tables[name]
    assert said(tables) == []


def test_age_sixty_is_past_retirement_for_a_section_head_but_not_for_an_echelon_two() -> None:
    tables = broken("asn", 2, nip="196603152000011023", sex="")
    tables["positions"][0]["position_class"] = "JPT_PRATAMA"
    assert "PAST_RETIREMENT" not in [code for *_, code in said(tables)]


def test_the_third_coaching_in_a_month_is_said_not_to_count() -> None:
    tables = broken("courses", 2, dev_kind_id="14", form="NONKLASIKAL", jp="2", days="")
    base = {"asn_id": "A1", "course_id": "C1", "status": "HADIR", "jp": "2"}
    tables["training_records"] = [base | {"ends_on": f"2025-03-0{day}"} for day in (9, 1, 5)]
    found = [one for one in said(tables) if one[3] == "JP_MONTHLY_LIMIT"]
    assert found == [("training_records", 2, "jp", "JP_MONTHLY_LIMIT")]  # row 2 is the latest of the three


def test_one_record_id_or_session_seat_is_used_once() -> None:
    found = said(extended("training_records", {"ends_on": "2025-03-07", "starts_on": "2025-03-03"}))
    assert {one for one in found if one[0] == "training_records"} == {
        ("training_records", 2, "record_id", "NOT_UNIQUE"),
        ("training_records", 4, "record_id", "NOT_UNIQUE"),
    }


def test_the_same_training_under_another_record_id_is_a_warning() -> None:
    ledger, _ = checked(extended("training_records", {"record_id": "R9"}))
    likely = [one for one in ledger.findings if one.code == "LIKELY_DOUBLE"]
    assert [(one.row, one.severity) for one in likely] == [(2, "warning"), (4, "warning")]
    assert "baris 4" in likely[0].text


def test_two_colleagues_may_give_the_same_or_different_marks_on_one_day() -> None:
    tables = broken("assessments", 2, method="REKAN")
    tables["assessments"] += [dict(tables["assessments"][0]), tables["assessments"][0] | {"level": "3"}]
    ledger, frames = checked(tables)
    assert ledger.findings == ()
    assert len(frames["assessments"]) == 3


def test_a_later_standard_may_follow_an_earlier_one() -> None:
    tables = broken("position_standards", 2, valid_from="2020-01-01", valid_to="2024-12-31")
    tables["position_standards"].append(
        {"position_id": "P1", "competency_id": "M.03", "required_level": "4", "valid_from": "2025-01-01"}
    )
    assert said(tables) == []


def test_three_conflicting_rows_name_each_other() -> None:
    ledger, _ = checked(extended("budgets", {"ceiling": "1"}, {"ceiling": "2"}))
    texts = [one.text for one in ledger.findings if one.code == "CONFLICTING_ROWS"]
    assert [("baris 3, 4" in texts[0]), ("baris 2, 4" in texts[1]), ("baris 2, 3" in texts[2])] == [True] * 3


def test_a_nip_in_the_wrong_column_does_not_travel_on_in_a_message() -> None:
    for written in (NIP_A, "19870315 201001 1 023"):
        ledger, _ = checked(broken("assessments", 2, asn_id=written))
        (orphan,) = [one for one in ledger.findings if one.code == "ORPHAN"]
        assert orphan.text == "'(18 angka)' tidak ada di tabel asn."

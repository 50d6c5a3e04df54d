from __future__ import annotations

from pathlib import Path

import pytest

from recommender.tables.declaration import TABLES

# The marks of the contract, spelled out once more: the names outsiders rely on.
CONTRACT = {
    "units": "unit_id!! name!! parent_id unit_type region_code",
    "positions": "position_id!! name!! position_class!! jf_tier family",
    "asn": "asn_id!! nip name employment! legal_status grade_id grade_since position_id!! position_since "
    "unit_id!! region_code edu_level_id edu_field hired_on retires_on target_position_id training_hold "
    "travel_hours sex",
    "competencies": "competency_id!! name!! kind!! definition",
    "position_standards": "position_id!! competency_id!! required_level!! weight valid_from valid_to "
    "legal_basis",
    "assessments": "asn_id!! competency_id!! level!! method!! assessed_on!!",
    "courses": "course_id!! title!! description dev_kind_id!! form!! delivery jp!! days cost_per_participant "
    "provider min_class max_class active valid_from valid_to",
    "course_competencies": "course_id!! competency_id!! level_from level_to!! strength status",
    "course_rules": "course_id!! rule!! value!!",
    "sessions": "session_id!! course_id!! batch_no starts_on!! ends_on!! seats!! min_seats region_code "
    "cost_per_participant status",
    "training_records": "record_id asn_id!! course_id raw_name session_id starts_on ends_on!! jp status!! "
    "attendance_pct pre_test post_test nominated_by cost",
    "evaluations": "asn_id!! course_id!! session_id level!! item evaluator_role!! score!! evaluated_on!!",
    "performance": "asn_id!! year!! period quadrant result_rating behavior_rating score attendance_pct",
    "unit_outcomes": "unit_id!! year!! period measure!! value!!",
    "budgets": "budget_id!! unit_id year!! ceiling!! source",
    "course_aliases": "raw_name!! course_id status!!",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_and_marks_are_those_of_the_contract(name: str) -> None:
    assert " ".join(one.name + one.mark for one in TABLES[name].columns) == CONTRACT[name]


def test_the_tables_are_those_of_the_contract() -> None:
    assert list(TABLES) == list(CONTRACT)
    required = [name for name, table in TABLES.items() if table.must_exist]
    assert required == ["units", "positions", "asn", "competencies", "courses"]


def test_every_optional_table_says_what_it_switches_off_and_no_other_does() -> None:
    for table in TABLES.values():
        assert bool(table.switches_off) != table.must_exist, table.name


def test_keys_references_and_order_name_columns_that_exist() -> None:
    for table in TABLES.values():
        for name in (*table.key, *(one for pair in table.ordered for one in pair)):
            table.column(name)
        for reference in table.references:
            table.column(reference.column)
            assert TABLES[reference.table].key == (reference.target,)


def test_a_column_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TABLES["asn"].column("religion")


def test_only_nip_name_and_sex_are_private() -> None:
    private = [one.name for table in TABLES.values() for one in table.columns if one.private]
    assert private == ["nip", "name", "sex"]


def test_the_data_dictionary_is_current() -> None:
    from recommender.tables.dictionary import data_dictionary

    page = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
    assert page.read_text(encoding="utf-8") == data_dictionary(), (
        "write it anew: python -m recommender.tables.dictionary > docs/data-dictionary.md"
    )

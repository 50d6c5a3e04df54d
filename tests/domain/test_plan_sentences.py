from __future__ import annotations

import pytest

from recommender.domain.plan_rules import FIXED_RULES, PLAN_FIELDS, SWITCH
from recommender.domain.plan_sentences import DEMANDS, demand, rule_value

FIELDS = {one.code: one for one in PLAN_FIELDS}
WISHES = {"ENTITLEMENT_WEIGHT", "DIAL", "RESERVES"}
"""Settings that forbid nothing."""


@pytest.mark.parametrize(("code", "value", "told"), [
    ("MAX_JP_PER_DAY", 7.5, "7,5 JP"), ("MIN_20JP_COVERAGE", 0.2, "20%"), ("MANDATORY_FIRST", 0.0, "tidak"),
    ("ENTITLEMENT_WEIGHT", 1 / 3, "0,3333 poin"),
])  # fmt: skip
def test_values_are_written_as_indonesians_write_them(code: str, value: float, told: str) -> None:
    assert rule_value(FIELDS[code], value) == told


def test_every_rule_that_forbids_has_its_sentence_and_a_number_its_place() -> None:
    assert set(DEMANDS) == {*FIXED_RULES, *FIELDS} - WISHES
    numbered = {code for code, text in DEMANDS.items() if "%(value)s" in text}
    assert numbered == {code for code, one in FIELDS.items() if one.unit != SWITCH} - WISHES


def test_a_demand_is_a_sentence_with_its_number() -> None:
    assert demand("MAX_UNIT_SHARE", 0.125) == (
        "Satu unit mendapat paling banyak 12,5% dari seluruh kursi terpakai."
    )
    assert demand("MAX_COURSES_PER_PERSON", 2.0) == "Seorang pegawai mendapat paling banyak 2 pelatihan."
    assert demand("SEATS", 0.0) == DEMANDS["SEATS"]

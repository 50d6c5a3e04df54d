import pytest

from recommender.domain import codes
from recommender.domain.rules import _PARSERS, ParsedRule, parse_rule
from recommender.errors import BadInput


def test_every_rule_of_the_contract_can_be_read():
    assert tuple(_PARSERS) == codes.RULES


@pytest.mark.parametrize("value", ["PNS|CPNS", "CPNS PNS", " PNS | CPNS ", "PNS CPNS PNS"])
def test_listed_values_are_separated_by_a_blank_or_a_bar(value):
    assert parse_rule("EMPLOYMENT_IN", value) == ParsedRule("EMPLOYMENT_IN", listed=("CPNS", "PNS"))


@pytest.mark.parametrize(
    ("rule", "value", "number"),
    [
        ("GRADE_MIN", "33", 33),
        ("EDU_LEVEL_MIN", "40", 40),
        ("EDU_LEVEL_MIN", "05", 5),
        ("MAX_AGE", "55", 55),
        ("MIN_YEARS_IN_GRADE", "3.5", 42),
        ("MIN_YEARS_IN_POSITION", "2", 24),
        ("COOLDOWN_MONTHS", "36", 36),
        ("ONCE_ONLY", "1", 1),
        ("SELECTION_REQUIRED", "0", 0),
    ],
)
def test_numbers_come_in_the_unit_of_their_rule(rule, value, number):
    assert parse_rule(rule, value) == ParsedRule(rule, number=number)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("POSITION_CLASS_IN", "ESELON_II"),
        ("JF_TIER_IN", "|"),
        ("EMPLOYMENT_IN", ""),
        ("GRADE_MIN", "35"),
        ("GRADE_MAX", "III/c"),
        ("EDU_LEVEL_MIN", "5"),
        ("MAX_AGE", "-1"),
        ("MAX_AGE", "55.5"),
        ("MIN_MONTHS_TO_RETIREMENT", "dua"),
        ("MIN_YEARS_IN_GRADE", "3,5"),
        ("MIN_YEARS_IN_GRADE", "3.3"),
        ("PREREQUISITE", "C1 C2"),
        ("ONCE_ONLY", "YA"),
        ("COOLDOWN_MONTHS", "٣٦"),
    ],
)
def test_a_malformed_value_is_refused_with_the_fix(rule, value):
    with pytest.raises(BadInput) as refusal:
        parse_rule(rule, value)
    assert refusal.value.code == "RULE_VALUE"
    assert refusal.value.fix
    assert refusal.value.context == {"column": "value"}


def test_an_unknown_rule_is_refused():
    with pytest.raises(BadInput) as refusal:
        parse_rule("MIN_AGE", "30")
    assert refusal.value.code == "RULE_NAME"

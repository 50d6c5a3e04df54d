import pytest

from recommender.ranking.rule_words import named_value
from tests.small_bundle import small_bundle


@pytest.mark.parametrize(
    ("rule", "value", "name"),
    [
        ("GRADE_MIN", "31", "III/a"),
        ("PREREQUISITE", "C1", None),
        ("UNIT_IN", "U1", None),
        ("POSITION_CLASS_IN", "PELAKSANA", None),
        ("ONCE_ONLY", "1", None),
    ],
)
def test_ids_and_numbers_are_named_and_plain_codes_are_left(rule, value, name):
    bundle = small_bundle()
    if rule == "PREREQUISITE":
        name = bundle.catalogue.texts[bundle.catalogue.courses.row("C1")].title
    if rule == "UNIT_IN":
        name = bundle.units.names[bundle.units.ids.row("U1")]
    assert named_value(bundle, rule, value) == name

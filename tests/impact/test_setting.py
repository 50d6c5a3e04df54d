from dataclasses import replace

from recommender.features.arrays import Rule
from recommender.impact.setting import prepare
from tests.impact.small_outcomes import small_outcomes
from tests.small_world import small_dataset


def test_the_rules_about_the_person_admit_also_those_who_took_it():
    dataset = small_dataset()
    rules = (Rule(course=0, rule="GRADE_MIN", values=("33",)),)
    dataset = replace(dataset, catalogue=replace(dataset.catalogue, rules=rules))
    admitted = prepare(dataset, small_outcomes(dataset)).admitted
    assert admitted[:, 0].tolist() == [True, True, False, False, False, False]
    assert admitted[:, 1:].all()

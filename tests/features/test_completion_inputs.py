from dataclasses import replace

import numpy as np
import pytest

from recommender.domain.days import to_day
from recommender.features.completion_inputs import (
    COLUMNS,
    for_people,
    for_records,
    for_unseen,
    unit_rates,
)
from tests.small_world import AS_OF, day, small_dataset


def column(inputs, name):
    return inputs[:, COLUMNS.index(name)]


def rate_of(inputs):
    return 1 / (1 + np.exp(-column(inputs, "past_rate")))


@pytest.fixture
def everyone():
    world = small_dataset()
    return for_people(world.evidence, profile=world.people)


def test_the_past_rate_is_shrunk_to_the_base(everyone):
    """(finished + 4·.85) / (n + 4): A1 finished 2 of 2, A4 1 of 2, A6 has no history."""
    expected = [5.4 / 6, 6.4 / 7, 5.4 / 6, 4.4 / 6, 4.4 / 5, 0.85]
    assert rate_of(everyone) == pytest.approx(expected, rel=1e-5)


def test_counts_and_load_come_from_the_history_and_the_last_year(everyone):
    assert np.expm1(column(everyone, "past_count")) == pytest.approx([2, 3, 2, 2, 1, 0], rel=1e-5)
    assert column(everyone, "recent_load").tolist() == [0, 1, 1, 1, 0, 0]


def test_the_unit_rate_pools_the_people_of_the_unit(everyone):
    """U2 finished 6 of 6, U1 3 of 4; shrunk with weight 20."""
    world = small_dataset()
    rates = unit_rates(world.evidence, profile=world.people, units=world.units)
    assert rates == pytest.approx([0.85, 20 / 24, 23 / 26])
    odds = np.exp(column(everyone, "unit_rate"))
    assert odds / (1 + odds) == pytest.approx(rates[world.people.unit], rel=1e-5)


def test_tenure_travel_and_contract(everyone):
    years = (to_day(AS_OF) - day("2015-01-01")) / 365.2425
    assert column(everyone, "tenure") == pytest.approx([years / 10] * 6)
    assert column(everyone, "travel").tolist() == [0.5, 0.5, 1, 1, 4, 0]
    assert column(everyone, "travel_unknown").tolist() == [0, 0, 0, 0, 0, 1]
    assert column(everyone, "contract").tolist() == [0, 0, 0, 0, 1, 1]


def test_a_record_sees_only_what_had_ended_before_it_started():
    """Records in order of end: A1-C1, A2-C1, A3-C3, A4-C3, A1-C2, A2-C2, A5-C2, A3-C1, A2-C3, A4-C4."""
    world = small_dataset()
    inputs = for_records(world.evidence, profile=world.people)
    assert np.expm1(column(inputs, "past_count")).round(4).tolist() == [0, 0, 0, 0, 1, 1, 0, 1, 2, 1]
    assert column(inputs, "recent_load").tolist() == [0, 0, 0, 0, 1, 1, 0, 0, 1, 0]


def test_the_outcome_of_a_record_does_not_reach_its_own_inputs():
    world = small_dataset()
    flipped = replace(world.evidence, record_status=world.evidence.record_status.copy())
    flipped.record_status[-1] = 0  # A4-C4, the last record, becomes LULUS
    one, two = (for_records(e, profile=world.people) for e in (world.evidence, flipped))
    assert np.array_equal(one, two)


def test_an_unseen_person_with_the_same_facts_has_the_same_inputs(everyone):
    world = small_dataset()
    unseen = for_unseen(
        world.people.take([1]), as_of=to_day(AS_OF), finished=3, count=3, recent=1, unit_rate=23 / 26
    )
    assert unseen == pytest.approx(everyone[[1]], rel=1e-5)

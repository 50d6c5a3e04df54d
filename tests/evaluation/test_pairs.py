from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, to_day
from recommender.evaluation.pairs import Pair, pairs_of
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import Trained


@pytest.fixture(scope="module")
def bundle(province_trained: Trained) -> Bundle:
    return province_trained.bundle


def named(bundle: Bundle, snapshot: Snapshot) -> dict[str, Pair]:
    return {pair.key: pair for pair in pairs_of(bundle, snapshot)}


def test_nobody_is_in_both_groups(bundle: Bundle, province_snapshot: Snapshot) -> None:
    for pair in pairs_of(bundle, province_snapshot):
        assert not (pair.first & pair.second).any(), pair.name
        assert pair.first.any() and pair.second.any(), pair.name


def test_women_are_those_whom_the_people_s_file_says(bundle: Bundle, province_snapshot: Snapshot) -> None:
    private = province_snapshot.frame("people").set_index("asn_id")["sex"]
    women = named(bundle, province_snapshot)["sex"].first
    assert set(bundle.people.asn_id[women]) == set(private.index[private == "P"])


def test_bands_of_age_have_their_borders(bundle: Bundle, province_snapshot: Snapshot) -> None:
    """Born 34.9, 35.1, 49.9, 50.1 years before the day, and not known."""
    born = [to_day(bundle.as_of) - int(365.25 * age) for age in (34.9, 35.1, 49.9, 50.1)]
    people = replace(bundle.people.take(np.arange(5)), born_on=np.array([*born, MISSING_DAY], np.int32))
    found = named(replace(bundle, people=people), province_snapshot)
    assert found["young"].first.tolist() == [True, False, False, False, False]
    assert found["young"].second.tolist() == [False, True, True, False, False]
    assert found["old"].first.tolist() == [False, False, False, True, False]


def test_part_time_contracts_count_as_contracts(bundle: Bundle, province_snapshot: Snapshot) -> None:
    kinds = [codes.EMPLOYMENT.index(name) for name in ("PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU")]
    people = replace(bundle.people.take(np.arange(5)), employment=np.array([*kinds, -1], np.int8))
    pair = named(replace(bundle, people=people), province_snapshot)["employment"]
    assert pair.first.tolist() == [False, False, True, True, False]
    assert pair.second.tolist() == [True, True, False, False, False]


def test_the_smallest_offices_hold_about_a_third(bundle: Bundle, province_snapshot: Snapshot) -> None:
    pair = named(bundle, province_snapshot)["office"]
    assert 0.2 < pair.first.mean() < 0.6

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.features.identifiers import Vocabulary
from recommender.retraining.shared import shared
from tests.small_bundle import small_bundle

OLD = small_bundle()
NEW = replace(
    OLD,
    people=replace(OLD.people, asn_id=np.array(["A0", "A2", "A3", "A4", "A5", "A6"])),
    catalogue=replace(OLD.catalogue, courses=Vocabulary.of(["C0", "C2", "C3", "C4", "C5"])),
)


def test_people_are_matched_by_id_in_one_order():
    common = shared(OLD, NEW, seed=1)
    assert OLD.people.asn_id[common.champion_rows].tolist() == ["A2", "A3", "A4", "A5", "A6"]
    assert NEW.people.asn_id[common.challenger_rows].tolist() == ["A2", "A3", "A4", "A5", "A6"]


def test_lists_are_read_in_the_other_versions_rows_and_what_is_not_there_is_nothing():
    common = shared(OLD, NEW, seed=1)
    assert common.in_challenger(np.array([[0, 1, 4, -1]], np.int32)).tolist() == [
        [-1, 1, 4, -1]
    ]  # C1 is gone
    assert common.in_champion(np.array([[0, 1, 4, -1]], np.int32)).tolist() == [[-1, 1, 4, -1]]  # C0 is new

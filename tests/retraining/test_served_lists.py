from __future__ import annotations

import numpy as np
import pytest

from recommender.retraining.served_lists import Mover, _kept, _movers, compare_lists
from recommender.retraining.shared import shared
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import Trained
from tests.small_bundle import small_bundle


def test_what_stays_is_counted_over_the_old_lists_that_there_are():
    new = np.array([[0, 1, 2], [0, 1, 2], [0, -1, -1]], np.int32)
    old = np.array([[2, 1, 0], [3, 1, -1], [-1, -1, -1]], np.int32)
    assert _kept(new, old) == (1.0 + 0.5) / 2
    assert _kept(new, np.full((3, 3), -1, np.int32)) == 1.0


def test_a_courses_share_is_its_part_of_all_places():
    """Of 2 x 2 places C1 (row 0) had one and has two; C3 (row 2) had one and has none."""
    bundle = small_bundle()
    moved = _movers(bundle, np.array([[0, 1], [0, 1]], np.int32), np.array([[0, 1], [2, 1]], np.int32))
    title = [text.title for text in bundle.catalogue.texts]
    assert moved[:2] == (Mover("C1", title[0], 0.25, 0.5), Mover("C3", title[2], 0.25, 0.0))
    assert moved[0].change == 0.25


def test_a_version_beside_itself_gains_and_loses_nothing(
    province_snapshot: Snapshot, province_trained: Trained
):
    bundle = province_trained.bundle
    same = compare_lists(province_snapshot, bundle, champion=bundle, common=shared(bundle, bundle, seed=1))
    assert same.kept == 1.0 and same.challenger == same.champion
    assert same.own_lead is not None and same.own_lead.mean == same.own_lead.low == 0.0
    assert same.champion_lead == same.own_lead
    assert all(one.before == one.after for one in same.movers)
    assert all(one.mean is None or one.mean.mean == 0 for one in same.groups)


def test_the_first_version_stands_alone(province_snapshot: Snapshot, province_trained: Trained):
    alone = compare_lists(province_snapshot, province_trained.bundle, champion=None, common=None)
    assert alone.champion is None and alone.kept is None and alone.movers == alone.groups == ()
    assert 0 < alone.challenger.coverage <= 1
    assert alone.challenger.ratios["sex"] is not None
    assert alone.challenger.ratios["sex"].people == pytest.approx(300, abs=10)

"""Four people: 0 and 1 in post 0 (units 2 and 1), 2 in post 1 (unit 1), 3 without a known post (unit 2).

Unit 0 is above unit 1, which is above unit 2; unit 3 stands alone and empty.
"""

import numpy as np
import pytest

from recommender.needs.entitlement import Entitlements
from recommender.needs.gap import Gaps
from recommender.needs.rollup import by_post, by_unit
from recommender.needs.rulebook import RuleBook, read_rulebook

POSITION = np.array([0, 0, 1, -1], np.int32)
UNIT = np.array([2, 1, 1, 2], np.int32)
PARENT = np.array([-1, 0, 1, -1], np.int32)


def gaps() -> Gaps:
    person = np.array([0, 0, 1, 2], np.int32)
    n = len(person)
    return Gaps(
        person=person, competency=np.array([1, 0, 1, 0], np.int32),
        required=np.full(n, 4, np.float32), level=np.full(n, 2, np.float32), sd=np.full(n, 0.4, np.float32),
        gap=np.array([2, 1, 1, 3], np.float32), weight=np.full(n, 0.5, np.float32),
        priority=np.array([1, 0.5, 0.5, 1.5], np.float32), method=np.zeros(n, np.int8),
        age_years=np.ones(n, np.float32), expired=np.array([True, False, False, True]),
    )  # fmt: skip


def test_posts_by_hand():
    rows = by_post(gaps(), position=POSITION, competencies=2)
    assert rows.position.tolist() == [0, 0, 1]
    assert rows.competency.tolist() == [0, 1, 0]
    assert rows.people.tolist() == [2, 2, 1]
    assert rows.with_gap.tolist() == [1, 2, 1]
    assert rows.mean_gap.tolist() == [1, 1.5, 3]
    assert rows.to_assess.tolist() == [0, 1, 1]


def test_a_unit_holds_everything_below_it():
    rows = by_unit(gaps(), None, unit=UNIT, parent=PARENT)
    assert rows.people.tolist() == [4, 4, 2, 0]
    assert rows.with_gap.tolist() == [3, 3, 1, 0]
    assert rows.mean_points[:3].tolist() == pytest.approx([3.5 / 4, 3.5 / 4, 1.5 / 2])
    assert np.isnan(rows.mean_points[3])
    assert rows.owed == rows.missing == {}


def test_the_kinds_of_entitlement_stay_apart():
    book = read_rulebook()
    ids = [rule.id for rule in book.rules]
    jp, leadership = ids.index("JP_MINIMUM"), ids.index("LEADERSHIP")
    owed = Entitlements(
        person=np.array([0, 0, 2], np.int32), rule=np.array([jp, leadership, jp], np.int32),
        missing=np.array([20, 1, 8], np.float32), book=book,
    )  # fmt: skip
    rows = by_unit(gaps(), owed, unit=UNIT, parent=PARENT)
    assert rows.owed["JP_MINIMUM"].tolist() == [2, 2, 1, 0]
    assert rows.missing["JP_MINIMUM"].tolist() == [28, 28, 20, 0]
    assert rows.missing["LEADERSHIP"].tolist() == [1, 1, 1, 0]
    assert rows.owed["IPASN_ITEM"].tolist() == [0, 0, 0, 0]


def test_nobody_in_need():
    empty = gaps().of(9)
    owed = Entitlements(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), RuleBook(()))
    assert by_unit(empty, owed, unit=UNIT, parent=PARENT).with_gap.tolist() == [0, 0, 0, 0]
    assert len(by_post(empty, position=POSITION, competencies=2).position) == 0

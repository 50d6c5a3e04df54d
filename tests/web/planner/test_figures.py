"""The small world added up by hand: see the table at the head of ``tests/small_world.py``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.features.arrays import Units
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.needs.rulebook import read_rulebook
from recommender.web.planner.figures import add_upwards, figures_of, make_figures
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF

BOOK = read_rulebook().on(AS_OF)
FIGURES = make_figures(small_bundle(), book=BOOK)
U0, U1, U2 = range(3)


def test_gaps_of_people() -> None:
    assert FIGURES.gaps.tolist() == [1, 1, 1, 1, 1, 1]
    assert FIGURES.points.tolist() == [0.5, 0.5, 2, 1, 2, 1]


def test_units_count_what_is_below_them() -> None:
    assert FIGURES.people.tolist() == [6, 6, 3, 6]
    assert FIGURES.with_gap.tolist() == [6, 6, 3, 6]
    assert FIGURES.mean_points == pytest.approx([7 / 6, 7 / 6, 1, 7 / 6])


def test_the_heat_map_counts_those_of_whom_it_is_asked() -> None:
    """M.05 in U2: asked of A1, A2, A5; lacking in A2 (1 level) and A5 (2 levels)."""
    assert FIGURES.asked[[U1, U2]].tolist() == [[2, 4, 2], [2, 3, 0]]
    assert FIGURES.lacking[[U1, U2]].tolist() == [[1, 3, 2], [1, 2, 0]]
    assert FIGURES.levels[[U1, U2]].tolist() == [[1, 4, 3], [1, 3, 0]]
    assert FIGURES.priority[U2].tolist() == [0.5, 2.5, 0]
    assert FIGURES.mean_gap[U2, :2].tolist() == [0.5, 1]
    assert np.isnan(FIGURES.mean_gap[U2, 2])
    assert (FIGURES.mean_gap[UNKNOWN] == FIGURES.mean_gap[U0]).all()


def test_jp_of_the_year() -> None:
    """Only A2 has 20 JP or more; A4 has 12."""
    assert FIGURES.jp_target == 20
    assert FIGURES.met.tolist() == [1, 1, 1, 1]
    assert FIGURES.jp_missing[[1, 3]].tolist() == [0, 8]


def test_points_of_the_kompetensi_dimension() -> None:
    """Technical training in the last 12 months with 20 JP: A2 (C3) and A3 (C1), 15 points each."""
    assert FIGURES.ipasn.tolist() == [0, 15, 15, 0, 0, 0]
    assert FIGURES.mean_ipasn.tolist() == [5, 5, 5, 5]


def test_whom_courses_would_serve() -> None:
    """Who passed a course may not return: A1 C1, A5 C2, A3 and A4 C3; A2 attended C2 without passing.

    C2 serves A2 and A6; C4 A3, A4 and by its M.03 half A1; C5 A2, A5 and A6.
    """
    assert FIGURES.served[UNKNOWN].tolist() == [0, 2, 0, 3, 3]
    assert FIGURES.served[U2].tolist() == [0, 1, 0, 1, 2]


def test_who_may_attend_is_kept_in_bits() -> None:
    everybody = np.arange(6)
    may = [FIGURES.may_attend(everybody, course).tolist() for course in range(5)]
    assert may[0] == [False, False, False, True, True, True]  # A1, A2 and A3 passed C1
    assert may[4] == [True] * 6
    assert FIGURES.allowed.shape == (6, 1)


def test_entitlements_are_kept_apart_by_rule() -> None:
    rules = [one.id for one in BOOK.rules]
    assert FIGURES.missing[U2].shape == (len(rules),)
    jp = [row for row, rule in enumerate(rules) if rule == "JP_MINIMUM"]
    assert FIGURES.missing[UNKNOWN, jp].sum() == FIGURES.jp_missing.sum()
    assert FIGURES.owing[UNKNOWN, jp].sum() == np.count_nonzero(FIGURES.jp_missing)


def test_someone_without_unit_or_post_counts_in_the_whole_alone() -> None:
    bundle = small_bundle()
    people = replace(
        bundle.people, unit=np.array([-1, 2, 1, 1, 2, 1], np.int32), position=np.array([0, -1, 1, 1, 2, 2])
    )
    figures = make_figures(replace(bundle, people=people), book=BOOK)
    assert figures.people.tolist() == [5, 5, 2, 6]
    assert figures.gaps.tolist() == [1, 0, 1, 1, 1, 1]
    assert np.isnan(figures.ipasn[1])


def test_without_records_the_dimension_is_not_known() -> None:
    figures = make_figures(small_bundle(switched_off=("training_records",)), book=BOOK)
    assert np.isnan(figures.ipasn).all()
    assert np.isnan(figures.mean_ipasn).all()
    assert figures.owing.sum() == 0


def test_a_cycle_of_units_ends() -> None:
    units = Units(Vocabulary.of(["A", "B"]), ("A", "B"), np.array([1, 0], np.int32), ("", ""))
    assert add_upwards(np.array([[1.0], [2.0], [0.0]]), units).shape == (3, 1)


def test_a_version_is_added_up_once() -> None:
    bundle = small_bundle()
    assert figures_of(bundle, rules=read_rulebook()) is figures_of(bundle, rules=read_rulebook())

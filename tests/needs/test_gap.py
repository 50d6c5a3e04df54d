import numpy as np
import pytest

from recommender.domain.days import MISSING_DAY
from recommender.needs.gap import Gaps, describe_gap, find_gaps, reliability, validity_years
from recommender.needs.rulebook import RuleBook, read_rulebook
from tests.small_world import AS_OF, day, small_dataset

BOOK = read_rulebook().on(AS_OF)


def gaps_of_the_small_world(**columns: np.ndarray) -> Gaps:
    world = small_dataset()
    people, positions = world.people, world.positions
    return find_gaps(
        positions.required[people.position],
        weight=positions.weight[people.position],
        **{"level": people.level, "sd": people.level_sd, "method": people.level_method,
           "day": people.level_day, **columns},
        today=day("2026-06-30"),
        validity_years=3,
    )  # fmt: skip


def test_gaps_are_required_minus_level_where_the_post_asks():
    gaps = gaps_of_the_small_world()
    assert gaps.person.tolist() == [0, 1, 2, 3, 4, 5]
    assert gaps.competency.tolist() == [0, 1, 2, 2, 1, 1]
    assert gaps.required.tolist() == [3, 3, 4, 4, 3, 3]
    assert gaps.level.tolist() == [2, 2, 2, 3, 1, 2]
    assert gaps.gap.tolist() == [1, 1, 2, 1, 2, 1]
    assert gaps.priority.tolist() == [0.5, 0.5, 2, 1, 2, 1]


def test_a_level_at_or_above_the_standard_is_no_need():
    assert len(gaps_of_the_small_world(level=np.full((6, 3), 4.0, np.float32))) == 0


def test_an_estimate_below_the_scale_is_its_lowest_level_and_no_gap_exceeds_the_standard():
    gaps = gaps_of_the_small_world(level=np.full((6, 3), -0.4, np.float32))
    assert set(gaps.level.tolist()) == {0.0}
    assert gaps.gap.tolist() == gaps.required.tolist()


def test_the_most_needed_comes_first_and_ties_go_by_competency():
    gaps = find_gaps(
        np.array([[3, 4, 3, 5]], np.float32), weight=np.array([[0.2, 0.3, 0.4, 0.1]], np.float32),
        level=np.array([[1, 2, 2, 1]], np.float32), sd=np.full((1, 4), 0.4, np.float32),
        method=np.zeros((1, 4), np.int8), day=np.zeros((1, 4), np.int32), today=0, validity_years=3,
    )  # fmt: skip
    assert gaps.competency.tolist() == [1, 0, 2, 3]
    assert gaps.priority.tolist() == pytest.approx([0.6, 0.4, 0.4, 0.4])


def test_age_and_expiry_of_the_assessment():
    days = np.full((6, 3), MISSING_DAY, np.int32)
    days[0], days[1] = day("2023-07-01"), day("2023-06-01")
    method = np.full((6, 3), -1, np.int8)
    method[:2] = 0
    gaps = gaps_of_the_small_world(day=days, method=method)
    assert gaps.age_years[:2].tolist() == pytest.approx([1095 / 365.2425, 1125 / 365.2425])
    assert np.isnan(gaps.age_years[2:]).all()
    assert gaps.expired.tolist() == [False, True, True, True, True, True]


def test_the_gaps_of_one_person():
    gaps = gaps_of_the_small_world()
    assert gaps.of(2).gap.tolist() == [2]
    assert len(gaps.of(6)) == 0


def test_the_sentence_names_level_standard_source_and_age():
    text = describe_gap(gaps_of_the_small_world(), row=2, competency="Analisis Data", book=BOOK)
    assert text == (
        "Analisis Data: level 2, standar jabatan 4, kesenjangan 2; "
        "sumber ASSESSMENT_CENTER 0,6 tahun lalu (keandalan tinggi)."
    )


def test_the_sentence_says_when_nobody_assessed_or_it_was_long_ago():
    never = gaps_of_the_small_world(method=np.full((6, 3), -1, np.int8))
    text = describe_gap(never, row=0, competency="Komunikasi", book=BOOK)
    assert text.endswith("sumber perkiraan dari jabatan serupa, belum pernah dinilai.")
    old = gaps_of_the_small_world(day=np.full((6, 3), day("2022-06-30"), np.int32))
    text = describe_gap(old, row=0, competency="Komunikasi", book=BOOK)
    assert text.endswith("4 tahun lalu (keandalan tinggi, sudah lewat masa berlaku).")


def test_reliability_and_validity_come_from_the_rule_book():
    assert [reliability(BOOK, method=one) for one in (0, 3, 5, -1)] == [
        "tinggi",
        "sedang",
        "rendah",
        "perkiraan",
    ]
    assert reliability(RuleBook(()), method=0) == "tidak diatur"
    assert validity_years(BOOK) == 3
    assert validity_years(RuleBook(())) == np.inf

from dataclasses import replace

import numpy as np

from recommender.features.jp_credit import credited_this_year
from tests.small_world import small_dataset


def credited(*records, **changes):
    """JP of everyone; each record is (person, course, end, status) and took five days."""
    dataset = small_dataset([(*record, np.nan, np.nan) for record in records])
    evidence = replace(dataset.evidence, **changes)
    return credited_this_year(evidence, catalogue=dataset.catalogue, people=6).tolist()


def test_finished_trainings_of_the_year_count_for_the_person():
    jp = credited(
        ("A1", "C1", "2026-02-05", "LULUS"),
        ("A1", "C2", "2026-03-05", "HADIR"),
        ("A2", "C3", "2025-12-31", "LULUS"),
        ("A3", "C3", "2026-01-01", "LULUS"),
        ("A4", "C3", "2026-03-05", "TIDAK_LULUS"),
    )
    assert jp == [40 + 24, 0, 80, 0, 0, 0]


def test_an_e_learning_of_five_days_counts_for_three_jp_a_day_at_most():
    record = ("A1", "C4", "2026-02-05", "LULUS")
    assert credited(record)[0] == 12
    assert credited(record, record_jp=np.array([40], np.float32))[0] == 15


def test_the_third_coaching_in_a_month_counts_for_nothing():
    days = ("2026-03-05", "2026-03-10", "2026-03-20", "2026-04-02")
    assert credited(*(("A6", "C5", day, "HADIR") for day in days))[5] == 3 * 2


def test_a_record_without_jp_takes_those_of_its_course():
    unknown = np.array([np.nan], np.float32)
    assert credited(("A1", "C2", "2026-02-05", "LULUS"), record_jp=unknown)[0] == 24

from datetime import date

import numpy as np
import pytest

from recommender.domain.codes import MEASURES
from recommender.domain.days import to_date
from recommender.features.build import build_dataset
from recommender.features.outcomes import build_outcomes
from recommender.tables.importing import import_source
from tests.tables.small_source import extended, write_source


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    tables = extended(
        "performance", {"year": "2023", "score": "90"}, {"asn_id": "A2", "year": "2024", "score": ""}
    )
    tables["training_records"][0] |= {"pre_test": "40", "post_test": "70", "nominated_by": "UNDIAN"}
    place = tmp_path_factory.mktemp("outcomes")
    return import_source(write_source(tables, place / "source"), out=place / "snapshots").snapshot


def test_scores_stand_by_person_and_year_with_gaps(snapshot):
    outcomes = build_outcomes(snapshot, build_dataset(snapshot))
    assert outcomes.years.tolist() == [2023, 2024, 2025]
    np.testing.assert_array_equal(outcomes.score, [[90, np.nan, 95], [np.nan, np.nan, np.nan]])
    assert outcomes.unit_value[0, 2, MEASURES.index("IKM")] == 88.5
    assert np.isnan(outcomes.unit_value).sum() == outcomes.unit_value.size - 1


def test_trainings_and_surveys_come_with_the_aliases_resolved(snapshot):
    outcomes = build_outcomes(snapshot, build_dataset(snapshot))
    taken = outcomes.participations
    assert [to_date(one) for one in taken.end] == [date(2025, 2, 7), date(2025, 9, 1)]
    assert (taken.person.tolist(), taken.course.tolist()) == ([0, 1], [0, 1])
    assert (taken.passed.tolist(), taken.done.tolist()) == ([True, False], [True, True])
    assert taken.drawn.tolist() == [True, False]
    assert (taken.post - taken.pre)[0] == 30
    assert taken.year().tolist() == [2025, 2025]
    assert (outcomes.surveys.level.tolist(), outcomes.surveys.score.tolist()) == ([3], [80])


def test_nothing_that_came_after_the_day_is_in(snapshot):
    day = date(2025, 6, 30)
    outcomes = build_outcomes(snapshot, build_dataset(snapshot, as_of=day))
    assert outcomes.years.tolist() == [2023, 2024]  # 2025 was still running
    assert len(outcomes.participations.person) == 1
    assert len(outcomes.surveys.person) == 0

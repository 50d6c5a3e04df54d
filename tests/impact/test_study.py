from dataclasses import replace

import numpy as np

from recommender.features.build import build_dataset
from recommender.features.outcomes import build_outcomes
from recommender.impact.report import as_html, summary
from recommender.impact.study import OUTCOMES, make_study
from recommender.tables.importing import import_source
from tests.impact.small_outcomes import small_outcomes
from tests.small_world import small_dataset
from tests.tables.small_source import small_source, write_source


def test_every_scope_answers_every_question(province_study):
    assert [one.scope.kind for one in province_study.asked] == [
        "provinsi",
        "bentuk",
        "bentuk",
        "jenis",
        "pelatihan",
    ]
    assert all(tuple(one.findings) == OUTCOMES for one in province_study.asked)
    assert len(province_study.groups) == 5
    assert province_study.units
    assert province_study.years == (2021, 2022, 2023, 2024, 2025)


def test_an_effect_of_300_people_is_not_called_proven(province_study):
    assert not [
        one
        for one in province_study.asked
        for found in one.findings.values()
        if found.judgement.verdict == "terbukti"
    ]


def test_an_agency_without_any_history_gets_a_page_that_says_so(tmp_path):
    needed = ("units", "positions", "asn", "competencies", "courses", "assessments")
    tables = {name: rows for name, rows in small_source().items() if name in needed}
    snapshot = import_source(write_source(tables, tmp_path / "source"), out=tmp_path / "out").snapshot
    dataset = build_dataset(snapshot)
    study = make_study(dataset, build_outcomes(snapshot, dataset), seed=0)
    assert (study.asked, study.units, study.years) == ((), (), ())
    assert all(one.finding.estimate is None for one in study.groups)
    assert "performance" in as_html(study).decode()  # named among the tables that are not there
    assert summary(study)["performance_verdict"] is None


def test_records_without_scores_are_still_evaluated():
    dataset = small_dataset()
    outcomes = small_outcomes(dataset)
    nothing = np.empty((6, 0))
    without = replace(
        outcomes,
        years=np.empty(0, np.int32),
        score=nothing,
        attendance=nothing,
        unit_value=np.empty((3, 0, 3)),
    )
    study = make_study(dataset, without, seed=0)
    assert {one.findings["kinerja"].judgement.reason for one in study.asked} == {"NO_ESTIMATE"}
    assert [one.course_id for one in study.courses] == ["C1", "C2", "C3"]
    assert study.units == ()

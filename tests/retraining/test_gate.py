"""Every line of the gate: green where nothing got worse, red for the one thing it watches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recommender.errors import BadInput
from recommender.retraining.comparison import Comparison
from recommender.retraining.forecast import Calibration, Growth
from recommender.retraining.gate import LINES, judge, read_limits
from recommender.retraining.served_lists import Mover
from tests.retraining import comparisons as c
from tests.retraining.comparisons import GOOD, TODAY, about, standing

LIMITS = read_limits()
BENEFIT, AGREEMENT = GOOD.forecast.benefit, GOOD.forecast.agreement


def statuses(comparison: Comparison) -> dict[str, str]:
    return {one.name: one.status for one in judge(comparison, limits=LIMITS, today=TODAY).lines}


BAD = {
    "freshness": replace(GOOD, as_of="2025-05-01", champion_as_of="2025-03-31"),
    "not_older": replace(GOOD, as_of="2026-03-30"),
    "data_comparable": replace(GOOD, champion_rows=None, drift=None),
    "tables_shrunk": replace(GOOD, rows={**GOOD.rows, "training_records": 200}),
    "people_vanished": c.vanished("people", 11),
    "units_vanished": c.vanished("units", 21),
    "positions_vanished": c.vanished("positions", 21),
    "courses_vanished": c.vanished("courses", 31),
    "history_gone": c.with_drift(records_gone=8),
    "history_late": c.with_drift(records_late=58),
    "pace_high": c.with_drift(records_new=820),
    "pace_low": c.with_drift(records_new=32),
    "crowd": c.with_drift(crowd=("C1", 0.1, 0.81)),
    "shift_levels": c.shifted("level", 0.27),
    "shift_status": c.shifted("status", 0.42),
    "shift_growth": c.shifted("growth", 0.52),
    "shift_performance": c.shifted("performance", 0.27),
    "benefit_baselines": c.with_forecast(benefit={**BENEFIT, "by_need": standing(0.21, -0.01)}),
    "benefit_champion": c.with_forecast(benefit={**BENEFIT, "champion": standing(0.21, -0.008)}),
    "benefit_today": c.with_lists(own_lead=about(-0.007, 0.001)),
    "benefit_by_champion": c.with_lists(champion_lead=about(-0.018, 0.001)),
    "agreement_champion": c.with_forecast(agreement={**AGREEMENT, "champion": standing(0.21, -0.06)}),
    "calibration_error": c.with_forecast(calibration=Calibration(0.7, 0.16, 200, None, None)),
    "calibration_champion": c.with_forecast(
        calibration=Calibration(0.7, 0.05, 200, 0.05, about(0.012, 0.001))
    ),
    "growth": c.with_forecast(growth=Growth(0.05, 0.1, 80)),
    "coverage": c.with_lists(challenger=replace(c.LISTS, coverage=0.5)),
    "overlap": c.with_lists(challenger=replace(c.LISTS, overlap=0.81)),
    "lists_changed": c.with_lists(kept=0.49),
    "course_pushed": c.with_lists(movers=(Mover("C1", "Kursus", 0.02, 0.071),)),
    "fairness_sex": c.unfair(sex=about(0.7, 0.05)),
    "fairness_distance": c.unfair(distance=about(0.7, 0.04)),
    "fairness_employment": c.unfair(employment=about(1.5, 0.05)),
    "fairness_young": c.unfair(young=about(0.7, 0.04)),
    "fairness_old": c.unfair(old=about(0.6, 0.04)),
    "fairness_office": c.unfair(office=about(0.7, 0.04)),
}


def test_a_quarter_in_which_nothing_got_worse_is_green_throughout():
    assert set(statuses(GOOD).values()) == {"HIJAU"}
    assert judge(GOOD, limits=LIMITS, today=TODAY).red == ()


@pytest.mark.parametrize("name", BAD)
def test_a_line_turns_red_for_what_it_watches(name: str):
    assert statuses(BAD[name])[name] == "MERAH"


def test_every_line_has_a_bad_case_but_the_one_that_only_warns():
    assert LINES.keys() - BAD.keys() == {"agreement_baselines"}


def test_losing_agreement_to_a_baseline_only_warns():
    worse = c.with_forecast(agreement={**AGREEMENT, "popular": standing(0.3, -0.15)})
    assert statuses(worse)["agreement_baselines"] == "KUNING"


def test_red_takes_the_whole_interval_and_yellow_the_estimate():
    unsure = c.unfair(sex=about(0.7, 0.15))  # may be 0.85
    assert statuses(unsure)["fairness_sex"] == "KUNING"


def test_fairness_looks_both_ways():
    assert statuses(c.unfair(sex=about(1.4, 0.05)))["fairness_sex"] == "MERAH"


def test_the_first_version_is_judged_alone():
    found = statuses(c.first())
    assert found["freshness"] == found["benefit_baselines"] == found["overlap"] == "HIJAU"
    assert found["benefit_champion"] == found["tables_shrunk"] == found["course_pushed"] == "TIDAK_DINILAI"
    assert judge(c.first(), limits=LIMITS, today=TODAY).red == ()


def test_too_short_a_history_is_not_judged():
    found = statuses(replace(GOOD, forecast=None))
    assert found["benefit_baselines"] == found["growth"] == found["calibration_error"] == "TIDAK_DINILAI"


def test_one_batch_in_a_short_time_is_no_flood_and_no_crowd():
    found = statuses(c.with_drift(records_new=40, records_expected=5.0, crowd=("C1", 0.1, 0.95)))
    assert found["pace_high"] == found["crowd"] == "TIDAK_DINILAI"


def test_a_champion_that_saw_the_test_data_is_no_yardstick_of_agreement():
    worse = c.with_forecast(blind=False, agreement={**AGREEMENT, "champion": standing(0.21, -0.06)})
    assert statuses(worse)["agreement_champion"] == "TIDAK_DINILAI"


def test_the_digest_is_that_of_the_content():
    one, same = (judge(GOOD, limits=LIMITS, today=TODAY) for _ in range(2))
    other = judge(c.with_drift(records_gone=1), limits=LIMITS, today=TODAY)
    assert one.digest == same.digest != other.digest


def test_own_limits_replace_those_of_the_release_and_must_be_complete(tmp_path: Path):
    path = tmp_path / "gate.toml"
    text = Path(read_limits.__globals__["__file__"]).with_name("gate.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("limit = 400", "limit = 5000"), encoding="utf-8")
    assert read_limits(path)["freshness"].limit == 5000
    for broken in (
        text.replace("[overlap]", "[overlaps]"), text.replace("warn = 120", "warn = 900"), "x = ", "",
    ):  # fmt: skip
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(BadInput, match="GATE_LIMITS"):
            read_limits(path)


def test_every_limit_has_a_reason_and_a_fix():
    assert all(one.reason.endswith(".") and one.fix.endswith(".") and one.title for one in LIMITS.values())


def test_another_kind_of_model_may_lose_a_quarter_while_the_data_are_sound():
    agreement = {**AGREEMENT, "champion": standing(0.21, -0.06)}
    sound = c.with_forecast(agreement=agreement, same_kind=about(-0.001, 0.001))
    assert statuses(sound)["agreement_champion"] == "HIJAU"
    broken = c.with_forecast(agreement=agreement, same_kind=about(-0.08, 0.001))
    assert statuses(broken)["agreement_champion"] == "MERAH"

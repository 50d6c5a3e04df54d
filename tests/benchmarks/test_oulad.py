from pathlib import Path

import pytest

from benchmarks import oulad
from recommender.evaluation.probability import area_under_curve, calibration_error

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "oulad"


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/oulad is not here")
def test_completion_is_ordered_before_the_start_and_the_probabilities_are_honest():
    students = oulad.read(DATA)
    done = students["done"].to_numpy()
    probability = oulad.predicted(students, steps=len(oulad.STEPS))
    assert area_under_curve(probability, done) >= 0.64
    assert calibration_error(probability, done) <= 0.02


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/oulad is not here")
def test_what_must_not_be_known_is_not_read():
    assert not {"gender", "age_band", "disability", "imd_band", "region"} & set(oulad.read(DATA).columns)

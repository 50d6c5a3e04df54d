"""The small world: every law lifts by half a level, everybody finishes with probability ½."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.evaluation import fairness
from recommender.evaluation.fairness import STEPS, compare, exposure, step_values
from recommender.evaluation.pairs import Pair
from recommender.features.build import build_dataset
from recommender.ranking.recommend import Options, rank
from recommender.tables.snapshot import Snapshot
from tests.small_bundle import small_bundle


def crowd(rows: list[int]):
    """The small world with these of its people, and their lists of two."""
    bundle = small_bundle()
    people = bundle.people.take(np.array(rows))
    bundle = replace(bundle, people=replace(people, level_sd=np.zeros_like(people.level)), dial=0.0)
    lists = rank(bundle, bundle.people, as_of=bundle.as_of, options=Options(n=2, dial=0.0)).lists
    return bundle, lists


def pair_of(count: int) -> Pair:
    half = np.arange(2 * count) < count
    return Pair("half", "Awal dibanding akhir", half, ~half)


def compared(rows: list[int], count: int):
    bundle, lists = crowd(rows)
    return compare(bundle, lists, [pair_of(count)], sample=np.arange(len(rows)), seed=1)[0]


def test_the_same_people_are_served_alike_and_nothing_needs_explaining():
    found = compared([4] * 12, 6)
    assert (found.benefit.mean, found.benefit.low, found.benefit.high) == (1, 1, 1)
    assert (found.helped.mean, found.steps, found.assessed) == (1, None, None)


def test_groups_of_four_are_not_shown():
    found = compared([4] * 8, 4)
    assert (found.benefit, found.helped) == (None, None)
    assert set(found.exposure.values()) == {None}


def test_the_steps_multiply_to_the_ratio_of_benefit():
    """A5 lacks two levels of one standard of weight 1, A1 one level of weight ½: four times the need."""
    found = compared([4] * 6 + [0] * 6, 6)
    assert tuple(found.steps) == STEPS
    assert np.prod(list(found.steps.values())) == pytest.approx(found.benefit.mean)
    assert found.steps["need"] == pytest.approx(4)


def test_a_rule_that_bars_one_group_shows_in_the_open_step(monkeypatch):
    """Equal people, but half of them may take nothing that helps."""
    bundle, lists = crowd([5] * 12)
    honest = fairness.judge(bundle, bundle.people, as_of=bundle.as_of)
    barred = honest.code.copy()
    barred[:6, 4] = 1  # C5 is closed to the first six
    monkeypatch.setattr(fairness, "judge", lambda *_, **__: replace(honest, code=barred))
    values = step_values(bundle, bundle.people, lists.benefit.sum(axis=1).astype(np.float64), 2)
    assert values["reach"][0] == values["reach"][6]
    assert values["open"][0] < values["open"][6]


def test_the_chance_to_finish_is_the_last_step():
    bundle, lists = crowd([5] * 6)
    values = step_values(bundle, bundle.people, lists.benefit.sum(axis=1).astype(np.float64), 2)
    assert (values["benefit"] < values["open"]).all()


def test_exposure_is_the_share_of_places():
    bundle, lists = crowd([0, 4])
    lists.course[:] = [[0, 3], [2, -1]]
    kinds = replace(
        bundle.catalogue,
        cost=np.array([1, 1, 9, 1, 1], np.float64),
        form=np.array([0, 1, 1, 1, 1], np.int8),
        dev_kind=np.array([16, 16, 16, 1, 16], np.int32),
    )
    found = exposure(replace(bundle, catalogue=kinds), lists)
    assert {name: value.tolist() for name, value in found.items()} == {
        "costly": [0, 1], "classical": [0.5, 0], "leadership": [0.5, 0],
    }  # fmt: skip


def test_sex_and_age_change_no_score(province_trained):
    """Birth days of all people turned round; sex is not in a version at all."""
    bundle = province_trained.bundle
    other = replace(bundle.people, born_on=bundle.people.born_on[::-1].copy())
    assert not np.array_equal(other.born_on, bundle.people.born_on)
    for scorer in (bundle.gain, bundle.completion, bundle.agreement):
        assert np.array_equal(scorer.score(other), scorer.score(bundle.people))
    assert not hasattr(bundle.people, "sex")


def test_with_the_sexes_swapped_the_models_see_the_same_data(
    monkeypatch, province_snapshot, province_dataset
):
    honest = Snapshot.frame

    def swapped(self, name):
        frame = honest(self, name)
        return frame.assign(sex=frame["sex"].map({"L": "P", "P": "L"})) if "sex" in frame else frame

    monkeypatch.setattr(Snapshot, "frame", swapped)
    assert not swapped(province_snapshot, "people")["sex"].equals(honest(province_snapshot, "people")["sex"])
    again = build_dataset(province_snapshot)
    for part in ("people", "evidence", "positions"):
        for name, value in vars(getattr(province_dataset, part)).items():
            np.testing.assert_array_equal(getattr(getattr(again, part), name), value, err_msg=name)
    assert again.feature_names == province_dataset.feature_names

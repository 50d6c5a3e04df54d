import numpy as np
import pytest

from recommender.evaluation.intervals import Interval
from recommender.evaluation.split import TimeSplit
from recommender.progress import silent
from recommender.training.agreement import Judged, contest, learners, winner
from tests.small_world import small_dataset


def judged(ndcg):
    interval = Interval(mean=ndcg, low=ndcg, high=ndcg, people=9)
    return Judged(ndcg=interval, hit_rate=interval, coverage=1.0, overlap=0.0)


def test_the_highest_ndcg_wins_and_of_equals_the_simplest():
    assert winner({"popular": judged(0.2), "ease": judged(0.4), "hybrid": judged(0.3)}) == "ease"
    assert winner({"popular": judged(0.4), "ease": judged(0.4), "hybrid": judged(0.4)}) == "popular"


def test_the_simplest_stand_first():
    assert next(iter(learners(seed=1))) == "popular"


def later(*persons):
    """These people later take C2."""
    relevant = np.zeros((len(persons), 5), bool)
    relevant[:, 1] = True
    return TimeSplit(
        earlier=small_dataset(),
        persons=np.array(persons),
        relevant=relevant,
        completed=np.zeros_like(relevant),
    )


def test_every_model_is_judged_on_what_came_after_the_day():
    """Five courses in a list of ten: C2 is always a hit, and what is left to differ is its rank."""
    results = contest(later(4, 5), seed=1, progress=silent)
    assert list(results) == list(learners(seed=1))
    assert {one.hit_rate.mean for one in results.values()} == {1.0}
    assert {one.coverage for one in results.values()} == {1.0}
    assert len({one.ndcg.mean for one in results.values()}) > 1


def test_one_person_is_no_contest():
    assert contest(later(5), seed=1, progress=silent) == {}


def test_a_contest_has_the_same_result_twice(province_trained):
    assert set(province_trained.agreement) == set(learners(seed=1))
    figures = province_trained.bundle.metrics["agreement"]
    best = max(figures.values(), key=lambda one: one["ndcg"]["mean"])
    chosen = province_trained.bundle.metrics["agreement_model"]
    assert figures[chosen]["ndcg"] == best["ndcg"]
    assert province_trained.bundle.agreement.name == chosen.removesuffix("_history")
    assert [name for name, one in figures.items() if one["behind"] is None] == [chosen]
    for one in figures.values():
        if one["behind"] is not None:
            assert one["behind"]["mean"] == pytest.approx(
                figures[chosen]["ndcg"]["mean"] - one["ndcg"]["mean"]
            )

import numpy as np
import pytest

from recommender.impact.estimate import Estimate
from recommender.impact.finding import Finding
from recommender.impact.performance import _thinned, _with_shrunk, group_effects, groups, performance_effect
from recommender.impact.scopes import Scope, scopes
from recommender.impact.verdict import Judgement


def test_all_treated_stay_and_controls_are_drawn():
    d = np.arange(10_000) < 300
    rows = _thinned(np.arange(10_000), d, np.random.default_rng(0))
    assert d[rows].sum() == 300
    assert len(rows) == 300 + 3000
    assert (np.diff(rows) > 0).all()
    assert len(_thinned(np.arange(500), d, np.random.default_rng(0))) == 500


def test_courses_are_shrunk_within_their_family_only():
    def course(family, effect):
        scope = Scope("pelatihan", "C", "", np.zeros(1, bool), family)
        estimate = None if effect is None else Estimate(effect, 1.0, 9, 9)
        return scope, Finding(9, Judgement("mungkin", "NOT_SURE"), estimate)

    asked, findings = zip(*[course(1, 0.0), course(1, 4.0), course(2, 9.0), course(1, None)], strict=True)
    shrunk = [one.shrunk for one in _with_shrunk(asked, findings)]
    assert [None if one is None else one.effect for one in shrunk] == [
        pytest.approx(0.25), pytest.approx(3.75), 9.0, None,
    ]  # fmt: skip


def test_five_groups_are_asked_and_adjusted_only_where_answered(province_setting):
    named = groups(province_setting.panel)
    assert len(named) == 5
    found = group_effects(province_setting, seed=0)
    assert [one.name for one in found] == list(named)
    assert all((one.p_holm is None) == (one.finding.estimate is None) for one in found)


def test_the_same_seed_gives_the_same_finding(province_setting):
    scope = scopes(province_setting.dataset.catalogue, province_setting.dataset.evidence)[1]
    first, again = (performance_effect(province_setting, scope, seed=5) for _ in range(2))
    assert first == again

import numpy as np
import pytest

from recommender.impact import performance as module
from recommender.impact.estimate import Estimate
from recommender.impact.finding import Finding
from recommender.impact.panel import completions
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


def test_people_of_a_thinned_panel_are_those_of_the_whole(province_setting, monkeypatch):
    setting = province_setting
    monkeypatch.setattr(module, "_MOST_ROWS", 100)
    asked = []
    monkeypatch.setattr(
        module, "answer", lambda question, **_: asked.append(question) or Finding(
            int(question.d.sum()), Judgement("mungkin", "NOT_SURE"), None
        ),
    )  # fmt: skip
    every = scopes(setting.dataset.catalogue, setting.dataset.evidence)[0]
    performance_effect(setting, every, seed=0)
    group_effects(setting, seed=0)
    done = completions(setting.outcomes, every.courses, people=len(setting.dataset.people))
    panel = setting.panel
    d = done[panel.person, panel.column] > 0
    people = [len(np.unique(panel.person[d]))]
    people += [len(np.unique(panel.person[d & member])) for member in groups(panel).values()]
    assert [one.people for one in asked] == people
    assert people[0] > 50 == asked[0].d.sum()


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


def test_p_values_of_groups_are_those_of_all_five_at_once(province_setting, monkeypatch):
    """By hand: .01, .04, .03, .20 and one refused; Holm: 4 · .01, then 3 · .03 for .03 and .04, and .20."""
    z = {0.01: 2.575829, 0.04: 2.053749, 0.03: 2.170090, 0.20: 1.281552}
    effects = iter([*(Estimate(one, 1.0, 900, 90) for one in z.values()), None])
    monkeypatch.setattr(
        module, "answer",
        lambda question, *, seed: Finding(90, Judgement("mungkin", "NOT_SURE"), next(effects)),
    )  # fmt: skip
    found = [one.p_holm for one in group_effects(province_setting, seed=0)]
    assert found[:4] == pytest.approx([0.04, 0.09, 0.09, 0.20], abs=1e-4)
    assert found[4] is None


def test_a_small_course_is_pulled_further_and_says_how_far_and_from_how_many():
    """Errors 1 and 3 about a family that differs: the coarse one moves more, and its interval narrows."""
    scope = Scope("pelatihan", "C", "", np.zeros(1, bool), 1)
    raw = [Estimate(one, se, 900, n) for one, se, n in ((0.0, 1.0, 400), (6.0, 1.0, 400), (12.0, 3.0, 40))]
    findings = [Finding(one.treated, Judgement("mungkin", "NOT_SURE"), one) for one in raw]
    shrunk = [one.shrunk for one in _with_shrunk([scope] * 3, findings)]
    moved = [
        abs(new.effect - old.effect) / abs(old.effect - 6.0)
        for new, old in zip(shrunk, raw, strict=True)
        if old.effect != 6
    ]
    assert moved[1] > 2 * moved[0] > 0
    assert shrunk[2].se < raw[2].se
    figures = _with_shrunk([scope] * 3, findings)[2].as_dict()["shrunk"]
    assert figures["treated"] == 40
    assert figures["low"] < shrunk[2].effect < figures["high"]


def test_the_same_seed_gives_the_same_finding(province_setting):
    scope = scopes(province_setting.dataset.catalogue, province_setting.dataset.evidence)[1]
    first, again = (performance_effect(province_setting, scope, seed=5) for _ in range(2))
    assert first == again

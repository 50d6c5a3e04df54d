import numpy as np

from recommender.impact.estimate import Estimate
from recommender.impact.placebo import Placebo, placebo
from tests.impact.worlds import panel_world


def _asked(q, past, control):
    return placebo(
        past, before=np.delete(q.x, q.past, axis=1), control=control, d=q.d, x=q.x, cluster=q.cluster, seed=0
    )


def test_an_honest_world_is_clean_and_a_motive_is_not():
    q = panel_world(np.random.default_rng(4), n=4000, effect=1.0)
    assert _asked(q, q.x[:, q.past], q.control).clean
    moved = _asked(q, q.x[:, q.past] + 0.5 * q.d, q.control)  # as if training had changed the past
    assert not moved.clean
    assert abs(moved.past.effect - 0.5) < 3 * moved.past.se
    diligent = _asked(q, q.x[:, q.past], q.control + 0.3 * q.d)
    assert not diligent.clean
    assert abs(diligent.past.z) < 2.24


def test_missing_controls_are_left_out():
    q = panel_world(np.random.default_rng(4), n=1000)
    half = np.where(np.arange(1000) % 2 == 0, q.control, np.nan)
    assert _asked(q, q.x[:, q.past], half).negative_control.n == 500
    assert _asked(q, q.x[:, q.past], None).negative_control is None


def test_what_could_not_be_asked_raises_no_alarm():
    assert Placebo(None, None).clean
    assert not Placebo(Estimate(3.0, 1.0, 9, 9), None).clean

"""A post that asks for M.05 alone, and three courses that each lift only who stands where they start.

The level is N(1, 0.4²): its seven equally likely values are 1, 1 ± .16, 1 ± .35 and 1 ± .64.
C1 lifts who stands about 1, C2 who stands above 1.3 and C3 who stands below 0.7, each by LIFT.
"""

from dataclasses import replace

import numpy as np
import pytest

from recommender.domain.codes import METHODS
from recommender.features.identifiers import UNKNOWN
from recommender.ranking.assessment import VISITS, advised_assessment, judged, results, visit_value
from recommender.ranking.recommend import Options, rank
from recommender.scorers.growth import GRID_LOW, GRID_SIZE, GRID_STEP
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF

LIFT = 0.5 * (0.5 + 0.5 * 0.15)
MIDDLE = 3 / 7
GRID = GRID_LOW + GRID_STEP * np.arange(GRID_SIZE)
M_03, M_05 = 0, 1
CENTRE, TEST_OF_SKILL = VISITS


def world(*, noise=0.0, sd=0.4, nowhere=False):
    """The version and A6, who has no history; ``nowhere`` leaves the post unknown."""
    bundle = small_bundle()
    starts = [np.abs(GRID - 1) < 0.26, GRID > 1.29, GRID < 0.71]
    gain = replace(
        bundle.gain,
        pair_course=np.arange(3, dtype=np.int32),
        pair_competency=np.full(3, M_05, np.int32),
        pair_law=np.arange(3, dtype=np.int32),
        scale=np.ones(3, np.float32),
        table=np.where(starts, 0.5, 0).astype(np.float32),
    )
    noises = np.full(len(METHODS), 9, np.float32)
    noises[METHODS.index("ASSESSMENT_CENTER")] = noise
    bundle = replace(bundle, gain=gain, levels=replace(bundle.levels, noise=noises))
    person = replace(
        bundle.people.take([5]),
        level=np.array([[3, 1, 3]], np.float32),
        level_sd=np.full((1, 3), sd, np.float32),
    )
    return bundle, replace(person, position=np.array([UNKNOWN], np.int32)) if nowhere else person


def value(bundle, person, *, course, visit=CENTRE):
    options = Options(n=len(course), dial=0.0)
    return visit_value(bundle, person, visit, course=np.array(course, np.int32), as_of=AS_OF, options=options)


def advised(bundle, person, *, dial=0.0, n=1):
    options = Options(n=n, dial=dial)
    ranked = rank(bundle, person, as_of=AS_OF, options=options)
    return advised_assessment(bundle, person, as_of=AS_OF, options=options, ranked=ranked)


def test_knowing_the_level_is_worth_what_the_right_course_adds_where_todays_does_nothing():
    """Known, some course always fits; today's fits with 3/7 of the probability."""
    assert value(*world(), course=[0]) == pytest.approx((1 - MIDDLE) * LIFT, rel=1e-5)


def test_it_is_advised_where_that_is_more_than_the_best_course_helps():
    """4/7 of LIFT = 0.164 beside 3/7 of it = 0.123."""
    found = advised(*world())
    assert found is not None
    assert (found.method, found.competencies) == ("ASSESSMENT_CENTER", (M_05,))
    assert found.value == pytest.approx(4 / 7 * LIFT, rel=1e-5)
    assert found.text == (
        "Asesmen pusat penilaian (kompetensi manajerial dan sosial kultural) dahulu: hasilnya diperkirakan "
        "memperbaiki daftar ini sebesar 0,164 poin, lebih dari manfaat pelatihan mana pun "
        "(terbaik 0,123 poin)"
    )


def two_levels(**wanted):
    """The post asks for M.03 and M.05 alike: C1 and C3 lift who stands about 1, C2 and C4 who stands higher.

    A fifth of LIFT each, too little to bring anybody from one course into reach of the next.
    """
    bundle, person = world(**wanted)
    weight = np.zeros_like(bundle.gain.weight)
    weight[:, [M_03, M_05]] = 0.5
    starts = [np.abs(GRID - 1) < 0.26, GRID > 1.29]
    gain = replace(
        bundle.gain,
        pair_course=np.arange(4, dtype=np.int32),
        pair_competency=np.array([M_03, M_03, M_05, M_05], np.int32),
        pair_law=np.array([0, 1, 0, 1], np.int32),
        scale=np.ones(4, np.float32),
        table=np.where(starts, 0.1, 0).astype(np.float32),
        weight=weight,
        required=np.full_like(bundle.gain.required, 4),
    )
    return replace(bundle, gain=gain), replace(person, level=np.array([[1, 1, 3]], np.float32))


def test_one_visit_measures_all_levels_at_once():
    """Known, 5/7 are lifted and not 3/7: one level is worth less than the best course, both more."""
    bundle, person = two_levels()
    today, lift = [0, 2], LIFT / 5 / 2
    assert value(bundle, person, course=today) == pytest.approx(2 * (5 / 7 - 3 / 7) * lift, rel=1e-4)
    found = advised(bundle, person, n=2)
    assert found is not None
    assert found.competencies == (M_03, M_05)
    known = replace(person, level_sd=np.array([[0.0, 0.4, 0.4]], np.float32))
    assert value(bundle, known, course=today) == pytest.approx((5 / 7 - 3 / 7) * lift, rel=1e-4)
    assert advised(bundle, known, n=2) is None


def test_every_level_takes_each_of_its_values_equally_often_and_what_is_not_judged_stays():
    _, person = two_levels()
    after = results(person, np.array([M_03, M_05]), noise=0.3)
    spread = 0.16 / 0.5  # variance .16 over sqrt(.16 + .09)
    assert after.level[:, [M_03, M_05]].mean(axis=0) == pytest.approx(1, abs=1e-5)
    assert after.level[:, [M_03, M_05]].std(axis=0) == pytest.approx(spread, rel=1e-5)
    assert after.level_sd[:, M_05] == pytest.approx(0.4 * 0.3 / 0.5, rel=1e-5)
    assert set(after.level[:, 2].tolist()) == {3.0}
    assert abs(np.corrcoef(after.level[:, M_03], after.level[:, M_05])[0, 1]) < 0.3


def test_technical_competencies_are_for_a_test_of_skill():
    """P1 asks for M.03 and M.05, P2 for T.01 alone."""
    bundle, _ = world()
    head, analyst = bundle.people.take([0]), bundle.people.take([2])
    assert judged(bundle, head, CENTRE).tolist() == [M_03, M_05]
    assert judged(bundle, head, TEST_OF_SKILL).tolist() == []
    assert judged(bundle, analyst, CENTRE).tolist() == []
    assert judged(bundle, analyst, TEST_OF_SKILL).tolist() == [2]


def test_an_assessment_that_leaves_the_doubt_is_worth_nothing():
    assert value(*world(noise=1e4), course=[0]) == 0
    assert advised(*world(noise=1e4)) is None


def test_the_noisier_the_assessment_the_less_it_is_worth():
    exact, good, poor = (value(*world(noise=noise), course=[0]) for noise in (0.0, 0.3, 2.0))
    assert exact > good > poor >= 0


def test_a_level_known_for_certain_needs_no_assessment():
    assert value(*world(sd=0.0), course=[0]) == 0


def test_a_list_that_no_level_changes_is_not_worth_asking_about():
    """All four courses that A5 may take: whatever the level, the list holds them."""
    bundle = small_bundle()
    person = bundle.people.take([4])
    doubtful = replace(person, level_sd=np.full((1, 3), 2.0, np.float32))
    assert value(bundle, doubtful, course=[4, 0, 2, 3]) == pytest.approx(0, abs=1e-6)


def test_the_best_course_counts_though_practice_keeps_it_off_the_list():
    """C1 now lifts whoever takes it, by LIFT; the list names C2, which lifts with a probability of 2/7."""
    bundle, person = world()
    table = bundle.gain.table.copy()
    table[0] = 0.5
    bundle = replace(bundle, gain=replace(bundle.gain, table=table))
    options = Options(n=1, dial=0.0)
    ranked = rank(bundle, person, as_of=AS_OF, options=options)
    ranked.lists.course[0, 0] = 1
    assert value(bundle, person, course=[1]) == pytest.approx((1 - 2 / 7) * LIFT, rel=1e-5)
    assert advised_assessment(bundle, person, as_of=AS_OF, options=options, ranked=ranked) is None


def test_where_agreement_alone_ranks_no_level_changes_the_list():
    assert advised(*world(), dial=1.0) is None


def test_without_a_standard_there_is_nothing_to_assess():
    assert advised(*world(nowhere=True)) is None

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from recommender.domain.codes import SESSION_STATUSES
from recommender.domain.days import MISSING_DAY
from recommender.features.arrays import Rule
from recommender.ranking.eligibility import compile_rules, eligible
from recommender.ranking.ready import next_sessions
from recommender.ranking.recommend import Options, rank, recommend, recommend_batch
from recommender.scorers.contract import softened_rank
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF, day

LIFT = 0.5 * (0.5 + 0.5 * 0.15)


def answer(person=0, *, bundle=None, as_of=AS_OF, **options):
    bundle = bundle or small_bundle()
    objected = options.pop("objected", False)
    return recommend(
        bundle, bundle.people.take([person]), as_of=as_of, options=Options(**options), objected=objected
    )


def courses(recommendation):
    return [item.course for item in recommendation.items]


def with_catalogue(**changes):
    bundle = small_bundle()
    return replace(bundle, catalogue=replace(bundle.catalogue, **changes))


def test_the_same_question_has_the_same_answer():
    assert answer(include_excluded=True) == answer(include_excluded=True)


def test_what_was_passed_is_excluded_and_said_only_when_asked_for():
    """A1 passed C1 and C2; C5 helps if M.05 is lower than it looks, C3 does nothing for the post."""
    assert courses(answer(dial=0.0)) == [3, 4, 2]
    assert answer().excluded == ()
    excluded = answer(include_excluded=True).excluded
    assert [(one.course, one.code) for one in excluded] == [(0, "ALREADY_TAKEN"), (1, "ALREADY_TAKEN")]


def test_an_item_says_benefit_interval_probability_and_session():
    """A5 with levels known exactly: C5 lifts M.05 1→3 and has a session in September."""
    bundle = small_bundle()
    sure = replace(bundle.people, level_sd=np.zeros((6, 3), np.float32))
    quality_sd = np.full(5, 0.1, np.float32)
    item = answer(
        4, bundle=replace(bundle, people=sure, gain=replace(bundle.gain, quality_sd=quality_sd)), dial=0.0
    ).items[0]
    assert (item.rank, item.course, item.session, item.p_complete) == (1, 4, 1, 0.5)
    assert item.benefit.value == pytest.approx(LIFT)
    assert item.score == pytest.approx(LIFT / 0.5)
    assert (item.benefit.low, item.benefit.high) == pytest.approx(
        (LIFT * (1 - 0.12816), LIFT * (1 + 0.12816))
    )


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({"kind": 16}, [3]),
        ({"form": "KLASIKAL"}, [2]),
        ({"form": "NONKLASIKAL"}, [3, 4]),
        ({"max_jp": 12}, [3, 4]),
        ({"max_jp": 11.5}, [4]),
        ({"max_jp": 1}, []),
        ({"n": 1}, [3]),
        ({"n": 0}, []),
    ],
)
def test_the_asker_may_narrow_the_list(options, left):
    """Of C3 (classroom, kind 3, 80 JP), C4 (16, 12 JP) and C5 (14, 2 JP)."""
    assert courses(answer(dial=0.0, **options)) == left


def test_the_dial_goes_from_benefit_alone_to_agreement_alone():
    bundle = small_bundle()
    agreement = bundle.agreement.score(bundle.people.take([4]))[0]
    allowed = [0, 2, 3, 4]  # A5 passed C2
    by_agreement = sorted(allowed, key=lambda course: (-agreement[course], course))
    assert courses(answer(4, dial=1.0)) == by_agreement
    assert courses(answer(4, dial=0.0)) == [4, 0, 2, 3]
    assert by_agreement != [4, 0, 2, 3]


def test_the_score_mixes_benefit_and_the_persons_own_rank_by_the_dial():
    bundle = small_bundle()
    people = bundle.people.take([4])
    agreement = softened_rank(bundle.agreement.score(people))[0]
    for item in answer(4, dial=0.5).items:
        assert item.score == pytest.approx(0.5 * item.benefit.value / 0.5 + 0.5 * agreement[item.course])
    assert answer(4) == answer(4, dial=bundle.dial)


def test_without_training_records_there_is_no_practice_to_agree_with():
    bundle = small_bundle(switched_off=("training_records",))
    assert answer(4, bundle=bundle, dial=1.0) == answer(4, bundle=bundle, dial=0.0)


def test_who_objected_gets_no_list_and_is_told_so():
    held = answer(objected=True, include_excluded=True)
    assert (held.asn_id, held.items, held.excluded) == ("A1", (), ())
    assert "keberatan" in held.notes[0]
    bundle = small_bundle()
    both = recommend_batch(bundle, bundle.people, as_of=AS_OF, objectors={"A2"})
    assert [one.asn_id for one in both if not one.items] == ["A2"]


def test_a_batch_is_everyone_alone():
    bundle = small_bundle()
    options = Options(include_excluded=True)
    batch = recommend_batch(bundle, bundle.people, as_of=AS_OF, options=options)
    assert batch == [answer(person, include_excluded=True) for person in range(6)]


def test_a_person_of_a_province_alone_has_the_answer_of_the_batch_to_the_last_bit(province_trained):
    bundle = province_trained.bundle
    batch = recommend_batch(bundle, bundle.people, as_of=bundle.as_of)
    for row in range(0, 300, 9):
        assert recommend(bundle, bundle.people.take([row]), as_of=bundle.as_of) == batch[row]


def test_the_birth_day_changes_nothing_where_no_rule_asks_for_it(province_trained):
    bundle = province_trained.bundle
    rules = tuple(rule for rule in bundle.catalogue.rules if rule.rule != "MAX_AGE")
    bundle = replace(bundle, catalogue=replace(bundle.catalogue, rules=rules))
    older = replace(bundle.people, born_on=bundle.people.born_on - 5000)
    one, two = (
        rank(bundle, people, as_of=bundle.as_of, options=Options(n=10)) for people in (bundle.people, older)
    )
    assert np.array_equal(one.lists.course, two.lists.course)
    assert np.array_equal(one.lists.score, two.lists.score)


def test_lists_are_short_only_where_few_courses_are_eligible(province_trained):
    bundle = province_trained.bundle
    compiled = compile_rules(bundle.catalogue, positions=bundle.positions, units=bundle.units)
    allowed = eligible(compiled, people=bundle.people, as_of=bundle.as_of).eligible
    course = rank(bundle, bundle.people, as_of=bundle.as_of, options=Options(n=10)).lists.course
    assert ((course >= 0).sum(axis=1) == np.minimum(allowed.sum(axis=1), 10)).all()
    person, place = np.nonzero(course >= 0)
    assert allowed[person, course[person, place]].all()


def test_a_post_without_standards_is_noted():
    bundle = small_bundle()
    nowhere = replace(bundle, people=replace(bundle.people, position=np.full(6, -1, np.int32)))
    none = replace(bundle, positions=replace(bundle.positions, weight=np.zeros((3, 3), np.float32)))
    for changed in (nowhere, none):
        assert "belum punya standar kompetensi" in answer(bundle=changed).notes[0]
    assert answer().notes == ()


def test_a_person_never_assessed_on_the_posts_competencies_is_noted():
    """A3's post asks for T.01 alone: an assessment of M.03 does not help."""
    bundle = small_bundle()
    days = bundle.people.level_day.copy()
    days[2, 2] = MISSING_DAY
    people = replace(bundle.people, level_day=days)
    assert "Belum ada penilaian kompetensi" in answer(2, bundle=replace(bundle, people=people)).notes[0]
    assert answer(0, bundle=replace(bundle, people=people)).notes == ()


def test_a_course_with_a_selection_is_noted_where_it_is_on_the_list():
    bundle = with_catalogue(rules=(Rule(3, "SELECTION_REQUIRED", ("1",)),))
    assert answer(0, bundle=bundle).notes == ("C4: peserta masih harus lulus seleksi penyelenggara.",)
    assert answer(0, bundle=bundle, form="KLASIKAL").notes == ()


def test_the_next_session_is_the_first_open_one_with_a_seat_after_the_date():
    planned, opened, running, cancelled = (
        SESSION_STATUSES.index(name) for name in ("RENCANA", "DIBUKA", "BERJALAN", "BATAL")
    )
    rows = [  # course, start, seats, status: in order of start
        (0, "2026-06-30", 9, opened),  # today: too late
        (0, "2026-07-01", 0, opened),  # full
        (0, "2026-07-02", 9, cancelled),
        (0, "2026-07-03", 9, running),
        (0, "2026-07-04", 1, planned),
        (1, "2026-07-05", 1, opened),
        (0, "2026-07-06", 9, opened),
    ]
    course, start, seats, status = zip(*rows, strict=True)
    bundle = with_catalogue(
        session_course=np.array(course, np.int32),
        session_start=np.array([day(one) for one in start], np.int32),
        session_seats=np.array(seats, np.int32), session_status=np.array(status, np.int8),
    )  # fmt: skip
    assert next_sessions(bundle, as_of=AS_OF).tolist() == [4, 5, -1, -1, -1]
    assert next_sessions(bundle, as_of=date(2026, 7, 4)).tolist() == [6, 5, -1, -1, -1]
    assert next_sessions(bundle, as_of=date(2027, 1, 1)).tolist() == [-1] * 5

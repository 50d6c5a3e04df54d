import re
from dataclasses import replace

import numpy as np
import pytest

from recommender.domain.days import MISSING_DAY
from recommender.ranking.reasons import level_text, reasons_of
from recommender.ranking.recommend import Options, rank, recommend_batch
from tests.small_bundle import small_bundle


def of(terms, *, pairs=(3, 4), agreement=0.0, person=0, people=None):
    bundle = small_bundle()
    return reasons_of(
        bundle, people or bundle.people, person, pairs=np.array(pairs, np.int32),
        terms=np.array(terms, np.float32), agreement=agreement,
    )  # fmt: skip


def test_the_weightiest_reason_comes_first_with_its_part_of_the_score():
    found = of([0.125, 0.25], agreement=0.125)
    assert [(r.code, r.subject) for r in found] == [("GAP", "T.01"), ("PRACTICE", ""), ("GAP", "M.03")]
    assert [r.share for r in found] == pytest.approx([0.5, 0.25, 0.25])


def test_shares_add_up_to_exactly_one_in_any_order():
    rng = np.random.default_rng(0)
    for _ in range(300):
        shares = [r.share for r in of(rng.random(2) * 10 ** rng.uniform(-5, 0, 2), agreement=rng.random())]
        assert len(shares) == 3
        assert sum(shares) == sum(reversed(shares)) == 1.0


def test_a_gap_is_told_with_level_standard_and_source():
    """A1's post asks for M.03 at 3; assessed at 2 in December 2025."""
    (reason,) = of([0.1, 0])
    assert reason.text == (
        "Menutup kesenjangan Komunikasi: level 2, standar jabatan 3 "
        "(penilaian 2025, sumber assessment center)"
    )


def test_a_level_that_was_never_assessed_is_called_an_estimate():
    people = small_bundle().people
    unseen = replace(
        people, level=people.level + np.float32(0.42), level_day=np.full((6, 3), MISSING_DAY, np.int32),
        level_method=np.full((6, 3), -1, np.int8),
    )  # fmt: skip
    text = of([0.1, 0], people=unseen)[0].text
    assert "level 2,4, standar" in text
    assert "belum pernah dinilai, perkiraan dari jabatan serupa" in text


@pytest.mark.parametrize(("level", "told"), [(3.1, "3,1"), (3.0, "3"), (2.96, "3"), (2.94, "")])
def test_a_standard_that_is_reached_is_no_gap_that_closes(level, told):
    """The post asks for M.03 at 3; a level is judged as it is written."""
    people = small_bundle().people
    high = people.level.copy()
    high[0] = level
    text = of([0.1, 0], people=replace(people, level=high))[0].text
    assert text.startswith("Menutup kesenjangan Komunikasi: level 2,9") == (not told)
    if told:
        assert text == (
            f"Menjaga Komunikasi pada standar: level {told} sudah mencapai standar jabatan 3, tetapi "
            "nilainya belum pasti (penilaian 2025, sumber assessment center)"
        )


def test_no_reason_of_a_province_closes_a_gap_that_is_not_there(province_trained):
    bundle = province_trained.bundle
    people = bundle.people.take(np.arange(0, 300, 3))
    texts = [one.text for _, _, one in gaps(bundle, people, Options(n=5))]
    numbers = r"(?:level|standar jabatan) (\d(?:,\d)?)"
    told = {
        kind: [tuple(float(one.replace(",", ".")) for one in re.findall(numbers, text))
               for text in texts if text.startswith(kind)]
        for kind in ("Menutup", "Menjaga")
    }  # fmt: skip
    assert all(told.values())
    assert all(level < standard for level, standard in told["Menutup"])
    assert all(level >= standard for level, standard in told["Menjaga"])


def test_where_nothing_speaks_for_a_course_that_is_said():
    assert [(r.code, r.share) for r in of([0, 0])] == [("NO_EVIDENCE", 1.0)]
    assert [(r.code, r.share) for r in of([0, 0], agreement=0.3)] == [("PRACTICE", 1.0)]


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (2.44, "2,4"), (0.04, "0"), (4.96, "5")])
def test_levels_are_written_as_indonesians_do(value, text):
    assert level_text(value) == text


def without_pair(bundle, pair):
    """The bundle, its course no longer teaching that competency."""
    gain = bundle.gain
    kept = np.arange(len(gain.pair_course)) != pair
    fewer = {
        name: getattr(gain, name)[kept] for name in ("pair_course", "pair_competency", "pair_law", "scale")
    }
    return replace(bundle, gain=replace(gain, **fewer))


def only(bundle, course):
    """The bundle, with one course on offer."""
    active = np.arange(len(bundle.catalogue)) == course
    return replace(bundle, catalogue=replace(bundle.catalogue, active=active & bundle.catalogue.active))


def gaps(bundle, people, options):
    """Person, first item and gap reason of every list."""
    for person, answer in enumerate(recommend_batch(bundle, people, as_of=bundle.as_of, options=options)):
        for item in answer.items:
            yield from ((person, item, reason) for reason in item.reasons if reason.code == "GAP")


@pytest.mark.parametrize("dial", [0.0, 0.25])
def test_without_what_a_reason_names_the_score_falls_by_its_share(province_trained, dial):
    bundle, options = province_trained.bundle, Options(n=1, dial=dial)
    people = bundle.people.take(np.arange(0, 300, 10))
    found = list(gaps(bundle, people, options))
    assert len(found) > 30
    for person, item, reason in found:
        mine = bundle.gain.pair_course == item.course
        named = bundle.gain.pair_competency == bundle.competencies.ids.row(reason.subject)
        less = only(without_pair(bundle, int(np.flatnonzero(mine & named)[0])), item.course)
        left = rank(less, people.take([person]), as_of=bundle.as_of, options=options).lists.score[0, 0]
        fallen = item.score - float(left)
        assert fallen == pytest.approx(reason.share * item.score, rel=1e-5, abs=1e-6 * item.score)


def test_the_share_of_practice_is_agreements_part_of_the_score(province_trained):
    bundle = province_trained.bundle
    people = bundle.people.take([0, 1, 2])
    ranked = rank(bundle, people, as_of=bundle.as_of, options=Options(n=1, dial=0.4))
    answers = recommend_batch(bundle, people, as_of=bundle.as_of, options=Options(n=1, dial=0.4))
    for person, answer in enumerate(answers):
        item = answer.items[0]
        share = sum(r.share for r in item.reasons if r.code == "PRACTICE")
        assert share == pytest.approx(ranked.agreement[person, item.course] / item.score, rel=1e-5)

from dataclasses import replace

import numpy as np
import pytest

from recommender.domain.nip import pseudonym
from recommender.features.person_features import PROTECTED
from recommender.scorers.contract import Scorer
from recommender.tables.importing import import_source
from recommender.training.fit import train
from tests.small_province import NIP_KEY
from tests.tables.small_source import NIP_A, NIP_B, small_source, write_source


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Two people with a record each."""
    place = tmp_path_factory.mktemp("tiny")
    snapshot = import_source(write_source(small_source(), place / "source"), out=place / "snapshots").snapshot
    return snapshot, train(snapshot, nip_key=NIP_KEY)


def arrays_of(bundle):
    parts: dict[str, Scorer] = {
        "gain": bundle.gain, "completion": bundle.completion, "agreement": bundle.agreement,
        "levels": bundle.levels,
    }  # fmt: skip
    found = {f"{name}/{key}": array for name, part in parts.items() for key, array in part.arrays().items()}
    people = {f"people/{name}": value for name, value in vars(bundle.people).items()}
    return found | people | {"nip": bundle.nip_pseudonym, "persons": bundle.nip_person}


def test_the_same_snapshot_gives_the_same_version_twice(province_snapshot, province_trained):
    one, two = province_trained.bundle, train(province_snapshot, nip_key=NIP_KEY).bundle
    first, second = arrays_of(one), arrays_of(two)
    assert first.keys() == second.keys()
    for name, array in first.items():
        assert array.tobytes() == second[name].tobytes(), name
    assert (one.dial, one.benefit_unit) == (two.dial, two.benefit_unit)
    assert one.metrics == two.metrics


def test_a_version_says_what_it_was_made_of(province_snapshot, province_trained):
    bundle = province_trained.bundle
    assert bundle.snapshot_digest == province_snapshot.digest
    assert bundle.as_of == province_snapshot.as_of
    assert bundle.seeds
    assert 0.5 < bundle.metrics["completion_auc"] < 0.9
    assert bundle.metrics["growth_observations"] == province_trained.gain.observations > 500
    assert bundle.metrics["growth_law"] == province_trained.gain.law.chosen


def test_people_carry_the_levels_that_were_learnt(province_trained):
    people = province_trained.bundle.people
    assert people is province_trained.gain.people
    assert np.ptp(people.level) > 1
    assert (people.level_sd > 0).all()


def test_no_feature_is_protected(province_trained):
    names = province_trained.bundle.feature_names.ids
    assert not {str(name).partition("=")[0] for name in names} & PROTECTED


def test_people_are_found_by_the_keyed_pseudonym_of_their_nip(tiny):
    _, trained = tiny
    bundle = trained.bundle
    expected = sorted([(pseudonym(NIP_A, NIP_KEY), 0), (pseudonym(NIP_B, NIP_KEY), 1)])
    assert bundle.nip_pseudonym.tolist() == [name.encode() for name, _ in expected]
    assert bundle.nip_person.tolist() == [person for _, person in expected]
    held = b"".join(np.asarray(a).tobytes() for a in arrays_of(bundle).values())
    for nip in (NIP_A, NIP_B):
        assert nip.encode() not in held
        assert nip.encode("utf-32-le") not in held


def test_too_little_history_means_popularity_without_a_contest(tiny):
    _, trained = tiny
    assert trained.agreement == {}
    assert trained.bundle.agreement.name == "popular"
    assert trained.bundle.metrics["agreement_model"] == "popular"
    assert trained.bundle.metrics["growth_law"] == "default"
    assert trained.estimators == {}


def test_steps_are_told(tiny):
    told = []
    train(tiny[0], nip_key=NIP_KEY, progress=lambda step, done, total: told.append((step, done, total)))
    assert [done for step, done, _ in told if step == "Melatih"] == [1, 2, 3, 4, 5, 6]
    assert {total for step, _, total in told if step == "Melatih"} == {6}


HISTORY = ("training_records", "evaluations", "sessions")
NEEDS = ("assessments", "position_standards", "course_competencies")
REST = ("course_rules", "performance", "unit_outcomes", "budgets", "course_aliases")


@pytest.mark.parametrize("missing", [HISTORY, *((one,) for one in NEEDS), (*HISTORY, *NEEDS, *REST)])
def test_every_optional_table_may_be_missing(province_snapshot, missing):
    """The tables that must be there are enough for a version; what is switched off is said."""
    left = replace(
        province_snapshot,
        rows={name: rows for name, rows in province_snapshot.rows.items() if name not in missing},
        missing=(*province_snapshot.missing, *missing),
    )
    bundle = train(left, nip_key=NIP_KEY).bundle
    assert set(missing) <= set(bundle.switched_off)
    score = bundle.gain.score(bundle.people)
    assert np.isfinite(score).all()
    assert score.any() == (not {"position_standards", "course_competencies"} & set(missing))

import numpy as np

from recommender.impact.scopes import scopes


def test_every_scope_is_asked_once_from_wide_to_narrow(small):
    found = scopes(small.dataset.catalogue, small.dataset.evidence)
    # C1-C3 classroom (kinds 6, 3, 3), C4 e-learning; C5 never taken; single families equal single courses
    assert [(one.kind, one.name) for one in found] == [
        ("provinsi", "semua"), ("bentuk", "KLASIKAL"), ("bentuk", "NONKLASIKAL"), ("jenis", "3"),
        ("jenis", "6"), ("rumpun", "F001"), ("rumpun", "F002"),
    ]  # fmt: skip
    assert found[0].courses.tolist() == [True, True, True, True, False]
    assert len({one.courses.tobytes() for one in found}) == len(found)


def test_a_family_is_named_by_its_kind_and_level(small):
    family = next(
        one for one in scopes(small.dataset.catalogue, small.dataset.evidence) if one.name == "F002"
    )
    assert family.label == "Diklat Teknis, sampai level 4"
    assert np.flatnonzero(family.courses).tolist() == [2]

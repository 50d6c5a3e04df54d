import pytest

from recommender.features.build import build_dataset
from recommender.features.outcomes import build_outcomes
from recommender.impact import study as module
from recommender.impact.scopes import scopes
from recommender.impact.setting import Setting, prepare
from recommender.impact.study import Study, make_study
from tests.impact.small_outcomes import small_outcomes
from tests.small_world import small_dataset


@pytest.fixture(scope="session")
def small() -> Setting:
    dataset = small_dataset()
    return prepare(dataset, small_outcomes(dataset))


@pytest.fixture(scope="session")
def province_setting(province_snapshot, province_dataset) -> Setting:
    return prepare(province_dataset, build_outcomes(province_snapshot, province_dataset))


@pytest.fixture(scope="session")
def province_study(province_snapshot) -> Study:
    """Asked of all training, both forms, one kind and one course only: tests are not patient."""
    dataset = build_dataset(province_snapshot)
    every = scopes(dataset.catalogue, dataset.evidence)
    few = [*every[:4], next(one for one in every if one.kind == "pelatihan")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "scopes", lambda *args: few)
        return make_study(dataset, build_outcomes(province_snapshot, dataset), seed=1)

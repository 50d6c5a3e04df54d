import pytest

from recommender.synthetic.province import Province, simulate
from recommender.synthetic.world import WorldOptions


@pytest.fixture(scope="session")
def small() -> Province:
    """300 people and 40 courses."""
    return simulate(WorldOptions(asn=300, courses=40, seed=7))


@pytest.fixture(scope="session")
def medium() -> Province:
    """2,000 people and the whole catalogue."""
    return simulate(WorldOptions(asn=2_000, seed=3))

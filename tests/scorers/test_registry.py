from __future__ import annotations

import pytest

from recommender.errors import BundleRefused
from recommender.scorers.registry import SCORERS, rebuild


def test_every_scorer_is_found_under_its_own_name() -> None:
    assert all(scorer.name == name for name, scorer in SCORERS.items())


def test_a_scorer_of_another_service_is_refused() -> None:
    with pytest.raises(BundleRefused, match="SCORER_UNKNOWN"):
        rebuild("oracle", {})

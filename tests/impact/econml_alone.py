"""econml without the packages that it asks for and nothing here needs (``requirements-oracle.lock``)."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest


def linear_dr_learner(monkeypatch: pytest.MonkeyPatch) -> Any:
    """econml's doubly robust learner; ``sparse`` is stood in for by two kinds that no array here is of."""
    stand_in = ModuleType("sparse")
    stand_in.SparseArray = type("SparseArray", (), {})
    stand_in.COO = type("COO", (stand_in.SparseArray,), {})
    monkeypatch.setitem(sys.modules, "sparse", stand_in)
    from econml.dr import LinearDRLearner  # only beside its stand-in

    return LinearDRLearner

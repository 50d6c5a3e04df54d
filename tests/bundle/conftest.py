"""One written version for all tests that only read, and copies for those that change it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.small_bundle import write_small_bundle


@pytest.fixture(scope="package")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an intact version; never changed."""
    return write_small_bundle(tmp_path_factory.mktemp("models"))


@pytest.fixture
def copied(pristine: Path, tmp_path: Path) -> Path:
    """A copy to be tampered with, under its own name."""
    return Path(shutil.copytree(pristine, tmp_path / "models" / pristine.name))

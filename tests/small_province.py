"""A simulated province of 300 people and 40 courses, carried through import and training once a session."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from recommender.features.arrays import Dataset
from recommender.features.build import build_dataset
from recommender.synthetic.province import Province, simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import Trained, train

NIP_KEY: Final = bytes(range(32))


@pytest.fixture(scope="session")
def province() -> Province:
    return simulate(WorldOptions(asn=300, courses=40, seed=7))


@pytest.fixture(scope="session")
def province_source(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of its CSV files; read only."""
    folder = tmp_path_factory.mktemp("province") / "source"
    write_province(province, folder)
    return folder


@pytest.fixture(scope="session")
def province_snapshot(province_source: Path) -> Snapshot:
    return import_source(province_source, out=province_source.parent / "snapshots").snapshot


@pytest.fixture(scope="session")
def province_dataset(province_snapshot: Snapshot) -> Dataset:
    return build_dataset(province_snapshot)


@pytest.fixture(scope="session")
def province_trained(province_snapshot: Snapshot) -> Trained:
    return train(province_snapshot, nip_key=NIP_KEY)

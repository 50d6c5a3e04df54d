from __future__ import annotations

import errno
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender import durable
from recommender.bundle.read import open_estimators
from recommender.bundle.verify import verify_folder
from recommender.bundle.write import write_bundle
from recommender.errors import BundleRefused
from tests.small_bundle import PUBLIC_KEY, SIGNING_KEY, small_bundle, write_small_bundle


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_same_content_gives_the_same_version_and_the_same_bytes(pristine: Path, tmp_path: Path) -> None:
    again = write_small_bundle(tmp_path)
    assert again.name == pristine.name
    ours, theirs = contents(again), contents(pristine)
    for name in ("manifest.json", "manifest.sig"):  # they hold the moment of writing
        ours.pop(name), theirs.pop(name)
    assert ours == theirs


def test_writing_a_version_twice_leaves_the_first_untouched(copied: Path) -> None:
    before = contents(copied)
    assert write_small_bundle(copied.parent) == copied
    assert contents(copied) == before
    assert [one.name for one in copied.parent.iterdir()] == [copied.name]


def test_a_damaged_folder_of_the_same_version_is_refused_not_trusted(copied: Path) -> None:
    (copied / "people" / "level.npy").unlink()
    with pytest.raises(BundleRefused, match="BUNDLE_INCOMPLETE"):
        write_small_bundle(copied.parent)
    with pytest.raises(BundleRefused, match="BUNDLE_FOREIGN"):
        write_small_bundle(copied.parent, key=Ed25519PrivateKey.generate())


def test_the_manifest_says_where_it_comes_from(tmp_path: Path) -> None:
    version = write_bundle(
        small_bundle(), models_dir=tmp_path, signing_key=SIGNING_KEY, code_version="1.2",
        created=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    manifest = verify_folder(tmp_path / version, public_key=PUBLIC_KEY)
    assert (manifest.code_version, manifest.created) == ("1.2", "2026-07-01T00:00:00+00:00")
    assert (manifest.as_of, manifest.snapshot, manifest.seeds) == ("2026-06-30", "0" * 64, {"hybrid": 1})
    assert manifest.metrics == {"hr10": 0.5, "by_class": {"PENGAWAS": None}}


def test_numpy_numbers_among_the_metrics_are_written_as_numbers(tmp_path: Path) -> None:
    path = write_small_bundle(tmp_path, metrics={"n": np.int64(3), "x": np.float32(0.5)})
    assert verify_folder(path, public_key=PUBLIC_KEY).metrics == {"n": 3, "x": 0.5}


def test_estimators_lie_beside_for_the_offline_side_and_do_not_name_the_version(
    pristine: Path, tmp_path: Path
) -> None:
    version = write_bundle(
        small_bundle(), models_dir=tmp_path, signing_key=SIGNING_KEY, code_version="test",
        estimators={"completion": {"weights": [1, 2]}},
    )  # fmt: skip
    assert version == pristine.name
    assert open_estimators(tmp_path / version, public_key=PUBLIC_KEY) == {"completion": {"weights": [1, 2]}}
    assert open_estimators(pristine, public_key=PUBLIC_KEY) == {}


def test_altered_estimators_are_refused_before_they_are_unpickled(tmp_path: Path) -> None:
    version = write_bundle(
        small_bundle(), models_dir=tmp_path, signing_key=SIGNING_KEY, code_version="test",
        estimators={"completion": [1]},
    )  # fmt: skip
    (tmp_path / version / "estimators" / "completion.joblib").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(BundleRefused, match="BUNDLE_ALTERED"):
        open_estimators(tmp_path / version, public_key=PUBLIC_KEY)


def test_a_full_disk_at_any_sync_leaves_no_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = 0
    real = durable.os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal synced
        synced += 1
        if synced == fails_at:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(durable.os, "fsync", fsync)
    for fails_at in (1, 2, 30, 60, 90):
        synced = 0
        with pytest.raises(OSError, match="full"):
            write_small_bundle(tmp_path / str(fails_at))
        assert list((tmp_path / str(fails_at)).iterdir()) == []
    monkeypatch.setattr(durable.os, "fsync", real)
    assert write_small_bundle(tmp_path / "1").is_dir()

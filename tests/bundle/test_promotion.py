from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender.bundle.promotion import promote_version, rollback_version
from recommender.errors import BadInput, BundleRefused, Conflict, GateRefused, NotFound
from recommender.store import serving as serving_module
from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.serving import Serving, current_serving, promote, register_version
from tests.small_bundle import PUBLIC_KEY, write_small_bundle


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'service.sqlite'}", audit_key=bytes(32))
    yield opened
    opened.close()


def promoted(database: Database, path: Path) -> Serving:
    return promote_version(
        database, version=path.name, models_dir=path.parent, public_key=PUBLIC_KEY, actor="test"
    )


def rolled_back(database: Database, models_dir: Path) -> Serving:
    return rollback_version(database, models_dir=models_dir, public_key=PUBLIC_KEY, actor="test")


def test_an_intact_version_serves_and_the_one_before_comes_back(database: Database, tmp_path: Path) -> None:
    first, second = write_small_bundle(tmp_path), write_small_bundle(tmp_path, dial=0.25)
    assert promoted(database, first) == Serving(first.name, 1)
    assert promoted(database, second) == Serving(second.name, 2)
    assert rolled_back(database, tmp_path) == Serving(first.name, 3)
    with pytest.raises(BadInput, match="NOTHING_BEFORE"):
        rolled_back(database, tmp_path)


def test_promoting_what_serves_changes_nothing(database: Database, copied: Path) -> None:
    assert promoted(database, copied) == promoted(database, copied) == Serving(copied.name, 1)
    assert verify_audit(database).rows == 1


def test_unknown_altered_foreign_and_failed_versions_are_not_promoted(
    database: Database, tmp_path: Path
) -> None:
    champion = write_small_bundle(tmp_path / "models")
    promoted(database, champion)
    altered = write_small_bundle(tmp_path / "models", dial=0.1)
    (altered / "contents.json").write_bytes(b"{}")
    foreign = write_small_bundle(tmp_path / "models", dial=0.2, key=Ed25519PrivateKey.generate())
    failed = write_small_bundle(tmp_path / "models", metrics={"hr10": float("nan")})
    for path, refusal in (
        (tmp_path / "models" / "2026Q2-00000000", NotFound),
        (altered, BundleRefused),
        (foreign, BundleRefused),
        (failed, GateRefused),
    ):
        with pytest.raises(refusal):
            promoted(database, path)
    assert current_serving(database) == Serving(champion.name, 1)
    assert verify_audit(database).rows == 1


def test_a_rollback_to_an_altered_version_is_refused(database: Database, tmp_path: Path) -> None:
    first, second = write_small_bundle(tmp_path), write_small_bundle(tmp_path, dial=0.25)
    promoted(database, first), promoted(database, second)
    (first / "people" / "level.npy").unlink()
    with pytest.raises(BundleRefused, match="BUNDLE_INCOMPLETE"):
        rolled_back(database, tmp_path)
    assert current_serving(database) == Serving(second.name, 2)


def test_somebody_who_was_faster_while_it_was_verified_wins(
    database: Database, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_version(database, version="2026Q1-00000001", content_digest="x", snapshot_digest="0")
    real = serving_module.register_version

    def slow(*args: object, **kwargs: object) -> None:
        promote(database, version="2026Q1-00000001", expected_generation=0, actor="faster")
        real(*args, **kwargs)

    monkeypatch.setattr("recommender.bundle.promotion.register_version", slow)
    with pytest.raises(Conflict, match="SERVING_CHANGED"):
        promoted(database, copied)
    assert current_serving(database) == Serving("2026Q1-00000001", 1)


def test_a_version_written_again_after_its_folder_was_lost_is_the_same_version(
    database: Database, tmp_path: Path
) -> None:
    import shutil

    path = write_small_bundle(tmp_path)
    promoted(database, path)
    shutil.rmtree(path)
    other = write_small_bundle(tmp_path, dial=0.25)
    promoted(database, other)
    assert write_small_bundle(tmp_path) == path
    assert promoted(database, path) == Serving(path.name, 3)

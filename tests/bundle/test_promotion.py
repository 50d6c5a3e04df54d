from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender.bundle.manifest import Manifest
from recommender.bundle.promotion import Override, promote_version, rollback_version
from recommender.bundle.verify import verify_folder
from recommender.errors import BadInput, BundleRefused, Conflict, GateRefused, NotFound
from recommender.store import serving as serving_module
from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.gate_results import record_gate
from recommender.store.schema import AUDIT
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


def gate_said(database: Database, version: Path, *red: str, champion: Path | None) -> None:
    register_version(
        database,
        version=version.name,
        content_digest=open_manifest(version).content_digest(),
        snapshot_digest="0" * 64,
    )
    record_gate(
        database,
        version=version.name,
        champion=None if champion is None else champion.name,
        red=red,
        digest="d" * 64,
        actor="test",
    )


def open_manifest(version: Path) -> Manifest:
    return verify_folder(version, public_key=PUBLIC_KEY)


def last_details(database: Database) -> dict[str, object]:
    with database.reading() as connection:
        row = connection.execute(AUDIT.select().order_by(AUDIT.c.seq.desc()).limit(1)).one()
    details: dict[str, object] = json.loads(row.details)
    return details


def test_a_red_line_stops_the_promotion_until_a_named_person_overrules_it(
    database: Database, tmp_path: Path
) -> None:
    first, second = write_small_bundle(tmp_path), write_small_bundle(tmp_path, dial=0.25)
    promoted(database, first)
    gate_said(database, second, "overlap", champion=first)
    with pytest.raises(GateRefused, match="GATE_RED"):
        promoted(database, second)
    assert current_serving(database) == Serving(first.name, 1)
    serving = promote_version(
        database, version=second.name, models_dir=tmp_path, public_key=PUBLIC_KEY, actor="op",
        override=Override("Siti Rahma", "Perda 3/2026"),
    )  # fmt: skip
    assert serving == Serving(second.name, 2)
    assert last_details(database) == {
        "gate": "d" * 64, "generation": 2, "override": "Siti Rahma", "override_reason": "Perda 3/2026",
        "reason": "", "red": ["overlap"],
    }  # fmt: skip


def test_a_result_beside_another_champion_is_out_of_date(database: Database, tmp_path: Path) -> None:
    first, second, third = (write_small_bundle(tmp_path, dial=dial) for dial in (0.1, 0.2, 0.3))
    promoted(database, first)
    gate_said(database, third, champion=first)
    promoted(database, second)
    with pytest.raises(GateRefused, match="GATE_STALE"):
        promoted(database, third)
    rolled_back(database, tmp_path)
    assert promoted(database, third) == Serving(third.name, 4)
    assert promoted(database, first).version == first.name  # served before: known, not compared again


def test_an_override_names_and_explains(tmp_path: Path) -> None:
    for name, reason in (("", "why"), ("Siti", " ")):
        with pytest.raises(BadInput, match="OVERRIDE_UNEXPLAINED"):
            Override(name, reason)


def test_figures_that_are_no_numbers_cannot_be_overruled(database: Database, tmp_path: Path) -> None:
    failed = write_small_bundle(tmp_path, metrics={"hr10": float("nan")})
    with pytest.raises(GateRefused, match="METRICS_NOT_FINITE"):
        promote_version(
            database, version=failed.name, models_dir=tmp_path, public_key=PUBLIC_KEY, actor="op",
            override=Override("Siti", "perlu"),
        )  # fmt: skip

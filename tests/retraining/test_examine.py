from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from recommender.bundle import verify
from recommender.bundle.contents import Bundle
from recommender.bundle.promotion import promote_version
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import list_versions
from recommender.bundle.verified import verify_version
from recommender.bundle.write import write_bundle
from recommender.errors import GateRefused
from recommender.retraining.examine import examine
from recommender.retraining.journal import FOLDER
from recommender.retraining.quarter import Source, Tools
from recommender.store.gate_results import gate_record
from recommender.store.serving import Serving
from recommender.tables.importing import import_source
from recommender.training.fit import train
from tests.retraining.conftest import Q1, TODAY, Home, home_in
from tests.small_bundle import SIGNING_KEY
from training_scripts import promote

Q2 = date(2026, 4, 30)


def by_hand(home: Home, source: Path, as_of: date) -> None:
    """Train a version on a snapshot by the single commands."""
    tools: Tools = home.tools
    asked = Source(str(source), TODAY, as_of, allow_rejects=3000)
    snapshot = import_source(
        asked.source, out=home.settings.snapshots_dir, as_of=asked.as_of, today=TODAY,
        allow_rejects=asked.allow_rejects,
    ).snapshot  # fmt: skip
    trained = train(snapshot, nip_key=tools.nip_key)
    write_bundle(
        trained.bundle, models_dir=home.settings.models_dir, signing_key=SIGNING_KEY, code_version="1"
    )


@pytest.fixture(scope="module")
def left(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which two versions were trained by hand and the first is served; read only."""
    folder = tmp_path_factory.mktemp("by-hand")
    home = home_in(folder)
    by_hand(home, source, Q1)
    (first,) = list_versions(home.settings.models_dir)
    assert examined(home, first) is None  # nothing serves: nothing to compare with
    promoted(home, first)
    by_hand(home, source, Q2)
    home.tools.database.close()
    return folder


def versions(home: Home) -> tuple[str, str]:
    """The served version and the one that came after it."""
    first, second = sorted(list_versions(home.settings.models_dir))
    return first, second


def opened(home: Home, version: str) -> Bundle:
    return open_bundle(home.settings.models_dir / version, public_key=home.tools.bench.public_key)


def examined(home: Home, version: str, *, overridden: bool = False) -> Path | None:
    candidate = verify_version(
        home.settings.models_dir, version=version, public_key=home.tools.bench.public_key
    )
    return examine(candidate, bench=home.tools.bench, today=TODAY, actor="test", overridden=overridden)


def promoted(home: Home, version: str) -> Serving:
    return promote_version(
        home.tools.database, version=version, models_dir=home.settings.models_dir,
        public_key=home.tools.bench.public_key, actor="test",
    )  # fmt: skip


def test_what_was_trained_by_hand_passes_the_gate_of_the_quarter_before_it_takes_over(
    make_home: Callable[..., Home], left: Path
) -> None:
    home = make_home(left)
    first, second = versions(home)
    old = home.settings.home / FOLDER / second / f"beside-{first}.json"  # of a release before
    old.parent.mkdir(parents=True)
    old.write_bytes(b'{"challenger": "v2", "rows": {}}')
    report = examined(home, second)
    assert report is not None and report.read_text(encoding="utf-8").startswith("<!doctype html>")
    record = gate_record(home.tools.database, version=second)
    assert record is not None and (record.champion, record.red) == (first, ())
    assert examined(home, second) is None  # compared already
    assert promoted(home, second).generation == 2
    assert examined(home, first) is None  # served before
    assert promoted(home, first).generation == 3

    bad = write_bundle(  # older than what serves, and no version that served
        opened(home, first), models_dir=home.settings.models_dir, signing_key=SIGNING_KEY, code_version="2"
    )
    promoted(home, second)
    examined(home, bad)
    with pytest.raises(GateRefused, match="GATE_RED"):
        promoted(home, bad)


def test_without_its_snapshot_a_version_needs_a_name(make_home: Callable[..., Home], left: Path) -> None:
    home = make_home(left)
    _, second = versions(home)
    shutil.rmtree(home.settings.snapshots_dir / opened(home, second).snapshot_digest)
    with pytest.raises(GateRefused, match="GATE_MISSING"):
        examined(home, second)
    assert examined(home, second, overridden=True) is None


def test_promoting_by_hand_reads_each_version_through_once(
    make_home: Callable[..., Home], left: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(left)
    first, second = versions(home)
    read: list[str] = []
    check = verify._check_digests
    monkeypatch.setattr(
        verify, "_check_digests", lambda path, files: (read.append(path.name), check(path, files))
    )
    monkeypatch.setenv("ASN_HOME", str(home.settings.home))
    monkeypatch.setenv("ASN_MODELS_DIR", str(home.settings.models_dir))
    monkeypatch.setattr(promote, "open_state", lambda _: home.tools.database)
    monkeypatch.setattr(promote, "read_public_key", lambda _: home.tools.bench.public_key)
    result = CliRunner().invoke(promote.command, [second])
    assert result.exit_code == 0, result.output
    assert sorted(read) == sorted([first, second])

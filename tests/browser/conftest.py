"""The pages as people meet them: the real server over the small province, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from recommender.bundle.promotion import promote_version
from recommender.bundle.write import write_bundle
from recommender.config import read_settings
from recommender.domain.nip import pseudonym
from recommender.store.database import open_database
from recommender.store.keys import create_key
from recommender.store.secret_files import make_secrets, read_audit_key, read_nip_key, read_signing_key
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import Trained
from tests.web.real_server import running

CHROMIUM: Final = Path("/usr/bin/chromium")
"""Debian's package ``chromium``."""
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A running service and a planner's account."""

    address: str
    account: str
    key: str
    approver: tuple[str, str]
    """Account and key of somebody who approves."""
    people: tuple[tuple[str, str, str], ...]
    """asn_id, NIP and name of people with a NIP."""


@dataclass(frozen=True)
class _Home:
    environment: dict[str, str]


@pytest.fixture(scope="session")
def site(
    province_trained: Trained, province_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    settings = read_settings({}, home=str(folder / "var"), models_dir=str(folder / "models"))
    make_secrets(settings.keys_dir)
    shutil.copytree(province_snapshot.path, settings.snapshots_dir / province_snapshot.digest)
    private = province_snapshot.frame("people").dropna(subset=["nip", "name"])
    nip_key, signing_key = read_nip_key(settings.keys_dir), read_signing_key(settings.keys_dir)
    names = np.array([pseudonym(nip, nip_key) for nip in private["nip"]], "S64")
    bundle = province_trained.bundle
    rows = np.searchsorted(bundle.people.asn_id, private["asn_id"].to_numpy(dtype=np.str_)).astype(np.int32)
    order = np.argsort(names)
    version = write_bundle(
        replace(bundle, nip_pseudonym=names[order], nip_person=rows[order]),
        models_dir=settings.models_dir, signing_key=signing_key, code_version="test",
    )  # fmt: skip
    database = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    promote_version(
        database, version=version, models_dir=settings.models_dir, public_key=signing_key.public_key(),
        actor="test", reason="",
    )  # fmt: skip
    record, key = create_key(database, role="planner", actor="test")
    other, other_key = create_key(database, role="approver", actor="test")
    database.close()
    home = _Home({"ASN_HOME": str(settings.home), "ASN_MODELS_DIR": str(settings.models_dir)})
    people = tuple(private[["asn_id", "nip", "name"]].itertuples(index=False, name=None))
    with running(home, folder=folder, workers=1) as server:  # type: ignore[arg-type]  # a home is all it asks
        yield Site(f"http://127.0.0.1:{server.port}", record.key_id, key, (other.key_id, other_key), people)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; skipped where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()

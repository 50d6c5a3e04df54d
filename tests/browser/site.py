"""A running service over the small province, as the walks in a browser meet it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recommender.bundle.promotion import promote_version
from recommender.bundle.write import write_bundle
from recommender.config import Settings, read_settings
from recommender.domain.nip import pseudonym
from recommender.store.database import Database, open_database
from recommender.store.keys import create_key
from recommender.store.secret_files import make_secrets, read_audit_key, read_nip_key, read_signing_key
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import Trained


@dataclass(frozen=True)
class Home:
    """What a server needs to start; a home of the service with a version in it."""

    settings: Settings
    environment: dict[str, str]
    people: tuple[tuple[str, str, str], ...]
    """asn_id, NIP and name of people with a NIP."""

    def database(self) -> Database:
        """Its database, for what no page does."""
        return open_database(self.settings.database_url, audit_key=read_audit_key(self.settings.keys_dir))

    def account(self, role: str) -> tuple[str, str]:
        """Id and key of a new account."""
        database = self.database()
        record, key = create_key(database, role=role, actor="test")
        database.close()
        return record.key_id, key


@dataclass(frozen=True)
class Site:
    """A running service and a planner's account."""

    address: str
    home: Home
    account: str
    key: str
    approver: tuple[str, str]
    """Account and key of somebody who approves."""

    @property
    def people(self) -> tuple[tuple[str, str, str], ...]:
        """asn_id, NIP and name of people with a NIP."""
        return self.home.people


def make_home(trained: Trained, snapshot: Snapshot, folder: Path) -> Home:
    """Keys, database, snapshot and a promoted version under ``folder``."""
    settings = read_settings({}, home=str(folder / "var"), models_dir=str(folder / "models"))
    make_secrets(settings.keys_dir)
    shutil.copytree(snapshot.path, settings.snapshots_dir / snapshot.digest)
    private = snapshot.frame("people").dropna(subset=["nip", "name"])
    nip_key, signing_key = read_nip_key(settings.keys_dir), read_signing_key(settings.keys_dir)
    names = np.array([pseudonym(nip, nip_key) for nip in private["nip"]], "S64")
    bundle = trained.bundle
    rows = np.searchsorted(bundle.people.asn_id, private["asn_id"].to_numpy(dtype=np.str_)).astype(np.int32)
    order = np.argsort(names)
    version = write_bundle(
        replace(bundle, nip_pseudonym=names[order], nip_person=rows[order]),
        models_dir=settings.models_dir, signing_key=signing_key, code_version="test",
    )  # fmt: skip
    people = tuple(private[["asn_id", "nip", "name"]].itertuples(index=False, name=None))
    environment = {"ASN_HOME": str(settings.home), "ASN_MODELS_DIR": str(settings.models_dir)}
    home = Home(settings, environment, people)
    database = home.database()
    promote_version(
        database, version=version, models_dir=settings.models_dir, public_key=signing_key.public_key(),
        actor="test", reason="",
    )  # fmt: skip
    database.close()
    return home

"""A real home for the service on the small world: secrets, database, signed versions, one promoted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import update

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.bundle.promotion import promote_version
from recommender.bundle.write import write_bundle
from recommender.config import Settings, read_settings
from recommender.domain.nip import pseudonym
from recommender.features.identifiers import Vocabulary
from recommender.ranking.prepared import prepare_lists
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.scorers.popular import learn_popular
from recommender.store.database import Database, open_database
from recommender.store.keys import create_key
from recommender.store.schema import SERVING
from recommender.store.secret_files import make_secrets, read_audit_key, read_nip_key, read_signing_key
from tests.small_world import AS_OF, small_dataset
from tests.web.fake_service import NIP


def learnt_bundle(*, nip_key: bytes) -> Bundle:
    """The small world, really learnt."""
    data = small_dataset()
    levels, completion = learn_levels(data, seed=1), learn_completion(data).scorer
    gain = learn_gain(data, model=levels, completion=completion)
    bundle = Bundle(
        as_of=AS_OF, snapshot_digest="0" * 64, people=gain.people, catalogue=data.catalogue,
        competencies=data.competencies, positions=data.positions, units=data.units,
        feature_names=Vocabulary.of(data.feature_names), levels=levels, gain=gain.gain,
        completion=completion, agreement=learn_popular(data), dial=0.5, benefit_unit=1.0,
        nip_pseudonym=np.array([pseudonym(NIP, nip_key).encode()], "S64"),
        nip_person=np.array([0], np.int32), lists=Lists.empty(len(gain.people), 0, 0),
        switched_off=(), metrics={"hr10": 0.5}, seeds={"levels": 1},
    )  # fmt: skip
    return replace(bundle, lists=prepare_lists(bundle))


@dataclass(frozen=True)
class SmallService:
    """A home folder a real server can start from."""

    settings: Settings
    database: Database
    key: str
    versions: tuple[str, ...]
    """Two good versions and a bad one, in this order; the first is promoted."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ASN_HOME": str(self.settings.home),
            "ASN_MODELS_DIR": str(self.settings.models_dir),
            "ASN_POLL_SECONDS": "0.1",
            "ASN_RATE_PER_SECOND": "100000",
        }

    def point_to(self, version: str) -> None:
        """Change the serving row as a promotion does, but without its checks."""
        with self.database.writing() as connection:
            connection.execute(update(SERVING).values(version=version, generation=SERVING.c.generation + 1))


def make_small_service(folder: Path) -> SmallService:
    settings = read_settings({}, home=str(folder / "var"), models_dir=str(folder / "models"))
    make_secrets(settings.keys_dir)
    database = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    bundle = learnt_bundle(nip_key=read_nip_key(settings.keys_dir))
    signing_key = read_signing_key(settings.keys_dir)
    versions = tuple(
        write_bundle(
            replace(bundle, snapshot_digest=digit * 64, dial=int(digit) / 10), models_dir=settings.models_dir,
            signing_key=signing_key, code_version="test",
        )
        for digit in "123"
    )  # fmt: skip
    for version in reversed(versions):
        promote_version(
            database, version=version, models_dir=settings.models_dir,
            public_key=signing_key.public_key(), actor="test", reason="",
        )  # fmt: skip
    _spoil(settings.models_dir / versions[2])
    _, key = create_key(database, role="portal", actor="test")
    return SmallService(settings, database, key, versions)


def _spoil(version: Path) -> None:
    """Change one byte of one array."""
    path = max(version.rglob("*.npy"), key=lambda one: one.stat().st_size)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)

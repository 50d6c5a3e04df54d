"""The model holder over the real database and the versions on disk."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.contents import Bundle
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import version_path
from recommender.ranking.prepared import recommend_known
from recommender.ranking.profile import read_profile
from recommender.ranking.recommend import recommend_batch
from recommender.store.database import Database
from recommender.store.serving import current_serving
from recommender.web.model_holder import ModelHolder


def serving_models(database: Database, *, models_dir: Path, public_key: Ed25519PublicKey) -> ModelHolder:
    """Holds what the serving row names; nothing is opened before :meth:`ModelHolder.poll`."""
    return ModelHolder(
        read_serving=lambda: current_serving(database),
        open_version=lambda version: open_bundle(
            version_path(models_dir, version=version), public_key=public_key
        ),
        warm=golden_query,
    )


def golden_query(bundle: Bundle) -> None:
    """Touch what a request touches: the first person's list and a list for an empty profile."""
    recommend_known(bundle, [0], as_of=bundle.as_of)
    person, _ = read_profile(bundle, {}, bundle.as_of)
    recommend_batch(bundle, person, as_of=bundle.as_of)

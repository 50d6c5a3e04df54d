"""Change the serving version: found, verified, through the gate, then the compare-and-set."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.gate import pass_gate
from recommender.bundle.read import load_bundle, open_bundle
from recommender.bundle.registry import version_path
from recommender.bundle.verify import verify_folder
from recommender.store.database import Database
from recommender.store.serving import (
    Serving,
    current_serving,
    promote,
    register_version,
    rollback,
    version_before,
)


def promote_version(
    database: Database,
    *,
    version: str,
    models_dir: Path,
    public_key: Ed25519PublicKey,
    actor: str,
    reason: str = "",
) -> Serving:
    """Let ``version`` serve if it is intact and passes the gate; if it serves already, leave it so.

    Raises
    ------
    NotFound, BundleRefused, GateRefused
        See :mod:`~recommender.bundle.registry`, :mod:`~recommender.bundle.read` and
        :mod:`~recommender.bundle.gate`; what served before serves on.
    Conflict
        Somebody else changed the serving version meanwhile.
    """
    before = current_serving(database)
    path = version_path(models_dir, version=version)
    manifest = verify_folder(path, public_key=public_key)
    pass_gate(load_bundle(path, manifest=manifest))
    if before is not None and before.version == version:
        return before
    register_version(
        database,
        version=version,
        content_digest=manifest.content_digest(),
        snapshot_digest=manifest.snapshot,
    )
    generation = 0 if before is None else before.generation
    return promote(database, version=version, expected_generation=generation, actor=actor, reason=reason)


def rollback_version(
    database: Database, *, models_dir: Path, public_key: Ed25519PublicKey, actor: str, reason: str = ""
) -> Serving:
    """Return to the version that served before the present one was promoted, if it is still intact.

    Raises
    ------
    BadInput
        ``NOTHING_BEFORE``.
    NotFound, BundleRefused, Conflict
        As :func:`promote_version`.
    """
    now = current_serving(database)
    generation = 0 if now is None else now.generation
    target = version_before(database, generation=generation)
    if target is not None:
        open_bundle(version_path(models_dir, version=target), public_key=public_key)
    return rollback(database, expected_generation=generation, actor=actor, reason=reason)

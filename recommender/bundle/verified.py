"""A version that was just verified, passed on so that its bytes are read through once and not at every step.

Whoever serves it verifies it again: this only spares one command from doing so four times.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.contents import Bundle
from recommender.bundle.manifest import Manifest
from recommender.bundle.read import load_bundle
from recommender.bundle.registry import version_path
from recommender.bundle.verify import verify_folder


@dataclass(frozen=True)
class Verified:
    """An intact version, opened."""

    version: str
    manifest: Manifest
    bundle: Bundle


def verify_version(models_dir: Path, *, version: str, public_key: Ed25519PublicKey) -> Verified:
    """Find, verify and open ``version``.

    Raises
    ------
    NotFound, BundleRefused
        See :mod:`~recommender.bundle.registry` and :mod:`~recommender.bundle.read`.
    """
    path = version_path(models_dir, version=version)
    manifest = verify_folder(path, public_key=public_key)
    return Verified(version, manifest, load_bundle(path, manifest=manifest))

"""Open a version: verified first, then mapped into memory, then checked for sense."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.bundle.layout import CONTENTS, Plain, from_plain
from recommender.bundle.manifest import ESTIMATORS, Manifest
from recommender.bundle.refusals import refused
from recommender.bundle.validity import check_bundle
from recommender.bundle.verify import verify_folder


def open_bundle(path: Path, *, public_key: Ed25519PublicKey) -> Bundle:
    """Verify the folder of a version and map it into memory, read-only.

    Nothing is parsed before every byte is known to be what the owner of ``public_key`` signed, and
    nothing is ever unpickled. Whoever can still write to the folder afterwards can change what is
    mapped: keep it owned by the training user.

    Raises
    ------
    BundleRefused
        ``BUNDLE_UNSIGNED``, ``BUNDLE_FOREIGN``, ``BUNDLE_ALTERED``, ``BUNDLE_INCOMPLETE``,
        ``BUNDLE_FORMAT`` or ``BUNDLE_INVALID``.
    """
    return load_bundle(path, manifest=verify_folder(path, public_key=public_key))


def load_bundle(path: Path, *, manifest: Manifest) -> Bundle:
    """The second half of :func:`open_bundle`, for who has just verified the folder.

    Raises
    ------
    BundleRefused
        ``BUNDLE_INVALID``.
    """
    try:
        bundle = from_plain(_load(path, manifest))
    except (AttributeError, KeyError, TypeError, ValueError) as failure:
        raise refused("BUNDLE_INVALID", fault=str(failure)) from failure
    check_bundle(bundle)
    return bundle


def open_estimators(path: Path, *, public_key: Ed25519PublicKey) -> Mapping[str, Any]:
    """The fitted objects of a version, for the offline side: verified, then unpickled by joblib.

    Raises
    ------
    BundleRefused
        As :func:`open_bundle`.
    """
    import joblib  # never in a server

    manifest = verify_folder(path, public_key=public_key)
    names = [name for name in manifest.files if name.startswith(f"{ESTIMATORS}/")]
    return {Path(name).stem: joblib.load(path / name) for name in names}


def _load(path: Path, manifest: Manifest) -> Plain:
    return Plain(
        arrays={
            name.removesuffix(".npy"): _map(path / name) for name in manifest.files if name.endswith(".npy")
        },
        document=json.loads((path / CONTENTS).read_bytes()),
    )


def _map(path: Path) -> NDArray[Any]:
    """The array of a ``.npy`` file, paged in by the system as it is used and shared by all workers."""
    mapped = np.lib.format.open_memmap(path, mode="r")  # refuses arrays of objects, the only ones pickled
    return np.asarray(mapped)  # the plain class: np.memmap makes every slice slower

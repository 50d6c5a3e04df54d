"""Write a version: measured, signed, and renamed into place in one step."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from recommender import durable
from recommender.bundle.contents import Bundle
from recommender.bundle.layout import CONTENTS, to_plain
from recommender.bundle.manifest import ESTIMATORS, MANIFEST, SIGNATURE, FileFacts, Manifest, canonical
from recommender.bundle.signature import sign
from recommender.bundle.verify import verify_folder

Piece = Callable[[Any], object]
"""Writes the content of one file to a binary stream."""

_NO_ESTIMATORS: Final[Mapping[str, Any]] = {}


def write_bundle(
    bundle: Bundle,
    *,
    models_dir: Path,
    signing_key: Ed25519PrivateKey,
    code_version: str,
    estimators: Mapping[str, Any] = _NO_ESTIMATORS,
    created: datetime | None = None,
) -> str:
    """Write ``bundle`` to ``models_dir/<version>/`` and return the version.

    Parameters
    ----------
    code_version
        Release or commit that trained it.
    estimators
        Fitted objects for the offline side, kept by joblib; servers never load them.
    created
        Moment for the manifest (default: now); not part of the version.

    Raises
    ------
    BundleRefused
        The same version is there already, but not intact or signed with another key.
    OSError
        The storage refused; nothing is left under the version's name.
    """
    pieces = {**_serving_pieces(bundle), **_estimator_pieces(estimators)}
    manifest = Manifest.of(
        bundle,
        files={name: _measure(piece) for name, piece in sorted(pieces.items())},
        code_version=code_version,
        created=(created or datetime.now(UTC)).isoformat(),
    )
    content = manifest.to_bytes()
    pieces[MANIFEST] = _bytes_piece(content)
    pieces[SIGNATURE] = _bytes_piece(sign(content, signing_key=signing_key))
    path = models_dir / manifest.version
    if not durable.write_folder(path, lambda folder: _fill(folder, pieces)):
        verify_folder(path, public_key=signing_key.public_key())
    return manifest.version


def _serving_pieces(bundle: Bundle) -> dict[str, Piece]:
    plain = to_plain(bundle)
    return {
        CONTENTS: _bytes_piece(canonical(plain.document)),
        **{f"{name}.npy": _array_piece(array) for name, array in plain.arrays.items()},
    }


def _estimator_pieces(estimators: Mapping[str, Any]) -> dict[str, Piece]:
    if not estimators:
        return {}
    import joblib

    pieces = {}
    for name, estimator in estimators.items():
        stream = io.BytesIO()
        joblib.dump(estimator, stream)
        pieces[f"{ESTIMATORS}/{name}.joblib"] = _bytes_piece(stream.getvalue())
    return pieces


def _bytes_piece(content: bytes) -> Piece:
    return lambda stream: stream.write(content)


def _array_piece(array: NDArray[Any]) -> Piece:
    return lambda stream: np.lib.format.write_array(stream, array, allow_pickle=False)


class _Measure:
    """A stream that keeps nothing but the size and the digest."""

    def __init__(self) -> None:
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        self.size += len(content)
        return len(content)


def _measure(piece: Piece) -> FileFacts:
    stream = _Measure()
    piece(stream)
    return FileFacts(size=stream.size, sha256=stream.digest.hexdigest())


def _fill(folder: Path, pieces: Mapping[str, Piece]) -> None:
    for name, piece in pieces.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            piece(stream)

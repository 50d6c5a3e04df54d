"""Is this folder, byte for byte, what was signed? Asked before anything in it is parsed.

In this order: manifest and signature are there; the signature is ours; the folder bears the version's
name; no file is missing, added, a link or a pipe; sizes; SHA-256; format.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.manifest import FORMAT, MANIFEST, SIGNATURE, FileFacts, Manifest
from recommender.bundle.refusals import refused
from recommender.bundle.signature import LENGTH, check_signature

_LONGEST_MANIFEST: Final = 4 * 2**20
_LARGE: Final = 2**20
"""Files from this size on are worth a thread of their own."""


def verify_folder(path: Path, *, public_key: Ed25519PublicKey) -> Manifest:
    """Check the folder of a version and return its manifest.

    Raises
    ------
    BundleRefused
        With the code of the first check that failed, see :mod:`recommender.bundle.refusals`.
    """
    if path.is_symlink() or not path.is_dir():
        raise refused("BUNDLE_INCOMPLETE")
    content = _read_small(path, MANIFEST, longest=_LONGEST_MANIFEST, missing="BUNDLE_INCOMPLETE")
    signature = _read_small(path, SIGNATURE, longest=LENGTH, missing="BUNDLE_UNSIGNED")
    check_signature(content, signature=signature, public_key=public_key)
    try:
        manifest = Manifest.from_bytes(content)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise refused("BUNDLE_FORMAT") from None
    if manifest.version != path.name:
        raise refused("BUNDLE_ALTERED", file=".")
    _check_names(path, manifest.files)
    _check_digests(path, manifest.files)
    if manifest.format != FORMAT:
        raise refused("BUNDLE_FORMAT", format=manifest.format, expected=FORMAT)
    return manifest


def _read_small(path: Path, name: str, *, longest: int, missing: str) -> bytes:
    """The file's bytes, one more than ``longest`` at most, so that a longer one never passes."""
    try:
        descriptor = _open_regular(path / name)
    except FileNotFoundError:
        raise refused(missing, file=name) from None
    except OSError:
        raise refused("BUNDLE_ALTERED", file=name) from None
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(longest + 1)


def _open_regular(path: Path) -> int:
    """Open a plain file; neither a link nor a pipe is followed or waited for."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a plain file")
    return descriptor


def _check_names(path: Path, files: Mapping[str, FileFacts]) -> None:
    folders = {parent for name in files for parent in Path(name).parents}
    sizes = {}
    for name, entry in _entries(path):
        if entry.is_dir(follow_symlinks=False) and Path(name) in folders:
            continue
        if not entry.is_file(follow_symlinks=False) or name not in {*files, MANIFEST, SIGNATURE}:
            raise refused("BUNDLE_ALTERED", file=name)
        sizes[name] = entry.stat(follow_symlinks=False).st_size
    for name, facts in files.items():
        if name not in sizes:
            raise refused("BUNDLE_INCOMPLETE", file=name)
        if sizes[name] != facts.size:
            raise refused("BUNDLE_ALTERED", file=name)


def _entries(folder: Path, within: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield f"{within}{entry.name}", entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path), f"{within}{entry.name}/")


def _check_digests(path: Path, files: Mapping[str, FileFacts]) -> None:
    def check(name: str) -> None:
        if _digest(path / name) != files[name].sha256:
            raise refused("BUNDLE_ALTERED", file=name)

    large = [name for name, facts in files.items() if facts.size >= _LARGE]
    for name in files.keys() - set(large):
        check(name)
    if large:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(check, large))


def _digest(path: Path) -> str:
    try:
        with os.fdopen(_open_regular(path), "rb", buffering=0) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise refused("BUNDLE_ALTERED", file=path.name) from None

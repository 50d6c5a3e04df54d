"""The versions in a models folder: a name is looked up in the list, never joined to a path."""

from __future__ import annotations

from pathlib import Path

from recommender.bundle.manifest import VERSION
from recommender.errors import NotFound


def list_versions(models_dir: Path) -> tuple[str, ...]:
    """Names of all versions, sorted; whether they are intact is for ``open_bundle`` to say."""
    if not models_dir.is_dir():
        return ()
    return tuple(sorted(one.name for one in models_dir.iterdir() if VERSION.fullmatch(one.name)))


def version_path(models_dir: Path, *, version: str) -> Path:
    """Folder of ``version``.

    Raises
    ------
    NotFound
        ``VERSION_UNKNOWN``: no version of that name.
    """
    for name in list_versions(models_dir):
        if name == version:
            return models_dir / name
    raise NotFound(
        "VERSION_UNKNOWN",
        "Versi ini tidak ada di folder model.",
        fix="Periksa namanya dan ASN_MODELS_DIR, atau latih dulu.",
    )

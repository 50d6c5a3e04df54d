"""The trained version a command works with: the one named, or else the one that serves."""

from __future__ import annotations

import click

from recommender.bundle.contents import Bundle
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import version_path
from recommender.config import Settings
from recommender.errors import NotFound
from recommender.store.database import open_database
from recommender.store.secret_files import read_public_key
from recommender.store.serving import current_serving

version_option = click.option("--version", help="Trained version; default: the serving one.")


def open_version(settings: Settings, *, version: str | None) -> tuple[str, Bundle]:
    """Name and content of ``version``, or of the serving one, verified.

    Raises
    ------
    NotFound
        NO_SERVING_VERSION: none is named and nothing was promoted yet; VERSION_UNKNOWN.
    BundleRefused
        See :func:`recommender.bundle.read.open_bundle`.
    """
    chosen = version or _serving_version(settings)
    path = version_path(settings.models_dir, version=chosen)
    return chosen, open_bundle(path, public_key=read_public_key(settings.keys_dir))


def _serving_version(settings: Settings) -> str:
    serving = current_serving(open_database(settings.database_url))
    if serving is None:
        raise NotFound(
            "NO_SERVING_VERSION",
            "Belum ada versi yang melayani.",
            fix="Promosikan satu versi dengan perintah promote, atau isi --version.",
        )
    return serving.version

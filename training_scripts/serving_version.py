"""The version a command uses when none is named."""

from __future__ import annotations

from recommender.config import Settings
from recommender.errors import NotFound
from recommender.store.database import open_database
from recommender.store.serving import current_serving


def serving_version(settings: Settings) -> str:
    """The serving version.

    Raises
    ------
    NotFound
        NO_SERVING_VERSION: nothing was promoted yet.
    """
    serving = current_serving(open_database(settings.database_url))
    if serving is None:
        raise NotFound(
            "NO_SERVING_VERSION",
            "Belum ada versi yang melayani.",
            fix="Promosikan satu versi dengan perintah promote, atau isi --version.",
        )
    return serving.version

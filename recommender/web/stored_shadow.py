"""The shadow over the real database: it follows the row, and its counts go into the table."""

from __future__ import annotations

from typing import Final

from recommender.store.database import Database
from recommender.store.shadow import add_shadow_counts, shadow_version
from recommender.web.model_holder import ModelHolder
from recommender.web.shadow import Shadow
from recommender.web.shadow_figures import ShadowFigures
from recommender.web.shadow_tally import ShadowTally

FLUSH_SECONDS: Final = 2.0
"""Seconds of counts that a process loses when it is killed."""


def stored_shadow(database: Database, *, models: ModelHolder, figures: ShadowFigures) -> Shadow:
    """Shadows what the database names; nothing is opened before :meth:`Shadow.look`."""
    return Shadow(
        read_version=lambda: shadow_version(database),
        open_version=models.open_version,
        figures=figures,
        tally=ShadowTally(lambda counts: add_shadow_counts(database, counts)),
    )

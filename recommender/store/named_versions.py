"""Versions that the service's own rows still need, and why: an answer or a decision was made with them.

That a version was trained, compared or refused is no reason: the gate's row holds the digest of its
result, and report and comparison lie beside it in the home. Only what people were told must be made again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from recommender.domain.plan_codes import CANCELLED, FAILED
from recommender.store.database import Database
from recommender.store.schema import AUDIT, PLANS, SERVING_HISTORY
from recommender.store.served import versions_answered
from recommender.store.shadow import shadow_version

REASONS: Final = {
    "SERVED": "pernah atau sedang melayani",
    "ANSWERED": "jawabannya tercatat dan dapat diputar ulang",
    "PLANNED": "dipakai rencana yang tidak dibatalkan",
    "WATCHED": "sedang diamati sebagai versi bayangan",
}
"""Why a version is needed, as people read it."""


def named_versions(database: Database) -> Mapping[str, tuple[str, ...]]:
    """Codes of :data:`REASONS` by version."""
    named: dict[str, set[str]] = defaultdict(set)
    for reason, versions in (
        ("SERVED", _served(database)),
        ("ANSWERED", versions_answered(database)),
        ("PLANNED", _planned(database)),
        ("WATCHED", {shadow_version(database)} - {None}),
    ):
        for version in versions:
            named[str(version)].add(reason)
    return {version: tuple(one for one in REASONS if one in found) for version, found in named.items()}


def _served(database: Database) -> frozenset[str]:
    with database.reading() as connection:
        return frozenset(connection.execute(select(SERVING_HISTORY.c.version).distinct()).scalars())


def _planned(database: Database) -> frozenset[str]:
    """Versions that proposed a plan which is still to be decided, or was approved.

    The chain says it in a few bytes; the proposal itself may hold ten thousand places.
    """
    query = (
        select(AUDIT.c.details)
        .join(PLANS, PLANS.c.plan_id == AUDIT.c.subject)
        .where(AUDIT.c.action == "PLAN_PROPOSE", PLANS.c.state.not_in((CANCELLED, FAILED)))
    )
    with database.reading() as connection:
        return frozenset(json.loads(text)["version"] for text in connection.execute(query).scalars())

"""The value of a point as the newest stored study has it, for reports that tell it beside other figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from recommender.domain.days import format_date
from recommender.domain.numerals import number
from recommender.impact.told_counts import count_text
from recommender.impact.verdict import OPEN
from recommender.store.database import Database
from recommender.store.impact_studies import newest_study


def stored_value(database: Database) -> dict[str, Any]:
    """Figures of ``impact.point_value.PointValue`` with ``as_of`` and ``snapshot`` of their study.

    Empty before the first study, and where the newest was made before the value was.
    """
    stored = newest_study(database)
    value = None if stored is None else orjson.loads(stored.body).get("point_value")
    if stored is None or value is None:
        return {}
    return {**value, "as_of": stored.as_of.isoformat(), "snapshot": stored.snapshot_digest}


def told_value(figures: Mapping[str, Any]) -> str:
    """The same in Indonesian sentences; never a value without its interval."""
    whose = f"Kajian dampak atas data sampai {format_date(date.fromisoformat(figures['as_of']))}."
    ends = figures["low"], figures["high"]
    if figures["value"] is None or None in ends:
        return f"Nilai satu poin manfaat: {OPEN}. {figures['reason']} {whose}"
    value, low, high = (number(one, 2) for one in (figures["value"], *ends))
    rows = count_text(figures["n"])
    return (
        f"Satu poin manfaat ≈ {value} {figures['unit']} (selang 95%: {low} sampai {high}), "
        f"dari {rows} orang-tahun; pengaruh semua pelatihan: {figures['verdict']}. {whose}"
    )

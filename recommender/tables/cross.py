"""Rules between rows and between tables, in the order they build on each other."""

from __future__ import annotations

from datetime import date

import pandas as pd

from recommender.tables.aliases import UnmappedName, map_names, refuse_conflicts
from recommender.tables.cross_courses import check_courses, check_records, check_rules
from recommender.tables.cross_dates import check_future, check_lifetimes, check_order
from recommender.tables.cross_people import check_people
from recommender.tables.declaration import TABLES
from recommender.tables.doubles import settle_doubles, warn_likely_doubles
from recommender.tables.ledger import Ledger
from recommender.tables.observed import newest_observed
from recommender.tables.parse import empty_frame
from recommender.tables.references import refuse_dependants, refuse_orphans, refuse_unit_cycles


def cross_check(
    frames: dict[str, pd.DataFrame], ledger: Ledger, *, today: date, as_of: date | None
) -> tuple[dict[str, pd.DataFrame], tuple[UnmappedName, ...]]:
    """Settle doubles, map names, and add every broken rule between rows to ``ledger``.

    Returns
    -------
    The frames (repeats dropped, names mapped; refused rows still in them) and the unmapped names.
    """
    frames = {name: settle_doubles(frame, TABLES[name], ledger) for name, frame in frames.items()}
    refuse_orphans(frames, ledger)
    refuse_unit_cycles(frames, ledger)
    check_order(frames, ledger)
    check_future(frames, ledger, today=today)
    check_lifetimes(frames, ledger)
    check_rules(frames, ledger)
    if "courses" in frames:
        check_courses(frames["courses"], ledger)
    if "asn" in frames and "positions" in frames:
        # Not the newest row alone: it may be one of those that are refused for lying in the future.
        newest = newest_observed(frames)
        on = as_of or (min(newest, today) if newest else None)
        check_people(frames["asn"], frames["positions"], ledger, on=on)
    unmapped = _name_courses(frames, ledger)
    refuse_dependants(frames, ledger)
    return frames, unmapped


def _name_courses(frames: dict[str, pd.DataFrame], ledger: Ledger) -> tuple[UnmappedName, ...]:
    aliases = frames.get("course_aliases", empty_frame(TABLES["course_aliases"]))
    refuse_conflicts(aliases, ledger)
    if "training_records" not in frames or "courses" not in frames:
        return ()
    usable = aliases[~aliases.index.isin(ledger.refused("course_aliases"))]
    records, unmapped = map_names(frames["training_records"], usable, frames["courses"], ledger)
    frames["training_records"] = records
    check_records(records, frames["courses"], ledger)
    warn_likely_doubles(records, ledger)
    return unmapped

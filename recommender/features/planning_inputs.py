"""What a plan needs of a snapshot beside a version: terms of the sessions and ceilings of a year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.features.arrays import Catalogue, Units
from recommender.features.build import number_of
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.tables.snapshot import Snapshot


@dataclass(frozen=True)
class PlanningInputs:
    """S sessions in the order of the catalogue, and the B ceilings of one year."""

    seats: NDArray[np.int64]
    """(S,) seats left; never more than the course's largest class leaves."""
    minimum: NDArray[np.int64]
    """(S,) participants still missing for the session to be held: its own minimum, else the course's,
    less those already enrolled."""
    cost: NDArray[np.float64]
    """(S,) rupiah per participant: the session's own, else the course's."""
    ceiling_unit: NDArray[np.int32]
    """(B,) row of the unit; -1 for a ceiling of the whole agency."""
    ceiling: NDArray[np.float64]
    """(B,) rupiah."""
    source: tuple[str, ...]
    """(B,) where the money comes from; empty where the agency does not say."""


def read_planning_inputs(
    snapshot: Snapshot, *, catalogue: Catalogue, units: Units, year: int
) -> PlanningInputs:
    """Read them; ``catalogue`` and ``units`` are of a dataset or version of the same snapshot."""
    courses = snapshot.frame("courses").set_index("course_id")
    sessions = snapshot.frame("sessions").set_index("session_id").reindex(catalogue.session_id.tolist())
    enrolled = number_of(sessions["seats"], missing=0, dtype=np.int64) - catalogue.session_seats
    own = sessions["course_id"]
    smallest = _first(sessions["min_seats"], own.map(courses["min_class"]), missing=0).astype(np.int64)
    largest = number_of(own.map(courses["max_class"]), missing=np.iinfo(np.int32).max, dtype=np.int64)
    cost = _first(sessions["cost_per_participant"], own.map(courses["cost_per_participant"]), missing=0)
    unit, ceiling, source = _ceilings(snapshot.frame("budgets"), units, year)
    return PlanningInputs(
        seats=np.clip(largest - enrolled, 0, catalogue.session_seats).astype(np.int64),
        minimum=np.maximum(smallest - enrolled, 0),
        cost=cost,
        ceiling_unit=unit,
        ceiling=ceiling,
        source=source,
    )


def _first(own: pd.Series[float], other: pd.Series[float], *, missing: float) -> NDArray[np.float64]:
    """The session's own number, else the course's, else ``missing``."""
    mine = number_of(own, missing=np.nan, dtype=np.float64)
    return np.where(np.isnan(mine), number_of(other, missing=missing, dtype=np.float64), mine)


def _ceilings(
    frame: pd.DataFrame, units: Units, year: int
) -> tuple[NDArray[np.int32], NDArray[np.float64], tuple[str, ...]]:
    frame = frame[frame["year"] == year].sort_values("budget_id")
    named = Vocabulary(units.ids.ids).rows(tuple(frame["unit_id"].fillna("").astype(str)))
    unit = np.where(frame["unit_id"].isna().to_numpy(), UNKNOWN, named).astype(np.int32)
    source = tuple(frame["source"].fillna("").astype(str))
    return unit, number_of(frame["ceiling"], missing=0, dtype=np.float64), source

"""The tables of the contract, declared once.

Reading, parsing, checking, the snapshot, the data dictionary and the list of what a missing table
switches off all follow from ``TABLES``; nothing else spells a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from recommender.tables.column import Column, Reference, Table
from recommender.tables.declared_courses import (
    COMPETENCIES,
    COURSE_ALIASES,
    COURSE_COMPETENCIES,
    COURSE_RULES,
    COURSES,
    SESSIONS,
)
from recommender.tables.declared_history import (
    ASSESSMENTS,
    EVALUATIONS,
    PERFORMANCE,
    TRAINING_RECORDS,
    UNIT_OUTCOMES,
)
from recommender.tables.declared_people import ASN, BUDGETS, POSITION_STANDARDS, POSITIONS, UNITS

__all__ = ["DECLARATION_VERSION", "TABLES", "Column", "Reference", "Table"]

DECLARATION_VERSION: Final = 1
"""Raised whenever a stored column changes its name, kind or meaning; older snapshots are refused."""

TABLES: Final[Mapping[str, Table]] = MappingProxyType({
    table.name: table
    for table in (
        UNITS, POSITIONS, ASN, COMPETENCIES, POSITION_STANDARDS, ASSESSMENTS, COURSES, COURSE_COMPETENCIES,
        COURSE_RULES, SESSIONS, TRAINING_RECORDS, EVALUATIONS, PERFORMANCE, UNIT_OUTCOMES, BUDGETS,
        COURSE_ALIASES,
    )
})  # fmt: skip
"""Contract name -> table, in the order of the contract."""

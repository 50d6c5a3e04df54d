"""A plan checked again from its sheet and the snapshot alone, sharing no code with the solver.

Plain loops over rows: slow, obvious, and blind to how the plan was made. Rules and their values are
read from the sheet ``aturan``, the unit and the date of the data from ``ringkasan``. What depends on the
model (benefits, the bound) is not the checker's business.
"""

from __future__ import annotations

from typing import Final

from recommender.errors import GateRefused
from recommender.planning.check_reserves import reserves
from recommender.planning.check_rules import ALWAYS, CHECKS
from recommender.planning.check_sheet import Sheet, Violation, read_sheet
from recommender.tables.snapshot import Snapshot

MOST_TOLD: Final = 20
"""Violations that a refusal names."""


def check_plan(content: bytes, *, snapshot: Snapshot) -> list[Violation]:
    """Everything that the exported workbook breaks; empty if every rule holds."""
    return check_sheet(read_sheet(content, snapshot=snapshot))


def require_clean(content: bytes, *, snapshot: Snapshot) -> None:
    """Refuse a plan that the checker faults: it is our fault, and nothing of it may be used.

    Raises
    ------
    GateRefused
        ``PLAN_CHECK_FAILED``; ``violations`` names the first of them.
    """
    violations = check_plan(content, snapshot=snapshot)
    if violations:
        raise GateRefused(
            "PLAN_CHECK_FAILED", "Pemeriksa mandiri menemukan aturan yang dilanggar; rencana tidak dipakai.",
            fix="Laporkan permintaan ini beserta digest snapshotnya kepada pengembang.",
            violations=[f"{one.rule} {one.subject}: {one.text}" for one in violations[:MOST_TOLD]],
        )  # fmt: skip


def check_sheet(sheet: Sheet) -> list[Violation]:
    """Every rule in force, whatever always holds, and the reserves."""
    checks = [*ALWAYS, *(check for rule, check in CHECKS.items() if rule in sheet.rules), reserves]
    return [violation for check in checks for violation in check(sheet)]

"""A plan checked again from its sheet and the snapshot alone, sharing no code with the solver.

Plain loops over rows: slow, obvious, and blind to how the plan was made. Rules and their values are
read from the sheet ``aturan``, the unit and the date of the data from ``ringkasan``. What depends on the
model (benefits, the bound) is not the checker's business.
"""

from __future__ import annotations

from recommender.planning.check_reserves import reserves
from recommender.planning.check_rules import ALWAYS, CHECKS
from recommender.planning.check_sheet import Sheet, Violation, read_sheet
from recommender.tables.snapshot import Snapshot


def check_plan(content: bytes, *, snapshot: Snapshot) -> list[Violation]:
    """Everything that the exported workbook breaks; empty if every rule holds."""
    return check_sheet(read_sheet(content, snapshot=snapshot))


def check_sheet(sheet: Sheet) -> list[Violation]:
    """Every rule in force, whatever always holds, and the reserves."""
    checks = [*ALWAYS, *(check for rule, check in CHECKS.items() if rule in sheet.rules), reserves]
    return [violation for check in checks for violation in check(sheet)]

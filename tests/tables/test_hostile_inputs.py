"""The fifty-two bad-or-odd inputs of the threat analysis: what reading makes of each, by number.

An accepted input is stated with its exact cells, a refused one with code, row and column. Inputs whose
trouble is a value (a NIP of 17 digits, a score of 101) are read as they stand: judging them is the
business of parsing and checking, and text that is still exact is what they need. Costly ones are timed
in ``test_hostile_cost.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import ServiceError
from recommender.tables.raw import RawSource
from recommender.tables.reading import read_source
from tests.tables.hostile import Case, Cells, Refused
from tests.tables.hostile_text import TEXT_CASES
from tests.tables.hostile_workbooks import WORKBOOK_CASES

CASES = [*TEXT_CASES, *WORKBOOK_CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.label}")
def test_each_input_gets_its_outcome(case: Case, tmp_path: Path) -> None:
    source = str(case.build(tmp_path))
    if isinstance(case.expected, Cells):
        _check_cells(read_source(source), case.expected)
    else:
        _check_refusal(source, case.expected)


def _check_cells(found: RawSource, expected: Cells) -> None:
    assert tuple(found.tables[expected.table].cells[expected.column]) == expected.expected
    assert tuple((one.code, one.row, one.column) for one in found.findings) == expected.said
    assert not [one for one in found.findings if one.severity == "error"]


def _check_refusal(source: str, expected: Refused) -> None:
    try:
        found = read_source(source)
    except ServiceError as refused:
        assert (refused.code, bool(refused.text), bool(refused.fix)) == (expected.code, True, True)
        return
    first = next(one for one in found.findings if one.severity == "error")
    assert (first.code, first.table, first.row, first.column) == (
        expected.code, expected.table, expected.row, expected.column
    )  # fmt: skip
    assert first.text
    assert first.fix
    if expected.left:
        table = found.tables[expected.table]
        assert tuple(table.cells[f"{expected.table.removesuffix('s')}_id"]) == expected.left

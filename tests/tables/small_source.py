"""A source of every table that passes every check without a warning; tests break one thing at a time.

Two people in one unit under another, two positions, two courses. Newest observation: 2026-03-01.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from recommender.tables.check import check_table
from recommender.tables.cross import cross_check
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger
from recommender.tables.parse import parse_table
from recommender.tables.raw import RawTable

TODAY = date(2026, 6, 1)
NIP_A = "198703152010011023"
NIP_B = "199009132025242014"

Rows = list[dict[str, str]]

_TEXTS = {
    "units": "unit_id,name,parent_id\nU1,Dinas Kominfo,\nU2,Bidang TI,U1",
    "positions": "position_id,name,position_class,jf_tier\n"
    "P1,Kepala Seksi,PENGAWAS,\nP2,Analis Data,JF_KEAHLIAN,PT",
    "asn": "asn_id,nip,name,employment,grade_id,position_id,unit_id,hired_on,sex\n"
    f"A1,{NIP_A},Siti,PNS,33,P1,U2,2010-01-01,L\nA2,{NIP_B},Budi,PPPK_PARUH_WAKTU,109,P2,U1,2025-01-01,P",
    "competencies": "competency_id,name,kind\nM.03,Komunikasi,MANAJERIAL\nT.01,Analisis Data,TEKNIS",
    "position_standards": "position_id,competency_id,required_level\nP1,M.03,3",
    "assessments": "asn_id,competency_id,level,method,assessed_on\nA1,M.03,2.5,CACT,2026-03-01",
    "courses": "course_id,title,dev_kind_id,form,jp,days,cost_per_participant\n"
    "C1,Pelatihan Komunikasi Efektif,6,KLASIKAL,40,5,3500000\nC2,Pelatihan Analisis Data,3,KLASIKAL,24,,",
    "course_competencies": "course_id,competency_id,level_from,level_to\nC1,M.03,1,3",
    "course_rules": "course_id,rule,value\nC1,GRADE_MIN,31",
    "sessions": "session_id,course_id,starts_on,ends_on,seats\nS1,C1,2026-08-03,2026-08-07,30",
    "training_records": "record_id,asn_id,course_id,raw_name,starts_on,ends_on,jp,status\n"
    "R1,A1,C1,,2025-02-03,2025-02-07,40,LULUS\nR2,A2,,Analisis  DATA dasar,,2025-09-01,,HADIR",
    "evaluations": "asn_id,course_id,level,evaluator_role,score,evaluated_on\nA1,C1,3,ATASAN,80,2025-08-01",
    "performance": "asn_id,year,score\nA1,2025,95",
    "unit_outcomes": "unit_id,year,measure,value\nU1,2025,IKM,88.5",
    "budgets": "budget_id,year,ceiling\nB1,2026,500000000",
    "course_aliases": "raw_name,course_id,status\nanalisis data dasar,C2,TERVALIDASI",
}


def small_source() -> dict[str, Rows]:
    """Rows of text by table; a new object each time."""
    return {name: list(csv.DictReader(text.splitlines())) for name, text in _TEXTS.items()}


def broken(table: str, row: int, **cells: str) -> dict[str, Rows]:
    """The small source with cells of one row (counted as a spreadsheet does) replaced."""
    tables = small_source()
    tables[table][row - 2] |= cells
    return tables


def extended(table: str, *rows: dict[str, str]) -> dict[str, Rows]:
    """The small source with rows added: each is the table's first row but for the cells given."""
    tables = small_source()
    tables[table] += [tables[table][0] | row for row in rows]
    return tables


def raw_table(name: str, rows: Rows, *, decimal_comma: bool = False) -> RawTable:
    """Rows as reading hands them over: row 2 first, only the columns that occur."""
    columns = [one.name for one in TABLES[name].columns if any(one.name in row for row in rows)]
    cells = {column: np.array([row.get(column, "") for row in rows], dtype=object) for column in columns}
    return RawTable(name, cells, np.arange(2, len(rows) + 2), decimal_comma)


def write_source(tables: Mapping[str, Rows], folder: Path) -> Path:
    """The tables as CSV files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        pd.DataFrame(rows).fillna("").to_csv(folder / f"{name}.csv", index=False)
    return folder


def checked(tables: Mapping[str, Rows]) -> tuple[Ledger, dict[str, pd.DataFrame]]:
    """Parse, check and cross-check the tables in memory, on ``TODAY``; unbroken ones are parsed once."""
    ledger, small = Ledger(), small_source()
    frames = {
        name: _in_order()[name].copy() if rows == small.get(name) else _parsed(name, rows, ledger)
        for name, rows in tables.items()
    }
    frames, _ = cross_check(frames, ledger, today=TODAY, as_of=None)
    return ledger, frames


def _parsed(name: str, rows: Rows, ledger: Ledger) -> pd.DataFrame:
    frame = parse_table(raw_table(name, rows), TABLES[name], ledger, today=TODAY)
    check_table(frame, TABLES[name], ledger)
    return frame


@cache
def _in_order() -> dict[str, pd.DataFrame]:
    """The frames of the small source, in whose cells nothing is found."""
    ledger = Ledger()
    frames = {name: _parsed(name, rows, ledger) for name, rows in small_source().items()}
    assert not ledger.findings and not ledger.refused_tables()
    return frames


def said(tables: Mapping[str, Rows]) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of everything found in the tables."""
    return [(one.table, one.row, one.column, one.code) for one in checked(tables)[0].findings]

from __future__ import annotations

import json
from datetime import date

import numpy as np

from recommender.tables.declaration import TABLES
from recommender.tables.findings import Finding
from recommender.tables.ledger import Ledger, Problem
from recommender.tables.report import Report, as_html, as_json, make_report

WRONG = Problem("WRONG", "error", "Nilai {value} salah.", "Perbaiki <ini>.")


def report_of(ledger: Ledger, *, accepted: bool = False, rows: dict[str, int] | None = None) -> Report:
    return make_report(
        ledger, accepted=accepted, as_of=date(2026, 3, 1), rows=rows or {}, dropped_columns=(), unmapped=()
    )


def test_a_problem_of_many_rows_is_one_entry_with_its_count_and_first_rows() -> None:
    ledger = Ledger()
    ledger.rows("units", np.arange(2, 502), WRONG, column="name", values=list(range(500)))
    page = as_html(report_of(ledger)).decode()
    assert page.count("<code>WRONG</code>") == 1
    assert "500 kali" in page
    assert "baris 2, 3, 4," in page and "31, …" in page and "32" not in page
    assert "Misalnya: <strong>Nilai 0 salah.</strong>" in page
    assert "Perbaiki &lt;ini&gt;." in page


def test_json_counts_what_it_does_not_spell_out() -> None:
    ledger = Ledger()
    ledger.rows("units", np.arange(2, 502), WRONG, column="name")
    data = json.loads(as_json(report_of(ledger)))
    assert (data["errors"], data["refused_rows"], len(data["findings"])) == (500, 500, 200)
    assert data["counts"] == [
        {"table": "units", "column": "name", "code": "WRONG", "severity": "error", "count": 500}
    ]


def test_what_every_missing_table_switches_off_is_said() -> None:
    page = as_html(report_of(Ledger(), accepted=True)).decode()
    for table in TABLES.values():
        assert table.must_exist or table.switches_off in page


def test_an_unreadable_table_is_not_called_missing() -> None:
    ledger = Ledger([Finding("budgets", 0, "", "ENCODING", "error", "", "")])
    assert "budgets" not in report_of(ledger).missing
    assert "sessions" in report_of(ledger).missing


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = as_html(report_of(Ledger(), accepted=True)).decode()
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page and 'name="viewport"' in page
    assert "per 1 Maret 2026" in page

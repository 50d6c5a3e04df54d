from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.tables.small_source import Rows, broken, small_source, write_source
from training_scripts.snapshot import command


def run(tmp_path: Path, tables: dict[str, Rows], *options: str) -> tuple[int, dict[str, Any]]:
    source = write_source(tables, tmp_path / "source")
    result = CliRunner().invoke(command, [str(source), "--out", str(tmp_path / "out"), *options])
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return result.exit_code, answer


def test_it_prints_the_snapshot_its_rows_and_the_report(tmp_path: Path) -> None:
    code, answer = run(tmp_path, small_source())
    assert code == 0
    assert set(answer) == {"snapshot", "rows", "errors", "warnings", "report"}
    assert (answer["errors"], answer["warnings"]) == (0, 0)
    assert answer["rows"]["asn"] == 2
    assert (Path(answer["snapshot"]) / "manifest.json").is_file()
    assert Path(answer["report"]).is_file()


def test_a_refused_source_exits_2_and_still_prints_where_to_read_why(tmp_path: Path) -> None:
    code, answer = run(tmp_path, broken("courses", 2, jp="0"))
    assert code == 2
    assert answer["error"] == "SOURCE_REFUSED"
    assert answer["snapshot"] is None
    assert answer["errors"] > 0
    assert Path(answer["report"]).is_file()


def test_allowed_rejects_are_written_to_a_file(tmp_path: Path) -> None:
    code, answer = run(tmp_path, broken("evaluations", 2, score="5"), "--allow-rejects", "1")
    assert code == 0
    assert answer["rows"]["evaluations"] == 0
    assert Path(answer["rejects"]).read_text(encoding="utf-8-sig").startswith("table,row,key,codes\n")


def test_a_date_the_clock_has_not_reached_is_refused(tmp_path: Path) -> None:
    code, answer = run(tmp_path, broken("assessments", 2, assessed_on="2099-01-01"))
    assert (code, answer["error"]) == (2, "SOURCE_REFUSED")


def test_as_of_is_a_date(tmp_path: Path) -> None:
    code, answer = run(tmp_path, small_source(), "--as-of", "2025-08-31")
    assert (code, answer["rows"]["assessments"]) == (0, 0)


def test_help_teaches() -> None:
    text = CliRunner().invoke(command, ["--help"]).output
    assert "--allow-rejects" in text and "docs/data-dictionary.md" in text and "Examples:" in text

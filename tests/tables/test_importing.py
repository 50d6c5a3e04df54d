from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recommender.errors import BadInput
from recommender.tables.importing import ImportOutcome, import_source
from tests.tables.small_source import NIP_A, TODAY, Rows, broken, extended, small_source, write_source


def run(tmp_path: Path, tables: dict[str, Rows], **options: Any) -> ImportOutcome:
    source = write_source(tables, tmp_path / "source")
    return import_source(source, out=tmp_path / "out", today=TODAY, **options)


def test_a_good_source_becomes_a_snapshot_dated_by_its_newest_observation(tmp_path: Path) -> None:
    outcome = run(tmp_path, small_source())
    assert (outcome.report.errors, outcome.report.warnings) == (0, 0)
    assert outcome.snapshot.as_of == date(2026, 3, 1)  # the assessment, not the session planned for August
    assert outcome.snapshot.frame("training_records")["course_id"].tolist() == ["C1", "C2"]
    assert outcome.page.parent == tmp_path / "out" / "reports"
    assert outcome.rejects is None


def test_52_the_same_source_twice_is_one_snapshot(tmp_path: Path) -> None:
    first, second = run(tmp_path, small_source()), run(tmp_path, small_source())
    assert first.snapshot.path == second.snapshot.path
    assert len([one for one in (tmp_path / "out").iterdir() if one.name != "reports"]) == 1


def test_one_refused_row_refuses_the_source_and_says_so_on_a_page(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        run(tmp_path, broken("evaluations", 2, score="101"))
    assert refused.value.code == "SOURCE_REFUSED"
    assert refused.value.exit_code == 2
    assert refused.value.context["errors"] == 1
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["reports"]
    page = Path(refused.value.context["report"]).read_text(encoding="utf-8")
    assert "Ditolak." in page and "RANGE" in page and "evaluations" in page


def test_refused_rows_and_what_depends_on_them_are_set_aside_when_allowed(tmp_path: Path) -> None:
    tables = broken("asn", 3, unit_id="U9")  # A2 goes, and with them training record R2
    with pytest.raises(BadInput, match="SOURCE_REFUSED"):
        run(tmp_path, tables, allow_rejects=1)
    outcome = run(tmp_path, tables, allow_rejects=2)
    assert outcome.snapshot.frame("asn")["asn_id"].tolist() == ["A1"]
    assert outcome.snapshot.frame("training_records")["record_id"].tolist() == ["R1"]
    assert outcome.rejects is not None
    with outcome.rejects.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream)) == [
            {"table": "asn", "row": "3", "key": "A2", "codes": "unit_id:ORPHAN"},
            {
                "table": "training_records", "row": "3", "codes": "asn_id:DEPENDS_ON_REFUSED",
                "key": "A2 | 2025-09-01 | C2 | Analisis  DATA dasar |  |  | R2",
            },
        ]  # fmt: skip


def test_a_missing_required_table_cannot_be_set_aside(tmp_path: Path) -> None:
    tables = small_source()
    del tables["courses"]
    with pytest.raises(BadInput) as refused:
        run(tmp_path, tables, allow_rejects=1000)
    report = json.loads(Path(refused.value.context["report"]).with_suffix(".json").read_text())
    assert ("courses", "MISSING_TABLE") in [(one["table"], one["code"]) for one in report["findings"]]


def test_without_history_it_needs_an_explicit_date(tmp_path: Path) -> None:
    names = (
        "units",
        "positions",
        "asn",
        "competencies",
        "courses",
        "position_standards",
        "course_competencies",
    )
    tables = {name: rows for name, rows in small_source().items() if name in names}
    with pytest.raises(BadInput, match="AS_OF_REQUIRED"):
        run(tmp_path, tables)
    outcome = run(tmp_path, tables, as_of=date(2026, 1, 31))
    assert outcome.snapshot.as_of == date(2026, 1, 31)
    assert "assessments" in outcome.snapshot.missing


def test_an_explicit_date_leaves_out_what_was_observed_later_and_counts_it(tmp_path: Path) -> None:
    outcome = run(tmp_path, small_source(), as_of=date(2025, 8, 31))
    rows = outcome.snapshot.rows
    assert (rows["assessments"], rows["training_records"], rows["evaluations"]) == (0, 1, 1)
    assert rows["performance"] == 0  # the year 2025 ends after August
    assert rows["sessions"] == 1  # a plan is no observation
    notes = {one.table: one.text for one in outcome.report.findings if one.code == "AFTER_AS_OF"}
    assert set(notes) == {"assessments", "training_records", "performance", "unit_outcomes"}
    assert notes["assessments"].startswith("1 baris")


def test_the_end_of_a_period_dates_performance(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in small_source().items() if name not in
              ("assessments", "training_records", "evaluations")}  # fmt: skip
    tables["performance"] = [{"asn_id": "A1", "year": "2026", "period": "TW1", "score": "90"}]
    assert run(tmp_path, tables).snapshot.as_of == date(2026, 3, 31)


def test_the_report_says_what_is_missing_dropped_and_unmapped(tmp_path: Path) -> None:
    tables = extended(
        "training_records", {"record_id": "R3", "course_id": "", "raw_name": "Analisis data lanjut <b>"}
    )
    del tables["evaluations"]
    for row in tables["asn"]:
        row["agama"] = "rahasia"
    outcome = run(tmp_path, tables)
    page = outcome.page.read_text(encoding="utf-8")
    data = json.loads(outcome.page.with_suffix(".json").read_text())
    assert "Mutu pelatihan tidak memakai penilaian perilaku dan dampak." in page
    assert data["missing"][0]["table"] == "evaluations"
    assert data["dropped_columns"] == ["asn.agama"] and "asn.agama" in page
    assert "Analisis data lanjut &lt;b&gt;" in page and "<b>" not in page
    assert data["unmapped"][0]["suggestions"][0][0] == "C2"
    for text in (page, json.dumps(data)):
        assert "rahasia" not in text and NIP_A not in text and "Siti" not in text


def test_a_table_that_cannot_be_read_does_not_make_orphans_of_the_others(tmp_path: Path) -> None:
    source = write_source(small_source(), tmp_path / "source")
    (source / "positions.csv").write_bytes(b"")
    with pytest.raises(BadInput) as refused:
        import_source(source, out=tmp_path / "out", today=TODAY)
    report = json.loads(Path(refused.value.context["report"]).with_suffix(".json").read_text())
    assert {one["table"] for one in report["findings"] if one["severity"] == "error"} == {"positions"}


def test_progress_runs_from_start_to_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    source = write_source(small_source(), tmp_path / "source")
    import_source(source, out=tmp_path, today=TODAY, progress=lambda *step: seen.append(step))
    done = [one for _, one, _ in seen]
    assert done == sorted(done)
    assert seen[-1][1] == seen[-1][2]

"""A source -> a snapshot, or a report of why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from recommender.durable import write_bytes
from recommender.errors import BadInput
from recommender.progress import Progress, silent
from recommender.tables.check import check_table
from recommender.tables.cross import cross_check
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger, Problem
from recommender.tables.observed import newest_observed, observed_on
from recommender.tables.parse import parse_table
from recommender.tables.raw import RawSource
from recommender.tables.reading import read_source
from recommender.tables.rejects import rejects_csv
from recommender.tables.report import Report, as_json, make_report, write_report
from recommender.tables.snapshot import Snapshot, write_snapshot

MISSING_TABLE: Final = Problem(
    "MISSING_TABLE", "error", "Tabel wajib ini tidak ada di sumber.", "Tambahkan tabel ini ke sumber."
)
AFTER_AS_OF: Final = Problem(
    "AFTER_AS_OF", "note", "{value} baris bertanggal sesudah tanggal acuan dan tidak ikut dibekukan.", ""
)
REPORTS: Final = "reports"
"""Folder of the reports beside the snapshots."""
_STEPS: Final = len(TABLES) + 4


@dataclass(frozen=True)
class ImportOutcome:
    """What an import made.

    Attributes
    ----------
    snapshot
        The frozen tables.
    report
        What was found.
    page
        Path of the report's page; its JSON stands beside it.
    rejects
        Path of the file of refused rows, if there were any.
    """

    snapshot: Snapshot
    report: Report
    page: Path
    rejects: Path | None


def import_source(
    source: str | Path,
    *,
    out: Path,
    as_of: date | None = None,
    today: date = date.max,
    mapping: Path | None = None,
    allow_rejects: int = 0,
    progress: Progress = silent,
) -> ImportOutcome:
    """Read, check and freeze ``source`` under ``out``; the report goes to ``out / "reports"``.

    Parameters
    ----------
    source
        A folder, a workbook or a database URL.
    as_of
        Rows observed later are left out; default: the newest observed day.
    today
        Nothing can have been observed after it; the default judges no date by a clock.
    allow_rejects
        Most rows that may be refused (with those that depend on them) without refusing the source.

    Raises
    ------
    BadInput
        ``SOURCE_REFUSED``: too many rows are refused, or an error concerns a whole table; no
        snapshot is made and ``context["report"]`` is the page that says why. ``AS_OF_REQUIRED``:
        nothing was observed, so the date must be given. Also what reading raises.
    """
    raw = read_source(str(source), mapping=mapping)
    progress("Memeriksa data", 1, _STEPS)
    ledger = Ledger(raw.findings, readable=raw.tables)
    frames = _checked(raw, ledger, today, progress)
    rows = {name: len(frame) for name, frame in frames.items()}
    frames, unmapped = cross_check(frames, ledger, today=today, as_of=as_of)
    progress("Memeriksa data", _STEPS - 1, _STEPS)
    report = partial(make_report, ledger, rows=rows, dropped_columns=raw.dropped_columns, unmapped=unmapped)
    if ledger.blocked or ledger.refused_rows() > allow_rejects:
        raise _refused(report(accepted=False, as_of=as_of), out / REPORTS)
    kept = {name: frame[~frame.index.isin(ledger.refused(name))] for name, frame in frames.items()}
    day = as_of or newest_observed(kept)
    if day is None:
        raise BadInput(
            "AS_OF_REQUIRED",
            "Sumber tidak memuat satu pun kejadian bertanggal, maka tanggal acuan tidak diketahui.",
            fix="Beri tanggal dengan --as-of tttt-bb-hh.",
        )
    kept = {name: _until(frame, name, day, ledger) for name, frame in kept.items()}
    snapshot = write_snapshot(kept, out=out, as_of=day)
    name = snapshot.digest[:16]
    rejects = _write_rejects(frames, ledger, out / REPORTS / f"{name}.rejects.csv")
    found = report(accepted=True, as_of=day)
    page = write_report(found, folder=out / REPORTS, name=name)
    progress("Memeriksa data", _STEPS, _STEPS)
    return ImportOutcome(snapshot, found, page, rejects)


def _checked(raw: RawSource, ledger: Ledger, today: date, progress: Progress) -> dict[str, pd.DataFrame]:
    """Parsed frames by name; cells that break a rule are in ``ledger``."""
    unread = {one.table for one in raw.findings if one.severity == "error"}
    frames = {}
    for done, (name, table) in enumerate(TABLES.items(), start=2):
        if name in raw.tables:
            frames[name] = parse_table(raw.tables[name], table, ledger, today=today)
            check_table(frames[name], table, ledger)
        elif table.must_exist and name not in unread:
            ledger.whole(name, MISSING_TABLE)
        progress("Memeriksa data", done, _STEPS)
    return frames


def _until(frame: pd.DataFrame, name: str, as_of: date, ledger: Ledger) -> pd.DataFrame:
    """Rows observed on or before ``as_of``; a note counts the others."""
    if not TABLES[name].observed:
        return frame
    late = (observed_on(frame, TABLES[name]) > pd.Timestamp(as_of)).to_numpy(dtype=bool)
    if late.any():
        text = AFTER_AS_OF.text.replace("{value}", str(np.count_nonzero(late)))
        ledger.whole(name, AFTER_AS_OF._replace(text=text))
    return frame[~late]


def _refused(report: Report, folder: Path) -> BadInput:
    # Named by content: the same source refused again gives the same report.
    name = f"refused-{hashlib.sha256(as_json(report)).hexdigest()[:16]}"
    page = write_report(report, folder=folder, name=name)
    return BadInput(
        "SOURCE_REFUSED",
        f"Sumber ditolak: {report.errors} kesalahan pada {report.refused_rows} baris.",
        fix=f"Buka {page}, perbaiki, lalu ulangi; atau pakai --allow-rejects.",
        snapshot=None,
        rows=dict(report.rows),
        errors=report.errors,
        warnings=report.warnings,
        report=str(page),
    )


def _write_rejects(frames: Mapping[str, pd.DataFrame], ledger: Ledger, path: Path) -> Path | None:
    if ledger.refused_rows() == 0:
        return None
    write_bytes(path, rejects_csv(frames, ledger), mode=0o600)
    return path

"""Sources of the quarters: one simulated province, changed as real exports change, and as they should not."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable
from pathlib import Path

Row = dict[str, str]


def change(folder: Path, table: str, work: Callable[[list[Row]], list[Row]]) -> None:
    """Rewrite one table of a source."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(work(rows))


def copied(source: Path, folder: Path) -> Path:
    shutil.copytree(source, folder)
    return folder


def with_new_unit(source: Path, folder: Path) -> Path:
    """A new unit takes over ten people of others."""
    copied(source, folder)
    change(
        folder, "units", lambda rows: [*rows, {**rows[-1], "unit_id": "U9999", "name": "Badan Riset Daerah"}]
    )
    change(folder, "asn", lambda rows: [{**row, "unit_id": "U9999"} for row in rows[:10]] + rows[10:])
    return folder


def with_renamed_courses(folder: Path) -> Path:
    """Every fifth course of ``folder`` gets another title under its old id."""

    def rename(rows: list[Row]) -> list[Row]:
        return [
            {**row, "title": f"{row['title']} (Kurikulum 2026)"} if place % 5 == 0 else row
            for place, row in enumerate(rows)
        ]

    change(folder, "courses", rename)
    return folder


def poisoned(source: Path, folder: Path, *, fakes: int = 2000, first: str = "2026-08-01") -> Path:
    """Thousands of fake outcomes for one course, everybody risen from 20 to 95 points."""
    copied(source, folder)
    with (folder / "asn.csv").open(encoding="utf-8", newline="") as stream:
        people = [row["asn_id"] for row in csv.DictReader(stream)]
    with (folder / "courses.csv").open(encoding="utf-8", newline="") as stream:
        course = next(row["course_id"] for row in csv.DictReader(stream))
    chance = random.Random(1)

    def pour(rows: list[Row]) -> list[Row]:
        fake = dict.fromkeys(rows[0], "") | {
            "course_id": course, "status": "LULUS", "pre_test": "20", "post_test": "95", "jp": "3",
        }  # fmt: skip
        days = [f"{first[:8]}{day:02d}" for day in range(1, 29)]
        made = {(chance.choice(people), chance.choice(days)) for _ in range(fakes)}
        return rows + [
            {**fake, "record_id": f"F{place}", "asn_id": person, "starts_on": day, "ends_on": day}
            for place, (person, day) in enumerate(sorted(made))
        ]

    change(folder, "training_records", pour)
    return folder


def halved(source: Path, folder: Path) -> Path:
    """Every second person is missing, with everything that names them."""
    copied(source, folder)
    gone: set[str] = set()

    def drop(rows: list[Row]) -> list[Row]:
        gone.update(row["asn_id"] for row in rows[::2])
        return rows[1::2]

    change(folder, "asn", drop)
    for table in ("assessments", "training_records", "evaluations", "performance"):
        change(folder, table, lambda rows: [row for row in rows if row["asn_id"] not in gone])
    return folder


def with_new_keys(source: Path, folder: Path) -> Path:
    """The agency numbers everybody anew: not one asn_id is left."""
    copied(source, folder)
    for table in ("asn", "assessments", "training_records", "evaluations", "performance"):
        change(folder, table, lambda rows: [{**row, "asn_id": f"N{row['asn_id']}"} for row in rows])
    return folder

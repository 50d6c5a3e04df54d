"""What hostile files cost: none more than two honest workbooks, never over 256 MB in parent or child.

Both are counted in seconds of the processor, so that neither a busy nor a slow
machine fails the test; a child that only waits is ended by the clock of its guard (``test_quarantine.py``).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.tables import workbooks as wb
from tests.tables.hostile import Refused
from tests.tables.test_hostile_inputs import CASES

ROOT = Path(__file__).resolve().parents[2]
MEASURE = """
import json, resource, sys
from recommender.errors import ServiceError
from recommender.tables.reading import read_source

def spent():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
costs = []
for source in sys.argv[1:]:
    start = spent()
    try:
        code = next((one.code for one in read_source(source).findings if one.severity == "error"), "")
    except ServiceError as refused:
        code = refused.code
    costs.append((code, spent() - start))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"costs": costs, "grown": grown, "child": child}))
"""
HONEST_ROWS = 80_000
MOST_HONEST = 2
KILOBYTES = 256_000_000 // 1024


def rows_repeated(folder: Path) -> Path:
    """1,500,000 equal rows: a ratio no honest sheet has."""
    content = wb.parts({"units": ""})
    body = wb.sheet(wb.row(1, "unit_id", "name"), "<row><c><v>1</v></c><c><v>1</v></c></row>" * 1_500_000)
    return wb.write(folder / "source.xlsx", {**content, "xl/worksheets/sheet1.xml": body})


def rows_numbered(folder: Path) -> Path:
    """1,500,000 rows that differ, so that the ratio looks honest."""
    rows = "".join(
        f'<row r="{at}"><c r="A{at}"><v>{at * 7919 % 99991}</v></c></row>' for at in range(2, 1_500_000)
    )
    content = wb.parts({"units": wb.sheet(wb.row(1, "unit_id", "name"), rows)})
    return wb.write(folder / "source.xlsx", content)


def long_strings(folder: Path) -> Path:
    """One shared text of 32,000 letters in 200,000 cells: 6 GB once unfolded, little in the file."""
    text = f"<si><t>{'x' * 32_000}</t></si>"
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{text}</sst>'
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(2, 200_000))
    content = wb.parts(
        {"units": wb.sheet(wb.row(1, "unit_id", "name"), cells)}, extra={"xl/sharedStrings.xml": shared}
    )
    content["xl/_rels/workbook.xml.rels"] = str(content["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="rId98" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/officeDocument'
        '/2006/relationships/sharedStrings"/></Relationships>',
    )
    return wb.write(folder / "source.xlsx", content)


def honest(folder: Path) -> Path:
    """The yardstick: as many units as a large province has."""
    rows = "".join(wb.row(at, f"U{at}", f"Unit {at}") for at in range(2, HONEST_ROWS + 2))
    content = wb.parts({"units": wb.sheet(wb.row(1, "unit_id", "name"), rows)})
    return wb.write(folder / "source.xlsx", content)


HOSTILE: list[tuple[Callable[[Path], Path], str]] = [
    *((one.build, one.expected.code) for one in CASES if isinstance(one.expected, Refused)),
    (rows_repeated, "ZIP_BOMB"),
    (rows_numbered, "TOO_MANY_ROWS"),
    (long_strings, "XLSX_LIMIT"),
]


@pytest.mark.serial
def test_hostile_files_cost_little(tmp_path: Path) -> None:
    found = _measured(tmp_path / "hostile", [build for build, _ in HOSTILE])
    yardstick = _measured(tmp_path / "honest", [honest])["costs"][0][1]
    assert [code for code, _ in found["costs"]] == [code for _, code in HOSTILE]
    assert max(seconds for _, seconds in found["costs"]) <= MOST_HONEST * yardstick
    assert found["grown"] <= KILOBYTES
    assert found["child"] <= KILOBYTES


def _measured(place: Path, builds: Sequence[Callable[[Path], Path]]) -> dict[str, Any]:
    """What reading them costs, all in one process of its own."""
    sources = []
    for at, build in enumerate(builds):
        folder = place / str(at)
        folder.mkdir(parents=True)
        sources.append(str(build(folder)))
    command = [sys.executable, "-c", MEASURE, *sources]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))

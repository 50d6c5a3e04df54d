"""What an import found, for programs (JSON) and for people (one self-contained Indonesian page)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from recommender.domain.days import format_date
from recommender.durable import write_bytes
from recommender.tables.aliases import UnmappedName
from recommender.tables.declaration import TABLES
from recommender.tables.findings import Finding
from recommender.tables.ledger import Group, Ledger

ROWS_SHOWN: Final = 30
NAMES_SHOWN: Final = 200
_SEVERITIES: Final = {"error": "Ditolak", "warning": "Peringatan", "note": "Catatan"}


@dataclass(frozen=True)
class Report:
    """Everything the two forms of a report say.

    Attributes
    ----------
    accepted
        Whether a snapshot was made.
    rows
        Rows read of each table.
    """

    accepted: bool
    as_of: date | None
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    counts: Mapping[Group, int]
    refused_rows: int
    missing: tuple[str, ...]
    dropped_columns: tuple[str, ...]
    unmapped: tuple[UnmappedName, ...]

    @property
    def errors(self) -> int:
        """Number of errors."""
        return self._total("error")

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return self._total("warning")

    def _total(self, severity: str) -> int:
        return sum(count for group, count in self.counts.items() if group.severity == severity)


def make_report(
    ledger: Ledger,
    *,
    accepted: bool,
    as_of: date | None,
    rows: Mapping[str, int],
    dropped_columns: Sequence[str],
    unmapped: Sequence[UnmappedName],
) -> Report:
    """Take the state of ``ledger`` as a report."""
    # A table that is there but could not be read is not missing: its error says what to do.
    present = {*rows, *(group.table for group in ledger.counts if group.severity == "error")}
    return Report(
        accepted=accepted,
        as_of=as_of,
        rows=dict(rows),
        findings=ledger.findings,
        counts=ledger.counts,
        refused_rows=ledger.refused_rows(),
        missing=tuple(name for name, table in TABLES.items() if not table.must_exist and name not in present),
        dropped_columns=tuple(dropped_columns),
        unmapped=tuple(unmapped),
    )


def as_json(report: Report) -> bytes:
    """The report for programs; ``counts`` also counts what ``findings`` does not spell out."""
    return orjson.dumps(
        {
            "accepted": report.accepted,
            "as_of": report.as_of,
            "errors": report.errors,
            "warnings": report.warnings,
            "refused_rows": report.refused_rows,
            "rows": report.rows,
            "missing": [
                {"table": name, "switches_off": TABLES[name].switches_off} for name in report.missing
            ],
            "dropped_columns": report.dropped_columns,
            "unmapped": [asdict(one) for one in report.unmapped],
            "counts": [{**asdict(group), "count": count} for group, count in report.counts.items()],
            "findings": [asdict(one) for one in report.findings],
        },
        option=orjson.OPT_INDENT_2,
    )


def as_html(report: Report) -> bytes:
    """The report for people: summary first, then what to mend, by table and problem."""
    page = _template().render(
        report=report,
        as_of=format_date(report.as_of) if report.as_of else "",
        tables=TABLES,
        sections=_sections(report),
        severities=_SEVERITIES,
        names=report.unmapped[:NAMES_SHOWN],
    )
    return page.encode("utf-8")


def write_report(report: Report, *, folder: Path, name: str) -> Path:
    """Write ``<name>.json`` and ``<name>.html`` (mode 0600); the path of the page."""
    write_bytes(folder / f"{name}.json", as_json(report), mode=0o600)
    page = folder / f"{name}.html"
    write_bytes(page, as_html(report), mode=0o600)
    return page


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("recommender.tables"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _sections(report: Report) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Severity -> table -> groups with their count, an example, the fix and the first rows."""
    examples: defaultdict[Group, list[Finding]] = defaultdict(list)
    for one in report.findings:
        examples[Group(one.table, one.column, one.code, one.severity)].append(one)
    sections: dict[str, dict[str, list[dict[str, Any]]]] = {severity: {} for severity in _SEVERITIES}
    for group, count in report.counts.items():
        found = examples[group]
        sections[group.severity].setdefault(group.table, []).append(
            {
                "code": group.code,
                "column": group.column,
                "count": count,
                "text": found[0].text,
                "varied": len({one.text for one in found}) > 1,
                "fix": found[0].fix,
                "rows": [one.row for one in found[:ROWS_SHOWN] if one.row > 0],
            }
        )
    return sections

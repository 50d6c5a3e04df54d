"""``snapshot``: check a source and freeze it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from recommender.config import read_settings
from training_scripts.command import answers, progress_bars


@click.command()
@click.argument("source")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the snapshots; default ASN_HOME/snapshots."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Leave out what was observed later; default: the newest observed day in SOURCE.",
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="TOML file that renames foreign tables and columns, or 'siasn' for the ready one.",
)
@click.option(
    "--allow-rejects",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Set up to N refused rows aside, in a file, instead of refusing SOURCE.",
)
@answers
def command(
    source: str, out: Path | None, as_of: datetime | None, mapping: Path | None, allow_rejects: int
) -> dict[str, Any]:
    """Check SOURCE and freeze it as an immutable snapshot.

    SOURCE is a folder of CSV or Parquet files named after the tables, one .xlsx workbook with a sheet
    per table, or a database URL such as postgresql+psycopg://user@host/name. docs/data-dictionary.md
    lists the tables; units, positions, asn, competencies and courses must be there.

    Every row is checked and everything wrong is said at once, in an Indonesian page whose path is
    printed as "report". One refused row refuses the source (exit 2, nothing is frozen) unless
    --allow-rejects permits it. The same source always gives the same snapshot.

    \b
    Examples:
      asn-recommender snapshot var/province
      asn-recommender snapshot export.xlsx --mapping siasn --allow-rejects 20
    """
    from recommender.tables.importing import import_source

    with progress_bars() as progress:
        outcome = import_source(
            source,
            out=out or read_settings().snapshots_dir,
            as_of=as_of.date() if as_of else None,
            today=today(),
            mapping=mapping,
            allow_rejects=allow_rejects,
            progress=progress,
        )
    answer = {
        "snapshot": str(outcome.snapshot.path),
        "rows": dict(outcome.snapshot.rows),
        "errors": outcome.report.errors,
        "warnings": outcome.report.warnings,
        "report": str(outcome.page),
    }
    return answer | ({"rejects": str(outcome.rejects)} if outcome.rejects else {})


def today() -> date:
    """The clock's date: what lies after it cannot have been observed."""
    return datetime.now(UTC).date()


if __name__ == "__main__":
    command()

"""``audit``: check the audit chain, and read what it says about one thing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from recommender.config import read_settings
from recommender.errors import GateRefused
from recommender.store.audit import audit_entries, verify_audit
from training_scripts.command import answers
from training_scripts.state import open_state


@click.command("audit")
@click.option("--about", default=None, help="Also list the rows that name this key id, version or plan.")
@answers
def command(about: str | None) -> dict[str, Any]:
    """Check every row of the audit chain: changed, removed and reordered rows are found.

    Exit 1 if anything is not as it was written.

    \b
    Example:
      asn-recommender audit --about 2026Q4-3f2a9c1b
    """
    database = open_state(read_settings())
    verdict = verify_audit(database)
    if verdict.faults:
        raise GateRefused(
            "AUDIT_BROKEN",
            f"Rantai audit tidak utuh: {'; '.join(verdict.faults)}.",
            fix="Simpan basis data ini sebagai bukti, pulihkan cadangan, dan cari siapa yang mengubahnya.",
            rows=verdict.rows,
        )
    entries = [] if about is None else [asdict(one) for one in audit_entries(database, about=about)]
    return {"rows": verdict.rows, "faults": [], "entries": entries}


if __name__ == "__main__":
    command()

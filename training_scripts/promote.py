"""``promote V``: make a version the serving one, after the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.promotion import Override, promote_version
from recommender.bundle.verified import Verified, verify_version
from recommender.config import Settings, read_settings
from recommender.store.database import Database
from recommender.store.secret_files import read_public_key
from recommender.store.serving import current_serving
from training_scripts.command import answers, models_option, progress_bars
from training_scripts.snapshot import today
from training_scripts.state import actor_option, open_state, reason_option


@click.command("promote")
@click.argument("version")
@models_option
@reason_option
@actor_option
@click.option("--override", metavar="NAME", help="Who answers for promoting a version that the gate refused.")
@answers
def command(
    version: str, models: str | None, reason: str, actor: str, override: str | None
) -> dict[str, Any]:
    """Let VERSION serve if it is intact, signed here and passes the gate.

    Servers take it over within ASN_POLL_SECONDS, without a restart. Exit 1: the gate said no, or
    somebody else was faster; what served before serves on. Exit 2: unknown or altered.

    Where a version serves, VERSION must have been compared with it: retrain did that, and one that was
    trained by hand is compared now (about as long as train; the report is beside those of retrain).
    --override NAME with --reason lets a refused version serve; both go into the audit chain in the same
    transaction.

    \b
    Example:
      asn-recommender promote 2026Q4-3f2a9c1b --reason "Kuartal IV"
    """
    settings = read_settings(models_dir=models)
    who = None if override is None else Override(override, reason)
    database, public_key = open_state(settings), read_public_key(settings.keys_dir)
    candidate = verify_version(settings.models_dir, version=version, public_key=public_key)
    report = _examined(candidate, settings, database, public_key, actor=actor, overridden=who is not None)
    serving = promote_version(
        database,
        version=version,
        models_dir=settings.models_dir,
        public_key=public_key,
        actor=actor,
        reason=reason,
        override=who,
        candidate=candidate,
    )
    told = {"version": serving.version, "generation": serving.generation}
    return told if report is None else {**told, "report": report}


def _examined(
    candidate: Verified, settings: Settings, database: Database, public_key: Ed25519PublicKey, *, actor: str,
    overridden: bool,
) -> Path | None:  # fmt: skip
    before = current_serving(database)
    if before is None or before.version == candidate.version:
        return None  # nothing to compare with: what compares need not be loaded
    from recommender.retraining.examine import Bench, examine

    bench = Bench(settings, database, public_key)
    with progress_bars() as progress:
        return examine(
            candidate, bench=bench, today=today(), actor=actor, overridden=overridden, progress=progress
        )


if __name__ == "__main__":
    command()

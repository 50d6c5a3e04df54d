"""``promote V``: make a version the serving one, after the gate."""

from __future__ import annotations

from typing import Any

import click

from recommender.bundle.promotion import Override, promote_version
from recommender.config import read_settings
from recommender.store.secret_files import read_public_key
from training_scripts.command import answers, models_option
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

    The gate is what retrain recorded of VERSION; one that was trained by hand was never compared, and
    the audit row says so. --override NAME with --reason lets a refused version serve; both go into the
    audit chain in the same transaction.

    \b
    Example:
      asn-recommender promote 2026Q4-3f2a9c1b --reason "Kuartal IV"
    """
    settings = read_settings(models_dir=models)
    serving = promote_version(
        open_state(settings),
        version=version,
        models_dir=settings.models_dir,
        public_key=read_public_key(settings.keys_dir),
        actor=actor,
        reason=reason,
        override=None if override is None else Override(override, reason),
    )
    return {"version": serving.version, "generation": serving.generation}


if __name__ == "__main__":
    command()

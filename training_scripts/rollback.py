"""``rollback``: return to the version that served before."""

from __future__ import annotations

from typing import Any

import click

from recommender.bundle.promotion import rollback_version
from recommender.config import read_settings
from recommender.store.secret_files import read_public_key
from training_scripts.command import answers, models_option
from training_scripts.state import actor_option, open_state, reason_option


@click.command("rollback")
@models_option
@reason_option
@actor_option
@answers
def command(models: str | None, reason: str, actor: str) -> dict[str, Any]:
    """Let the version serve again that served before the present one was promoted.

    It is verified first. Twice in a row goes back two promotions.

    \b
    Example:
      asn-recommender rollback --reason "Keluhan dari BPSDM"
    """
    settings = read_settings(models_dir=models)
    serving = rollback_version(
        open_state(settings),
        models_dir=settings.models_dir,
        public_key=read_public_key(settings.keys_dir),
        actor=actor,
        reason=reason,
    )
    return {"version": serving.version, "generation": serving.generation}


if __name__ == "__main__":
    command()

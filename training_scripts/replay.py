"""``replay RECORD_ID``: a past answer again, bit for bit, or what is missing for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from recommender.config import read_settings
from recommender.errors import Conflict
from recommender.retraining.replay import replay
from recommender.store.database import open_database
from recommender.store.secret_files import read_public_key
from training_scripts.command import answers, models_option


@click.command("replay")
@click.argument("record_id")
@models_option
@answers
def command(record_id: str, models: str | None) -> dict[str, Any]:
    """Answer the request of RECORD_ID again with the version that answered it, and compare.

    Exit 0: the same, bit for bit. Exit 1: it cannot be rebuilt, and the answer says what is missing.

    \b
    Example:
      asn-recommender replay 5c1f0e6d9b7a4e7f8a3d2c1b0a998877
    """
    settings = read_settings(models_dir=models)
    outcome = replay(
        open_database(settings.database_url),
        record_id=record_id,
        models_dir=settings.models_dir,
        public_key=read_public_key(settings.keys_dir),
    )
    if not outcome.same:
        raise Conflict(
            "REPLAY_DIFFERS",
            f"Jawaban tidak dapat dibentuk ulang: {'; '.join(outcome.missing)}.",
            fix="Pulihkan yang hilang dari cadangan, lalu ulangi.",
            version=outcome.record.version,
            at=outcome.record.at,
        )
    record = outcome.record
    answer = None if outcome.answer is None else asdict(outcome.answer)
    return {
        "same": True,
        "version": record.version,
        "at": record.at,
        "request": record.request,
        "answer": answer,
    }


if __name__ == "__main__":
    command()

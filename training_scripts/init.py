"""``init``: keys and database, made where they are missing."""

from __future__ import annotations

from typing import Any

import click

from recommender.config import read_settings
from training_scripts.command import answers
from training_scripts.state import open_state


@click.command("init")
@answers
def command() -> dict[str, Any]:
    """Make keys and database under ASN_HOME where they are missing; nothing is overwritten.

    The folder keys/ holds the secrets, for their owner only. Back it up apart from the database: a
    lost signing key makes every trained version a foreign one.

    \b
    Example:
      asn-recommender init
      ASN_HOME=/srv/asn asn-recommender init
    """
    settings = read_settings()
    open_state(settings).close()
    return {"home": str(settings.home), "keys": str(settings.keys_dir)}


if __name__ == "__main__":
    command()

"""``shadow``: a version that answers unseen, and how far it disagrees with the one that serves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from recommender.config import read_settings
from recommender.store.shadow import (
    ShadowStanding,
    shadow_standings,
    shadow_version,
    start_shadow,
    stop_shadow,
)
from training_scripts.command import answers, models_option
from training_scripts.state import actor_option, open_state

_NOTHING = "Belum ada yang dibandingkan."


@click.group("shadow", invoke_without_command=True)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on (UTC); default: everything."
)
@click.pass_context
def command(context: click.Context, since: datetime | None) -> None:
    """Say how far shadow versions disagreed with the serving version, and start or stop one.

    The candidate answers what people ask, unseen; what is kept are counts by the hour, in the database.

    \b
    Example:
      asn-recommender shadow start 2026Q4-3f2a9c1b
      asn-recommender shadow --since 2026-11-01
      asn-recommender shadow stop
    """
    if context.invoked_subcommand is None:
        _told("" if since is None else since.date().isoformat())


@answers
def _told(since: str) -> dict[str, Any]:
    database = open_state(read_settings())
    version, standings = shadow_version(database), shadow_standings(database, since=since)
    click.echo("Tidak ada versi bayangan." if version is None else f"Versi bayangan: {version}.", err=True)
    for line in [_words(one) for one in standings] or [_NOTHING]:
        click.echo(line, err=True)
    return {"shadow": version, "pairs": [asdict(one) for one in standings]}


@command.command("start")
@click.argument("version")
@models_option
@actor_option
@answers
def start(version: str, models: str | None, actor: str) -> dict[str, Any]:
    """Let VERSION answer unseen beside the serving one, in place of the version that did.

    Servers begin within ASN_POLL_SECONDS, without a restart. Exit 2: unknown, altered, or it serves.

    \b
    Example:
      asn-recommender shadow start 2026Q4-3f2a9c1b
    """
    from recommender.bundle.read import open_bundle
    from recommender.bundle.registry import version_path
    from recommender.store.secret_files import read_public_key

    settings = read_settings(models_dir=models)
    database = open_state(settings)
    path = version_path(settings.models_dir, version=version)
    open_bundle(path, public_key=read_public_key(settings.keys_dir))
    start_shadow(database, version=version, actor=actor)
    return {"shadow": version}


@command.command("stop")
@actor_option
@answers
def stop(actor: str) -> dict[str, Any]:
    """Let no version answer unseen any more; what was counted stays.

    \b
    Example:
      asn-recommender shadow stop
    """
    return {"shadow": None, "stopped": stop_shadow(open_state(read_settings()), actor=actor)}


def _words(one: ShadowStanding) -> str:
    pair = f"{one.shadow} di samping {one.serving}"
    if one.changed_share is None or one.overlap is None:
        why = ", ".join(f"{name} {count}" for name, count in sorted(one.not_compared.items()))
        return f"{pair}: belum ada jawaban yang dibandingkan" + (f" ({why})." if why else ".")
    return (
        f"{pair}: {one.compared} jawaban dibandingkan, {100 * one.changed_share:.1f}% daftarnya lain; "
        f"rata-rata {100 * one.overlap:.1f}% isinya sama."
    )


if __name__ == "__main__":
    command()

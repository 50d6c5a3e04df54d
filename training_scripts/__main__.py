"""``asn-recommender NAME``: every command of the contract, loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "init": "Make keys and database where they are missing.",
    "demo-province": "Write a synthetic province in the tables of the contract.",
    "snapshot": "Check a source and freeze it as an immutable snapshot.",
    "train": "Train on a snapshot and write a signed candidate version.",
    "evaluate": "The evaluation card of a version beside every baseline.",
    "promote": "Make a version the serving one.",
    "retrain": "The quarterly job: snapshot, train, compare, gate and promote.",
    "rollback": "Return to the version that served before.",
    "audit": "Check the audit chain, and read what it says about one thing.",
    "prune": "Remove old versions and snapshots that nobody needs.",
    "shadow": "Let a version answer unseen, and tell how far it disagrees.",
    "replay": "A past answer again, bit for bit, or what is missing for it.",
    "recommend-all": "Every ASN's list, as a Parquet file.",
    "needs": "Needs analysis (AKPK) per person, position and unit.",
    "impact": "Evidence whether training helps, with a verdict for each kind, form, family and course.",
    "plan": "Cohorts under budget, seats and rules, with a proven bound.",
    "plan-worker": "Compute the plans that were asked for over HTTP; the server starts it.",
    "programme-worker": "Make the programme design of a version; the server starts it.",
    "keys": "Create, list and revoke API keys.",
    "serve": "The service under its production server.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = cmd_name.replace("_", "-")
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"training_scripts.{name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy)
def main() -> None:
    """Training recommendations for civil servants: from agency tables to a served model.

    The usual order: init, snapshot SOURCE, train --snapshot PATH, promote VERSION, serve.
    """


if __name__ == "__main__":
    main()

"""What the commands that change the service share: the audited database, and who is at the keyboard."""

from __future__ import annotations

import getpass
import os

import click

from recommender.config import Settings
from recommender.store.database import Database, open_database
from recommender.store.secret_files import make_secrets, read_audit_key


def open_state(settings: Settings) -> Database:
    """The database, ready to be written with audit; keys and database are made where missing.

    Raises
    ------
    Misconfigured, Unavailable
        See :mod:`recommender.store.secret_files` and :mod:`recommender.store.database`.
    """
    made = make_secrets(settings.keys_dir)
    if made:
        click.echo(f"Membuat {', '.join(made)} di {settings.keys_dir}.", err=True)
    return open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return f"uid {os.getuid()}"


actor_option = click.option(
    "--actor", default=_user, show_default="user name", help="Who decides this; goes into the audit chain."
)
reason_option = click.option("--reason", default="", help="Why; goes into the audit chain.")

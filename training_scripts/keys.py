"""``keys create | list | revoke``: who may call the service."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from recommender.config import read_settings
from recommender.domain.codes import ROLES
from recommender.errors import BadInput, Misconfigured
from recommender.store.keys import create_key, list_keys, revoke_key
from recommender.store.oidc_links import claim_digest, link_account, unlink_account
from recommender.store.secret_files import read_nip_key
from training_scripts.command import answers
from training_scripts.state import actor_option, open_state


@click.group("keys")
def command() -> None:
    """Create, list and revoke API keys.

    \b
    Example:
      asn-recommender keys create --role portal
      asn-recommender keys create --role planner --unit U012
      asn-recommender keys list
      asn-recommender keys revoke 3f2a9c1b
      asn-recommender keys link 3f2a9c1b
    """


@command.command("create")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the key may do.")
@click.option("--unit", help="unit_id: the key sees this unit and what is below it, nothing else.")
@actor_option
@answers
def create(role: str, unit: str | None, actor: str) -> dict[str, Any]:
    """Make a key and show it, this once: only its digest is kept.

    \b
    Example:
      asn-recommender keys create --role planner --unit U012
    """
    record, key = create_key(open_state(read_settings()), role=role, unit_id=unit, actor=actor)
    return {"id": record.key_id, "key": key, "role": record.role, "unit": record.unit_id}


@command.command("list")
@answers
def list_all() -> dict[str, Any]:
    """List all keys ever made, without their secrets.

    \b
    Example:
      asn-recommender keys list
    """
    return {"keys": [_row(asdict(one)) for one in list_keys(open_state(read_settings()))]}


@command.command("revoke")
@click.argument("key_id", metavar="ID")
@actor_option
@answers
def revoke(key_id: str, actor: str) -> dict[str, Any]:
    """End the key ID; the next request with it is refused.

    \b
    Example:
      asn-recommender keys revoke 3f2a9c1b
    """
    revoke_key(open_state(read_settings()), key_id=key_id, actor=actor)
    return {"id": key_id, "revoked": True}


@command.command("link")
@click.argument("key_id", metavar="ID")
@click.option("--value", help="The claim's value, exactly; asked for where not given.")
@actor_option
@answers
def link(key_id: str, value: str | None, actor: str) -> dict[str, Any]:
    """Let who shows this value of ASN_OIDC_CLAIM at the provider of identities sign in as ID.

    Only a keyed digest of the value is kept. Leave --value out and type it: a command line is seen by
    others of the machine, and kept in the shell's history.

    \b
    Example:
      asn-recommender keys link 3f2a9c1b
    """
    settings = read_settings()
    if not settings.oidc_issuer:
        raise Misconfigured(
            "OIDC_INCOMPLETE",
            "ASN_OIDC_ISSUER kosong: tidak ada penyedia identitas yang dapat ditautkan.",
            fix="Isi seperti pada server, menurut docs/operations.md.",
        )
    value = _typed() if value is None else value
    if not value:
        raise BadInput(
            "CLAIM_EMPTY", "Nilai klaim kosong.", fix="Ketik nilai klaim seperti di penyedia identitas."
        )
    database = open_state(settings)
    digest = claim_digest(
        value, issuer=settings.oidc_issuer, claim=settings.oidc_claim, key=read_nip_key(settings.keys_dir)
    )
    link_account(database, key_id=key_id, digest=digest, actor=actor)
    return {"id": key_id, "linked": True}


@command.command("unlink")
@click.argument("key_id", metavar="ID")
@actor_option
@answers
def unlink(key_id: str, actor: str) -> dict[str, Any]:
    """End the sign-in by the provider of identities for ID, with its sessions and its password.

    The key itself goes on; `keys revoke` ends it.

    \b
    Example:
      asn-recommender keys unlink 3f2a9c1b
    """
    return {"id": key_id, "unlinked": unlink_account(open_state(read_settings()), key_id=key_id, actor=actor)}


def _typed() -> str:
    """The claim's value as nobody sees it; a pipe is read without a word, for stdout is the answer's."""
    if sys.stdin.isatty():
        return str(click.prompt("Nilai klaim", hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _row(record: dict[str, Any]) -> dict[str, Any]:
    return {"id": record.pop("key_id"), "unit": record.pop("unit_id"), **record}


if __name__ == "__main__":
    command()

"""``keys create | list | revoke``: who may call the service."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from recommender.config import read_settings
from recommender.domain.codes import ROLES
from recommender.store.keys import create_key, list_keys, revoke_key
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


def _row(record: dict[str, Any]) -> dict[str, Any]:
    return {"id": record.pop("key_id"), "unit": record.pop("unit_id"), **record}


if __name__ == "__main__":
    command()

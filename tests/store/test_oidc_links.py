from __future__ import annotations

import pytest
from sqlalchemy import select

from recommender.errors import BadInput, NotFound
from recommender.store.accounts import Accounts
from recommender.store.database import Database
from recommender.store.keys import Caller, create_key, revoke_key
from recommender.store.oidc_links import claim_digest, link_account, unlink_account
from recommender.store.schema import AUDIT

KNOWN = {"issuer": "https://sso", "claim": "sub", "key": bytes(32)}
DIGEST = claim_digest("siti", **KNOWN)


def planner(database: Database) -> str:
    record, _ = create_key(database, role="planner", actor="test")
    return record.key_id


@pytest.mark.parametrize(
    "change", [{"issuer": "https://other"}, {"claim": "nip"}, {"key": bytes(31) + b"\1"}]
)
def test_another_issuer_claim_or_key_is_another_digest(change: dict) -> None:
    assert claim_digest("siti", **{**KNOWN, **change}) != DIGEST
    assert len(DIGEST) == 64 and "siti" not in DIGEST


def test_a_claim_signs_one_account_in_until_it_is_unlinked_or_revoked(database: Database) -> None:
    accounts, first, second = Accounts(database), planner(database), planner(database)
    assert accounts.sign_in_linked(DIGEST) is None
    link_account(database, key_id=first, digest=DIGEST, actor="op")
    token = accounts.sign_in_linked(DIGEST)
    assert token is not None and accounts.caller(token).key_id == first
    with pytest.raises(BadInput, match="CLAIM_TAKEN"):
        link_account(database, key_id=second, digest=DIGEST, actor="op")
    link_account(database, key_id=first, digest="f" * 64, actor="op")  # another claim in place of the first
    assert accounts.sign_in_linked(DIGEST) is None
    link_account(database, key_id=second, digest=DIGEST, actor="op")
    assert unlink_account(database, key_id=first, actor="op")
    assert accounts.sign_in_linked("f" * 64) is None
    revoke_key(database, key_id=second, actor="op")
    assert accounts.sign_in_linked(DIGEST) is None
    with database.reading() as connection:
        actions = list(connection.execute(select(AUDIT.c.action).order_by(AUDIT.c.seq)).scalars())
    assert actions == [
        "KEY_CREATE", "KEY_CREATE", "OIDC_LINK", "SIGN_IN", "OIDC_LINK", "OIDC_LINK", "OIDC_UNLINK",
        "KEY_REVOKE",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["unlink", "relink"])
def test_sessions_and_password_end_with_the_link_they_came_from(database: Database, way: str) -> None:
    accounts, first, other = Accounts(database), planner(database), planner(database)
    link_account(database, key_id=first, digest=DIGEST, actor="op")
    link_account(database, key_id=other, digest="a" * 64, actor="op")
    signed_in = accounts.sign_in_linked(DIGEST)
    beside = accounts.sign_in_linked("a" * 64)
    assert signed_in is not None and beside is not None
    token = accounts.set_password(Caller(first, "planner", None), password="empat kata yang acak")
    link_account(database, key_id=first, digest=DIGEST, actor="op")  # the same person: nothing ends
    assert accounts.caller(token) is not None
    if way == "unlink":
        unlink_account(database, key_id=first, actor="op")
    else:
        link_account(database, key_id=first, digest="f" * 64, actor="op")
    assert accounts.caller(token) is None
    assert accounts.sign_in(account=first, secret="empat kata yang acak") is None
    assert accounts.caller(beside) is not None


def test_a_first_link_ends_nothing(database: Database) -> None:
    accounts, first = Accounts(database), planner(database)
    token = accounts.set_password(Caller(first, "planner", None), password="empat kata yang acak")
    link_account(database, key_id=first, digest=DIGEST, actor="op")
    assert accounts.caller(token) is not None
    assert accounts.sign_in(account=first, secret="empat kata yang acak") is not None


def test_only_a_key_in_force_can_be_linked(database: Database) -> None:
    gone = planner(database)
    revoke_key(database, key_id=gone, actor="op")
    for key_id in (gone, "00000000"):
        with pytest.raises(NotFound, match="KEY_UNKNOWN"):
            link_account(database, key_id=key_id, digest=DIGEST, actor="op")

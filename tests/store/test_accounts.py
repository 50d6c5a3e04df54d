from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from recommender.errors import BadInput
from recommender.store.accounts import LONGEST, SESSION_HOURS, Accounts
from recommender.store.database import Database
from recommender.store.keys import Caller, create_key, revoke_key
from recommender.store.schema import ACCOUNTS, SESSIONS

PASSWORD = "empat kata yang acak"


def account(database: Database, role: str = "planner", unit: str | None = "U2") -> tuple[Caller, str]:
    record, key = create_key(database, role=role, unit_id=unit, actor="test")
    return Caller(record.key_id, role, unit), key


def test_a_key_begins_a_session_that_names_its_holder(database: Database) -> None:
    accounts, (caller, key) = Accounts(database), account(database)
    token = accounts.sign_in(account=caller.key_id, secret=key)
    assert token is not None
    assert accounts.caller(token) == caller
    assert accounts.caller(token + "x") is None


def test_a_key_opens_no_other_account(database: Database) -> None:
    accounts, (first, key), (second, _) = Accounts(database), account(database), account(database)
    assert accounts.sign_in(account=second.key_id, secret=key) is None
    assert accounts.sign_in(account="absent", secret=key) is None
    assert accounts.sign_in(account=first.key_id, secret=key + "x") is None


def test_only_digests_and_hashes_are_kept(database: Database) -> None:
    accounts, (caller, key) = Accounts(database), account(database)
    token = accounts.set_password(caller, password=PASSWORD)
    with database.reading() as connection:
        kept = str((connection.execute(select(ACCOUNTS)).all(), connection.execute(select(SESSIONS)).all()))
    assert "$argon2id$" in kept
    assert not any(secret in kept for secret in (token, PASSWORD, key))


def test_a_password_signs_in_beside_the_key_and_the_last_one_counts(database: Database) -> None:
    accounts, (caller, key) = Accounts(database), account(database)
    assert accounts.sign_in(account=caller.key_id, secret=PASSWORD) is None
    accounts.set_password(caller, password=PASSWORD)
    assert accounts.sign_in(account=caller.key_id, secret=PASSWORD)
    accounts.set_password(caller, password=PASSWORD + " lagi")
    assert accounts.sign_in(account=caller.key_id, secret=PASSWORD) is None
    assert accounts.sign_in(account=caller.key_id, secret=PASSWORD + " lagi")
    assert accounts.sign_in(account=caller.key_id, secret=key)


def test_a_new_password_ends_the_other_sessions_of_the_account_alone(database: Database) -> None:
    accounts, (caller, key), (other, other_key) = Accounts(database), account(database), account(database)
    old = accounts.sign_in(account=caller.key_id, secret=key) or ""
    foreign = accounts.sign_in(account=other.key_id, secret=other_key) or ""
    new = accounts.set_password(caller, password=PASSWORD)
    assert [accounts.caller(one) for one in (old, new, foreign)] == [None, caller, other]


def test_revoking_the_key_ends_password_and_sessions(database: Database) -> None:
    accounts, (caller, _) = Accounts(database), account(database)
    token = accounts.set_password(caller, password=PASSWORD)
    revoke_key(database, key_id=caller.key_id, actor="test")
    assert accounts.caller(token) is None
    assert accounts.sign_in(account=caller.key_id, secret=PASSWORD) is None


def test_a_session_ends_by_itself_and_its_row_goes(sqlite: Database) -> None:
    accounts, (caller, key) = Accounts(sqlite), account(sqlite)
    token = accounts.sign_in(account=caller.key_id, secret=key) or ""
    now = sqlite.clock()
    later = Accounts(replace(sqlite, clock=lambda: now + timedelta(hours=SESSION_HOURS)))
    assert accounts.caller(token) == caller
    assert later.caller(token) is None
    later.sign_in(account=caller.key_id, secret=key)
    with sqlite.reading() as connection:
        assert len(connection.execute(select(SESSIONS)).all()) == 1


def test_sign_out_ends_one_session(sqlite: Database) -> None:
    accounts, (caller, key) = Accounts(sqlite), account(sqlite)
    first, second = (accounts.sign_in(account=caller.key_id, secret=key) or "" for _ in range(2))
    accounts.sign_out(first)
    assert [accounts.caller(one) for one in (first, second)] == [None, caller]


@pytest.mark.parametrize("password", ["sebelas hrf", "a" * 30, "x" * 6 + "y" * 6, "ab" * LONGEST])
def test_a_guessable_password_is_refused(sqlite: Database, password: str) -> None:
    accounts, (caller, _) = Accounts(sqlite), account(sqlite)
    for one in (password, f"rahasia {caller.key_id}"):
        with pytest.raises(BadInput) as refused:
            accounts.set_password(caller, password=one)
        assert refused.value.code == "PASSWORD_WEAK"
        assert one not in str(refused.value)

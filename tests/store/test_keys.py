from __future__ import annotations

import hashlib
import re

import pytest
from sqlalchemy import select, text, update

from recommender.errors import BadInput, Misconfigured, NotFound
from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.keys import Caller, create_key, list_keys, revoke_key, verify_key
from recommender.store.schema import API_KEYS, AUDIT


def test_a_key_in_force_names_its_caller(database: Database) -> None:
    record, key = create_key(database, role="planner", unit_id="U2", actor="test")
    assert re.fullmatch(r"asn_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", key)
    assert verify_key(database, key=key) == Caller(record.key_id, "planner", "U2")


def test_only_the_digest_is_kept(database: Database) -> None:
    record, key = create_key(database, role="portal", actor="test")
    secret = key.split("_", 2)[2]
    with database.reading() as connection:
        tables = connection.execute(select(API_KEYS)).all(), connection.execute(select(AUDIT)).all()
    assert secret not in str(tables)
    assert hashlib.sha256(key.encode()).hexdigest() in str(tables)
    assert secret not in repr(record) and secret not in repr(database)


def test_whatever_is_not_a_key_in_force_is_nobody(database: Database) -> None:
    record, key = create_key(database, role="portal", actor="test")
    _, other = create_key(database, role="operator", actor="test")
    wrong = [
        "", "asn_", key[:-1], key + "A", key + "\n", key.upper(), f"asn_{record.key_id}_{'A' * 43}",
        f"asn_00000000_{key[-43:]}", f"asn_{record.key_id}_{other[-43:]}", " " + key, "é" * 56, key + "\x00",
    ]  # fmt: skip
    assert [verify_key(database, key=one) for one in wrong] == [None] * len(wrong)


def test_every_character_of_the_secret_counts(sqlite: Database) -> None:
    _, key = create_key(sqlite, role="portal", actor="test")
    for place in range(13, 56):
        other = "B" if key[place] == "A" else "A"
        assert verify_key(sqlite, key=key[:place] + other + key[place + 1 :]) is None


def test_a_revoked_key_ends_at_once_and_others_do_not(database: Database) -> None:
    record, key = create_key(database, role="portal", actor="test")
    _, other = create_key(database, role="portal", actor="test")
    revoke_key(database, key_id=record.key_id, actor="test")
    revoke_key(database, key_id=record.key_id, actor="test")
    assert verify_key(database, key=key) is None
    assert verify_key(database, key=other) is not None
    with database.reading() as connection:
        actions = connection.execute(select(AUDIT.c.action).order_by(AUDIT.c.seq)).scalars().all()
    assert actions == ["KEY_CREATE", "KEY_CREATE", "KEY_REVOKE"]


def test_the_list_shows_all_keys_and_when_each_ended(sqlite: Database) -> None:
    first, _ = create_key(sqlite, role="portal", actor="test")
    second, _ = create_key(sqlite, role="planner", unit_id="U1", actor="test")
    revoke_key(sqlite, key_id=first.key_id, actor="test")
    listed = list_keys(sqlite)
    assert [(one.key_id, one.role, one.unit_id) for one in listed] == [
        (first.key_id, "portal", None),
        (second.key_id, "planner", "U1"),
    ]
    assert [one.revoked_at is None for one in listed] == [False, True]


def test_unknown_roles_and_keys_are_refused(sqlite: Database) -> None:
    with pytest.raises(BadInput, match="ROLE_UNKNOWN"):
        create_key(sqlite, role="admin", actor="test")
    with pytest.raises(NotFound, match="KEY_UNKNOWN"):
        revoke_key(sqlite, key_id="00000000", actor="test")
    assert list_keys(sqlite) == ()


def test_a_database_without_the_audit_key_makes_no_keys(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with pytest.raises(Misconfigured, match="AUDIT_KEY_MISSING"):
        create_key(database, role="portal", actor="test")
    assert list_keys(database) == ()
    database.close()


def test_a_key_whose_digest_was_replaced_in_the_database_is_nobody(sqlite: Database) -> None:
    _, key = create_key(sqlite, role="portal", actor="test")
    with sqlite.writing() as connection:
        connection.execute(update(API_KEYS).values(digest=""))
    assert verify_key(sqlite, key=key) is None
    assert verify_audit(sqlite).faults == ()


def test_the_audit_row_and_the_key_come_together_or_not_at_all(sqlite: Database) -> None:
    with sqlite.writing() as connection:
        connection.execute(text("DROP TABLE audit_head"))
    with pytest.raises(Exception, match="STORAGE_UNAVAILABLE"):
        create_key(sqlite, role="portal", actor="test")
    assert list_keys(sqlite) == ()

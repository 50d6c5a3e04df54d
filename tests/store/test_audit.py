from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from recommender.errors import Misconfigured
from recommender.store.audit import Verdict, append_audit, verify_audit
from recommender.store.database import Database, open_database
from recommender.store.schema import AUDIT, AUDIT_HEAD
from tests.store.worlds import AUDIT_KEY, side_by_side

ROWS = 12


def add(database: Database, number: int) -> None:
    with database.writing() as connection:
        append_audit(
            database, connection, actor=f"actor{number}", action="TEST", subject=f"s{number}",
            details={"n": number},
        )  # fmt: skip


@pytest.fixture
def chain(sqlite: Database) -> Database:
    for number in range(ROWS):
        add(sqlite, number)
    return sqlite


def test_an_untouched_chain_has_no_faults(database: Database) -> None:
    assert verify_audit(database) == Verdict(rows=0, faults=())
    for number in range(3):
        add(database, number)
    assert verify_audit(database) == Verdict(rows=3, faults=())


def add_ten(url: str, worker: int) -> None:
    database = open_database(url, audit_key=AUDIT_KEY)
    for number in range(10):
        add(database, 10 * worker + number)
    database.close()


def test_writers_side_by_side_make_one_chain(database: Database, url: str) -> None:
    side_by_side(add_ten, [(url, worker) for worker in range(6)])
    assert verify_audit(database) == Verdict(rows=60, faults=())


def test_a_row_that_is_not_committed_leaves_no_gap(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        append_audit(database, connection, actor="a", action="TEST", subject="s")
        raise RuntimeError
    add(database, 1)
    assert verify_audit(database) == Verdict(rows=1, faults=())


def test_the_chain_is_checked_with_the_key_that_sealed_it(chain: Database) -> None:
    other = Database(engine=chain.engine, audit_key=b"x" * 32, clock=chain.clock)
    assert len(verify_audit(other).faults) == ROWS + 1
    with pytest.raises(Misconfigured, match="AUDIT_KEY_MISSING"):
        verify_audit(Database(engine=chain.engine, audit_key=None, clock=chain.clock))


# -- an insider who can write to the database, but has no key --------------------------------------

Rows = list[dict[str, Any]]


def change_cell(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    row = chance.choice(rows)
    column = chance.choice([name for name in row if name != "seq"])
    place = chance.randrange(len(row[column]))
    other = chance.choice([one for one in "0123456789abcdef" if one != row[column][place]])
    row[column] = row[column][:place] + other + row[column][place + 1 :]


def remove_row(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    rows.pop(chance.randrange(len(rows)))


def remove_and_renumber(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    remove_row(rows, head, chance)
    for number, row in enumerate(rows, start=1):
        row["seq"] = number


def cut_tail(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    del rows[chance.randrange(1, len(rows)) :]
    head["seq"] = rows[-1]["seq"]


def cut_tail_and_reuse_a_seal(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    cut_tail(rows, head, chance)
    head["seal"] = rows[-1]["seal"]


def swap_rows(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    first, second = chance.sample(rows, 2)
    first["seq"], second["seq"] = second["seq"], first["seq"]


def swap_contents(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    first, second = chance.sample(rows, 2)
    for name in ("at", "actor", "action", "subject", "details"):
        first[name], second[name] = second[name], first[name]


def insert_copy(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    rows.insert(place := chance.randrange(len(rows) + 1), dict(chance.choice(rows)))
    for number, row in enumerate(rows[place:], start=place + 1):
        row["seq"] = number
    head["seq"] = len(rows)


def move_text_between_cells(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    row = chance.choice(rows)
    row["actor"], row["action"] = row["actor"] + row["action"][0], row["action"][1:]


def remove_all(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    rows.clear()


def change_head(rows: Rows, head: dict[str, Any], chance: random.Random) -> None:
    head["seal"] = "0" * 64


MUTATIONS = [
    change_cell, remove_row, remove_and_renumber, cut_tail, cut_tail_and_reuse_a_seal, swap_rows,
    swap_contents, insert_copy, move_text_between_cells, remove_all, change_head,
]  # fmt: skip


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda one: one.__name__)
def test_every_mutation_is_seen(chain: Database, mutate: Callable[..., None]) -> None:
    chance = random.Random(mutate.__name__)
    with chain.writing() as connection:
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        rows = [dict(one._mapping) for one in connection.execute(select(AUDIT).order_by(AUDIT.c.seq))]
        head = dict(connection.execute(select(AUDIT_HEAD)).one()._mapping)
    for _ in range(100):
        changed, changed_head = [dict(one) for one in rows], dict(head)
        mutate(changed, changed_head, chance)
        put(chain, changed, changed_head)
        assert verify_audit(chain).faults, changed
    put(chain, rows, head)
    assert verify_audit(chain).faults == ()


def put(database: Database, rows: Rows, head: dict[str, Any]) -> None:
    with database.writing() as connection:
        connection.execute(AUDIT.delete())
        connection.execute(AUDIT_HEAD.delete())
        if rows:
            connection.execute(insert(AUDIT), rows)
        connection.execute(insert(AUDIT_HEAD), head)


def test_an_emptied_chain_is_seen_where_keys_were_made(sqlite: Database) -> None:
    from tests.store.worlds import portal

    portal(sqlite)
    with sqlite.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(AUDIT.delete())
        connection.execute(AUDIT_HEAD.update().values(seq=0, seal=""))
    assert verify_audit(sqlite).faults == ("semua baris hilang",)

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from recommender.errors import BadInput, Conflict
from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.schema import AUDIT, SHADOW_COUNTS
from recommender.store.serving import promote, rollback
from recommender.store.shadow import (
    ShadowCount,
    ShadowStanding,
    add_shadow_counts,
    shadow_standings,
    shadow_version,
    start_shadow,
    stop_shadow,
)
from tests.store.worlds import A, B, C, register, side_by_side

HOUR = "2026-11-24T08"
ONE = ShadowCount(
    HOUR, A, B, same=1, changed=3, ranked=2, shifted=4, overlap=3.0, rank_correlation=1.0, benefit_shift=-0.2
)


def audited(database: Database) -> list[tuple[str, str, str]]:
    query = select(AUDIT.c.actor, AUDIT.c.action, AUDIT.c.subject).order_by(AUDIT.c.seq)
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(query.where(AUDIT.c.action.like("SHADOW%")))]


def test_a_version_is_watched_until_it_is_stopped_and_each_change_is_audited_once(database: Database) -> None:
    assert shadow_version(database) is None
    for version in (B, B, C):
        start_shadow(database, version=version, actor="siti")
        assert shadow_version(database) == version
    assert stop_shadow(database, actor="budi") == C
    assert stop_shadow(database, actor="budi") is None
    assert shadow_version(database) is None
    assert audited(database) == [
        ("siti", "SHADOW_START", B), ("siti", "SHADOW_START", C), ("budi", "SHADOW_STOP", C),
    ]  # fmt: skip


def test_what_serves_is_not_its_own_shadow(database: Database) -> None:
    register(database, A)
    promote(database, version=A, expected_generation=0, actor="test")
    with pytest.raises(BadInput, match="SHADOW_SERVES"):
        start_shadow(database, version=A, actor="test")
    assert shadow_version(database) is None and audited(database) == []


def test_what_comes_to_serve_is_watched_no_more(database: Database) -> None:
    register(database, A, B)
    for generation, version in enumerate((A, B)):
        start_shadow(database, version=version, actor="siti")
        promote(database, version=version, expected_generation=generation, actor="budi")
        assert shadow_version(database) is None
    start_shadow(database, version=A, actor="siti")
    rollback(database, expected_generation=2, actor="budi")
    assert shadow_version(database) is None
    assert audited(database) == [
        ("siti", "SHADOW_START", A), ("budi", "SHADOW_STOP", A), ("siti", "SHADOW_START", B),
        ("budi", "SHADOW_STOP", B), ("siti", "SHADOW_START", A), ("budi", "SHADOW_STOP", A),
    ]  # fmt: skip
    assert verify_audit(database).faults == ()


def test_another_version_is_watched_on(database: Database) -> None:
    register(database, A, C)
    start_shadow(database, version=C, actor="siti")
    promote(database, version=A, expected_generation=0, actor="budi")
    with pytest.raises(Conflict, match="SERVING_CHANGED"):
        promote(database, version=C, expected_generation=0, actor="budi")  # too late: nothing changes
    assert shadow_version(database) == C


def test_shares_and_means_are_over_all_that_was_added(database: Database) -> None:
    add_shadow_counts(database, [ONE, replace(ONE, hour="2026-11-25T01", shadow=C, dropped=5)])
    add_shadow_counts(database, [replace(ONE, overlap=1.0, unknown=2), replace(ONE, hour="2026-11-24T09")])
    first, second = shadow_standings(database)
    assert first == ShadowStanding(
        A, B, HOUR, "2026-11-24T09", compared=12, changed_share=0.75, overlap=pytest.approx(7 / 12),
        rank_correlation=0.5, benefit_shift=pytest.approx(-0.05), not_compared={"unknown": 2},
    )  # fmt: skip
    assert (second.shadow, second.compared, second.not_compared) == (C, 4, {"dropped": 5})


def test_a_day_and_a_serving_version_narrow_what_is_told(database: Database) -> None:
    later = replace(ONE, hour="2026-11-25T00", serving=C)
    add_shadow_counts(database, [ONE, later, ShadowCount(HOUR, "-", B, refused=1)])
    assert [one.serving for one in shadow_standings(database, since="2026-11-25")] == [C]
    assert [one.serving for one in shadow_standings(database, serving=A)] == [A]


def test_a_version_that_was_only_refused_has_no_means(database: Database) -> None:
    add_shadow_counts(database, [ShadowCount(HOUR, "-", B, refused=1)])
    (found,) = shadow_standings(database)
    means = (found.changed_share, found.overlap, found.rank_correlation, found.benefit_shift)
    assert (found.compared, found.not_compared, means) == (0, {"refused": 1}, (None,) * 4)


def add_many(url: str, start: int) -> None:
    database = open_database(url)
    for number in range(10):
        hours = [f"2026-11-24T{(start + number + step) % 12:02d}" for step in range(3)]
        add_shadow_counts(database, [replace(ONE, hour=hour) for hour in hours])


def test_workers_that_add_at_once_lose_nothing(database: Database, url: str) -> None:
    side_by_side(add_many, [(url, start) for start in range(4)])
    (found,) = shadow_standings(database)
    assert found.compared == 4 * 10 * 3 * 4


def test_no_column_could_name_a_person_or_a_course() -> None:
    assert {column.name for column in SHADOW_COUNTS.c} == set(ShadowCount.__dataclass_fields__)
    assert {c.name for c in SHADOW_COUNTS.c if c.type.python_type is str} == {"hour", "serving", "shadow"}

"""The version that answers unseen, and how far it disagreed: counts by hour and pair of versions.

Which version it is, is one row, changed with its audit row in one transaction. The counts name neither
people nor courses; workers add to them in batches, so a row holds what all of them saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from recommender.errors import BadInput
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.schema import SERVING, SHADOW, SHADOW_COUNTS

NOT_COMPARED: Final = ("unknown", "failed", "dropped", "refused")
"""``unknown``: the shadow does not know the person; ``failed``: it could not answer; ``dropped``: too many
waited; ``refused``: the version could not be opened, nothing is compared."""
_PAIR: Final = ("hour", "serving", "shadow")


@dataclass(frozen=True)
class ShadowCount:
    """What one worker adds to one hour of one pair of versions."""

    hour: str
    """``yyyy-mm-ddThh``, UTC."""
    serving: str
    shadow: str
    same: int = 0
    changed: int = 0
    unknown: int = 0
    failed: int = 0
    dropped: int = 0
    refused: int = 0
    ranked: int = 0
    """Compared answers with at least two courses on both lists."""
    shifted: int = 0
    """Compared answers with at least one course on both lists."""
    overlap: float = 0.0
    """Sums, see :class:`~recommender.evaluation.disagreement.Disagreement`."""
    rank_correlation: float = 0.0
    benefit_shift: float = 0.0


@dataclass(frozen=True)
class ShadowStanding:
    """The answers of one version beside those of its shadow."""

    serving: str
    shadow: str
    since: str
    """First and last hour with an answer, UTC."""
    until: str
    compared: int
    changed_share: float | None
    """Part of the compared answers whose list is not the same in the same order; None without any."""
    overlap: float | None
    """Means over the compared answers; None where there is none to be averaged."""
    rank_correlation: float | None
    benefit_shift: float | None
    not_compared: dict[str, int]
    """Answers that were not, by outcome; outcomes that did not occur are left out."""


def shadow_version(database: Database) -> str | None:
    """The version that answers unseen; None if none does."""
    with database.reading() as connection:
        version: str | None = connection.execute(select(SHADOW.c.version)).scalar_one()
    return version


def start_shadow(database: Database, *, version: str, actor: str) -> None:
    """Let ``version`` answer unseen, in place of the one that did; the same again changes nothing.

    Raises
    ------
    BadInput
        ``SHADOW_SERVES``: it is the one that serves.
    """
    with database.writing() as connection:
        # locked: whoever promotes this version at the same moment finds it watched, or is found serving
        if connection.execute(select(SERVING.c.version).with_for_update()).scalar_one() == version:
            raise BadInput(
                "SHADOW_SERVES",
                f"Versi {version} sudah melayani; tidak ada yang dapat dibandingkan.",
                fix="Pilih versi lain: versi bayangan berjalan di samping versi yang melayani.",
            )
        _change(database, connection, version, actor=actor, action="SHADOW_START", subject=version)


def stop_shadow(database: Database, *, actor: str) -> str | None:
    """Let no version answer unseen any more; the one that did, None if none did."""
    with database.writing() as connection:
        before: str | None = connection.execute(select(SHADOW.c.version)).scalar_one()
        if before is not None:
            _change(database, connection, None, actor=actor, action="SHADOW_STOP", subject=before)
    return before


def end_watch(database: Database, connection: Connection, *, version: str, actor: str) -> None:
    """Let ``version`` answer unseen no more, if it is the one that does: from now on it serves."""
    ended = connection.execute(update(SHADOW).where(SHADOW.c.version == version).values(version=None))
    if ended.rowcount:
        append_audit(
            database, connection, actor=actor, action="SHADOW_STOP", subject=version,
            details={"reason": "serves"},
        )  # fmt: skip


def _change(
    database: Database, connection: Connection, version: str | None, *, actor: str, action: str, subject: str
) -> None:
    changed = connection.execute(
        update(SHADOW).where(SHADOW.c.version.is_distinct_from(version)).values(version=version)
    )
    if changed.rowcount:
        append_audit(database, connection, actor=actor, action=action, subject=subject, details={})


def add_shadow_counts(database: Database, counts: Sequence[ShadowCount]) -> None:
    """Add ``counts`` to the rows there are, in one transaction: all of them, or none.

    Rows are taken in one order everywhere, so that two workers never wait for each other in a circle.
    """
    insert = postgresql.insert if database.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(SHADOW_COUNTS)
    statement = statement.on_conflict_do_update(
        index_elements=_PAIR,
        set_={
            column.name: column + statement.excluded[column.name]
            for column in SHADOW_COUNTS.c
            if column.name not in _PAIR
        },
    )
    rows = sorted((asdict(one) for one in counts), key=lambda row: [row[name] for name in _PAIR])
    with database.writing() as connection:
        for row in rows:
            connection.execute(statement, row)


def shadow_standings(
    database: Database, *, since: str = "", serving: str | None = None
) -> list[ShadowStanding]:
    """What was seen from the hour (or day) ``since`` on, by pair of versions.

    Parameters
    ----------
    serving
        Only beside this version; a version that could not be opened stood beside none and is left out.
    """
    query = select(SHADOW_COUNTS).where(SHADOW_COUNTS.c.hour >= since).order_by(SHADOW_COUNTS.c.hour)
    if serving is not None:
        query = query.where(SHADOW_COUNTS.c.serving == serving)
    pairs: dict[tuple[str, str], list[Any]] = defaultdict(list)
    with database.reading() as connection:
        for row in connection.execute(query):
            pairs[row.serving, row.shadow].append(row)
    return [_standing(pair, rows) for pair, rows in sorted(pairs.items())]


def _standing(pair: tuple[str, str], rows: Sequence[Any]) -> ShadowStanding:
    def total(name: str) -> Any:
        return sum(getattr(row, name) for row in rows)

    def mean(name: str, count: int) -> float | None:
        return total(name) / count if count else None

    compared = total("same") + total("changed")
    return ShadowStanding(
        *pair,
        since=rows[0].hour,
        until=rows[-1].hour,
        compared=compared,
        changed_share=mean("changed", compared),
        overlap=mean("overlap", compared),
        rank_correlation=mean("rank_correlation", total("ranked")),
        benefit_shift=mean("benefit_shift", total("shifted")),
        not_compared={name: total(name) for name in NOT_COMPARED if total(name)},
    )

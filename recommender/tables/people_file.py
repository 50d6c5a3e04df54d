"""Names and NIP of a few people, budgets, classes and yearly results, read on demand from a snapshot.

For the serving process: pyarrow without pandas, nothing is kept between calls, so that names of
people live in ``people.parquet`` alone. Where the snapshot is not on this machine there are no names;
pages then show ``asn_id``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

BUDGET_COLUMNS: Final = ("budget_id", "unit_id", "year", "ceiling", "source")


@dataclass(frozen=True)
class Person:
    """What identifies one person; empty where the agency left it empty."""

    name: str
    nip: str


@dataclass(frozen=True)
class Budget:
    """One ceiling; ``unit_id`` is empty where it is for the whole agency."""

    budget_id: str
    unit_id: str
    year: int
    ceiling: float
    """Rupiah."""
    source: str


@dataclass(frozen=True)
class ClassTerms:
    """What classes ask for; courses that state nothing are absent."""

    min_class: Mapping[str, int]
    """Smallest class by course_id."""
    regions: Mapping[str, frozenset[str]]
    """Region codes of the sessions of each course_id, cancelled ones left out."""


@dataclass(frozen=True)
class SnapshotFiles:
    """The folders of snapshots, each named by its digest."""

    folder: Path

    def people(self, digest: str, asn_ids: Collection[str]) -> dict[str, Person]:
        """Those of ``asn_ids`` that the snapshot names."""
        table = self._table(digest, "people", ["asn_id", "nip", "name"])
        if table is None:
            return {}
        places = (_place(table["asn_id"], one) for one in asn_ids)
        found = (table.slice(place, 1).to_pylist()[0] for place in places if place >= 0)
        return {row["asn_id"]: Person(row["name"] or "", row["nip"] or "") for row in found}

    def named_like(self, digest: str, words: str) -> tuple[str, ...]:
        """asn_id of everybody whose name holds every word of ``words``, in any case and order."""
        import pyarrow.compute as pc

        table = self._table(digest, "people", ["asn_id", "name"])
        if table is None or not words.split():
            return ()
        for word in words.split():
            table = table.filter(pc.match_substring(table["name"], word, ignore_case=True))
        return tuple(table["asn_id"].to_pylist())

    def budgets(self, digest: str) -> tuple[Budget, ...]:
        """Every ceiling of the snapshot; none where it has no budgets."""
        table = self._table(digest, "budgets", list(BUDGET_COLUMNS))
        rows = [] if table is None else table.to_pylist()
        return tuple(
            Budget(
                row["budget_id"], row["unit_id"] or "", int(row["year"]), float(row["ceiling"]),
                row["source"] or "",
            )
            for row in rows
        )  # fmt: skip

    def classes(self, digest: str) -> ClassTerms:
        """Smallest classes and regions of sessions; empty where the snapshot does not say."""
        courses = self._table(digest, "courses", ["course_id", "min_class"])
        sessions = self._table(digest, "sessions", ["course_id", "region_code", "status"])
        regions: dict[str, set[str]] = {}
        for row in [] if sessions is None else sessions.to_pylist():
            if row["region_code"] and row["status"] != "BATAL":
                regions.setdefault(row["course_id"], set()).add(row["region_code"])
        return ClassTerms(
            min_class={
                row["course_id"]: int(row["min_class"])
                for row in ([] if courses is None else courses.to_pylist())
                if row["min_class"]
            },
            regions={course: frozenset(found) for course, found in regions.items()},
        )

    def performance(self, digest: str, *, before: int) -> dict[str, list[tuple[int, float]]]:
        """Year and score (0-120) of each asn_id's yearly results of the years before ``before``."""
        table = self._table(digest, "performance", ["asn_id", "year", "period", "score"])
        found: dict[str, list[tuple[int, float]]] = {}
        for row in [] if table is None else table.to_pylist():
            if row["year"] < before and row["period"] in (None, "TAHUNAN") and row["score"] is not None:
                found.setdefault(row["asn_id"], []).append((row["year"], row["score"]))
        return found

    def _table(self, digest: str, name: str, columns: list[str]) -> Any:
        """A table of the snapshot, or None where its file is not here."""
        import pyarrow.parquet as pq  # loaded by the first page that asks for a name, not by the API

        path = self.folder / digest / f"{name}.parquet"
        if not digest.isalnum() or not path.is_file():
            return None
        return pq.ParquetFile(path).read(columns=columns, use_threads=False)  # read_table imports pandas


def _place(ids: Any, wanted: str) -> int:
    """Row of ``wanted`` in a sorted column, -1 if it is not there.

    Looked up by hand: what builds an Arrow array from Python values imports pandas.
    """
    place = bisect_left(range(len(ids)), wanted, key=lambda row: ids[row].as_py())
    return place if place < len(ids) and ids[place].as_py() == wanted else -1

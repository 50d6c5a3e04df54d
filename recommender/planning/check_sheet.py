"""What the checker knows: the rows of an exported plan beside the snapshot's own tables, as plain rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from itertools import compress
from typing import Any

from python_calamine import CalamineWorkbook

from recommender.planning.check_eligibility import broken_rules
from recommender.tables.snapshot import Snapshot

Row = dict[str, Any]
_WISHES = ("LOCK", "BAN", "DROPPED")


@dataclass(frozen=True)
class Violation:
    """A rule that the plan breaks."""

    rule: str
    subject: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A plan with everything its rules speak of.

    A *place* is a row of the sheet ``peserta`` with ``person``, ``session`` and ``course`` (rows of the
    snapshot) and ``enrolled`` (people already in the session).
    """

    places: Sequence[Row]
    reserves: Sequence[Row]
    rules: Mapping[str, float]
    """Value of each rule in force; 0 for those that need none."""
    units: Mapping[str, Row]
    people: Mapping[str, Row]
    """Rows of ``asn`` by id: those the plan is for."""
    size: Counter[str] = field(default_factory=Counter)
    """People of each unit."""
    hours: Counter[str] = field(default_factory=Counter)
    """JP on record in the planned year, by person; the yearly caps of some kinds are not applied."""
    budgets: Sequence[Row] = ()
    wishes: Sequence[tuple[str, str]] = ()
    """LOCK, BAN or DROPPED with what was written."""
    unknown: Sequence[str] = ()
    """Rows of the sheet that name nobody or nothing of the snapshot."""
    sessions: Sequence[Row] = ()
    """All sessions of the planned year, each with its ``course`` and ``enrolled``."""
    positions: Mapping[str, Row] = field(default_factory=dict)
    course_rules: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    records: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """Training records by person."""
    courses: Mapping[str, Row] = field(default_factory=dict)
    as_of: date = date.min

    def above(self, unit: str | None) -> list[str]:
        """The unit and every unit above it."""
        chain: list[str] = []
        while unit and unit not in chain:
            chain.append(unit)
            unit = self.units.get(unit, {}).get("parent_id")
        return chain

    def barred(self, person: Row, session: Row) -> list[str]:
        """Codes of what keeps the person out of the session on the day it starts."""
        return list(broken_rules(
            person, course=session["course"], rules=self.course_rules.get(session["course_id"], ()),
            records=self.records.get(person["asn_id"], ()),
            position=self.positions.get(person["position_id"], {}), above=self.above(person["unit_id"]),
            born_on=person["born_on"], day=session["starts_on"],
        ))  # fmt: skip


def read_sheet(content: bytes, *, snapshot: Snapshot) -> Sheet:
    """An exported workbook beside its snapshot."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    header, *lines = book.get_sheet_by_name("peserta").to_python()
    rows = [dict(zip(map(str, header), line, strict=True)) for line in lines]
    _, *listed = book.get_sheet_by_name("aturan").to_python()
    states = [(str(line[0]), str(line[1])) for line in listed]
    told = {str(line[0]): _for_programs(line) for line in book.get_sheet_by_name("ringkasan").to_python()}
    year, scope = int(float(told["Tahun"])), told["Unit"]
    courses, asn, units = (
        _table(snapshot, name, key)
        for name, key in (("courses", "course_id"), ("asn", "asn_id"), ("units", "unit_id"))
    )
    records = _rows(
        snapshot, "training_records", "asn_id", "course_id", "session_id", "ends_on", "status", "jp"
    )
    sessions = _sessions(snapshot, courses, Counter(one["session_id"] for one in records))
    found = [str(row["session_id"]) in sessions and str(row["asn_id"]) in asn for row in rows]
    places = [_place(row, sessions, asn) for row in compress(rows, found)]
    sheet = Sheet(
        places=[one for one in places if one["status"] != "CADANGAN"],
        reserves=[one for one in places if one["status"] == "CADANGAN"],
        rules={code: 0.0 if value == "aktif" else float(value) for code, value in states
               if value != "tidak aktif" and code not in ("BUDGET", *_WISHES)},
        units=units, people=asn, size=Counter(one["unit_id"] for one in asn.values()),
        hours=_hours(records, year),
        budgets=[*(one for one in _rows(snapshot, "budgets") if one["year"] == year),
                 *({"unit_id": None, "ceiling": float(value)} for code, value in states if code == "BUDGET")],
        wishes=[(code, value) for code, value in states if code in _WISHES],
        unknown=[f"{row['asn_id']}:{row['session_id']}" for row, here in zip(rows, found, strict=True)
                 if not here],
        sessions=[one for one in sessions.values() if one["starts_on"].year == year],
        positions=_table(snapshot, "positions", "position_id"),
        course_rules=_by(_rows(snapshot, "course_rules"), "course_id"), records=_by(records, "asn_id"),
        courses=courses, as_of=date.fromisoformat(told["Data per"]),
    )  # fmt: skip
    return _scoped(sheet, scope)


def _for_programs(line: Sequence[Any]) -> str:
    """What a line of the summary says: its code, where people read another text."""
    return str(line[2] if len(line) > 2 and line[2] else line[1])


def _scoped(sheet: Sheet, unit: str) -> Sheet:
    """The plan is for the people at or below ``unit``, where it is one."""
    if unit not in sheet.units:
        return sheet
    inside = {name: one for name, one in sheet.people.items() if unit in sheet.above(one["unit_id"])}
    return Sheet(**{**vars(sheet), "people": inside})


def _place(row: Row, sessions: Mapping[str, Row], asn: Mapping[str, Row]) -> Row:
    session = sessions[str(row["session_id"])]
    found = {"session": session, "course": session["course"], "enrolled": session["enrolled"]}
    return {**row, **found, "person": asn[str(row["asn_id"])]}


def _sessions(snapshot: Snapshot, courses: Mapping[str, Row], enrolled: Mapping[str, int]) -> dict[str, Row]:
    return {
        one["session_id"]: {
            **one, "course": courses[one["course_id"]], "enrolled": enrolled[one["session_id"]],
        }
        for one in _rows(snapshot, "sessions")
    }  # fmt: skip


def _hours(records: Sequence[Row], year: int) -> Counter[str]:
    hours: Counter[str] = Counter()
    for row in records:
        if row["ends_on"].year == year and row["status"] in ("LULUS", "HADIR"):
            hours[row["asn_id"]] += row["jp"] or 0
    return hours


def _rows(snapshot: Snapshot, name: str, *chosen: str) -> list[Row]:
    """Rows of a table, all or the ``chosen`` columns, with None for missing cells and dates as dates."""
    frame = snapshot.frame(name)
    columns = {column: _plain(frame[column]) for column in chosen or map(str, frame)}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _plain(column: Any) -> list[Any]:
    values = column.dt.date if column.dtype.kind == "M" else column
    plain: list[Any] = values.astype(object).where(column.notna(), None).tolist()
    return plain


def _table(snapshot: Snapshot, name: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in _rows(snapshot, name)}


def _by(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def by_session(places: Sequence[Row]) -> dict[str, list[Row]]:
    """Places of each session."""
    return _by(places, "session_id")


def by_person(places: Sequence[Row]) -> dict[str, list[Row]]:
    """Places of each person, by their start."""
    return _by(sorted(places, key=lambda place: place["session"]["starts_on"]), "asn_id")


def is_klasikal(place: Row) -> bool:
    """Whether the place is in a classroom."""
    return bool(place["course"]["form"] == "KLASIKAL")


def is_pppk(place: Row) -> bool:
    """Whether a PPPK has the place."""
    return place["person"]["employment"] in ("PPPK", "PPPK_PARUH_WAKTU")


def cost_of(place: Row) -> float:
    """Rupiah: the session's own cost, else the course's."""
    own = place["session"]["cost_per_participant"]
    return float(own if own is not None else place["course"]["cost_per_participant"] or 0)


def seats_left(session: Row) -> int:
    """Seats that nobody has yet; never more than the course's largest class leaves."""
    largest = session["course"]["max_class"]
    return int(min(session["seats"], largest if largest is not None else 10**9)) - int(session["enrolled"])


def length(session: Row) -> int:
    """Calendar days."""
    return int((session["ends_on"] - session["starts_on"]).days) + 1

"""A plan checked again from its sheet and the snapshot alone, sharing no code with the solver.

Plain loops over rows: slow, obvious, and blind to how the plan was made. Rules and their values are
read from the sheet ``aturan``. What depends on the model (benefits, the bound, leadership owed) is not
the checker's business.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

from python_calamine import CalamineWorkbook

from recommender.planning.check_eligibility import broken_rules
from recommender.tables.snapshot import Snapshot

Row = dict[str, Any]


@dataclass(frozen=True)
class Violation:
    """A rule that the plan breaks."""

    rule: str
    subject: str
    text: str


@dataclass(frozen=True)
class _Sheet:
    """What the checker knows: places, rules, and the snapshot's tables by id."""

    places: list[Row]
    """Participants with their session, course and person."""
    reserves: list[Row]
    rules: dict[str, float]
    """Value of each rule in force; 0 for those that need none."""
    wishes: list[tuple[str, str]]
    budgets: list[Row]
    units: Mapping[str, Row]
    size: Counter[str]
    """People of each unit."""
    hours: Counter[str]
    """JP on record in the planned year, by person; the yearly caps of some kinds are not applied."""
    people: int


def check_plan(content: bytes, *, snapshot: Snapshot) -> list[Violation]:
    """Everything that the exported workbook breaks; empty if every rule holds."""
    sheet = _read(content, snapshot)
    found = list(_check_eligibility(sheet, snapshot))
    for check in (_seats, _minimum, _money, _people, _shares, _away, _wishes):
        found += check(sheet)
    return found


def _read(content: bytes, snapshot: Snapshot) -> _Sheet:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    header, *lines = book.get_sheet_by_name("peserta").to_python()
    rows = [dict(zip(map(str, header), line, strict=True)) for line in lines]
    _, *listed = book.get_sheet_by_name("aturan").to_python()
    states = [(str(line[0]), str(line[1])) for line in listed]
    year = next(
        str(line[1]) for line in book.get_sheet_by_name("ringkasan").to_python() if line[0] == "Tahun"
    )
    sessions, courses, asn = (
        _table(snapshot, name, key)
        for name, key in (("sessions", "session_id"), ("courses", "course_id"), ("asn", "asn_id"))
    )
    enrolled = Counter(
        one["session_id"] for one in _rows(snapshot, "training_records", "session_id") if one["session_id"]
    )
    places: list[Row] = []
    reserves: list[Row] = []
    for row in rows:
        session = sessions[str(row["session_id"])]
        place = {
            **row, "session": session, "course": courses[session["course_id"]],
            "person": asn[str(row["asn_id"])], "enrolled": enrolled[session["session_id"]],
        }  # fmt: skip
        (reserves if row["status"] == "CADANGAN" else places).append(place)
    budgets = [one for one in _rows(snapshot, "budgets") if one["year"] == int(float(year))]
    budgets += [{"unit_id": None, "ceiling": float(value)} for code, value in states if code == "BUDGET"]
    return _Sheet(
        places=places, reserves=reserves,
        rules={code: 0.0 if value == "aktif" else float(value) for code, value in states
               if value != "tidak aktif" and code not in ("BUDGET", "LOCK", "BAN", "DROPPED")},
        wishes=[(code, value) for code, value in states if code in ("LOCK", "BAN", "DROPPED")],
        budgets=budgets, units=_table(snapshot, "units", "unit_id"),
        size=Counter(one["unit_id"] for one in asn.values()), people=len(asn),
        hours=_hours(snapshot, int(float(year))),
    )  # fmt: skip


def _rows(snapshot: Snapshot, name: str, *chosen: str) -> list[Row]:
    """Rows of a table, all or the ``chosen`` columns, with None for missing cells and dates as dates."""
    frame = snapshot.frame(name)
    columns = {column: _plain(frame[column]) for column in chosen or map(str, frame)}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _plain(column: Any) -> list[Any]:
    values = column.dt.date if column.dtype.kind == "M" else column
    plain: list[Any] = values.astype(object).where(column.notna(), None).tolist()
    return plain


def _hours(snapshot: Snapshot, year: int) -> Counter[str]:
    hours: Counter[str] = Counter()
    for row in _rows(snapshot, "training_records", "asn_id", "ends_on", "status", "jp"):
        if row["ends_on"].year == year and row["status"] in ("LULUS", "HADIR"):
            hours[row["asn_id"]] += row["jp"] or 0
    return hours


def _table(snapshot: Snapshot, name: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in _rows(snapshot, name)}


def _check_eligibility(sheet: _Sheet, snapshot: Snapshot) -> Iterator[Violation]:
    positions = _table(snapshot, "positions", "position_id")
    rules, records = defaultdict(list), defaultdict(list)
    for row in _rows(snapshot, "course_rules"):
        rules[row["course_id"]].append(row)
    for row in _rows(snapshot, "training_records", "asn_id", "course_id", "ends_on", "status"):
        records[row["asn_id"]].append(row)
    for place in [*sheet.places, *sheet.reserves]:
        person, session = place["person"], place["session"]
        if place["course_id"] != session["course_id"]:
            yield _violation("COURSE", place, "kursus pada lembar bukan kursus angkatan itu")
        if session["status"] not in ("RENCANA", "DIBUKA", None):
            yield _violation("SESSION_STATUS", place, "angkatan tidak dapat diisi")
        broken = broken_rules(
            person, course=place["course"], rules=rules[session["course_id"]],
            records=records[person["asn_id"]], position=positions.get(person["position_id"], {}),
            above=_above(sheet, person["unit_id"]), born_on=person["born_on"], day=session["starts_on"],
        )  # fmt: skip
        for code in broken:
            yield _violation(code, place, "peserta tidak memenuhi syarat")


def _violation(rule: str, place: Row, text: str) -> Violation:
    return Violation(rule, f"{place['asn_id']}:{place['session_id']}", text)


def _above(sheet: _Sheet, unit: str | None) -> list[str]:
    chain: list[str] = []
    while unit and unit not in chain:
        chain.append(unit)
        unit = sheet.units.get(unit, {}).get("parent_id")
    return chain


def _seats(sheet: _Sheet) -> Iterator[Violation]:
    if "SEATS" not in sheet.rules:
        return
    for session, places in _by(sheet.places, lambda place: place["session"]["session_id"]).items():
        first = places[0]
        largest = first["course"]["max_class"]
        left = min(first["session"]["seats"], largest if largest is not None else 10**9) - first["enrolled"]
        if len(places) > left:
            yield Violation("SEATS", session, f"{len(places)} peserta untuk {left} kursi")


def _minimum(sheet: _Sheet) -> Iterator[Violation]:
    if "MIN_CLASS" not in sheet.rules:
        return
    for session, places in _by(sheet.places, lambda place: place["session"]["session_id"]).items():
        own = places[0]["session"]["min_seats"]
        wanted = own if own is not None else places[0]["course"]["min_class"] or 0
        if len(places) + places[0]["enrolled"] < wanted:
            yield Violation("MIN_CLASS", session, f"{len(places)} peserta, paling sedikit {wanted}")


def _money(sheet: _Sheet) -> Iterator[Violation]:
    spent: dict[str | None, float] = defaultdict(float)
    capped = {one["unit_id"] for one in sheet.budgets if one["unit_id"]}
    for place in sheet.places:
        own = place["session"]["cost_per_participant"]
        cost = own if own is not None else place["course"]["cost_per_participant"] or 0
        spent[None] += cost
        payer = next((unit for unit in _above(sheet, place["person"]["unit_id"]) if unit in capped), None)
        if payer:
            spent[payer] += cost
    for budget in sheet.budgets:
        rule = "UNIT_BUDGET" if budget["unit_id"] else "WHOLE_BUDGET"
        if rule in sheet.rules and spent[budget["unit_id"]] > budget["ceiling"] + 0.5:
            yield Violation(
                rule, budget["unit_id"] or "seluruh instansi", f"terpakai {spent[budget['unit_id']]:.0f}"
            )


def _people(sheet: _Sheet) -> Iterator[Violation]:
    rules = sheet.rules
    for asn_id, places in _by(sheet.places, lambda place: place["asn_id"]).items():
        places.sort(key=lambda place: place["session"]["starts_on"])
        spans = [(place["session"]["starts_on"], place["session"]["ends_on"]) for place in places]
        courses = [place["session"]["course_id"] for place in places]
        away = sum(
            (end - start).days + 1
            for (start, end), place in zip(spans, places, strict=True)
            if _klasikal(place)
        )
        jp = sum(place["course"]["jp"] for place in places)
        dense = max(
            place["course"]["jp"] / ((end - start).days + 1)
            for (start, end), place in zip(spans, places, strict=True)
        )
        broken = {
            "OVERLAP": any(later[0] <= earlier[1] for earlier, later in pairwise(spans)),
            "ONE_PER_COURSE": len(set(courses)) < len(courses),
            "MAX_COURSES_PER_PERSON": len(places) > rules.get("MAX_COURSES_PER_PERSON", 1e9),
            "MAX_DAYS_AWAY": away > rules.get("MAX_DAYS_AWAY", 1e9),
            "MAX_JP_PER_PERSON": jp > rules.get("MAX_JP_PER_PERSON", 1e9) + 1e-6,
            "MAX_JP_PER_DAY": dense > rules.get("MAX_JP_PER_DAY", 1e9) + 1e-6,
        }
        yield from (
            Violation(rule, asn_id, "aturan perorangan dilanggar")
            for rule, is_broken in broken.items()
            if is_broken and rule in rules
        )


def _klasikal(place: Row) -> bool:
    return bool(place["course"]["form"] == "KLASIKAL")


def _shares(sheet: _Sheet) -> Iterator[Violation]:
    total = len(sheet.places)
    groups = {
        "MAX_UNIT_SHARE": lambda place: place["person"]["unit_id"],
        "MAX_REGION_SHARE": lambda place: sheet.units.get(place["person"]["unit_id"], {}).get("region_code"),
    }
    for rule, group in groups.items():
        for name, count in Counter(map(group, sheet.places)).items():
            if rule in sheet.rules and count > sheet.rules[rule] * total + 1e-6:
                yield Violation(rule, str(name), f"{count} dari {total} kursi")
    pppk = sum(place["person"]["employment"] in ("PPPK", "PPPK_PARUH_WAKTU") for place in sheet.places)
    klasikal = sum(map(_klasikal, sheet.places))
    for rule, count, sign in (
        ("MAX_PPPK_SHARE", pppk, 1), ("MIN_PPPK_SHARE", pppk, -1), ("MIN_KLASIKAL_SHARE", klasikal, -1)
    ):  # fmt: skip
        if rule in sheet.rules and sign * (count - sheet.rules[rule] * total) > 1e-6:
            yield Violation(rule, "", f"{count} dari {total} kursi")
    if "MIN_20JP_COVERAGE" in sheet.rules:
        hours = Counter(sheet.hours)
        for place in sheet.places:
            hours[place["asn_id"]] += place["course"]["jp"]
        covered = sum(jp >= 20 for jp in hours.values())
        if covered < sheet.rules["MIN_20JP_COVERAGE"] * sheet.people - 1e-6:
            yield Violation("MIN_20JP_COVERAGE", "", f"{covered} dari {sheet.people} pegawai")


def _away(sheet: _Sheet) -> Iterator[Violation]:
    if "MAX_UNIT_SHARE_AWAY" not in sheet.rules:
        return
    away: Counter[tuple[str, date]] = Counter()
    for place in filter(_klasikal, sheet.places):
        day = place["session"]["starts_on"]
        while day <= place["session"]["ends_on"]:
            away[place["person"]["unit_id"], day] += 1
            day += timedelta(days=1)
    for (unit, day), count in away.items():
        if count > max(1.0, sheet.rules["MAX_UNIT_SHARE_AWAY"] * sheet.size[unit] + 1e-6):
            yield Violation("MAX_UNIT_SHARE_AWAY", unit, f"{count} orang pada {day.isoformat()}")


def _wishes(sheet: _Sheet) -> Iterator[Violation]:
    given = {f"{place['asn_id']}:{place['session_id']}" for place in sheet.places}
    held = {place["session_id"] for place in sheet.places}
    for kind, wish in sheet.wishes:
        if (
            (kind == "LOCK" and wish not in given)
            or (kind == "BAN" and wish in given)
            or (kind == "DROPPED" and wish in held)
        ):
            yield Violation(kind, wish, "keputusan perencana tidak dipatuhi")


def _by(places: list[Row], key: Any) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for place in places:
        groups[key(place)].append(place)
    return groups

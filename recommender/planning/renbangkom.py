"""Renbangkom: the yearly plan of competency development that an agency hands in, of a plan's content.

One row a course and price, so that participants times price is the row's money. The columns are those
of the yearly HCDP: code, path, name, competencies with levels, whom it is for, participants, sessions,
JP, form, provider, time, price, money, its source, the expected effect and the place in the order.
Participants alone count: reserves and people who were taken out do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from recommender.domain.codes import DEV_KINDS
from recommender.domain.days import format_date
from recommender.domain.jp import REQUIRED_JP
from recommender.domain.numerals import NOTHING, number
from recommender.domain.rules import RULE_NAMES
from recommender.needs.workbook import Sheet
from recommender.store.plan_content import Content, participants
from recommender.tables.people_file import Person

Place = Mapping[str, Any]
NAMES: Final = ("renbangkom", "sumber dana", "jp pegawai")
"""The sheets."""
UNSTATED: Final = "tidak dinyatakan"
WHOLE: Final = "seluruh instansi"
TOTAL: Final = "JUMLAH"


def renbangkom_sheets(
    content: Content, *, known: Mapping[str, Person] | None = None, whole: bool = True
) -> list[Sheet]:
    """The three sheets; NIP and names stand in the last one where ``known`` is given.

    A plan of the ``whole`` agency names every ceiling, one of a unit those alone that pay for somebody:
    the others are other units' to plan.
    """
    tables = (_courses(content), _money(content, whole=whole), _hours(content, known))
    return [Sheet(name, table) for name, table in zip(NAMES, tables, strict=True)]


def sources_of(content: Content) -> dict[str, str]:
    """Source of the money of each account."""
    return {one["account"]: one["source"] or UNSTATED for one in content.get("sources", ())}


def _courses(content: Content) -> dict[str, Any]:
    sessions = {one["session_id"]: one for one in content["sessions"]}
    facts = {one["course_id"]: one for one in content.get("courses", ())}
    source, order = sources_of(content), _priority(content)
    groups: dict[tuple[int, float], list[Place]] = defaultdict(list)
    for one in participants(content):
        groups[order[sessions[one["session_id"]]["course_id"]], one["cost"]].append(one)
    rows = [_row(place, groups[place], sessions, facts, source) for place in sorted(groups)]
    rows.append({
        "Kode": TOTAL, "Jumlah peserta": sum(one["Jumlah peserta"] for one in rows),
        "Angkatan": len({one["session_id"] for one in participants(content)}),
        "Pagu (Rp)": sum(one["Pagu (Rp)"] for one in rows),
    })  # fmt: skip
    return {name: [one.get(name) for one in rows] for name in _COLUMNS}


_COLUMNS: Final = (
    "Prioritas", "Kode", "Jenis/Jalur", "Nama pelatihan", "Kompetensi dan level",
    "Sasaran jabatan/kriteria peserta", "Jumlah peserta", "Angkatan", "JP", "Bentuk/Metode", "Penyelenggara",
    "Waktu", "Biaya/peserta (Rp)", "Pagu (Rp)", "Sumber dana", "Indikator dampak kinerja organisasi",
)  # fmt: skip


def _row(
    key: tuple[int, float], group: Sequence[Place], sessions: Mapping[str, Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]], source: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    held = sorted({one["session_id"] for one in group}, key=lambda one: (sessions[one]["starts_on"], one))
    first = sessions[held[0]]
    fact = facts.get(first["course_id"], {})
    kind = DEV_KINDS.get(fact.get("dev_kind", 0))
    benefit = sum(one["benefit"] for one in group)
    return {
        "Prioritas": key[0], "Kode": first["course_id"], "Jenis/Jalur": kind.name if kind else NOTHING,
        "Nama pelatihan": first["title"],
        "Kompetensi dan level": _teaches(fact), "Sasaran jabatan/kriteria peserta": _target(fact, group),
        "Jumlah peserta": len(group), "Angkatan": len(held), "JP": first["jp"],
        "Bentuk/Metode": _method(first["form"], fact.get("delivery", "")),
        "Penyelenggara": fact.get("provider") or NOTHING,
        "Waktu": "; ".join(f"{one}: {_span(sessions[one])}" for one in held),
        "Biaya/peserta (Rp)": key[1], "Pagu (Rp)": len(group) * key[1],
        "Sumber dana": ", ".join(sorted({source.get(one["account"], UNSTATED) for one in group})),
        "Indikator dampak kinerja organisasi":
            f"Harapan: {number(benefit, 2)} poin level standar jabatan tertutup pada {number(len(group))} "
            "peserta.",
    }  # fmt: skip


def _priority(content: Content) -> dict[str, int]:
    """Place of each course: mandatory for somebody first, then the most expected benefit."""
    course = {one["session_id"]: one["course_id"] for one in content["sessions"]}
    benefit: dict[str, float] = defaultdict(float)
    mandatory: dict[str, bool] = defaultdict(bool)
    for one in participants(content):
        benefit[course[one["session_id"]]] += one["benefit"]
        mandatory[course[one["session_id"]]] |= bool(one.get("mandatory"))
    ranked = sorted(benefit, key=lambda one: (not mandatory[one], -round(benefit[one], 6), one))
    return {one: place for place, one in enumerate(ranked, start=1)}


def _teaches(fact: Mapping[str, Any]) -> str:
    told = [
        f"{one['competency']} ({_level(one['level_from'])} ke {_level(one['level_to'])})"
        for one in fact.get("teaches", ())
    ]
    return "; ".join(told) or NOTHING


def _level(value: float) -> str:
    return number(value, int(value % 1 > 0))


def _target(fact: Mapping[str, Any], group: Sequence[Place]) -> str:
    """Who attends, by class of post, and who may."""
    classes: dict[str, int] = defaultdict(int)
    for one in group:
        classes[one["position_class"].replace("_", " ") or "tanpa jabatan"] += 1
    people = ", ".join(f"{one} {number(classes[one])}" for one in sorted(classes))
    terms = "; ".join(
        f"{RULE_NAMES.get(one['rule'], one['rule'])}: {one['value']}" for one in fact.get("terms", ())
    )
    return f"{people}. Syarat: {terms}." if terms else f"{people}."


def _method(form: str, delivery: str) -> str:
    return ", ".join(one.replace("_", " ").lower() for one in (form, delivery) if one).capitalize()


def _span(session: Mapping[str, Any]) -> str:
    first, last = (date.fromisoformat(session[one]) for one in ("starts_on", "ends_on"))
    return format_date(first) if first == last else f"{format_date(first)} s.d. {format_date(last)}"


def _money(content: Content, *, whole: bool) -> dict[str, Any]:
    """Participants and money by source and account, each source with its sum, all of them last."""
    source = sources_of(content)
    units = {one["account"]: one["unit"] for one in content.get("sources", ())}
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for account in content["ceilings"] if whole else ():  # money nobody is planned for is money left
        groups[source.get(account, UNSTATED), account] = []
    for one in participants(content):
        groups[source.get(one["account"], UNSTATED), one["account"]].append(one)
    rows = []
    for name in sorted({name for name, _ in groups}):
        accounts = [account for held, account in sorted(groups) if held == name]
        for account in accounts:
            cap = content["ceilings"].get(account) if account else None
            told = f"{units.get(account, '')} ({account})".strip() if account else WHOLE
            rows.append(_sum(name, told, groups[name, account], cap))
        rows.append(_sum(f"Jumlah {name}", "", [one for key in accounts for one in groups[name, key]], None))
    rows.append(_sum(TOTAL, "", list(participants(content)), content["whole"]))
    return {name: [one[name] for one in rows] for name in rows[0]}


def _sum(source: str, account: str, group: Sequence[Place], cap: float | None) -> dict[str, Any]:
    spent = float(sum(one["cost"] for one in group))
    return {
        "Sumber dana": source, "Dibebankan pada": account, "Jumlah peserta": len(group),
        "Pegawai": len({one["asn_id"] for one in group}), "Biaya (Rp)": spent, "Pagu (Rp)": cap,
        "Sisa (Rp)": None if cap is None else cap - spent,
    }  # fmt: skip


def _hours(content: Content, known: Mapping[str, Person] | None) -> dict[str, Any]:
    """JP of each participant before and with the plan, by unit and name."""
    hours = {one["session_id"]: one["jp"] for one in content["sessions"]}
    mine: dict[str, list[Place]] = defaultdict(list)
    for one in participants(content):
        mine[one["asn_id"]].append(one)
    none = Person("", "")
    person = {one: (known or {}).get(one, none) for one in mine}
    order = sorted(mine, key=lambda one: (mine[one][0]["unit"], person[one].name.lower() or one, one))
    first = [mine[one][0] for one in order]
    before = [float(one.get("jp_before", 0.0)) for one in first]
    planned = [float(sum(hours[place["session_id"]] for place in mine[one])) for one in order]
    total = [sum(both) for both in zip(before, planned, strict=True)]
    names = {"NIP": [person[one].nip for one in order], "Nama": [person[one].name for one in order]}
    return {
        "No": list(range(1, len(order) + 1)), **(names if known is not None else {}), "ASN ID": order,
        "Jabatan": [one["position"] for one in first], "Unit": [one["unit"] for one in first],
        "Pelatihan": [len(mine[one]) for one in order], "JP sebelum rencana": before, "JP rencana": planned,
        "JP seluruhnya": total, "Mencapai 20 JP": ["ya" if one >= REQUIRED_JP else "belum" for one in total],
    }  # fmt: skip

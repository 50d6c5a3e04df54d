"""A plan as the sheets that are handed in: Daftar calon peserta, ready for the SK; renbangkom; annex."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from recommender.domain import codes
from recommender.domain.days import format_date, format_moment
from recommender.domain.numerals import number
from recommender.domain.plan_codes import ACTIONS, PARTICIPANT, REASONS, RESERVE, STATES
from recommender.domain.plan_rules import PLAN_FIELDS
from recommender.domain.plan_sentences import rule_value
from recommender.needs.workbook import Sheet, summary, workbook_bytes
from recommender.planning.renbangkom import renbangkom_sheets
from recommender.store.plan_content import Content
from recommender.store.plans import PlanView
from recommender.tables.people_file import Person
from recommender.web.plan_annex import annex_sheets
from recommender.web.plan_figures import totals

ESELON: Final = {
    "JPT_UTAMA": "I.a", "JPT_MADYA": "I", "JPT_PRATAMA": "II", "ADMINISTRATOR": "III", "PENGAWAS": "IV",
}  # fmt: skip
"""Eselon that a class of posts stands for (PP 11/2017, Pasal 131; SIASN reference); other posts have none."""
PANGKAT: Final = dict(zip(
    (11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44, 45),
    (
        "Juru Muda", "Juru Muda Tingkat I", "Juru", "Juru Tingkat I", "Pengatur Muda",
        "Pengatur Muda Tingkat I", "Pengatur", "Pengatur Tingkat I", "Penata Muda", "Penata Muda Tingkat I",
        "Penata", "Penata Tingkat I", "Pembina", "Pembina Tingkat I", "Pembina Utama Muda",
        "Pembina Utama Madya", "Pembina Utama",
    ),
    strict=True,
))  # fmt: skip
"""Pangkat of each golongan of PNS (PP 99/2000, Lampiran)."""


def plan_file(view: PlanView, content: Content, *, known: Mapping[str, Person] | None) -> bytes:
    """The .xlsx file with everything; NIP and names stand in it where ``known`` is given."""
    return workbook_bytes([
        Sheet("daftar calon peserta", _people(content, PARTICIPANT, known)),
        Sheet("cadangan", _people(content, RESERVE, known)),
        Sheet("peserta", _places(content)),
        Sheet("ringkasan", _summary(view, content)),
        Sheet("keputusan", _history(view, named=known is not None)),
        *renbangkom_sheets(content, known=known, whole=view.row.unit_id is None),
        *annex_sheets(content, request=view.row.request),
    ])  # fmt: skip


def renbangkom_file(view: PlanView, content: Content, *, known: Mapping[str, Person] | None) -> bytes:
    """The yearly document alone, with what it rests on and who approved it."""
    return workbook_bytes([
        *renbangkom_sheets(content, known=known, whole=view.row.unit_id is None),
        Sheet("ringkasan", _summary(view, content)),
    ])  # fmt: skip


def rank(place: Mapping[str, Any], name: str) -> tuple[int, int, int, str]:
    """Order of a list for an SK: eselon, pangkat (highest first, PPPK after PNS), name."""
    eselon = list(ESELON).index(place["position_class"]) if place["position_class"] in ESELON else len(ESELON)
    return eselon, int(place["grade_id"] >= codes.PPPK_GRADE_FROM), -int(place["grade_id"]), name.lower()


def _people(content: Content, status: str, known: Mapping[str, Person] | None) -> dict[str, Any]:
    sessions = {one["session_id"]: one for one in content["sessions"]}
    none = Person("", "")

    def person(place: Mapping[str, Any]) -> Person:
        return (known or {}).get(place["asn_id"], none)

    def order(place: Mapping[str, Any]) -> tuple[Any, ...]:
        session = sessions[place["session_id"]]
        name = person(place).name or place["asn_id"]
        return session["starts_on"], session["session_id"], *rank(place, name)

    rows = sorted((one for one in content["places"] if one["status"] == status), key=order)
    held = [sessions[one["session_id"]] for one in rows]
    names = {"NIP": [person(one).nip for one in rows], "Nama": [person(one).name for one in rows]}
    return {
        "No": list(range(1, len(rows) + 1)),
        **(names if known is not None else {}),
        "ASN ID": [one["asn_id"] for one in rows],
        "Pangkat/Golongan": [_grade(one["grade_id"]) for one in rows],
        "Eselon": [ESELON.get(one["position_class"], "-") for one in rows],
        "Jabatan": [one["position"] for one in rows],
        "Unit": [one["unit"] for one in rows],
        "Kepegawaian": [one["employment"].replace("_", " ") for one in rows],
        "Pelatihan": [one["title"] for one in held],
        "Angkatan": [one["session_id"] for one in held],
        "Mulai": [_day(one["starts_on"]) for one in held],
        "Selesai": [_day(one["ends_on"]) for one in held],
        "JP": [one["jp"] for one in held],
        "Biaya (Rp)": [one["cost"] for one in rows],
        "Alasan": [one["reason"] for one in rows],
    }


def _grade(grade_id: int) -> str:
    grade = codes.GRADES.get(grade_id, "")
    return f"{PANGKAT[grade_id]} ({grade})" if grade_id in PANGKAT else grade


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text))


def _places(content: Content) -> dict[str, Any]:
    """One row a place, in the columns of the command ``plan``."""
    course = {one["session_id"]: one["course_id"] for one in content["sessions"]}
    names = ("asn_id", "session_id", "course_id", "status", "benefit", "cost", "reason", "mark")
    rows = [{**one, "course_id": course[one["session_id"]]} for one in content["places"]]
    return {name: [row[name] for row in rows] for name in names}


def _summary(view: PlanView, content: Content) -> dict[str, Any]:
    found, figures = totals(content), content["figures"]
    approved = [one for one in view.history if one.action == "APPROVE"]
    return summary([
        ("Rencana", view.row.title, view.row.plan_id), ("Keadaan", STATES[view.row.state], view.row.state),
        ("Revisi", number(view.row.revision), str(view.row.revision)),
        ("Sidik isi (SHA-256)", view.digest, ""), ("Disusun oleh", view.row.created_by, ""),
        ("Disusun pada", format_moment(view.row.created_at), view.row.created_at),
        ("Diajukan oleh", view.row.submitted_by or "-", ""),
        ("Disetujui oleh", ", ".join(f"{one.key_id} ({format_moment(one.at)})" for one in approved) or "-",
         ", ".join(f"{one.key_id} {one.at}" for one in approved)),
        ("Tahun", str(content["year"]), ""),
        ("Data per", _day(content["as_of"]), content["as_of"]), ("Versi model", content["version"], ""),
        ("Snapshot", content["snapshot"], ""), ("Kursi terpakai", number(found.seats), str(found.seats)),
        ("Pegawai", number(found.people), str(found.people)),
        ("Biaya", f"Rp {number(found.cost)}", f"{found.cost:.0f}"),
        ("Pagu tambahan", *_rupiah(content["budget"])), ("Pagu seluruh rencana", *_rupiah(content["whole"])),
        _figure("Manfaat harapan (poin level standar yang tertutup)", found.benefit),
        _figure("Nilai usulan", figures["value"]), _figure("Batas atas yang terbukti", figures["bound"]),
        _figure("Selisih dari batas atas (%)", 100 * figures["gap"]),
        *_mandatory(figures),
        ("Pencarian selesai", "ya" if figures["complete"] else "dihentikan lebih awal", ""),
        *((f"Aturan: {one.label}", rule_value(one, content["settings"][one.code]),
           f"{one.code} {content['settings'][one.code]:g}")
          for one in PLAN_FIELDS if one.code in content["settings"]),
        *(("Yang membatasi", one["text"], f"{one['rule']} {one['subject']}".strip())
          for one in content["bindings"]),
    ])  # fmt: skip


def _figure(name: str, value: float) -> tuple[str, str, str]:
    return name, number(value, 2), f"{value:.2f}"


def _mandatory(figures: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Places of mandatory training, where it comes first; else nothing."""
    if "mandatory_most" not in figures:
        return []
    held, most = figures["mandatory"], figures["mandatory_most"]
    return [("Tempat pelatihan wajib", f"{number(held)} dari paling banyak {number(most)}", f"{held} {most}")]


def _rupiah(value: float | None) -> tuple[str, str]:
    return ("tidak ada", "") if value is None else (f"Rp {number(value)}", f"{value:.0f}")


def _history(view: PlanView, *, named: bool) -> dict[str, Any]:
    """A file without names is passed on: it does not say why somebody stays away."""
    rows = view.history
    told = [named or not one.asn_id for one in rows]
    return {
        "Revisi": [one.revision for one in rows], "Waktu": [format_moment(one.at) for one in rows],
        "Akun": [one.key_id for one in rows], "Keputusan": [ACTIONS[one.action] for one in rows],
        "Angkatan": [one.session_id for one in rows], "ASN ID": [one.asn_id for one in rows],
        "Pengganti": [one.replacement for one in rows],
        "Alasan": [REASONS.get(one.reason, "") if tell else "" for one, tell in zip(rows, told, strict=True)],
        "Catatan": [one.note if tell else "" for one, tell in zip(rows, told, strict=True)],
        "Sidik isi": [one.digest for one in rows], "Waktu (UTC)": [one.at for one in rows],
    }  # fmt: skip

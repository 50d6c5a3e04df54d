"""A plan as an .xlsx file: who goes where and why, what it costs, and the rules it was made under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain.days import format_date, to_date
from recommender.domain.numerals import number
from recommender.needs.workbook import Sheet, summary, workbook_bytes
from recommender.planning.explain import Binding
from recommender.planning.lottery import Draw
from recommender.planning.problem import I64, Plan, Problem, marginal_benefit
from recommender.planning.rules import RULES, Settings
from recommender.planning.what_if import Outcome

PARTICIPANT: Final = "PESERTA"
RESERVE: Final = "CADANGAN"


@dataclass(frozen=True)
class PlanFacts:
    """What the file says of a plan beside its places."""

    year: int
    unit: str | None
    """The unit whose people are planned; None for everybody."""
    version: str
    snapshot: str
    as_of: date
    """Date of the data that eligibility and what is owed rest on."""
    settings: Settings
    budget: float | None
    wishes: Mapping[str, Sequence[str]]
    """``lock``, ``ban`` and ``dropped`` as they were written."""
    bindings: Sequence[Binding]
    draws: Sequence[Draw] = ()
    outcomes: Sequence[Outcome] = ()
    sources: Sequence[Mapping[str, str]] = ()
    """``account``, ``unit`` and ``source`` of every ceiling's money."""


def plan_workbook(
    problem: Problem, plan: Plan, *, bundle: Bundle, reserves: I64, reasons: Sequence[str], facts: PlanFacts,
    more: Sequence[Sheet] = (),
) -> bytes:  # fmt: skip
    """The file; ``reasons`` are of the chosen candidates and then of the ``reserves``.

    ``more`` are sheets put after its own.
    """
    return workbook_bytes([
        Sheet("peserta", _places(problem, plan, bundle, reserves, reasons)),
        Sheet("ringkasan", _summary(problem, plan, bundle, facts)),
        Sheet("kelas", _classes(problem, plan, bundle)),
        Sheet("anggaran", _money(problem, plan)),
        Sheet("aturan", _rules(facts)),
        Sheet("undian", _draws(facts.draws)),
        Sheet("bandingan", _outcomes(facts.outcomes)),
        *more,
    ])  # fmt: skip


def _places(
    problem: Problem, plan: Plan, bundle: Bundle, reserves: I64, reasons: Sequence[str]
) -> dict[str, Any]:
    """One row a place, by session, participants before reserves."""
    rows = np.concatenate([plan.chosen, reserves])
    status = np.repeat([PARTICIPANT, RESERVE], [len(plan.chosen), len(reserves)])
    benefit = np.concatenate([marginal_benefit(problem, plan.chosen), problem.benefit[reserves]])
    session = problem.session[rows]
    course, person = problem.sessions.course[session], problem.person[rows]
    columns = {
        "asn_id": problem.staff.asn_id[person],
        "session_id": problem.sessions.session_id[session],
        "course_id": bundle.catalogue.courses.ids[course],
        "status": status,
        "benefit": benefit,
        "cost": problem.cost[rows],
        "reason": np.array(reasons, dtype=np.str_),
        "title": np.array([bundle.catalogue.texts[one].title for one in course], dtype=np.str_),
        "unit": np.array([problem.unit_names[one] if one >= 0 else "" for one in problem.staff.unit[person]]),
        "starts_on": _dates(problem.sessions.start[session]),
        "ends_on": _dates(problem.sessions.end[session]),
        "jp": problem.sessions.jp[session],
    }
    order = np.lexsort((-benefit, status == RESERVE, session))
    return {name: column[order] for name, column in columns.items()}


def _dates(days: I64) -> np.ndarray[Any, Any]:
    return np.array([to_date(int(day)).isoformat() for day in days], dtype=np.str_)


def _summary(problem: Problem, plan: Plan, bundle: Bundle, facts: PlanFacts) -> dict[str, Any]:
    cost, units = float(problem.cost[plan.chosen].sum()), bundle.units
    unit = "seluruh instansi" if facts.unit is None else units.names[units.ids.row(facts.unit)]
    told = [
        ("Tahun", str(facts.year)),
        ("Versi model", facts.version),
        ("Snapshot", facts.snapshot),
        ("Kursi terpakai", number(len(plan.chosen))),
        ("Pegawai", number(len(np.unique(problem.person[plan.chosen])))),
        ("Biaya", f"Rp {number(cost)}"),
        ("Pagu tambahan", "tidak ada" if facts.budget is None else f"Rp {number(facts.budget)}"),
        (
            "Manfaat harapan (poin level standar yang tertutup)",
            number(marginal_benefit(problem, plan.chosen).sum(), 2),
        ),
        ("Nilai rencana", number(plan.value, 2)),
        ("Batas atas yang terbukti", number(plan.bound, 2)),
        ("Selisih dari batas atas", f"{number(100 * plan.gap, 2)} %"),
        ("Selesai", "ya" if plan.complete else "dihentikan; ini rencana terbaik sampai saat itu"),
    ]
    return summary([
        ("Unit", unit, facts.unit or ""), ("Data per", format_date(facts.as_of), facts.as_of.isoformat()),
        *((name, text, "") for name, text in told),
        *(("Yang membatasi", one.text, f"{one.rule} {one.subject}".strip()) for one in facts.bindings),
    ])  # fmt: skip


def _classes(problem: Problem, plan: Plan, bundle: Bundle) -> dict[str, Any]:
    sessions = problem.sessions
    count = np.bincount(problem.session[plan.chosen], minlength=len(sessions))
    state = np.where(count > 0, "diselenggarakan", "tidak diselenggarakan")
    return {
        "Angkatan": sessions.session_id,
        "Pelatihan": [bundle.catalogue.texts[one].title for one in sessions.course],
        "Mulai": [format_date(to_date(int(day))) for day in sessions.start],
        "Selesai": [format_date(to_date(int(day))) for day in sessions.end],
        "Kursi": sessions.seats,
        "Peserta terkecil": sessions.minimum,
        "Peserta": count,
        "Biaya (Rp)": count * sessions.cost,
        "Keadaan": state,
    }


def _money(problem: Problem, plan: Plan) -> dict[str, Any]:
    cost, account = problem.cost[plan.chosen], problem.staff.account[problem.person[plan.chosen]]
    spent = np.bincount(account + 1, weights=cost, minlength=len(problem.ceilings.unit) + 1)[1:]
    whole = problem.ceilings.whole
    names = [*problem.ceilings.unit_ids, *["seluruh instansi"] * len(whole)]
    caps = np.concatenate([problem.ceilings.unit, whole])
    used = np.concatenate([spent, np.full(len(whole), cost.sum())])
    return {"Unit": names, "Pagu (Rp)": caps, "Terpakai (Rp)": used, "Sisa (Rp)": caps - used}


def _rules(facts: PlanFacts) -> dict[str, Any]:
    """Every rule with its state; wishes and the option's ceiling beneath."""
    code, value, text = [], [], []
    for rule in RULES:
        held = facts.settings.value(rule.code)
        code.append(rule.code)
        value.append("tidak aktif" if held is None else "aktif" if rule.always else f"{held:g}")
        text.append(rule.text.format(value="tertentu" if held is None else number(held, 2)))
    if facts.budget is not None:
        code, value = [*code, "BUDGET"], [*value, f"{facts.budget:.0f}"]
        text.append(f"Pagu tambahan seluruh rencana: Rp {number(facts.budget)}.")
    for kind, pairs in facts.wishes.items():
        code += [kind.upper()] * len(pairs)
        value += list(pairs)
        text += ["Keputusan perencana."] * len(pairs)
    return {"Aturan": code, "Nilai": value, "Penjelasan": text}


def _draws(draws: Sequence[Draw]) -> dict[str, Any]:
    rows = [(one, asn_id) for one in draws for asn_id in one.eligible]
    return {
        "session_id": [one.session_id for one, _ in rows],
        "asn_id": [asn_id for _, asn_id in rows],
        "odds": [one.odds for one, _ in rows],
        "drawn": ["ya" if asn_id in one.drawn else "tidak" for one, asn_id in rows],
        "seed": [one.seed for one, _ in rows],
    }


def _outcomes(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "Keadaan": [one.name for one in outcomes],
        "Dapat disusun": ["ya" if one.feasible else "tidak" for one in outcomes],
        "Kursi": [one.seats for one in outcomes],
        "Pegawai": [one.people for one in outcomes],
        "Manfaat": [one.benefit for one in outcomes],
        "Biaya (Rp)": [one.cost for one in outcomes],
        "Batas atas": [one.bound for one in outcomes],
    }

"""What people review, decide on and approve of a plan, as plain JSON values (``store.plan_content``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_date
from recommender.domain.jp import REQUIRED_JP
from recommender.features.identifiers import UNKNOWN
from recommender.planning.course_facts import course_facts
from recommender.planning.explain import Binding
from recommender.planning.export import PARTICIPANT, RESERVE, PlanFacts
from recommender.planning.problem import I64, Plan, Problem, mandatory_places, marginal_benefit


def plan_content(
    problem: Problem, plan: Plan, *, bundle: Bundle, reserves: I64, reasons: Sequence[str], facts: PlanFacts
) -> dict[str, Any]:
    """The content; ``reasons`` are of the chosen candidates and then of the ``reserves``."""
    return {
        "year": facts.year, "version": facts.version, "snapshot": facts.snapshot,
        "as_of": facts.as_of.isoformat(), "settings": dict(facts.settings.values), "budget": facts.budget,
        **_proof(problem, plan, facts.bindings), "sessions": _sessions(problem, plan, bundle),
        "places": _places(problem, plan, bundle, reserves, reasons),
        "staff": _staff(problem, bundle, np.concatenate([plan.chosen, reserves])),
        "draws": [{**asdict(one), "drawn": sorted(one.drawn)} for one in facts.draws],
        "outcomes": [asdict(one) for one in facts.outcomes],
        "courses": course_facts(bundle, problem.sessions.course[problem.session[plan.chosen]].tolist()),
        "sources": [dict(one) for one in facts.sources],
    }  # fmt: skip


def _proof(problem: Problem, plan: Plan, bindings: Sequence[Binding]) -> dict[str, Any]:
    whole = problem.ceilings.whole
    return {
        "figures": {
            "value": plan.value, "bound": plan.bound, "gap": plan.gap, "complete": plan.complete,
            **({} if plan.most_duty is None else _duty(problem, plan)),
        },
        "bindings": [asdict(one) for one in bindings],
        "ceilings": dict(zip(problem.ceilings.unit_ids, problem.ceilings.unit.tolist(), strict=True)),
        "whole": float(whole.min()) if len(whole) else None,
    }  # fmt: skip


def _duty(problem: Problem, plan: Plan) -> dict[str, Any]:
    return {"mandatory": mandatory_places(problem, plan), "mandatory_most": plan.most_duty}


def _sessions(problem: Problem, plan: Plan, bundle: Bundle) -> list[dict[str, Any]]:
    """The sessions that are held, soonest first."""
    sessions, catalogue = problem.sessions, bundle.catalogue
    held = np.unique(problem.session[plan.chosen])
    held = held[np.lexsort((sessions.session_id[held], sessions.start[held]))]
    return [
        {
            "session_id": str(sessions.session_id[one]),
            "course_id": catalogue.courses[int(sessions.course[one])],
            "title": catalogue.texts[int(sessions.course[one])].title,
            "starts_on": to_date(int(sessions.start[one])).isoformat(),
            "ends_on": to_date(int(sessions.end[one])).isoformat(),
            "seats": int(sessions.seats[one]), "minimum": int(sessions.minimum[one]),
            "cost": float(sessions.cost[one]), "jp": float(sessions.jp[one]),
            "form": codes.FORMS[int(catalogue.form[sessions.course[one]])],
        }
        for one in held
    ]  # fmt: skip


def _staff(problem: Problem, bundle: Bundle, rows: I64) -> dict[str, Any]:
    """What the rules ask about people beyond those of the plan."""
    staff = problem.staff
    size = np.bincount(staff.unit[staff.unit != UNKNOWN], minlength=len(problem.unit_names))
    units = np.unique(staff.unit[problem.person[rows]])
    return {
        "people": int(staff.planned.sum()),
        "with_jp": int((staff.planned & (staff.jp_before >= REQUIRED_JP)).sum()),
        "units": {bundle.units.ids[int(one)]: int(size[one]) for one in units if one != UNKNOWN},
    }


def _places(
    problem: Problem, plan: Plan, bundle: Bundle, reserves: I64, reasons: Sequence[str]
) -> list[dict[str, Any]]:
    rows = np.concatenate([plan.chosen, reserves])
    benefit = np.concatenate([marginal_benefit(problem, plan.chosen), problem.benefit[reserves]])
    cost = problem.cost[rows]  # once: it is made of every candidate
    owed = np.bincount(problem.person, weights=problem.mandatory, minlength=len(problem.staff)) > 0
    places = [
        {
            "session_id": str(problem.sessions.session_id[problem.session[row]]),
            "status": PARTICIPANT if at < len(plan.chosen) else RESERVE, "mark": "",
            "benefit": round(float(benefit[at]), 6), "cost": float(cost[at]), "reason": reasons[at],
            "mandatory": bool(problem.mandatory[row]), "owed": bool(owed[problem.person[row]]),
            **_person(problem, bundle, int(problem.person[row])),
        }
        for at, row in enumerate(rows.tolist())
    ]  # fmt: skip
    return sorted(places, key=lambda one: (one["session_id"], one["status"] == RESERVE, -one["benefit"]))


def _person(problem: Problem, bundle: Bundle, row: int) -> dict[str, Any]:
    """Who it is, as of the version: the plan can be read when another version serves."""
    people, positions = bundle.people, bundle.positions
    unit, position, account = (
        int(people.unit[row]),
        int(people.position[row]),
        int(problem.staff.account[row]),
    )
    return {
        "asn_id": str(people.asn_id[row]),
        "account": "" if account < 0 else problem.ceilings.unit_ids[account],
        "unit_id": "" if unit == UNKNOWN else bundle.units.ids[unit],
        "unit": "" if unit == UNKNOWN else bundle.units.names[unit],
        "position": "" if position == UNKNOWN else positions.names[position],
        "position_class": ""
        if position == UNKNOWN
        else codes.POSITION_CLASSES[int(positions.position_class[position])],
        "grade_id": int(people.grade[row]),
        "employment": codes.EMPLOYMENT[int(people.employment[row])],
        "region": str(problem.staff.region[row]),
        "jp_before": float(problem.staff.jp_before[row]),
    }

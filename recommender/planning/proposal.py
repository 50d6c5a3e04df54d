"""A plan as plain JSON values: what people review, decide on and approve (``store.plan_content``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_date
from recommender.domain.unit_tree import at_or_below
from recommender.errors import BadInput, GateRefused
from recommender.features.arrays import Units
from recommender.features.identifiers import UNKNOWN
from recommender.features.planning_inputs import read_planning_inputs
from recommender.planning.candidates import Wishes, build_problem
from recommender.planning.check import check_plan
from recommender.planning.conflict import solve_or_explain
from recommender.planning.explain import Binding, binding_rules
from recommender.planning.export import PARTICIPANT, RESERVE, PlanFacts, plan_workbook
from recommender.planning.joint import CourseLoss, benefit_terms
from recommender.planning.lottery import Draw, draw_seats
from recommender.planning.place_reasons import place_reasons
from recommender.planning.prices import Stop, never
from recommender.planning.problem import I64, Bool, Plan, Problem, marginal_benefit, restricted
from recommender.planning.reserves import choose_reserves
from recommender.planning.rows import Rows
from recommender.planning.rules import Settings, shared_rows
from recommender.planning.what_if import Outcome, compare
from recommender.progress import Progress, silent
from recommender.tables.snapshot import Snapshot


def make_proposal(
    bundle: Bundle, snapshot: Snapshot, *, version: str, request: Mapping[str, Any], unit_id: str | None,
    objectors: Collection[str] = (), progress: Progress = silent, stop: Stop = never,
) -> dict[str, Any]:  # fmt: skip
    """Solve what was asked for and write it down; the independent checker has passed it.

    Parameters
    ----------
    request
        ``year``, ``budget`` (rupiah or None), ``rules`` (code to number), ``lock`` and ``ban`` (pairs of
        asn_id and session_id) and ``drop`` (session_ids); may have ``off`` (codes of rules left out
        although they have a default), ``lottery`` (seed, or None for no draws) and ``what_if`` (scenarios
        of :func:`~recommender.planning.what_if.compare`).
    unit_id
        Only people of this unit and below are planned; None for everybody.
    objectors
        asn_ids who object to automatic ranking; nobody of them gets a place.

    Raises
    ------
    BadInput
        As :func:`~recommender.planning.candidates.build_problem`; ``PLAN_RULE_UNKNOWN`` and
        ``PLAN_RULE_VALUE``; ``PLAN_NO_CANDIDATES``; ``PLAN_LOCK_REFUSED``; ``PLAN_LOTTERY_RULES``;
        ``PLAN_SCENARIO_UNKNOWN``.
    GateRefused
        The demands contradict each other (``conflict`` names them), or ``PLAN_CHECK_FAILED``.
    """
    settings = Settings.of(request["rules"], off=request.get("off", ()))
    year, budget = int(request["year"]), request["budget"]
    lock, ban = ([tuple(one) for one in request[name]] for name in ("lock", "ban"))
    wishes = Wishes(lock=lock, ban=ban, dropped=request["drop"])
    inputs = read_planning_inputs(snapshot, catalogue=bundle.catalogue, units=bundle.units, year=year)
    whole, loss = build_problem(
        bundle, inputs, year=year, settings=settings, budget=budget, wishes=wishes, progress=progress
    )
    keep = _wanted(whole, bundle.units, unit_id=unit_id, objectors=objectors)
    problem = _kept(whole, keep)
    plan = solve_or_explain(problem, settings, progress=progress, stop=stop)
    outcomes = _outcomes(problem, plan, settings, request.get("what_if", ()), progress, stop)
    shared = shared_rows(problem, settings)
    plan, draws = _drawn(problem, plan, shared, loss, np.flatnonzero(keep), seed=request.get("lottery"))
    reserves = choose_reserves(problem, plan, settings=settings)
    bindings = binding_rules(plan, shared)
    rows = np.concatenate([plan.chosen, reserves])
    reasons = place_reasons(bundle, loss, np.flatnonzero(keep)[rows])
    facts = PlanFacts(
        year=year, version=version, snapshot=snapshot.digest, settings=settings, budget=budget,
        wishes={"lock": [*map(":".join, lock)], "ban": [*map(":".join, ban)], "dropped": wishes.dropped},
        bindings=bindings, draws=draws, outcomes=outcomes,
    )  # fmt: skip
    _require_clean(
        plan_workbook(problem, plan, bundle=bundle, reserves=reserves, reasons=reasons, facts=facts), snapshot
    )
    return {
        "year": year, "version": version, "snapshot": snapshot.digest, "as_of": bundle.as_of.isoformat(),
        "settings": dict(settings.values), "budget": budget, **_proof(problem, plan, bindings),
        "sessions": _sessions(problem, plan, bundle),
        "places": _places(problem, plan, bundle, reserves, reasons),
        "draws": [{**asdict(one), "drawn": sorted(one.drawn)} for one in draws],
        "outcomes": [asdict(one) for one in outcomes],
    }  # fmt: skip


def _wanted(problem: Problem, units: Units, *, unit_id: str | None, objectors: Collection[str]) -> Bool:
    """(P,) candidates of people within the unit who do not object."""
    inside = np.ones(len(units.ids) + 1, bool)  # the last is of people without a known unit
    if unit_id is not None:
        inside = np.append(at_or_below(units.ids.row(unit_id), parent=units.parent), False)
    people = inside[problem.staff.unit] & ~np.isin(problem.staff.asn_id, list(objectors))
    wanted: Bool = people[problem.person]
    return wanted


def _kept(problem: Problem, keep: Bool) -> Problem:
    kept = restricted(problem, keep)
    if not len(kept):
        raise BadInput(
            "PLAN_NO_CANDIDATES", "Tidak ada pegawai yang dapat direncanakan di unit ini.",
            fix="Periksa unit akun, syarat pelatihan, dan keberatan yang tercatat.",
        )  # fmt: skip
    if len(kept.locked) < len(problem.locked):
        raise BadInput(
            "PLAN_LOCK_REFUSED", "Ada kunci untuk pegawai di luar unit atau yang berkeberatan.",
            fix="Hapus kunci itu.",
        )  # fmt: skip
    return kept


def _outcomes(
    problem: Problem, plan: Plan, settings: Settings, scenarios: Sequence[str], progress: Progress, stop: Stop
) -> list[Outcome]:
    """The plan itself and what else was asked for; whoever wants the best so far does not wait for that."""
    if not scenarios or stop():
        return []
    first = Outcome.of("", problem, plan)
    return [first, *compare(problem, scenarios, settings=settings, progress=progress)]


def _drawn(
    problem: Problem, plan: Plan, shared: Rows, loss: CourseLoss, rows: I64, *, seed: int | None
) -> tuple[Plan, tuple[Draw, ...]]:
    """The plan with the seats near the cut-offs drawn where a ``seed`` was given; ``rows`` are those of the
    candidates in the terms of ``loss``."""
    if seed is None:
        return plan, ()
    return draw_seats(problem, plan, rows=shared, spread=benefit_terms(loss, rows)[2], seed=seed)


def _require_clean(workbook: bytes, snapshot: Snapshot) -> None:
    violations = check_plan(workbook, snapshot=snapshot)
    if violations:
        raise GateRefused(
            "PLAN_CHECK_FAILED", "Pemeriksa mandiri menemukan aturan yang dilanggar; rencana tidak dipakai.",
            fix="Laporkan rencana ini kepada operator.",
            conflict=[f"{one.rule}: {one.text}" for one in violations[:20]],
        )  # fmt: skip


def _proof(problem: Problem, plan: Plan, bindings: Sequence[Binding]) -> dict[str, Any]:
    whole = problem.ceilings.whole
    return {
        "figures": {
            "value": plan.value, "bound": plan.bound, "gap": plan.gap, "complete": plan.complete,
        },
        "bindings": [asdict(one) for one in bindings],
        "ceilings": dict(zip(problem.ceilings.unit_ids, problem.ceilings.unit.tolist(), strict=True)),
        "whole": float(whole.min()) if len(whole) else None,
    }  # fmt: skip


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


def _places(
    problem: Problem, plan: Plan, bundle: Bundle, reserves: I64, reasons: Sequence[str]
) -> list[dict[str, Any]]:
    rows = np.concatenate([plan.chosen, reserves])
    benefit = np.concatenate([marginal_benefit(problem, plan.chosen), problem.benefit[reserves]])
    places = [
        {
            "session_id": str(problem.sessions.session_id[problem.session[row]]),
            "status": PARTICIPANT if at < len(plan.chosen) else RESERVE, "mark": "",
            "benefit": round(float(benefit[at]), 6), "cost": float(problem.cost[row]), "reason": reasons[at],
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
    }

"""A plan as plain JSON values: what people review, decide on and approve (``store.plan_content``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain.unit_tree import at_or_below
from recommender.errors import BadInput
from recommender.features.arrays import Units
from recommender.features.planning_inputs import read_planning_inputs
from recommender.planning.candidates import Wishes, build_problem
from recommender.planning.check import require_clean
from recommender.planning.conflict import solve_or_explain
from recommender.planning.content import plan_content
from recommender.planning.course_facts import money_sources
from recommender.planning.explain import binding_rules
from recommender.planning.export import PlanFacts, plan_workbook
from recommender.planning.joint import CourseLoss, benefit_terms
from recommender.planning.lottery import Draw, draw_seats
from recommender.planning.place_reasons import place_reasons
from recommender.planning.prices import Stop, never
from recommender.planning.problem import I64, Bool, Plan, Problem, restricted
from recommender.planning.reserves import choose_reserves
from recommender.planning.rules import Settings
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
    planned = _planned(bundle.units, whole, unit_id)
    keep = (planned & ~np.isin(whole.staff.asn_id, list(objectors)))[whole.person]
    problem = _kept(whole, keep, planned)
    plan = solve_or_explain(problem, settings, progress=progress, stop=stop)
    outcomes = _outcomes(problem, plan, settings, request.get("what_if", ()), progress, stop)
    plan, draws = _drawn(problem, plan, settings, loss, np.flatnonzero(keep), seed=request.get("lottery"))
    reserves = choose_reserves(problem, plan, settings=settings)
    rows = np.concatenate([plan.chosen, reserves])
    reasons = place_reasons(bundle, loss, np.flatnonzero(keep)[rows])
    facts = PlanFacts(
        year=year, unit=unit_id, version=version, snapshot=snapshot.digest, as_of=bundle.as_of,
        settings=settings, budget=budget,
        wishes={"lock": [*map(":".join, lock)], "ban": [*map(":".join, ban)], "dropped": wishes.dropped},
        bindings=binding_rules(plan, problem=problem, settings=settings, bundle=bundle), draws=draws,
        outcomes=outcomes,
        sources=money_sources(inputs, bundle.units),
    )  # fmt: skip
    sheets = plan_workbook(problem, plan, bundle=bundle, reserves=reserves, reasons=reasons, facts=facts)
    require_clean(sheets, snapshot=snapshot)
    return plan_content(problem, plan, bundle=bundle, reserves=reserves, reasons=reasons, facts=facts)


def _planned(units: Units, problem: Problem, unit_id: str | None) -> Bool:
    """(n,) people of the unit and below; everybody without one."""
    inside = np.ones(len(units.ids) + 1, bool)  # the last is of people without a known unit
    if unit_id is not None:
        inside = np.append(at_or_below(units.ids.row(unit_id), parent=units.parent), False)
    return inside[problem.staff.unit]


def _kept(problem: Problem, keep: Bool, planned: Bool) -> Problem:
    """The candidates that are wanted, and the people whose hours count."""
    kept = restricted(problem, keep)
    kept = replace(kept, staff=replace(kept.staff, planned=planned))
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
    return [first, *compare(problem, plan, scenarios, settings=settings, progress=progress)]


def _drawn(
    problem: Problem, plan: Plan, settings: Settings, loss: CourseLoss, rows: I64, *, seed: int | None
) -> tuple[Plan, tuple[Draw, ...]]:
    """The plan with the seats near the cut-offs drawn where a ``seed`` was given; ``rows`` are those of the
    candidates in the terms of ``loss``."""
    if seed is None:
        return plan, ()
    return draw_seats(problem, plan, settings=settings, spread=benefit_terms(loss, rows)[2], seed=seed)

"""``plan``: cohorts under budget, seats and rules, with the proof of how good they are."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from recommender import durable
from recommender.bundle.refusals import require_snapshot
from recommender.config import read_settings
from recommender.errors import BadInput
from recommender.features.planning_inputs import read_planning_inputs
from recommender.planning.candidates import Wishes, build_problem
from recommender.planning.check import require_clean
from recommender.planning.conflict import solve_or_explain
from recommender.planning.content import plan_content
from recommender.planning.course_facts import money_sources
from recommender.planning.explain import binding_rules
from recommender.planning.export import PlanFacts, plan_workbook
from recommender.planning.joint import benefit_terms
from recommender.planning.lottery import Draw, draw_seats
from recommender.planning.place_reasons import place_reasons
from recommender.planning.prices import Stop
from recommender.planning.problem import marginal_benefit
from recommender.planning.renbangkom import renbangkom_sheets
from recommender.planning.reserves import choose_reserves
from recommender.planning.rules import RULES, Settings, parse_settings
from recommender.planning.what_if import Outcome, compare
from recommender.tables.snapshot import open_snapshot
from training_scripts.command import answers, models_option, progress_bars, snapshot_option
from training_scripts.serving_version import open_version, version_option

_RULES = "\n".join(f"  {rule.code:24}{rule.text.format(value='VALUE')}" for rule in RULES if not rule.always)
_EPILOG = f"\b\nRULE=VALUE for --set (off until set, but MAX_COURSES_PER_PERSON=2):\n{_RULES}"


@click.command("plan", epilog=_EPILOG)
@snapshot_option
@click.option(
    "--year", required=True, type=click.IntRange(1990, 2100), help="Sessions that start in this year."
)
@click.option(
    "--budget", type=click.FloatRange(min=0), default=None, help="Rupiah: one more ceiling of everything."
)
@click.option("--set", "rules", multiple=True, metavar="RULE=VALUE", help="Put a rule in force; see below.")
@version_option
@click.option("--lock", multiple=True, metavar="ASN:SESSION", help="This person goes to this session.")
@click.option("--ban", multiple=True, metavar="ASN:SESSION", help="This person does not.")
@click.option("--drop", multiple=True, metavar="SESSION", help="This session is not held.")
@click.option("--what-if", "scenarios", multiple=True, metavar="CHANGE",
              help="Compare: budget:-10%, session:ID or off:RULE; repeatable.")  # fmt: skip
@click.option(
    "--lottery", type=int, default=None, metavar="SEED", help="Draw seats near the cut-offs by lot."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The .xlsx file to write.")
@models_option
@answers
def command(
    snapshot_path: Path, year: int, budget: float | None, rules: tuple[str, ...], version: str | None,
    lock: tuple[str, ...], ban: tuple[str, ...], drop: tuple[str, ...], scenarios: tuple[str, ...],
    lottery: int | None, out: Path, models: str | None,
) -> Mapping[str, Any]:  # fmt: skip
    """Propose who goes to which session: most expected benefit within seats, money and rules.

    The file has sheets peserta (one row a place), ringkasan, kelas, anggaran, aturan, undian, bandingan,
    renbangkom (the yearly plan), sumber dana and jp pegawai, and is readable by its owner alone. The
    answer tells the benefit, the cost, a proven upper bound, the gap to it and what binds. Interrupt once
    (Ctrl-C) to keep the best plan so far.
    Demands that contradict each other end with exit 1 and the smallest set in conflict.

    \b
    Example:
      asn-recommender plan --snapshot var/snapshots/3f2a... --year 2027 --budget 5e9 \\
        --set MAX_DAYS_AWAY=10 --set RESERVES=3 --what-if budget:-10% --out rencana.xlsx
    """
    settings = Settings.of(parse_settings(rules))
    wishes = Wishes(lock=_pairs(lock), ban=_pairs(ban), dropped=drop)
    snapshot = open_snapshot(snapshot_path)
    chosen_version, bundle = open_version(read_settings(models_dir=models), version=version)
    require_snapshot(snapshot.digest, learnt_from=bundle.snapshot_digest, version=chosen_version)
    inputs = read_planning_inputs(snapshot, catalogue=bundle.catalogue, units=bundle.units, year=year)
    with progress_bars() as progress, stop_on_interrupt() as stop:
        problem, loss = build_problem(
            bundle, inputs, year=year, settings=settings, budget=budget, wishes=wishes, progress=progress
        )
        plan = solve_or_explain(problem, settings, progress=progress, stop=stop)
        draws: tuple[Draw, ...] = ()
        if lottery is not None:
            spread = benefit_terms(loss, np.arange(len(problem)))[2]
            plan, draws = draw_seats(problem, plan, settings=settings, spread=spread, seed=lottery)
        outcomes = [Outcome.of("rencana ini", problem, plan)] if scenarios else []
        outcomes += compare(problem, plan, scenarios, settings=settings, progress=progress)
        reserves = choose_reserves(problem, plan, settings=settings)
        bindings = binding_rules(plan, problem=problem, settings=settings, bundle=bundle)
        facts = PlanFacts(
            year=year, unit=None, version=chosen_version, snapshot=snapshot.digest, as_of=bundle.as_of,
            settings=settings, budget=budget,
            wishes={"lock": lock, "ban": ban, "dropped": drop}, bindings=bindings,
            draws=draws, outcomes=outcomes,
            sources=money_sources(inputs, bundle.units),
        )  # fmt: skip
        reasons = place_reasons(bundle, loss, np.concatenate([plan.chosen, reserves]))
        told = plan_content(problem, plan, bundle=bundle, reserves=reserves, reasons=reasons, facts=facts)
        content = plan_workbook(
            problem, plan, bundle=bundle, reserves=reserves, reasons=reasons, facts=facts,
            more=renbangkom_sheets(told),
        )  # fmt: skip
        require_clean(content, snapshot=snapshot)
    durable.write_bytes(out, content, mode=0o600)
    return {
        "out": str(out), "version": chosen_version, "year": year, "seats": len(plan.chosen),
        "people": len(set(problem.person[plan.chosen].tolist())), "reserves": len(reserves),
        "benefit": float(marginal_benefit(problem, plan.chosen).sum()),
        "cost": float(problem.cost[plan.chosen].sum()), "value": plan.value, "bound": plan.bound,
        "gap": plan.gap, "complete": plan.complete,
        "binding": [asdict(one) for one in bindings],
        "what_if": [asdict(one) for one in outcomes], "draws": len(draws),
    }  # fmt: skip


def _pairs(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """``ASN:SESSION`` as pairs."""
    pairs = [text.partition(":") for text in texts]
    wrong = [text for text, (first, _, second) in zip(texts, pairs, strict=True) if not first or not second]
    if wrong:
        raise BadInput("PLAN_WISH_FORM", f"{wrong[0]!r} bukan pasangan.", fix="Tulis asn_id:session_id.")
    return [(first, second) for first, _, second in pairs]


@contextmanager
def stop_on_interrupt() -> Iterator[Stop]:
    """The first Ctrl-C asks the work to stop with the best so far; a second one ends it."""
    asked = False

    def ask(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    command()

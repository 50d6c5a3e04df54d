"""Cohorts: speed and gap by size, side by side, and what plans are really worth in known worlds.

python -m benchmarks.planning                     # sizes
python -m benchmarks.planning --worlds 2          # true benefit bought, beside an oracle
"""

from __future__ import annotations

import heapq
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np

from recommender.features.planning_inputs import read_planning_inputs
from recommender.planning import solve as solving
from recommender.planning.candidates import build_problem
from recommender.planning.problem import F64, I64, Ceilings, Problem, Sessions, Staff
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from recommender.synthetic.province import simulate
from recommender.synthetic.truth import Truth
from recommender.synthetic.world import PLANNED_YEAR, WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.training.fit import train

SIZES = (
    (150, 10, 8, "with class minima"),
    (20_000, 220, 10, "with class minima"),
    (20_000, 220, 110, "dense"),
    (100_000, 300, 10, "with class minima"),
)
_PLAIN_LOOP = 250_000
"""Pairs that greedy, a loop over pairs, is given."""
LAWS = ("saturating", "linear", "threshold")


@click.command()
@click.option("--worlds", default=0, show_default=True, help="Seeds of each law of growth; 0: sizes instead.")
@click.option("--asn", default=2_000, show_default=True, help="People of a world.")
def main(worlds: int, asn: int) -> None:
    """Print one table."""
    if not worlds:
        _sizes()
        return
    print(f"{'world':24}{'bought / oracle':>16}{'gap':>9}{'spent / oracle':>16}")
    for law in LAWS:
        for seed in range(1, worlds + 1):
            share, gap, spent = _world(WorldOptions(asn=asn, seed=seed, growth=law))  # type: ignore[arg-type]
            print(f"{law} {seed:<13}{share:19.3f}{gap:9.2%}{spent:16.2f}", flush=True)


def _sizes() -> None:
    print(
        f"{'people x sessions':40}{'pairs':>9}  {'method':20}{'value':>10}{'gap':>8}"
        f"{'seconds':>9}{'CPU':>9}{'MB':>7}"
    )
    for people, sessions, each, kind in SIZES:
        made = random_problem(people, sessions, each=each, minima="minima" in kind)
        rows: list[tuple[str, Callable[[], tuple[float, float]]]] = [
            ("prices", lambda made=made: _solved(made, exact=False)),  # type: ignore[misc]
        ]
        if len(made) <= _PLAIN_LOOP:
            plain = lambda made=made: (_greedy_value(made), np.nan)  # type: ignore[misc]  # noqa: E731
            rows.append(("greedy per rupiah", plain))
        if people <= 150:
            rows.append(("exact", lambda made=made: _solved(made, exact=True)))  # type: ignore[misc]
        for name, work in rows:
            start, busy = time.perf_counter(), time.process_time()
            value, gap = work()
            took, busy = time.perf_counter() - start, time.process_time() - busy
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            size = f"{people} x {sessions}, {kind}" if name == "prices" else ""
            print(
                f"{size:40}{len(made):>9}  {name:20}{value:10.2f}{gap:8.2%}{took:9.1f}{busy:9.1f}{memory:7}",
                flush=True,
            )


def _solved(made: Problem, *, exact: bool) -> tuple[float, float]:
    limit = solving.MOST_COLUMNS
    solving.MOST_COLUMNS = limit if exact else 0
    try:
        plan = solve(made, settings=Settings.of())
    finally:
        solving.MOST_COLUMNS = limit
    return plan.value, plan.gap


def random_problem(people: int, sessions: int, *, each: int, minima: bool, seed: int = 0) -> Problem:
    """Seats for a fifth of the pairs wanted, half the money, eight units with ceilings of their own."""
    random = np.random.default_rng(seed)
    courses, units = int(0.8 * sessions), max(10, people // 100)
    unit, course = random.integers(0, units, people), random.integers(0, int(0.8 * sessions), sessions)
    start, length = random.integers(0, 340, sessions), random.choice([1, 3, 5, 10, 20], sessions)
    cost = np.where(random.random(courses) < 0.3, 3e5, random.lognormal(15, 0.6, courses)).round(-3)[course]
    draw = random.random((people, sessions), dtype=np.float32)
    session = np.sort(np.argpartition(draw, min(each, sessions - 1), axis=1)[:, :each], axis=1).ravel()
    person = np.repeat(np.arange(people), each)
    need, quality = random.gamma(2, 0.15, people), random.lognormal(0, 0.4, courses)
    benefit = need[person] * quality[course[session]] * random.beta(2, 3, len(person))
    topic = random.integers(0, 9, courses)[course[session]]
    klasikal = random.random(sessions) < 0.65
    seats = np.full(sessions, 35 if each < 100 else 100)
    money = float((cost * seats).sum() / 2)
    own = np.bincount(unit, minlength=units)[:8] / people * money * 0.8
    return Problem(
        staff=Staff(
            asn_id=np.char.add("A", np.arange(people).astype(str)), unit=unit, region=np.full(people, ""),
            pppk=random.random(people) < 0.33, jp_before=np.zeros(people),
            account=np.where(unit < 8, unit, -1), planned=np.ones(people, bool),
        ),
        sessions=Sessions(
            session_id=np.char.add("S", np.arange(sessions).astype(str)), course=course, start=start,
            end=start + length - 1, seats=seats, minimum=np.where(klasikal, 14, 3) * minima, cost=cost,
            jp=8.0 * length, klasikal=klasikal,
        ),
        ceilings=Ceilings(tuple(f"U{one}" for one in range(8)), own, np.array([money])),
        unit_names=tuple(f"U{one}" for one in range(units)), person=person, session=session, benefit=benefit,
        value=benefit, mandatory=np.zeros(len(person), bool), locked=np.zeros(0, np.int64),
        loss=lambda a, b: np.where(topic[a] == topic[b], 0.5 * np.minimum(benefit[a], benefit[b]), 0.0),
    )  # fmt: skip


def _greedy_value(made: Problem) -> float:
    """Best value per rupiah first, a person's second course re-scored, small classes dropped at the end."""
    chosen, gain = greedy(made, made.value, lambda first, second: made.value[second] - float(
        made.loss(np.array([first]), np.array([second]))[0]))  # fmt: skip
    count = np.bincount(made.session[chosen], minlength=len(made.sessions))
    held = (count >= made.sessions.minimum)[made.session[chosen]]
    return float(gain[held].sum())


def greedy(made: Problem, value: F64, after: Callable[[int, int], float]) -> tuple[I64, F64]:
    """Candidates in order of value per rupiah under seats, money, dates and two courses a person.

    ``after(first, second)`` is what the second is worth once the first is given.
    """
    price = np.maximum(made.cost, 50_000.0)
    heap = [(-v / p, int(row), -1) for row, (v, p) in enumerate(zip(value, price, strict=True)) if v > 0]
    heapq.heapify(heap)
    seats, unit, whole = made.sessions.seats.copy(), made.ceilings.unit.copy(), made.ceilings.whole.copy()
    given: dict[int, list[int]] = {}
    chosen, gain = [], []
    while heap:
        score, row, known = heapq.heappop(heap)
        person, session = int(made.person[row]), int(made.session[row])
        mine, cost, account = given.get(person, []), made.cost[row], made.staff.account[person]
        if (
            len(mine) == 2
            or seats[session] == 0
            or (whole < cost).any()
            or (account >= 0 and unit[account] < cost)
        ):
            continue
        if any(_clash(made, other, row) for other in mine):
            continue
        if mine and known != mine[0]:
            worth = after(mine[0], row)
            if worth > 0:
                heapq.heappush(heap, (-worth / price[row], row, mine[0]))
            continue
        given.setdefault(person, []).append(row)
        seats[session] -= 1
        whole -= cost
        if account >= 0:
            unit[account] -= cost
        chosen.append(row)
        gain.append(-score * price[row])
    return np.array(chosen), np.array(gain)


def _clash(made: Problem, first: int, second: int) -> bool:
    a, b = made.session[first], made.session[second]
    start, end, course = made.sessions.start, made.sessions.end, made.sessions.course
    return bool(course[a] == course[b] or not (end[a] < start[b] or end[b] < start[a]))


def _world(options: WorldOptions) -> tuple[float, float, float]:
    """Share of the oracle's true benefit, the plan's gap, and its money beside the oracle's."""
    province = simulate(options)
    with tempfile.TemporaryDirectory() as place:
        write_province(province, Path(place) / "source")
        snapshot = import_source(Path(place) / "source", out=Path(place) / "snapshots").snapshot
        bundle = train(snapshot, nip_key=b"benchmark" * 4).bundle
        inputs = read_planning_inputs(
            snapshot, catalogue=bundle.catalogue, units=bundle.units, year=PLANNED_YEAR
        )
    made, _ = build_problem(bundle, inputs, year=PLANNED_YEAR, settings=Settings.of())
    plan = solve(made, settings=Settings.of())
    truth = province.truth()
    course = truth_courses(truth, bundle.catalogue.courses.ids)
    true = truth.benefit()[made.person, course[made.sessions.course[made.session]]].astype(np.float64)

    def after(first: int, second: int) -> float:
        one = slice(int(made.person[first]), int(made.person[first]) + 1)
        level = truth.levels[one].copy()
        truth.teach(one, level, course[made.sessions.course[made.session[[first]]]].astype(np.int32))
        return float(truth.closed(one, level)[0, course[made.sessions.course[made.session[second]]]])

    oracle, _ = greedy(made, true, after)
    best, ours = (truth.list_benefit(_lists(made, rows, course)).sum() for rows in (oracle, plan.chosen))
    spent = made.cost[plan.chosen].sum() / max(made.cost[oracle].sum(), 1.0)
    return float(ours / best), plan.gap, float(spent)


def truth_courses(truth: Truth, ids: np.ndarray) -> I64:  # type: ignore[type-arg]
    """(C,) row in the truth of each course of the version."""
    order = np.argsort(truth.course_ids)
    return order[np.searchsorted(truth.course_ids[order], ids)]


def _lists(made: Problem, rows: I64, course: I64) -> np.ndarray:  # type: ignore[type-arg]
    """(n, 2) courses of each person by start; -1 past the end."""
    lists = np.full((len(made.staff), 2), -1, np.int32)
    place = np.zeros(len(made.staff), int)
    for row in rows[np.argsort(made.sessions.start[made.session[rows]], kind="stable")]:
        person = made.person[row]
        lists[person, place[person]] = course[made.sessions.course[made.session[row]]]
        place[person] += 1
    return lists


if __name__ == "__main__":
    main()

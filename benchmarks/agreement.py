"""EASE with features beside LightFM on an agency of 100,000 ASN, 1,000 courses and 1,000,000 completions.

    python -m benchmarks.agreement
    python -m benchmarks.agreement --asn 10000 --courses 200

A person takes courses by what the post, the office and a taste of their own ask for, and by chance; the
tables go through the ordinary import. A fifth of the completions, drawn at random, judges: NDCG@10 over
the whole catalogue less what was taken. Every model chooses its knobs inside the rest and is then fitted
on it; ``fit`` is that last step alone, ``all`` includes the choice. LightFM stops early, with one thread
(same result twice) and with two (faster). Of LightFM the epochs alone are chosen, of EASE regularisation
and decay; the planted law adds up what features ask for, which suits a linear model. One seed: no
interval. Wall seconds suffer from other programs, CPU seconds hardly do.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.evaluation import metrics
from recommender.features.arrays import Dataset
from recommender.features.build import build_dataset
from recommender.scorers.contract import Scorer
from recommender.scorers.ease import choose_ridge, learn_ease
from recommender.scorers.held_out import HeldOut, hold_out_drawn
from recommender.scorers.hybrid import Warp, choose_epochs, learn_hybrid
from recommender.scorers.interactions import taken
from recommender.scorers.popular import learn_popular
from recommender.tables.importing import import_source

SEED = 1
JUDGED = 5000
POSTS, OFFICES, TASTES, EACH = 60, 40, 8, 10
_LINE = "{:<28} {:>8} {:>9} {:>9} {:>9} {:>9}"

Choose = Callable[[HeldOut], Any]
Fit = Callable[[Dataset, Any], Scorer]


def _stopped(threads: int, held: HeldOut) -> Warp:
    warp = Warp(threads=threads)
    return replace(warp, epochs=choose_epochs(held, warp=warp, seed=SEED))


def _learn_hybrid(dataset: Dataset, warp: Warp) -> Scorer:
    return learn_hybrid(dataset, seed=SEED, warp=warp)


MODELS: dict[str, tuple[Choose, Fit]] = {
    "popular": (lambda held: None, lambda dataset, _: learn_popular(dataset)),
    "EASE with features": (choose_ridge, lambda dataset, ridge: learn_ease(dataset, ridge=ridge)),
    "EASE without": (
        lambda held: choose_ridge(held, features=False),
        lambda dataset, ridge: learn_ease(dataset, ridge=ridge, features=False),
    ),
    "LightFM WARP, 1 thread": (partial(_stopped, 1), _learn_hybrid),
    "LightFM WARP, 2 threads": (partial(_stopped, 2), _learn_hybrid),
}


@dataclass(frozen=True)
class Timed:
    """NDCG@10, and (wall, CPU) seconds of the choice and of the fit."""

    ndcg: float
    choice: NDArray[np.float64]
    fit: NDArray[np.float64]


@click.command()
@click.option("--asn", default=100_000, show_default=True)
@click.option("--courses", default=1_000, show_default=True)
def main(asn: int, courses: int) -> None:
    """Print the table; ratios are to EASE with features."""
    with tempfile.TemporaryDirectory() as place:
        write_tables(Path(place) / "tables", asn=asn, courses=courses)
        dataset = build_dataset(import_source(Path(place) / "tables", out=Path(place) / "out").snapshot)
    held = hold_out_drawn(dataset, share=0.2, rng=np.random.default_rng(SEED))
    print(f"{asn:,} ASN, {courses:,} courses, {len(taken(dataset.people).course):,} completions")
    print(_LINE.format("model", "NDCG@10", "fit s", "fit CPU s", "all s", "all CPU s"))
    found: dict[str, Timed] = {}
    for name, (choose, fit) in MODELS.items():
        found[name] = _measured(held, choose, fit)
        _print_line(name, found[name])
    ours = found["EASE with features"]
    for name, other in found.items():
        if name.startswith("LightFM"):
            ratio = [*(ours.fit / other.fit), *((ours.fit + ours.choice) / (other.fit + other.choice))]
            print(
                _LINE.format(
                    f"EASE / {name}", f"{ours.ndcg / other.ndcg:.3f}", *(f"{one:.3f}" for one in ratio)
                )
            )


def _print_line(name: str, timed: Timed) -> None:
    seconds = [*timed.fit, *(timed.fit + timed.choice)]
    print(_LINE.format(name, f"{timed.ndcg:.4f}", *(f"{one:.2f}" for one in seconds)), flush=True)


def _measured(held: HeldOut, choose: Choose, fit: Fit) -> Timed:
    inner = hold_out_drawn(held.dataset, share=0.2, rng=np.random.default_rng(SEED))
    start = _clocks()
    knobs = choose(inner)
    chosen = _clocks()
    scorer = fit(held.dataset, knobs)
    done = _clocks()
    return Timed(_ndcg(scorer, held), chosen - start, done - chosen)


def _clocks() -> NDArray[np.float64]:
    return np.array([time.perf_counter(), time.process_time()])


def _ndcg(scorer: Scorer, held: HeldOut) -> float:
    persons = np.unique(held.persons)
    persons = np.sort(np.random.default_rng(SEED).permutation(persons)[:JUDGED])
    people = held.dataset.people.take(persons)
    relevant = np.zeros((len(persons), len(held.dataset.catalogue)), bool)
    judged = np.isin(held.persons, persons)
    relevant[np.searchsorted(persons, held.persons[judged]), held.courses[judged]] = True
    barred, history = np.zeros_like(relevant), taken(people)
    barred[history.person(), history.course] = True
    return float(metrics.ndcg(metrics.ranked(scorer.score(people), k=10, barred=barred), relevant).mean())


def write_tables(out: Path, *, asn: int, courses: int) -> None:
    """Write the agency: posts, offices and education as features, ten completions a person."""
    rng = np.random.default_rng(SEED)
    out.mkdir(parents=True)
    post, office = rng.integers(0, POSTS, asn), rng.integers(0, OFFICES, asn)
    people = [f"A{row:06d}" for row in range(asn)]
    course = [f"C{row:04d}" for row in range(courses)]
    who, what = _completions(rng, post, office, courses)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 2100, len(who)), unit="D")
    tables = {
        "units": pd.DataFrame({"unit_id": [f"U{u:02d}" for u in range(OFFICES)], "name": "Dinas"}),
        "positions": pd.DataFrame(
            {
                "position_id": [f"P{p:02d}" for p in range(POSTS)],
                "name": "Jabatan",
                "position_class": "PELAKSANA",
            }
        ),
        "asn": pd.DataFrame(
            {
                "asn_id": people,
                "employment": rng.choice(["PNS", "PPPK"], asn),
                "position_id": [f"P{p:02d}" for p in post],
                "unit_id": [f"U{u:02d}" for u in office],
            }
        ),
        "competencies": pd.DataFrame({"competency_id": ["T"], "name": ["Teknis"], "kind": ["TEKNIS"]}),
        "courses": pd.DataFrame(
            {"course_id": course, "title": course, "dev_kind_id": 16, "form": "NONKLASIKAL", "jp": 1}
        ),
        "training_records": pd.DataFrame(
            {
                "asn_id": np.array(people)[who],
                "course_id": np.array(course)[what],
                "ends_on": days.strftime("%Y-%m-%d"),
                "status": "LULUS",
            }
        ),
    }
    for name, frame in tables.items():
        frame.to_csv(out / f"{name}.csv", index=False)


def _completions(
    rng: np.random.Generator, post: NDArray[np.int64], office: NDArray[np.int64], courses: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(E,) persons and courses: the EACH courses of highest liking plus Gumbel noise (a softmax draw)."""
    fame = rng.normal(0, 1.2, courses)
    by_post, by_office = rng.normal(0, 1.2, (POSTS, courses)), rng.normal(0, 0.7, (OFFICES, courses))
    theme = rng.normal(0, 1, (TASTES, courses))
    chosen = []
    for rows in np.array_split(np.arange(len(post)), max(1, len(post) // 2000)):
        taste = rng.normal(0, 0.5, (len(rows), TASTES))
        liking = fame + by_post[post[rows]] + by_office[office[rows]] + taste @ theme
        liking += rng.gumbel(0, 1, liking.shape)
        chosen.append(np.argpartition(-liking, EACH, axis=1)[:, :EACH])
    return np.repeat(np.arange(len(post)), EACH), np.concatenate(chosen).ravel()


if __name__ == "__main__":
    main()

"""One course, one competency, many people: what the course adds is planted, and so is who is tested."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from recommender.features.arrays import Dataset, Evidence
from tests.small_world import day, small_dataset

SLOPE, NOISE = 15.0, 6.0
"""Points a level of both tests, and their scatter."""


@dataclass(frozen=True)
class Planted:
    """People of one post (it asks for M.03 at 3) who all went to C1 (M.03 from 1 to 3)."""

    dataset: Dataset
    before: np.ndarray
    after: np.ndarray
    """(n,) true levels."""


def planted(
    *, gain: float, difficulty: float = 20.0, people: int = 1500, finishes: object = None, seed: int = 8
) -> Planted:
    """Assessed in January and February, pre-test in June, post-test a week later.

    ``gain`` is what the course adds to everybody who finishes; ``finishes`` maps the pre-tests to who
    does (default: everybody). Scores lie between 0 and 100.
    """
    rng = np.random.default_rng(seed)
    before = rng.normal(1.8, 0.5, people)
    pre = difficulty + SLOPE * before + NOISE * rng.standard_normal(people)
    done = np.ones(people, bool) if finishes is None else finishes(pre)
    after = before + np.where(done, gain, 0.15 * gain)
    post = difficulty + SLOPE * after + NOISE * rng.standard_normal(people)
    rating = np.repeat(before, 2) + 0.4 * rng.standard_normal(2 * people)
    who, zero = np.arange(people, dtype=np.int32), np.zeros(people, np.int32)
    twice = np.zeros(2 * people, np.int32)
    old = small_dataset().evidence
    values = {
        "assessed_person": np.repeat(who, 2), "assessed_competency": twice, "assessed_level": rating,
        "assessed_method": twice, "assessed_day": np.tile([day("2026-01-15"), day("2026-02-15")], people),
        "record_person": who, "record_course": zero,
        "record_start": zero + day("2026-06-01"), "record_end": zero + day("2026-06-08"),
        "record_status": np.where(done, 0, 3), "record_jp": zero + 40, "record_nominator": zero,
        "record_pre": np.clip(pre, 0, 100), "record_post": np.where(done, np.clip(post, 0, 100), np.nan),
    }  # fmt: skip
    empty = {f.name: getattr(old, f.name)[:0] for f in fields(Evidence) if f.name != "as_of"}
    evidence = replace(
        old, **empty | {name: np.asarray(v, getattr(old, name).dtype) for name, v in values.items()}
    )
    world = small_dataset()
    return Planted(replace(world, people=world.people.take(zero), evidence=evidence), before, after)

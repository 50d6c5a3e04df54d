"""The small world as a whole version, its models written down by hand: no fitting, no waiting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.bundle.write import write_bundle
from recommender.features.identifiers import Vocabulary
from recommender.ranking.prepared import prepare_lists
from recommender.scorers.completion import CompletionScorer
from recommender.scorers.gain import GainScorer
from recommender.scorers.growth import GRID_SIZE
from recommender.scorers.levels import LevelModel
from recommender.scorers.popular import learn_popular
from tests.small_world import AS_OF, day, small_dataset

SIGNING_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(3, 35)))
"""The key of the tests' versions; a real folder of keys would refuse it as guessable."""
PUBLIC_KEY: Final = SIGNING_KEY.public_key()


def small_bundle(**changes: Any) -> Bundle:
    """Every law lifts by half a level, everybody finishes with probability ½; ``changes`` replace fields."""
    data = small_dataset()
    pairs, courses = len(data.catalogue.pair_course), len(data.catalogue)
    completion = CompletionScorer(
        weight=np.zeros((data.people.completion.shape[1], courses), np.float32),
        unit_rate=np.full(3, 0.5, np.float32),
    )
    gain = GainScorer(
        pair_course=data.catalogue.pair_course,
        pair_competency=data.catalogue.pair_competency,
        pair_law=np.zeros(pairs, np.int32),
        scale=data.catalogue.strength,
        quality=np.ones(len(data.catalogue), np.float32),
        quality_sd=np.zeros(len(data.catalogue), np.float32),
        quality_count=np.zeros(len(data.catalogue), np.int32),
        table=np.full((1, GRID_SIZE), 0.5, np.float32),
        required=data.positions.required,
        weight=data.positions.weight,
        courses=courses,
        completion=completion,
    )
    levels = LevelModel(
        prior=np.full((4, 3), 2.0, np.float32),
        bias=np.zeros(6, np.float32),
        noise=np.full(6, 0.5, np.float32),
        spread=0.8,
        person_share=0.3,
        drift=0.1,
        trend=0.0,
        start=day("2024-01-01"),
    )
    bundle = Bundle(
        as_of=AS_OF,
        snapshot_digest="0" * 64,
        people=data.people,
        catalogue=data.catalogue,
        competencies=data.competencies,
        positions=data.positions,
        units=data.units,
        feature_names=Vocabulary.of(data.feature_names),
        levels=levels,
        gain=gain,
        completion=completion,
        agreement=learn_popular(data),
        dial=0.5,
        benefit_unit=0.5,
        nip_pseudonym=np.array([b"0" * 64, b"f" * 64], "S64"),
        nip_person=np.array([4, 0], np.int32),
        lists=Lists.empty(len(data.people), 0, 0),
        switched_off=("evaluations",),
        metrics={"hr10": 0.5, "by_class": {"PENGAWAS": None}},
        seeds={"hybrid": 1},
    )
    return replace(bundle, **{"lists": prepare_lists(bundle), **changes})


def write_small_bundle(models_dir: Path, *, key: Ed25519PrivateKey = SIGNING_KEY, **changes: Any) -> Path:
    """Write :func:`small_bundle` and return its folder."""
    version = write_bundle(
        small_bundle(**changes), models_dir=models_dir, signing_key=key, code_version="test"
    )
    return models_dir / version

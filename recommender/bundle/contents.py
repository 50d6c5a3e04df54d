"""What one trained version holds in memory: everything recommend() needs, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.lists import Lists
from recommender.features.arrays import Catalogue, Competencies, People, Positions, Units
from recommender.features.identifiers import Vocabulary
from recommender.scorers.completion import CompletionScorer
from recommender.scorers.contract import Scorer
from recommender.scorers.gain import GainScorer
from recommender.scorers.levels import LevelModel


@dataclass(frozen=True, eq=False)
class Bundle:
    """A version, read from disk (arrays memory-mapped) or just trained; equal only to itself."""

    as_of: date
    """Newest observed date of the snapshot it was trained on."""
    snapshot_digest: str
    people: People
    catalogue: Catalogue
    competencies: Competencies
    positions: Positions
    units: Units
    feature_names: Vocabulary
    """Names of the person features, ``block=value``."""
    levels: LevelModel
    gain: GainScorer
    completion: CompletionScorer
    agreement: Scorer
    dial: float
    """Default of the dial between benefit (0) and agreement with past practice (1)."""
    benefit_unit: float
    """Benefit of a typical best course: what one point of score is worth at dial 0."""
    nip_pseudonym: NDArray[np.bytes_]
    """(N,) S64: sorted keyed pseudonyms (HMAC-SHA-256 of the NIP, hex) of the known NIP."""
    nip_person: NDArray[np.int32]
    """Row in ``people`` of each pseudonym."""
    lists: Lists
    """Everybody's list on ``as_of`` at ``dial``, nothing filtered: what most requests ask for. L may be 0."""
    switched_off: tuple[str, ...]
    """Optional tables the snapshot does not have."""
    metrics: Mapping[str, Any]
    """The short figures of the evaluation."""
    seeds: Mapping[str, int]
    """Seed of each step that draws."""

"""Everything that the questions about one snapshot share, made once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recommender.domain.days import MISSING_DAY, to_date
from recommender.features.arrays import Dataset
from recommender.features.outcomes import Outcomes
from recommender.impact.estimate import Bool
from recommender.impact.panel import Panel, build_panel
from recommender.ranking.eligibility import compile_rules, eligible


@dataclass(frozen=True)
class Setting:
    """A snapshot as of a day, ready to be asked."""

    dataset: Dataset
    outcomes: Outcomes
    panel: Panel
    admitted: Bool
    """(n, C) who the rules about the person admit, as far as today's data tell."""


def prepare(dataset: Dataset, outcomes: Outcomes) -> Setting:
    """Make the setting of a dataset and the outcomes built beside it."""
    return Setting(dataset, outcomes, build_panel(dataset, outcomes), _admitted(dataset))


def _admitted(dataset: Dataset) -> Bool:
    """The rules without history and without the course's own dates: what held when seats were drawn.

    A course with a prerequisite admits nobody here, because who had passed it then is history.
    """
    people, count = dataset.people, len(dataset.catalogue)
    nothing = np.zeros(0, np.int64)
    without = replace(
        people, history_indptr=np.zeros_like(people.history_indptr), history_course=nothing.astype(np.int32),
        history_day=nothing.astype(np.int32), history_status=nothing.astype(np.int8),
    )  # fmt: skip
    always = replace(
        dataset.catalogue, active=np.ones(count, bool), valid_from=np.full(count, MISSING_DAY, np.int32),
        valid_to=np.full(count, MISSING_DAY, np.int32),
    )  # fmt: skip
    rules = compile_rules(always, positions=dataset.positions, units=dataset.units)
    return eligible(rules, people=without, as_of=to_date(dataset.evidence.as_of)).eligible

"""JP credited to each person in the calendar year of the as-of date."""

from __future__ import annotations

import numpy as np

from recommender.domain.days import to_date, to_day
from recommender.features.arrays import F32, Catalogue, Evidence
from recommender.features.completion_inputs import finished


def credited_this_year(evidence: Evidence, *, catalogue: Catalogue, people: int) -> F32:
    """(people,) JP of finished records that ended in the year of the as-of date."""
    today = to_date(evidence.as_of)
    inside = (evidence.record_end >= to_day(today.replace(month=1, day=1))) & finished(evidence.record_status)
    jp = np.where(np.isnan(evidence.record_jp), catalogue.jp[evidence.record_course], evidence.record_jp)
    return np.bincount(evidence.record_person[inside], jp[inside], minlength=people).astype(np.float32)

"""JP credited to each person in the calendar year of the as-of date, by the caps of ``domain.jp``."""

from __future__ import annotations

import numpy as np

from recommender.domain.days import to_date, to_day
from recommender.domain.jp import counted_jp, over_monthly_limit
from recommender.features.arrays import F32, Catalogue, Evidence
from recommender.features.completion_inputs import finished


def credited_this_year(evidence: Evidence, *, catalogue: Catalogue, people: int) -> F32:
    """(people,) JP of finished records that ended in the year of the as-of date."""
    today = to_date(evidence.as_of)
    inside = (evidence.record_end >= to_day(today.replace(month=1, day=1))) & finished(evidence.record_status)
    person, course, end = (
        evidence.record_person[inside],
        evidence.record_course[inside],
        evidence.record_end[inside],
    )
    kind = catalogue.dev_kind[course]
    claimed = np.where(np.isnan(evidence.record_jp[inside]), catalogue.jp[course], evidence.record_jp[inside])
    days = np.maximum(end - evidence.record_start[inside] + 1, 1)
    jp = np.nan_to_num(counted_jp(claimed, dev_kind=kind, days=days))
    month = end.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    jp[over_monthly_limit(person, dev_kind=kind, month=month)] = 0
    return np.bincount(person, jp, minlength=people).astype(np.float32)

"""Every person's list as columns, for files and for whole-province figures."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.features.arrays import F32, I32
from recommender.progress import Progress, silent
from recommender.ranking.recommend import Options, benefit_factor, rank

_CHUNK: Final = 2000
"""People ranked at once: a few hundred megabytes at 1,000 courses."""
COLUMNS: Final = ("asn_id", "rank", "course_id", "score", "benefit", "p_complete", "reason_codes")


def rank_everyone(
    bundle: Bundle, *, as_of: date, options: Options, progress: Progress = silent
) -> dict[str, NDArray[Any]]:
    """Lists of all people of the bundle, in order of asn_id and rank.

    Returns
    -------
    dict
        ``COLUMNS``, one array each: text, int16, text, three float32, text (codes joined by ``;``,
        the weightiest first, a gap followed by ``:`` and its competency).
    """
    people = bundle.people
    factor, parts = benefit_factor(bundle, options.dial), []
    for begin in range(0, len(people), _CHUNK):
        rows = np.arange(begin, min(begin + _CHUNK, len(people)))
        part = people.take(rows)
        lists = rank(bundle, part, as_of=as_of, options=options).lists
        parts.append(_columns(bundle, part.asn_id, lists, factor))
        progress("Menyusun daftar", int(rows[-1]) + 1, len(people))
    if not parts:
        return {name: np.array([]) for name in COLUMNS}
    return {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}


def _columns(
    bundle: Bundle, asn_id: NDArray[np.str_], lists: Lists, factor: float
) -> dict[str, NDArray[Any]]:
    person, place = picked = np.nonzero(lists.course >= 0)
    return {
        "asn_id": asn_id[person],
        "rank": (place + 1).astype(np.int16),
        "course_id": bundle.catalogue.courses.ids[lists.course[picked]],
        "score": lists.score[picked],
        "benefit": lists.benefit[picked],
        "p_complete": lists.p_complete[picked],
        "reason_codes": _reason_codes(
            bundle, lists.pair[picked], terms=lists.term[picked] * np.float32(factor),
            agreement=lists.agreement[picked],
        ),
    }  # fmt: skip


def _reason_codes(bundle: Bundle, pair: I32, *, terms: F32, agreement: F32) -> NDArray[np.str_]:
    """Joined codes of R items for the parts (R, X) that gaps and (R,) that agreement add, if they add any."""
    part = np.concatenate([np.where(pair >= 0, terms, 0), agreement[:, None]], axis=1)
    ids = bundle.competencies.ids.ids
    named = np.char.add("GAP:", ids[bundle.gain.pair_competency]) if len(ids) else np.array([], dtype=np.str_)
    names = np.append(named, "PRACTICE")
    code = np.concatenate([pair, np.full((len(pair), 1), len(names) - 1)], axis=1)
    order = np.argsort(-part, axis=1, kind="stable")
    part, code = np.take_along_axis(part, order, axis=1), np.take_along_axis(code, order, axis=1)
    joined = np.full(len(pair), "", dtype=object)
    for column in range(part.shape[1]):
        text = np.where(part[:, column] > 0, names[code[:, column]], "")
        between = np.where((joined != "") & (text != ""), ";", "")
        joined = joined + between + text
    result: NDArray[np.str_] = np.where(joined == "", "NO_EVIDENCE", joined).astype(np.str_)
    return result

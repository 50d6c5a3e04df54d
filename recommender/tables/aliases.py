"""Dirty names of trainings -> courses, only through names a human validated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.domain.nip import mask_nips
from recommender.tables.ledger import Ledger, Problem

ALIAS_CONFLICT: Final = Problem(
    "ALIAS_CONFLICT",
    "error",
    "Nama ini tervalidasi untuk lebih dari satu pelatihan.",
    "Tinggalkan satu baris TERVALIDASI.",
)
UNMAPPED: Final = Problem(
    "NAME_UNMAPPED",
    "warning",
    "Nama pelatihan '{value}' belum dipetakan; riwayat disimpan tanpa pelatihan.",
    "Tambahkan nama ini ke course_aliases dengan status TERVALIDASI.",
)
MOST_NAMES: Final = 5_000
"""Most frequent unmapped names that get suggestions."""
SUGGESTIONS: Final = 3
LEAST_SIMILAR: Final = 0.3


@dataclass(frozen=True)
class UnmappedName:
    """A name no validated alias knows.

    Attributes
    ----------
    name
        As recorded (the first spelling seen).
    count
        Records that carry it.
    suggestions
        ``(course_id, title, similarity 0-1)``, best first: for a human to judge, never applied.
    """

    name: str
    count: int
    suggestions: tuple[tuple[str, str, float], ...]


def plain(names: pd.Series[Any]) -> pd.Series[Any]:
    """Names without what never tells two trainings apart: case and runs of blanks."""
    return names.str.casefold().str.replace(r"\s+", " ", regex=True).str.strip()


def refuse_conflicts(aliases: pd.DataFrame, ledger: Ledger) -> None:
    """Refuse validated aliases that send one name to several courses."""
    valid = aliases[(aliases["status"] == "TERVALIDASI").fillna(False).astype(bool)]
    names = plain(valid["raw_name"])
    courses = valid["course_id"].fillna("").groupby(names).transform("nunique")
    wrong = valid.index[courses.to_numpy() > 1].to_numpy(dtype=np.int64)
    ledger.rows("course_aliases", wrong, ALIAS_CONFLICT, column="raw_name")


def map_names(
    records: pd.DataFrame, aliases: pd.DataFrame, courses: pd.DataFrame, ledger: Ledger
) -> tuple[pd.DataFrame, tuple[UnmappedName, ...]]:
    """Fill ``course_id`` of records that have only a name, where a TERVALIDASI row says what it is.

    Returns
    -------
    The records, and the names without a validated row, most frequent first. A validated row
    without ``course_id`` says "no course of ours": such records stay as they are, unreported.
    """
    valid = aliases[(aliases["status"] == "TERVALIDASI").fillna(False).astype(bool)]
    meant = pd.Series(valid["course_id"].to_numpy(), index=pd.Index(plain(valid["raw_name"])))
    meant = meant[~meant.index.duplicated()]
    open_ = records["course_id"].isna() & records["raw_name"].notna()
    names = plain(records.loc[open_, "raw_name"])
    filled = records.copy()
    filled.loc[open_, "course_id"] = names.map(meant).astype("str")
    lost = records.loc[names.index[~names.isin(meant.index).to_numpy()], "raw_name"]
    ledger.rows(
        "training_records",
        lost.index.to_numpy(dtype=np.int64),
        UNMAPPED,
        column="raw_name",
        values=lost.iloc[:200].tolist(),
    )
    return filled, _unmapped(lost, courses)


def _unmapped(names: pd.Series[Any], courses: pd.DataFrame) -> tuple[UnmappedName, ...]:
    groups = names.groupby(plain(names), sort=True).agg(["first", "size"])
    groups = groups.sort_values("size", ascending=False, kind="stable").iloc[:MOST_NAMES]
    suggestions = suggest(groups.index.tolist(), courses)
    return tuple(
        UnmappedName(mask_nips(str(name)), int(count), found)
        for name, count, found in zip(groups["first"], groups["size"], suggestions, strict=True)
    )


def suggest(names: list[str], courses: pd.DataFrame) -> list[tuple[tuple[str, str, float], ...]]:
    """Up to three courses a name, by cosine of words weighted by rarity among the titles.

    The weight of a word found in d of n titles is ``log(1 + n / d)``, so "pelatihan" counts for
    little and "siskeudes" for much; words no title has weigh as if in one title.
    """
    titles = [_words(one) for one in plain(courses["title"].fillna("")).tolist()]
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for row, title in enumerate(titles):
        for word in title:
            holding[word].append(row)
    weight = {word: float(np.log1p(len(titles) / len(rows))) for word, rows in holding.items()}
    lengths = np.array([_length(title, weight, len(titles)) for title in titles])
    ids, texts = courses["course_id"].tolist(), courses["title"].tolist()
    found = []
    for name in map(_words, names):
        score = np.zeros(len(titles))
        for word in name:
            score[holding.get(word, [])] += weight.get(word, 0.0) ** 2
        score /= lengths * _length(name, weight, len(titles))
        best = [one for one in np.lexsort((ids, -score))[:SUGGESTIONS] if score[one] >= LEAST_SIMILAR]
        found.append(tuple((str(ids[one]), str(texts[one]), round(float(score[one]), 2)) for one in best))
    return found


def _words(text: str) -> list[str]:
    return sorted(set("".join(one if one.isalnum() else " " for one in text).split()))


def _length(words: list[str], weight: Mapping[str, float], titles: int) -> float:
    strange = float(np.log1p(titles))
    return max(float(np.sqrt(sum(weight.get(word, strange) ** 2 for word in words))), 1e-12)

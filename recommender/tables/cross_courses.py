"""What courses, their rules and their records say about each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.domain.codes import DEV_KINDS
from recommender.domain.jp import USUAL_JP_PER_DAY, counted_jp, over_monthly_limit
from recommender.domain.rules import REFERS_TO, parse_rule
from recommender.errors import BadInput
from recommender.tables.ledger import SPELLED_OUT, Ledger, Problem

FORM_DIFFERS: Final = Problem(
    "FORM_DIFFERS",
    "warning",
    "Bentuk tidak sesuai dengan jenis pengembangannya.",
    "Periksa form dan dev_kind_id.",
)
MANY_JP: Final = Problem(
    "JP_PER_DAY",
    "warning",
    f"Lebih dari {USUAL_JP_PER_DAY} JP per hari ({{value}}).",
    "Periksa JP dan tanggalnya.",
)
CAPPED: Final = Problem(
    "JP_CAPPED",
    "warning",
    "JP tercatat melebihi yang dihitung per tahun ({value} JP).",
    "Tidak perlu diubah.",
)
TOO_OFTEN: Final = Problem(
    "JP_MONTHLY_LIMIT", "warning", "Coaching atau mentoring ketiga dalam sebulan tidak dihitung JP-nya.",
    "Tidak perlu diubah.",
)  # fmt: skip
NO_COURSE: Final = Problem(
    "NO_COURSE", "error", "Isi course_id atau raw_name.", "Tanpa keduanya riwayat ini tidak berarti."
)


def check_courses(courses: pd.DataFrame, ledger: Ledger) -> None:
    """Warn where the form is not that of the kind, and where a day holds too many JP."""
    forms = courses["dev_kind_id"].map({kind: facts.form for kind, facts in DEV_KINDS.items()})
    differs = forms.notna() & (forms != courses["form"])
    _say(courses, differs, FORM_DIFFERS, "courses", "form", ledger)
    _warn_per_day(courses, courses["jp"] / courses["days"], "courses", ledger)


def check_rules(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> None:
    """Refuse rule values that nobody could judge, and those that name a unit or course not there."""
    rules = frames.get("course_rules")
    if rules is None:
        return
    known = {name: set(frames[name].iloc[:, 0]) for name in REFERS_TO.values() if name in frames}
    written = rules.dropna(subset=["rule", "value"]).groupby(["rule", "value"], sort=True)
    for (rule, value), same in written:
        problem = _rule_problem(str(rule), str(value), known)
        if problem is not None:
            ledger.rows("course_rules", same.index.to_numpy(dtype=np.int64), problem, column="value")


def check_records(records: pd.DataFrame, courses: pd.DataFrame, ledger: Ledger) -> None:
    """Refuse records of nothing; warn of JP beyond what counts (courses must be named by id by now)."""
    nothing = records["course_id"].isna() & records["raw_name"].isna()
    _say(records, nothing, NO_COURSE, "training_records", "course_id", ledger)
    days = (records["ends_on"] - records["starts_on"]).dt.days + 1.0
    _warn_per_day(records, records["jp"] / days.where(days > 0), "training_records", ledger)
    kinds = courses.drop_duplicates("course_id").set_index("course_id")["dev_kind_id"]
    kind = records["course_id"].map(kinds).to_numpy(dtype=np.float64, na_value=np.nan)
    judged = np.isin(kind, list(DEV_KINDS)) & records["ends_on"].notna().to_numpy(dtype=bool)
    _warn_uncounted(records[judged], kind[judged].astype(np.int64), days[judged].to_numpy(), ledger)


def _warn_uncounted(records: pd.DataFrame, kind: Any, days: Any, ledger: Ledger) -> None:
    claimed = records["jp"].to_numpy(dtype=np.float64)
    counted = counted_jp(claimed, dev_kind=kind, days=days)
    capped = counted < claimed
    shown = [f"{one:g}" for one in counted[capped][:SPELLED_OUT]]
    _say(records, capped, CAPPED, "training_records", "jp", ledger, shown)
    order = np.argsort(records["ends_on"].to_numpy(), kind="stable")
    person = pd.factorize(records["asn_id"])[0]
    month = records["ends_on"].to_numpy().astype("datetime64[M]").astype(np.int64)
    over = np.zeros(len(records), dtype=bool)
    over[order] = over_monthly_limit(person[order], dev_kind=kind[order], month=month[order])
    _say(records, over, TOO_OFTEN, "training_records", "jp", ledger)


def _rule_problem(rule: str, value: str, known: Mapping[str, set[Any]]) -> Problem | None:
    try:
        parsed = parse_rule(rule, value)
    except BadInput as refused:
        return Problem(refused.code, "error", refused.text, refused.fix)
    table = REFERS_TO.get(rule, "")
    lost = sorted(set(parsed.listed) - known[table]) if table in known else []
    if not lost:
        return None
    return Problem(
        "ORPHAN", "error", f"'{lost[0]}' tidak ada di tabel {table}.", "Perbaiki nilai aturan ini."
    )


def _warn_per_day(frame: pd.DataFrame, per_day: pd.Series[Any], table: str, ledger: Ledger) -> None:
    many = per_day > USUAL_JP_PER_DAY
    shown = [f"{one:.1f}" for one in per_day[many].iloc[:SPELLED_OUT]]
    _say(frame, many, MANY_JP, table, "jp", ledger, shown)


def _say(
    frame: pd.DataFrame,
    where: Any,
    problem: Problem,
    table: str,
    column: str,
    ledger: Ledger,
    values: Any = (),
) -> None:
    mask = np.asarray(where, dtype=bool)
    ledger.rows(table, frame.index.to_numpy(dtype=np.int64)[mask], problem, column=column, values=values)

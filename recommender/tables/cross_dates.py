"""Dates against each other and against today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger, Problem
from recommender.tables.observed import observed_on

FUTURE: Final = Problem(
    "FUTURE_DATE",
    "error",
    "Kejadian ini bertanggal di masa depan ({value}).",
    "Periksa tahunnya, atau jam komputer.",
)
FUTURE_POST: Final = FUTURE._replace(severity="warning", text="Tanggal ini di masa depan ({value}).")
BEFORE_BIRTH: Final = Problem(
    "BEFORE_BIRTH", "error", "Tanggal ini sebelum pegawai lahir (menurut NIP).", "Periksa tanggal dan NIP."
)
BEFORE_HIRED: Final = Problem(
    "BEFORE_HIRED",
    "warning",
    "Selesai sebelum pegawai diangkat.",
    "Periksa tanggal, atau abaikan bila benar.",
)

EVENTS: Final = {"asn": ("hired_on",)}
"""Dates beyond ``Table.observed`` that only the past can hold."""
PLANNED: Final = {"asn": ("grade_since", "position_since")}
"""Dates that a decree may set a little ahead."""


def check_order(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> None:
    """Refuse rows whose first date or number lies after its second."""
    for name, frame in frames.items():
        table = TABLES[name]
        for first, second in table.ordered:
            wrong = (frame[first] > frame[second]).fillna(False).to_numpy(dtype=bool)
            labels = table.column(first).label, table.column(second).label
            problem = Problem(
                "ORDER",
                "error",
                f"'{labels[0]}' melewati '{labels[1]}'.",
                "Periksa kedua isian, mungkin tertukar.",
            )
            ledger.rows(name, _rows(frame, wrong), problem, column=second)


def check_future(frames: Mapping[str, pd.DataFrame], ledger: Ledger, *, today: date) -> None:
    """Refuse what is said to have been observed after ``today``; warn of posts that start later."""
    for name, frame in frames.items():
        if observed := TABLES[name].observed:
            _after(name, observed, observed_on(frame, TABLES[name]), today, FUTURE, ledger)
        for column in EVENTS.get(name, ()):
            _after(name, column, frame[column], today, FUTURE, ledger)
        for column in PLANNED.get(name, ()):
            _after(name, column, frame[column], today, FUTURE_POST, ledger)


def check_lifetimes(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> None:
    """Refuse events before a person's birth; warn of trainings that ended before the appointment."""
    people = frames.get("asn")
    if people is None or people.empty:
        return
    people = people.drop_duplicates("asn_id").set_index("asn_id")
    born, hired = born_on(people["nip"]), people["hired_on"]
    for column in ("hired_on", "grade_since", "position_since"):
        frame = frames["asn"]
        early = (frame[column] < born_on(frame["nip"])).to_numpy(dtype=bool)
        ledger.rows("asn", _rows(frame, early), BEFORE_BIRTH, column=column)
    records = frames.get("training_records")
    if records is not None:
        place = people.index.get_indexer(pd.Index(records["asn_id"]))
        ended = records["ends_on"].to_numpy()
        for dates, problem in ((born, BEFORE_BIRTH), (hired, BEFORE_HIRED)):
            early = (place >= 0) & (ended < dates.to_numpy()[place])
            ledger.rows("training_records", _rows(records, early), problem, column="ends_on")


def born_on(nip: pd.Series[Any]) -> pd.Series[Any]:
    """Birth date by the first eight digits of valid NIPs (datetime64[s]; NaT where missing)."""
    digits = nip.str.slice(0, 8)
    return pd.to_datetime(digits, format="%Y%m%d").astype("datetime64[s]")


def _after(
    table: str, column: str, dates: pd.Series[Any], today: date, problem: Problem, ledger: Ledger
) -> None:
    # A day's grace: it may be tomorrow already where the source was written.
    limit = np.datetime64(min(today, date(9999, 1, 1)), "D") + np.timedelta64(1, "D")
    late = dates[dates.to_numpy() > limit]
    shown = late.iloc[:200].dt.strftime("%Y-%m-%d").tolist()
    ledger.rows(table, late.index.to_numpy(dtype=np.int64), problem, column=column, values=shown)


def _rows(frame: pd.DataFrame, where: Any) -> Any:
    return frame.index.to_numpy(dtype=np.int64)[where]

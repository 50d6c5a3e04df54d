"""What the columns of one person say about each other. Nothing here repeats a NIP."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.domain.codes import ACTIVE_STATUS, PPPK_GRADE_FROM
from recommender.domain.nip import FIRST_PPPK_CODE
from recommender.tables.ledger import Ledger, Problem

ASN_ID_IS_NIP: Final = Problem(
    "ASN_ID_IS_NIP",
    "error",
    "asn_id berisi NIP; NIP tidak boleh menjadi kunci.",
    "Pakai kunci tetap lain dari sistem kepegawaian, misalnya pnsOrangId SIASN.",
)
NIP_MISSING: Final = Problem(
    "NIP_MISSING",
    "warning",
    "NIP kosong: usia tidak diketahui dan pencarian dengan NIP tidak menemukan.",
    "Isi NIP.",
)
NIP_EMPLOYMENT: Final = Problem(
    "NIP_EMPLOYMENT", "warning", "Status kepegawaian tidak sesuai dengan susunan NIP.", "Periksa keduanya."
)
NIP_SEX: Final = Problem(
    "NIP_SEX_DIFFERS", "warning", "Jenis kelamin tidak sesuai dengan NIP.", "Periksa keduanya."
)
GRADE_SCALE: Final = Problem(
    "GRADE_SCALE", "warning", "Golongan {value} bukan dari tangga golongan status kepegawaiannya.",
    "PNS memakai 11-45, PPPK memakai 101-117.",
)  # fmt: skip
PAST_RETIREMENT: Final = Problem(
    "PAST_RETIREMENT",
    "warning",
    "Usia melewati batas usia pensiun jabatan, tetapi masih aktif.",
    "Periksa status.",
)

RETIREMENT_AGE: Final = 58
RETIREMENT_AGE_SENIOR: Final = 60
RETIREMENT_AGE_HIGHEST: Final = 65
_SENIOR_CLASSES: Final = ("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA")


def check_people(asn: pd.DataFrame, positions: pd.DataFrame, ledger: Ledger, *, on: date | None) -> None:
    """Check identity, employment, sex and grade; ages against retirement on the day ``on``."""

    def say(where: Any, problem: Problem, column: str, values: Any = ()) -> None:
        mask = np.asarray(where, dtype=bool)
        rows = asn.index.to_numpy(dtype=np.int64)[mask]
        ledger.rows("asn", rows, problem, column=column, values=values)

    nip = asn["nip"]
    if nip.notna().any():
        say(nip.isna(), NIP_MISSING, "nip")
    say(asn["asn_id"].str.fullmatch(r"[0-9]{18}", na=False), ASN_ID_IS_NIP, "asn_id")
    contract = asn["employment"].str.startswith("PPPK")
    by_nip = pd.to_numeric(nip.str.slice(12, 14)) >= FIRST_PPPK_CODE
    known = nip.notna() & asn["employment"].notna()
    say(known & (contract != by_nip), NIP_EMPLOYMENT, "employment")
    sex = nip.str.slice(14, 15).map({"1": "L", "2": "P"})
    say(nip.notna() & asn["sex"].notna() & (sex != asn["sex"]), NIP_SEX, "sex")
    grade = asn["grade_id"]
    off = (grade.notna() & asn["employment"].notna() & ((grade >= PPPK_GRADE_FROM) != contract)).fillna(False)
    say(off, GRADE_SCALE, "grade_id", grade[off.astype(bool)].iloc[:200].tolist())
    if on is not None:
        limit = retirement_age(positions).reindex(asn["position_id"]).to_numpy()
        born = pd.to_numeric(nip.str.slice(0, 8)).to_numpy(dtype=np.float64, na_value=np.nan)
        # Dates as yyyymmdd differ by 10,000 a year; people leave on the first of the month after.
        past = int(on.strftime("%Y%m%d")) - born > limit * 10_000 + 100
        say(past & (asn["legal_status"] == ACTIVE_STATUS), PAST_RETIREMENT, "legal_status")


def retirement_age(positions: pd.DataFrame) -> pd.Series[Any]:
    """Batas usia pensiun of each position: 65 for JF ahli utama, 60 for JPT and JF ahli madya, else 58."""
    tier, group = positions["jf_tier"], positions["position_class"]
    ages: NDArray[np.int64] = np.select(
        [tier == "UT", (tier == "MA") | group.isin(_SENIOR_CLASSES)],
        [RETIREMENT_AGE_HIGHEST, RETIREMENT_AGE_SENIOR],
        RETIREMENT_AGE,
    )
    limit = pd.Series(ages, index=pd.Index(positions["position_id"]))
    return limit[~limit.index.duplicated()]

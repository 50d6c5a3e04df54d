from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from recommender.domain.days import MISSING_DAY
from recommender.web.planner.formats import code, day, heat, number, percent, rupiah


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234567, 0, "1.234.567"), (12345.678, 2, "12.345,68"), (0.5, 1, "0,5"), (-3.25, 1, "−3,2"),
     (-0.001, 1, "0,0"), (np.float32(2), 0, "2"), (np.nan, 1, "–"), (None, 0, "–")],
)  # fmt: skip
def test_numbers(value: float | None, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_money_shares_and_days() -> None:
    assert rupiah(3_500_000) == "Rp\u00a03.500.000"
    assert rupiah(np.nan) == "–"
    assert percent(1, 8) == "12,5%"
    assert percent(1, 0) == "–"
    assert day(date(2027, 2, 9)) == "9 Februari 2027"
    assert day(0) == "1 Januari 1970"
    assert day(MISSING_DAY) == "–"


def test_codes_and_colours() -> None:
    assert [code(one) for one in ("PNS", "UJI_KOMPETENSI")] == ["PNS", "Uji kompetensi"]
    assert [heat(one) for one in (0.0, 0.05, 0.5, 1.0, np.nan)] == ["nihil", "rendah", "sedang", "tinggi", ""]

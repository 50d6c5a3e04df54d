from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from recommender.tables.ledger import Ledger, Problem
from recommender.tables.rejects import rejects_csv, spreadsheet_safe


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+cmd", "-2+3", "@SUM", "\tx", "\rx", "\uff1dx", " =1"])
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A1", "1-2", "a=b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert spreadsheet_safe(text) == text


def test_a_row_beyond_those_spelled_out_is_still_listed() -> None:
    ledger = Ledger()
    frame = pd.DataFrame({"unit_id": [f"=U{one}" for one in range(300)]}, index=np.arange(2, 302))
    ledger.rows("units", frame.index.to_numpy(), Problem("WRONG", "error", "", ""), column="name")
    rows = list(csv.reader(io.StringIO(rejects_csv({"units": frame}, ledger).decode("utf-8-sig"))))
    assert rows[0] == ["table", "row", "key", "codes"]
    assert rows[1] == ["units", "2", "'=U0", "name:WRONG"]
    assert rows[300] == ["units", "301", "'=U299", "(lihat laporan)"]

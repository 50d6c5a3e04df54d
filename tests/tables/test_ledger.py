from __future__ import annotations

import numpy as np

from recommender.tables.findings import Finding
from recommender.tables.ledger import SPELLED_OUT, Ledger, Problem

WRONG = Problem("WRONG", "error", "Nilai {value} salah.", "Perbaiki.")
ODD = Problem("ODD", "warning", "Aneh.", "")


def test_rows_are_counted_whole_and_spelled_out_up_to_a_limit() -> None:
    ledger = Ledger()
    ledger.rows("asn", np.arange(2, 502), WRONG, column="nip", values=list(range(500)))
    assert len(ledger.findings) == SPELLED_OUT
    assert ledger.findings[0] == Finding("asn", 2, "nip", "WRONG", "error", "Nilai 0 salah.", "Perbaiki.")
    assert (ledger.total("error"), ledger.refused_rows()) == (500, 500)


def test_a_row_with_two_errors_is_one_refused_row() -> None:
    ledger = Ledger()
    ledger.rows("asn", np.array([3, 5]), WRONG, column="nip")
    ledger.rows("asn", np.array([5]), WRONG, column="unit_id")
    assert ledger.refused("asn").tolist() == [3, 5]
    assert (ledger.total("error"), ledger.refused_rows()) == (3, 2)


def test_warnings_refuse_nothing() -> None:
    ledger = Ledger()
    ledger.rows("asn", np.array([3]), ODD)
    ledger.whole("asn", ODD)
    assert ledger.refused_rows() == 0
    assert not ledger.blocked


def test_an_error_about_a_whole_table_blocks() -> None:
    ledger = Ledger()
    ledger.whole("asn", WRONG)
    assert ledger.blocked


def test_what_reading_refused_row_by_row_can_be_set_aside_and_a_lost_table_cannot() -> None:
    row = Finding("asn", 7, "", "FIELD_COUNT", "error", "", "")
    assert Ledger([row], readable=["asn"]).refused("asn").tolist() == [7]
    assert not Ledger([row], readable=["asn"]).blocked
    assert Ledger([row], readable=["units"]).blocked


def test_braces_in_a_value_are_just_text() -> None:
    ledger = Ledger()
    ledger.rows("asn", np.array([2]), WRONG, values=["{0.__class__}"])
    assert ledger.findings[0].text == "Nilai {0.__class__} salah."

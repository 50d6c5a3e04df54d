import io

import numpy as np
import openpyxl
import pytest

from recommender.needs.workbook import Sheet, workbook_bytes


def read(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://x")', "+62812", "-2+3", "@SUM(1)", "{=1}", "http://x", "007", "198703152010011023"],
)  # fmt: skip
def test_text_stays_text(text):
    cell = read(workbook_bytes([Sheet("a", {"Teks": [text]})]))["a"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_numbers_stay_numbers_and_what_is_missing_stays_empty():
    columns = {"Angka": np.array([1.5, np.nan], np.float32), "Nomor": np.array([1, 2]), "Kosong": [None, "x"]}
    page = read(workbook_bytes([Sheet("a", columns)]))["a"]
    assert list(page.values) == [("Angka", "Nomor", "Kosong"), (1.5, 1, None), (None, 2, "x")]


def test_a_sheet_that_is_too_long_goes_on_in_the_next():
    book = read(workbook_bytes([Sheet("a", {"N": list(range(5))})], most_rows=2))
    assert book.sheetnames == ["a", "a_2", "a_3"]
    assert [cell.value for page in book for cell in page["A"][1:]] == [0, 1, 2, 3, 4]


def test_an_empty_sheet_keeps_its_header():
    book = read(workbook_bytes([Sheet("a", {"N": []}), Sheet("b", {})]))
    assert [page.max_row for page in book] == [1, 1]
    assert book["a"]["A1"].value == "N"

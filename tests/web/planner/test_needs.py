from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from recommender.web.planner import needs
from tests.web.fake_service import NIP, form_token, signed_in
from tests.web.planner.pages import pages_app, table_rows, words

APP = pages_app()


def test_a_unit_stands_over_those_below_it() -> None:
    text = signed_in(APP).get("/kebutuhan?unit=U1").text
    rows = table_rows(text)
    assert rows[0] == ["Seluruh unit ini", "6", "1,17", "1,00", "0,50"]
    assert rows[1] == ["Seksi Layanan", "3", "1,00", "1,00", "0,50"]
    assert 'aria-label="Seksi Layanan, Pelayanan Publik: 1,00 level, 2 ASN"' in text


def test_the_other_kind_of_competencies() -> None:
    rows = table_rows(signed_in(APP).get("/kebutuhan?unit=U1&jenis=teknis").text)
    assert rows[0] == ["Seluruh unit ini", "6", "1,17", "1,50"]
    assert rows[1] == ["Seksi Layanan", "3", "1,00", "–"]


def test_entitlements_stand_apart_with_their_basis() -> None:
    text = words(signed_in(APP).get("/kebutuhan?unit=U2").text)
    assert "Tidak dijumlahkan dengan kesenjangan." in text
    assert "PP 11/2017 Pasal 203" in text


def test_who_lacks_a_competency() -> None:
    text = signed_in(APP).get("/kebutuhan/kompetensi/M.05?unit=U2").text
    assert "2 dari 3 ASN Seksi Layanan" in words(text)
    rows = table_rows(text)
    assert [row[0] for row in rows] == ["A5", "A2"]
    assert rows[0][3:6] == ["3,0", "1,0 ± 0,4", "2,00"]
    assert "Pelatihan Pelayanan Prima" in text


def export(client: Any, **form: str) -> Any:
    token = form_token(client.get("/kebutuhan").text)
    return client.post("/kebutuhan/akpk.xlsx", data={"csrf_token": token, **form})


def sheet(answer: Any, name: str) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    head, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_export_is_the_akpk_of_the_unit() -> None:
    answer = export(signed_in(APP), unit="U2")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="akpk-2026-06-30.xlsx"'
    rows = sheet(answer, "akpk")
    assert [(row["ASN ID"], row["Kompetensi"]) for row in rows] == [
        ("A1", "Komunikasi"), ("A2", "Pelayanan Publik"), ("A5", "Pelayanan Publik"),
    ]  # fmt: skip
    assert rows[0]["Kinerja tahun lalu"] == 80
    assert "NIP" not in rows[0]
    assert [row["Unit"] for row in sheet(answer, "unit")] == ["Seksi Layanan"]


def test_names_are_exported_where_they_are_asked_for() -> None:
    rows = sheet(export(signed_in(APP), unit="U2", nama="true"), "akpk")
    assert (rows[0]["NIP"], rows[0]["Nama"]) == (NIP, "Siti <b>Aminah</b>")
    assert rows[1]["Nama"] == ""


def test_a_large_unit_is_not_exported_from_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "EXPORT_LIMIT", 5)
    answer = export(signed_in(APP), unit="U1")
    assert answer.status_code == 422
    assert "EXPORT_TOO_LARGE" in answer.text
    assert "Pilih unit di bawahnya" in signed_in(APP).get("/kebutuhan?unit=U1").text


def test_an_agency_without_standards_is_told_so() -> None:
    app = pages_app(bundle={"switched_off": ("position_standards",)})
    assert "kesenjangan tidak dapat dihitung" in signed_in(app).get("/kebutuhan").text

"""A plan whose seats near the cut-offs are drawn by lot: asked for by the form, its draws on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.browser.visit import SCRIPTLESS, Visit

pytestmark = pytest.mark.parametrize("visit", ["lebar", *SCRIPTLESS][:2], indirect=True)

_TABLE = "#undian ~ .wide tbody"


def test_seats_are_drawn_and_the_draws_are_shown(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.sign_in()
    visit.go("/rencana/baru")
    page.get_by_label("Tahun").select_option("2027")
    page.get_by_role("checkbox", name="Undi kursi di sekitar batas").check()
    page.get_by_label("Benih undian").fill("tujuh")
    visit.press("Susun rencana")
    assert "Benih undian: Tulis bilangan bulat" in visit.text()
    page.get_by_label("Benih undian").fill("7")
    visit.press("Susun rencana")
    page.get_by_role("heading", name="Undian kursi").wait_for(timeout=60_000)
    assert "Benih 7." in visit.text()
    visit.look("50-undian")
    rows = page.locator("#undian + p + .wide tbody tr")
    shown = {}
    for row in rows.all():
        session = row.locator("th .id").inner_text()
        drawn, eligible = (int(row.locator("td").nth(at).inner_text()) for at in (0, 1))
        row.locator("summary").click()
        shown[session] = (drawn, eligible, row.locator("td details strong").all_inner_texts())
        assert len(shown[session][2]) == drawn < eligible
    assert shown
    visit.look("51-undian-terbuka")
    visit.save("Unduh daftar calon peserta", tmp_path / "rencana.xlsx")
    head, *listed = (
        CalamineWorkbook.from_path(tmp_path / "rencana.xlsx").get_sheet_by_name("undian").to_python()
    )
    told = [dict(zip(head, row, strict=True)) for row in listed]
    assert {row["Benih"] for row in told} == {7}
    for session, (drawn, eligible, names) in shown.items():
        mine = [row for row in told if row["Angkatan"] == session and row["Kursi diundi"] == drawn]
        assert len(mine) >= eligible
        assert {f"{row['ASN ID']} ✓" for row in mine if row["Terpilih"] == "ya"} >= set(names)

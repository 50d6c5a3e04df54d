"""From sign-in to an approved plan that is handed in, as the planner's guide tells it.

The wide window makes the pictures of the guide (:mod:`tests.browser.guide`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.browser.guide import named_pictures, picture
from tests.browser.visit import Visit


def test_a_plan_is_made_swapped_submitted_and_approved_by_another(visit: Visit, tmp_path: Path) -> None:
    shown: list[str] = []

    def show(name: str, *, at: str = "") -> None:
        if visit.name == "lebar":
            shown.append(picture(visit.page, name, at=at))

    visit.go("/")
    show("01-masuk")
    visit.sign_in()
    show("02-beranda")
    visit.follow("Kebutuhan")
    show("03-kebutuhan")
    visit.follow("Program")
    show("04-program")
    visit.follow("Rencana")
    visit.follow("Rencana baru")
    visit.look("20-rencana-baru")
    address = ask(visit, show)
    visit.look("22-rencana")
    show("08-usulan")
    show("09-pengandaian", at="#pengandaian")
    leaving, coming = swap(visit, show)
    visit.page.goto(address)
    show("13-ajukan", at="#putusan")
    visit.press("Ajukan untuk disetujui")
    assert "Rencana belum diajukan." in visit.page.get_by_role("alert").inner_text()
    visit.look("30-belum-diajukan")
    visit.page.get_by_label("Saya mengajukan juga yang belum ditelaah").check()
    visit.press("Ajukan untuk disetujui")
    assert "orang lain yang menyetujuinya" in visit.text()
    visit.press("Keluar")

    visit.sign_in(*visit.site.approver)
    assert "Menunggu keputusan Anda" in visit.text()
    visit.look("24-beranda-penyetuju")
    visit.page.goto(address)
    visit.look("25-setujui")
    show("14-setujui", at="#putusan")
    visit.page.get_by_label("Saya menyetujui juga yang belum ditelaah").check()
    visit.press("Setujui isi ini")
    assert "Disetujui" in visit.text()
    show("15-unduh", at="#putusan")
    digest = visit.page.locator("code.hash").inner_text()
    visit.save("Unduh daftar calon peserta", tmp_path / "rencana.xlsx")
    require_sheets(tmp_path / "rencana.xlsx", leaving=leaving, coming=coming, digest=digest)
    if visit.name == "lebar":
        assert shown == named_pictures()


def ask(visit: Visit, show: Any) -> str:
    """Ask for a plan, once wrongly; the address of what comes of it."""
    page = visit.page
    page.get_by_label("Tahun").select_option("2027")
    page.get_by_label("Pagu tambahan (Rp)").fill("30 juta")
    page.get_by_label("Nama rencana").fill(f"Rencana {visit.name}")
    show("05-rencana-baru")
    show("06-aturan", at="#aturan")
    page.get_by_role("checkbox", name="Hari klasikal terbanyak per pegawai").check()
    page.get_by_label("Pagu turun dan naik").fill("10")
    page.get_by_label("Tanpa satu aturan").select_option("MAX_DAYS_AWAY")
    page.get_by_label("Pagu tambahan (Rp)").fill("tiga puluh")
    visit.press("Susun rencana")
    assert "Pagu tambahan (Rp): Tulis rupiah bulat" in visit.text()
    visit.look("21-rencana-salah")
    page.get_by_label("Pagu tambahan (Rp)").fill("30 juta")
    visit.press("Susun rencana")
    show("07-menunggu")
    address = str(page.url)
    page.get_by_role("heading", name="Yang membatasi").wait_for(timeout=60_000)
    rows = page.locator("#pengandaian + p + .wide tbody tr th")
    assert rows.all_inner_texts() == [
        "Rencana ini", "Pagu turun 10%", "Pagu naik 10%", "Tanpa aturan: Hari klasikal terbanyak per pegawai",
    ]  # fmt: skip
    return address


def swap(visit: Visit, show: Any) -> tuple[str, str]:
    """Swap the first participant of the session with most reserves; who leaves and who comes."""
    page = visit.page
    rows = page.locator("#angkatan + .wide tbody tr")
    reserves = [int(text) for text in rows.locator("td:nth-child(6)").all_inner_texts()]
    rows.nth(reserves.index(max(reserves))).locator("th a").click()
    show("10-angkatan")
    page.get_by_role("link", name="Putuskan").first.click()
    leaving = page.locator("input[name=asn_id]").first.get_attribute("value")
    coming = page.get_by_label("Cadangan pengganti").input_value()
    reason = page.get_by_label("Alasan menolak atau menukar")
    reason.select_option("TUGAS")
    show("11-putuskan", at="#putuskan")
    reason.select_option("")
    visit.press("Tukar")
    assert "Keputusan ini perlu alasan." in visit.text()
    visit.look("23-angkatan")
    reason.select_option("TUGAS")
    visit.press("Tukar")
    assert "Ditolak atau ditukar" in visit.text()
    assert f"({leaving}) diganti" in page.get_by_role("status").inner_text()
    show("12-sesudah", at="#hasil")
    visit.press("Terima semua yang belum ditelaah")
    return leaving, coming


def require_sheets(path: Path, *, leaving: str, coming: str, digest: str) -> None:
    """The file says who goes, who was swapped, and that exactly this was approved."""
    book = CalamineWorkbook.from_path(path)
    head, *rows = book.get_sheet_by_name("daftar calon peserta").to_python()
    people = {row[head.index("ASN ID")] for row in rows}
    assert coming in people and all(row[head.index("Nama")] for row in rows)
    status = {(row[0], row[3]) for row in book.get_sheet_by_name("peserta").to_python()}
    assert {(leaving, "DITOLAK"), (coming, "PESERTA")} <= status
    summary = {row[0]: row[1] for row in book.get_sheet_by_name("ringkasan").to_python()}
    assert (summary["Keadaan"], summary["Sidik isi (SHA-256)"]) == ("Disetujui", digest)


@pytest.mark.parametrize("visit", ["ponsel"], indirect=True)
def test_what_waits_is_cancelled_and_what_contradicts_is_named(visit: Visit) -> None:
    page = visit.page

    def still(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', 'name="x"'))

    visit.sign_in()
    visit.go("/rencana/baru")
    page.route("**/rencana/*", still)
    visit.press("Susun rencana")
    visit.look("26-menunggu")
    page.unroute("**/rencana/*")
    visit.press("Batalkan")
    assert "Dibatalkan" in visit.text()

    visit.go("/rencana/baru")
    page.get_by_role("checkbox", name="Bagian pegawai yang mencapai 20 JP").check()
    page.get_by_role("textbox", name="Bagian pegawai yang mencapai 20 JP").fill("100")
    visit.press("Susun rencana")
    page.get_by_text("Yang saling bertentangan").wait_for(timeout=60_000)
    visit.look("27-bertentangan")
    visit.follow("Ubah dan susun ulang")
    assert page.get_by_role("textbox", name="Bagian pegawai yang mencapai 20 JP").input_value() == "100"
    visit.follow("Rencana")
    visit.look("28-daftar")
    if page.get_by_role("link", name="Bandingkan dua rencana").count():
        visit.follow("Bandingkan dua rencana")
        visit.press("Bandingkan")
        visit.look("29-bandingkan")

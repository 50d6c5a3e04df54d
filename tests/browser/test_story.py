"""A planner's story in a real browser: wide, on a phone, and without JavaScript.

Each page is photographed into ``var/screenshots``; with JavaScript axe-core looks for faults that keep
people out, and nothing may be wider than the screen.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.browser.visit import WINDOWS, Visit


def test_needs_people_and_courses(visit: Visit, tmp_path: Path) -> None:
    page, site = visit.page, visit.site
    visit.go("/kebutuhan")
    assert page.url == f"{site.address}/masuk?lanjut=/kebutuhan"
    visit.look("1-masuk")
    visit.sign_in()
    assert visit.title() == "Beranda"
    assert re.search(r"300 ASN", visit.text())
    visit.look("2-beranda")

    visit.follow("Kebutuhan")
    visit.look("3-kebutuhan")
    page.locator("table.heat tbody tr:nth-child(2) th a").click()
    assert "unit=" in page.url
    visit.look("4-unit")
    visit.save("Unduh Excel", tmp_path / "akpk.xlsx")
    head, *rows = CalamineWorkbook.from_path(tmp_path / "akpk.xlsx").get_sheet_by_name("akpk").to_python()
    assert head[:5] == ["No", "ASN ID", "Jabatan", "Unit", "Kompetensi"]
    assert rows and all(row[head.index("Gap")] > 0 for row in rows)
    page.locator("table.heat tbody tr:first-child td.num a").first.click()
    visit.look("5-kompetensi")

    visit.follow("ASN")
    visit.look("6-asn")
    page.get_by_role("link", name="JP tahun ini").click()
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("JP tahun ini")
    asn_id, nip, name = site.people[list(WINDOWS).index(visit.name)]
    page.get_by_label("Nama, NIP, atau ID ASN").fill(nip)
    visit.press("Cari")
    assert page.url == f"{site.address}/asn/{asn_id}"
    assert visit.title() == name
    assert "Tiap 10 JP" in visit.text()
    page.locator("details summary").first.click()
    visit.look("7-pegawai")
    page.get_by_label("Alasan ASN").fill("Sudah menguasai materi ini.")
    visit.press("Catat keberatan")
    assert "Keberatan sudah dicatat" in visit.text()
    assert page.locator("ol.advice").count() == 0
    visit.look("8-keberatan")

    visit.follow("Kursus")
    visit.look("9-kursus")
    page.locator("tbody th a").first.click()
    assert "Yang membutuhkan" in visit.text()
    visit.look("10-pelatihan")

    visit.follow("Program")
    visit.made_programme()
    visit.look("11-program")
    visit.go("/program?ukuran=semua")
    page.locator("#usulan ~ .wide tbody th a").first.click()
    assert "Bentuk yang disarankan" in visit.text()
    visit.look("12-usulan-program")
    visit.go("/program/kursus")
    assert "Tidak dibutuhkan atau tergantikan" in visit.text()
    visit.look("13-program-kursus")
    visit.press("Keluar")
    visit.go("/asn")
    assert visit.title() == "Masuk"


@pytest.mark.parametrize("visit", ["lebar"], indirect=True)
def test_names_are_searched_and_failures_say_what_to_do(visit: Visit) -> None:
    visit.sign_in()
    page = visit.page
    page.get_by_label("Nama, NIP, atau ID ASN").fill("pegawai sintetis 00001")
    visit.press("Cari")
    assert "ASN cocok" in visit.text()
    assert page.url == f"{visit.site.address}/asn/cari"
    visit.look("11-hasil")
    page.get_by_label("Nama, NIP, atau ID ASN").fill("tidak ada yang bernama begini")
    visit.press("Cari")
    assert "Tidak ada ASN yang cocok" in visit.text()
    visit.look("12-kosong")
    visit.go("/akun")
    visit.look("13-akun")
    visit.go("/asn?hal=0")
    assert "Halaman: paling kecil 1" in visit.text()
    visit.look("14-isian-salah")
    visit.go("/tidak-ada")
    assert visit.title() == "Halaman ini tidak ada."
    visit.look("15-tidak-ada")

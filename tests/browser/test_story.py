"""A planner's story in a real browser: wide, on a phone, and without JavaScript.

Each page is photographed into ``var/screenshots``; with JavaScript axe-core looks for faults that keep
people out, and nothing may be wider than the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Site

pytestmark = pytest.mark.serial

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@dataclass(frozen=True)
class Visit:
    """One browser window of a walk."""

    page: Any
    site: Site
    name: str
    scripts: bool

    def look(self, what: str) -> None:
        """Photograph the page and look for faults."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SCREENSHOTS / f"{self.name}-{what}.png"), full_page=True)
        if not self.scripts:
            return
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        serious = [
            (one["id"], [node["target"] for node in one["nodes"]])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == []
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sign_in(self, account: str = "", key: str = "") -> None:
        self.page.goto(f"{self.site.address}/")
        self.page.get_by_label("Id akun").fill(account or self.site.account)
        self.page.get_by_label("Kata sandi atau kunci").fill(key or self.site.key)
        self.page.get_by_role("button", name="Masuk").click()


WINDOWS = {"lebar": (1280, True), "ponsel": (390, True), "tanpa-skrip": (390, False)}


@pytest.fixture(params=WINDOWS)
def visit(request: pytest.FixtureRequest, browser: Any, site: Site) -> Iterator[Visit]:
    width, scripts = WINDOWS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="id-ID"
    )
    context.set_default_timeout(10_000)
    foreign: list[str] = []
    context.on("request", lambda one: one.url.startswith(site.address) or foreign.append(one.url))
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    yield Visit(page, site, request.param, scripts)
    context.close()
    assert [one for one in foreign if not one.startswith("data:")] == []
    assert faults == []


def test_the_story_of_a_planner(visit: Visit, tmp_path: Path) -> None:
    page, site = visit.page, visit.site
    page.goto(f"{site.address}/kebutuhan")
    assert page.url == f"{site.address}/masuk?lanjut=/kebutuhan"
    visit.look("1-masuk")
    visit.sign_in()
    assert page.get_by_role("heading", level=1).inner_text() == "Beranda"
    assert re.search(r"300 ASN", page.inner_text("main"))
    visit.look("2-beranda")

    visit.follow("Kebutuhan")
    visit.look("3-kebutuhan")
    page.locator("table.heat tbody tr:nth-child(2) th a").click()
    assert "unit=" in page.url
    visit.look("4-unit")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh Excel").click()
    waiting.value.save_as(tmp_path / "akpk.xlsx")
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
    page.get_by_role("button", name="Cari").click()
    assert page.url == f"{site.address}/asn/{asn_id}"
    assert page.get_by_role("heading", level=1).inner_text() == name
    page.locator("details summary").first.click()
    visit.look("7-pegawai")
    page.get_by_label("Alasan ASN").fill("Sudah menguasai materi ini.")
    page.get_by_role("button", name="Catat keberatan").click()
    assert "Keberatan sudah dicatat" in page.inner_text("main")
    assert page.locator("ol.advice").count() == 0
    visit.look("8-keberatan")

    visit.follow("Kursus")
    visit.look("9-kursus")
    page.locator("tbody th a").first.click()
    assert "Yang membutuhkan" in page.inner_text("main")
    visit.look("10-pelatihan")
    page.get_by_role("button", name="Keluar").click()
    page.goto(f"{site.address}/asn")
    assert page.get_by_role("heading", level=1).inner_text() == "Masuk"


@pytest.mark.parametrize("visit", ["lebar"], indirect=True)
def test_names_are_searched_and_an_unknown_page_says_what_to_do(visit: Visit) -> None:
    visit.sign_in()
    page = visit.page
    page.get_by_label("Nama, NIP, atau ID ASN").fill("pegawai sintetis 00001")
    page.get_by_role("button", name="Cari").click()
    assert "ASN cocok" in page.inner_text("main")
    assert page.url == f"{visit.site.address}/asn/cari"
    visit.look("11-hasil")
    page.get_by_label("Nama, NIP, atau ID ASN").fill("tidak ada yang bernama begini")
    page.get_by_role("button", name="Cari").click()
    assert "Tidak ada ASN yang cocok" in page.inner_text("main")
    visit.look("12-kosong")
    page.goto(f"{visit.site.address}/akun")
    visit.look("13-akun")


@pytest.mark.parametrize("visit", ["lebar"], indirect=True)
def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.site.address}/masuk")

    def focused() -> str:
        return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    page.keyboard.press("Tab")
    assert focused() == "Langsung ke isi"
    while focused() != "akun":
        page.keyboard.press("Tab")
    page.keyboard.type(visit.site.account)
    page.keyboard.press("Tab")
    page.keyboard.type(visit.site.key)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.site.address}/")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert focused() == "Kebutuhan"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/kebutuhan")


@pytest.mark.parametrize("visit", ["lebar"], indirect=True)
def test_a_plan_is_made_swapped_submitted_and_approved_by_another(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.sign_in()
    visit.follow("Rencana")
    visit.follow("Rencana baru")
    visit.look("20-rencana-baru")
    page.get_by_label("Tahun").select_option("2027")
    page.get_by_label("Pagu tambahan (Rp)").fill("30000000")
    page.get_by_role("button", name="Susun rencana").click()
    address = page.url
    page.get_by_role("heading", name="Yang membatasi").wait_for(timeout=60_000)
    visit.look("21-rencana")
    rows = page.locator("#angkatan + .wide tbody tr")
    reserves = [int(text) for text in rows.locator("td:nth-child(6)").all_inner_texts()]
    rows.nth(reserves.index(max(reserves))).locator("th a").click()
    page.get_by_role("link", name="Putuskan").first.click()
    leaving = page.locator("input[name=asn_id]").get_attribute("value")
    coming = page.get_by_label("Cadangan pengganti").input_value()
    page.get_by_label("Alasan menolak atau menukar").select_option("TUGAS")
    visit.look("22-angkatan")
    page.get_by_role("button", name="Tukar").click()
    assert "Ditolak atau ditukar" in page.inner_text("main")
    page.goto(address)
    page.get_by_role("button", name="Ajukan untuk disetujui").click()
    page.get_by_role("button", name="Keluar").click()

    visit.sign_in(*visit.site.approver)
    page.goto(address)
    visit.look("23-setujui")
    page.get_by_role("button", name="Setujui isi ini").click()
    assert "Disetujui" in page.inner_text("main")
    digest = page.locator("code.hash").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh daftar calon peserta").click()
    waiting.value.save_as(tmp_path / "rencana.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "rencana.xlsx")
    head, *rows = book.get_sheet_by_name("daftar calon peserta").to_python()
    people = {row[head.index("ASN ID")] for row in rows}
    assert coming in people and all(row[head.index("Nama")] for row in rows)
    status = {(row[0], row[3]) for row in book.get_sheet_by_name("peserta").to_python()}
    assert {(leaving, "DITOLAK"), (coming, "PESERTA")} <= status
    summary = dict(book.get_sheet_by_name("ringkasan").to_python())
    assert (summary["Keadaan"], summary["Sidik isi (SHA-256)"]) == ("Disetujui", digest)

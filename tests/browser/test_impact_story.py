"""Whether training helps, as a planner reads it: before the first study, and once one is in the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from recommender.store.impact_studies import newest_study_id, record_study
from recommender.store.serving import serving_snapshot
from tests.browser.guide import picture
from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.web.planner.impact_world import STUDY, asked, finding, stored

VERDICTS = (
    ("Diklat Fungsional", "mungkin", "EXPLAINED", 1.4, 240),
    ("Diklat Teknis", "tidak tampak", "BELOW_WORTH", -0.4, 410),
    ("Bimbingan Teknis", "belum dapat disimpulkan", "WIDE", 0.6, 90),
    ("Seminar", "belum dapat disimpulkan", "NO_ESTIMATE", None, 12),
    ("Mentoring", "mungkin", "NOT_SURE", 1.9, 55),
)  # fmt: skip


def body() -> bytes:
    """The study of known figures, with kinds of training added."""
    kinds = [
        asked("jenis", str(row), label, kinerja=finding(verdict, reason, effect, treated))
        for row, (label, verdict, reason, effect, treated) in enumerate(VERDICTS)
    ]
    named = [
        {**one, "label": one["label"].replace("=Pelatihan <b>Satu</b>", "Pelatihan Satu")}
        for one in STUDY["asked"]
    ]
    return stored(asked=[*named, *kinds]).body.encode()


def keep_study(site: Site) -> None:
    """Put the study where the command puts it, once."""
    database = site.home.database()
    if newest_study_id(database) is None:
        digest = serving_snapshot(database)
        assert digest is not None
        record_study(database, snapshot_digest=digest, as_of=date(2026, 6, 30), body=body(), actor="test")
    database.close()


def wait_for_study(page: Any, visit: Visit) -> None:
    """The server looks every half second."""
    for _ in range(40):
        visit.go("/dampak")
        if "Belum dihitung" not in visit.text():
            return
        page.wait_for_timeout(250)
    raise AssertionError(visit.text())


def test_verdicts_checks_and_calendar(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.sign_in()
    if visit.name == "lebar":
        visit.go("/dampak")
        picture(page, "16-dampak-kosong")
    keep_study(visit.site)
    wait_for_study(page, visit)
    visit.go("/")
    visit.follow("Dampak")
    assert visit.title() == "Dampak pelatihan"
    visit.look("dampak-1-putusan")
    if visit.name == "lebar":
        picture(page, "17-dampak", at="#putusan")
    assert page.locator("figure.forest li svg .whisker").count() == 7
    page.get_by_label("Putusan", exact=True).select_option("terbukti")
    visit.press("Tampilkan")
    assert "putusan=terbukti" in page.url
    assert page.locator("main table").nth(1).locator("tbody tr").count() == 3
    visit.follow("Semua pelatihan")
    assert "Pembanding efektif (ESS)" in visit.text()
    assert "Mengapa menyesatkan" in visit.text()
    visit.look("dampak-2-satu")
    visit.go("/dampak")
    visit.follow("Evaluasi Kirkpatrick dan kalendernya")
    visit.look("dampak-3-kirkpatrick")
    page.get_by_role("link", name="Kalender evaluasi").click()
    assert "Sedang berjalan" in visit.text()
    visit.look("dampak-4-kalender")
    visit.go("/dampak")
    file = visit.save("Unduh Excel", tmp_path / "dampak.xlsx")
    assert CalamineWorkbook.from_path(file).sheet_names[:2] == ["putusan", "pemeriksaan"]

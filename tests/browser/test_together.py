"""Two planners at once, and a server that dies between a decision and the next request: nothing is lost."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.browser.site import Site
from tests.browser.stored_plan import stored_plan
from tests.browser.visit import Visit
from tests.web.real_server import running


def decline(visit: Visit, *, note: str) -> None:
    visit.page.get_by_label("Alasan menolak atau menukar").select_option("CUTI_SAKIT")
    visit.page.get_by_label("Catatan").fill(note)
    visit.press("Tolak")


@pytest.mark.parametrize("visit", ["lebar", "tanpa-skrip"], indirect=True)
def test_the_second_of_two_planners_loses_nothing(visit: Visit, browser: Any) -> None:
    site = visit.site
    plan = stored_plan(site)
    visit.sign_in()
    visit.go(f"/rencana/{plan}/angkatan/S1?asn=A3")
    context = browser.new_context(viewport=visit.page.viewport_size, locale="id-ID")
    other = Visit(context.new_page(), site, f"{visit.name}-kedua", True)
    account, key = site.home.account("planner")
    other.sign_in(account, key)
    other.go(f"/rencana/{plan}/angkatan/S1?asn=A1")

    visit.page.get_by_label("Alasan menolak atau menukar").select_option("TUGAS")
    visit.press("Tukar")
    decline(other, note="Opname sampai Agustus")
    assert other.title() == "Rencana berubah lebih dahulu"
    assert f"akun {site.account} sudah memutuskan" in other.text()
    assert "Tukar A3 dengan A4" in other.text() and "Opname sampai Agustus" in other.text()
    other.look("konflik")
    other.press("Tetap simpan keputusan saya")
    assert "Opname sampai Agustus" in other.text()
    context.close()

    database = site.home.database()
    history = [(one.action, one.asn_id, one.key_id) for one in _view(database, plan).history]
    database.close()
    assert history[1:] == [("SWAP", "A3", site.account), ("DECLINE", "A1", account)]


def _view(database: Any, plan: str) -> Any:
    from recommender.store.plans import Plans

    return Plans(database).view(plan)


def test_a_decision_outlives_a_killed_server(browser: Any, site: Site, tmp_path: Path) -> None:
    plan = stored_plan(site)
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID").new_page()
    with running(site.home, folder=tmp_path, workers=1) as first:
        visit = Visit(page, replace(site, address=_address(first)), "mati", True)
        visit.sign_in()
        visit.go(f"/rencana/{plan}/angkatan/S1?asn=A3")
        decline(visit, note="Diputuskan sebelum mati")
        for pid in (first.process.pid, *first.workers()):
            os.kill(pid, signal.SIGKILL)
    with running(site.home, folder=tmp_path, workers=1) as second:
        page.goto(f"{_address(second)}/rencana/{plan}/angkatan/S1")
        assert "Diputuskan sebelum mati" in visit.text()
    page.context.close()


def _address(server: Any) -> str:
    return f"http://127.0.0.1:{server.port}"

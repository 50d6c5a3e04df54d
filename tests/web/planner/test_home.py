from __future__ import annotations

import re
from typing import Any

from recommender.tables.people_file import Budget
from recommender.web.planner.home import SWITCHED_OFF, Ceilings, ceilings
from tests.small_world import small_dataset
from tests.web.fake_service import form_token, signed_in
from tests.web.planner.pages import pages_app, words
from tests.web.small_plans import PLAN

UNITS = small_dataset().units
BUDGETS = (
    Budget("B1", "", 2026, 5e9, "APBD"), Budget("B2", "U2", 2026, 1e9, "APBD"),
    Budget("B3", "", 2025, 4e9, "APBD"), Budget("B4", "U9", 2026, 7e9, "APBD"),
)  # fmt: skip


def test_budgets_in_sight() -> None:
    assert ceilings(BUDGETS, units=UNITS, root=None, year=2027) == Ceilings(2026, 5e9, 1e9, 2)
    assert ceilings(BUDGETS, units=UNITS, root="U1", year=2027) == Ceilings(2026, None, 1e9, 1)
    assert ceilings(BUDGETS, units=UNITS, root=None, year=2025) == Ceilings(2025, 4e9, None, 1)
    assert ceilings(BUDGETS, units=UNITS, root="U2", year=2025) is None


def test_the_figures_a_planner_is_asked_about() -> None:
    text = words(signed_in(pages_app()).get("/").text)
    assert "Pemerintah Provinsi, 6 ASN, keadaan per 30 Juni 2026" in text
    assert "16,7% 1 dari 6 ASN sudah memenuhi" in text
    assert "5,00 / 40" in text
    assert "Pagu seluruh instansi: Rp 5.000.000.000." in text
    assert f"evaluations : {SWITCHED_OFF['evaluations']}" in text


def test_a_unit_planner_sees_her_unit() -> None:
    text = words(signed_in(pages_app(), "planner-u2-key").get("/").text)
    assert "Seksi Layanan, 3 ASN" in text
    assert "Rp 1.000.000.000" in text


def test_without_records_nothing_is_invented() -> None:
    app = pages_app(bundle={"switched_off": ("training_records",)})
    text = words(signed_in(app).get("/").text)
    assert "Tidak diketahui: tabel riwayat pelatihan tidak ada." in text
    assert "sudah memenuhi" not in text


def test_open_decisions_and_the_money_that_is_spent() -> None:
    app = pages_app()
    planner, approver = signed_in(app), signed_in(app, "approver-key")

    def decide(client: Any, **form: str) -> None:
        token = form_token(client.get("/rencana").text)
        sent = client.post(f"/rencana/{PLAN}/putusan", data={"csrf_token": token, **form})
        assert sent.status_code == 303

    def figures(client: Any) -> str:
        return words(client.get("/").text)

    assert "Keputusan menunggu Anda 1 0 menunggu persetujuan orang lain; 0 sedang" in figures(planner)
    assert "Keputusan menunggu Anda 0 0 menunggu persetujuan orang lain; 1 sedang" in figures(approver)
    decide(planner, action="SUBMIT", revision="1", mengetahui="1")
    assert "Keputusan menunggu Anda 0 1 menunggu persetujuan orang lain" in figures(planner)
    text = figures(approver)
    assert "Menunggu keputusan Anda Rencana 2026 Diajukan" in text
    assert "2026 Rp 0 / Rp 5.000.000.000 0,0% dalam 0 rencana yang disetujui. Diajukan: Rp 2.500.000." in text
    page = approver.get(f"/rencana/{PLAN}").text
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest is not None
    decide(approver, action="APPROVE", revision="2", digest=digest[1], mengetahui="1")
    text = figures(planner)
    assert "Rp 2.500.000 / Rp 5.000.000.000 0,1% dalam 1 rencana yang disetujui." in text
    assert "Keputusan menunggu" not in figures(signed_in(app, "operator-key"))

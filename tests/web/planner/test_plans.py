from __future__ import annotations

from typing import Any

from tests.store.plan_world import content
from tests.web.fake_service import CALLERS, form_token, signed_in
from tests.web.planner.pages import pages_app, table_rows, words
from tests.web.small_plans import PLAN, small_plans


def post(client: Any, address: str, **form: str) -> Any:
    token = form_token(client.get("/rencana").text)
    return client.post(address, data={"csrf_token": token, **form})


def test_the_list_tells_where_each_plan_stands() -> None:
    rows = table_rows(signed_in(pages_app()).get("/rencana").text)
    assert [row[:5] for row in rows] == [["Rencana 2026", "2026", "Diusulkan", "1", "2"]]
    assert "Belum ada rencana" in signed_in(pages_app(), "planner-u2-key").get("/rencana").text


def test_a_plan_is_asked_for_with_the_rules_that_were_filled_in() -> None:
    plans = small_plans(CALLERS)
    client = signed_in(pages_app(plans=plans))
    page = client.get("/rencana/baru").text
    assert '<option value="2026" selected>' in page
    assert "Hari klasikal terbanyak per pegawai" in page
    sent = post(client, "/rencana/baru", title="", year="2026", budget="1e7", DIAL="0,25", RESERVES="")
    assert sent.status_code == 303
    row = plans.view(sent.headers["Location"].rsplit("/", 1)[1]).row
    assert (row.title, row.created_by) == ("Rencana 2026", "2")
    assert row.request == {
        "year": 2026, "budget": 1e7, "rules": {"DIAL": 0.25}, "lock": [], "ban": [], "drop": [], "off": [],
        "lottery": None, "what_if": [],
    }  # fmt: skip
    waiting = client.get(sent.headers["Location"]).text
    assert 'http-equiv="refresh"' in waiting and "Menunggu giliran" in waiting


def test_a_value_out_of_range_is_named() -> None:
    answer = post(signed_in(pages_app()), "/rencana/baru", year="2026", DIAL="2")
    assert answer.status_code == 422
    assert "DIAL: paling besar 1" in words(answer.text)


def test_two_plans_stand_side_by_side() -> None:
    client = signed_in(pages_app())
    post(client, f"/rencana/{PLAN}/putusan", action="LOCK", revision="1", session_id="S1", asn_id="A1")
    rows = table_rows(client.get(f"/rencana/bandingkan?a={PLAN}&b={PLAN}").text)
    assert ["Kursi terpakai", "3", "3"] in rows
    assert ["Tempat yang sama", "3", "3"] in rows and ["Hanya di rencana ini", "0", "0"] in rows
    assert ["Pelatihan S1 S1", "2", "2"] in rows
    assert content()["settings"]["RESERVES"] == 2.0 and ["Cadangan tiap angkatan", "2,00", "2,00"] in rows

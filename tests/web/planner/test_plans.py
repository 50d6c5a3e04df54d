from __future__ import annotations

import re
from typing import Any

import pytest

from tests.small_world import small_dataset
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


def asked_for(plans: Any, sent: Any) -> Any:
    assert sent.status_code == 303, words(sent.text)
    return plans.view(sent.headers["Location"].rsplit("/", 1)[1]).row


def test_the_form_proposes_values_and_puts_few_rules_in_force() -> None:
    page = signed_in(pages_app()).get("/rencana/baru").text
    assert '<option value="2026" selected>' in page
    assert {name for name, box in re.findall(r'name="on_(\w+)" value="1"( checked)?', page) if box} == {
        "MAX_COURSES_PER_PERSON", "RESERVES",
    }  # fmt: skip
    assert 'name="MAX_UNIT_SHARE" value="10"' in page  # percent
    assert "Hari klasikal terbanyak per pegawai" in page
    lock = re.search(r'<textarea[^>]*id="lock"[^>]*aria-describedby="lock-arti id-arti"', page)
    assert lock is not None and page.count("<details", 0, lock.start()) == 0  # no box hides it
    assert "ID angkatan ada di daftar angkatan di bawah ini" in words(page)


def test_a_plan_is_asked_for_with_the_rules_that_are_switched_on() -> None:
    plans = small_plans(CALLERS)
    client = signed_in(pages_app(plans=plans))
    row = asked_for(plans, post(
        client, "/rencana/baru", title="", year="2026", budget="2,5 miliar", DIAL="12,5", on_DIAL="1",
        RESERVES="3", MANDATORY_FIRST="", on_MANDATORY_FIRST="1",
    ))  # fmt: skip
    assert (row.title, row.created_by) == ("Rencana 2026", "2")
    assert row.request == {
        "year": 2026, "budget": 2.5e9, "rules": {"DIAL": 0.125, "MANDATORY_FIRST": 1.0}, "lock": [],
        "ban": [], "drop": [], "off": ["MAX_COURSES_PER_PERSON"], "lottery": None, "what_if": [],
    }  # fmt: skip
    waiting = client.get(f"/rencana/{row.plan_id}").text
    assert 'http-equiv="refresh"' in waiting and "Menunggu giliran" in waiting


def test_wishes_draws_and_what_ifs_are_asked_for() -> None:
    plans = small_plans(CALLERS)
    session = str(small_dataset().catalogue.session_id[0])
    row = asked_for(plans, post(
        signed_in(pages_app(plans=plans)), "/rencana/baru", year="2026", budget="Rp 1.000.000",
        lock=f"A1 {session}\r\n\r\nA3;{session}", ban="", drop=session, draw="1", seed="7",
        budget_change="10", without_session=session, without_rule="UNIT_BUDGET",
    ))  # fmt: skip
    asked = row.request
    assert (asked["budget"], asked["lottery"], asked["drop"]) == (1e6, 7, [session])
    assert asked["lock"] == [["A1", session], ["A3", session]]
    assert asked["what_if"] == ["budget:-10%", "budget:+10%", f"session:{session}", "off:UNIT_BUDGET"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DIAL", "200", "Bobot kebiasaan di samping manfaat : Tulis angka 0 sampai 100 %."),
        ("budget", "banyak", "Pagu tambahan (Rp) : Tulis rupiah bulat"),
        ("budget", "5,000", "Pagu tambahan (Rp) : Tulis rupiah bulat"),
        ("lock", "A1", "Kunci : Baris 1: tulis satu ID ASN dan satu ID angkatan"),
        ("ban", "A99 S1", "Larangan : Baris 1: ID ASN ini tidak dikenal"),
        ("lock", "A1 S99", "Kunci : Baris 1: angkatan ini tidak ada"),
        ("budget_change", "0", "Pagu turun dan naik : Tulis angka 0,1 sampai 100 persen"),
        ("budget_change", "12,345", "Pagu turun dan naik : Tulis angka 0,1 sampai 100 persen"),
        ("seed", "²", "Benih undian : Tulis bilangan bulat"),
    ],
)
def test_what_cannot_be_read_is_told_by_the_fields_name_and_nothing_is_lost(
    name: str, value: str, says: str
) -> None:
    sent = {"year": "2026", "title": "Rencana <saya>", "on_DIAL": "1", "DIAL": "5", "draw": "1",
            "seed": "1", name: value}  # fmt: skip
    answer = post(signed_in(pages_app()), "/rencana/baru", **sent)
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert 'value="Rencana &lt;saya&gt;"' in answer.text and f'id="{name}-salah"' in answer.text


def test_a_plan_is_the_start_of_another_with_its_locks_and_refusals() -> None:
    plans = small_plans(CALLERS)
    client = signed_in(pages_app(plans=plans))
    decision = {"session_id": "S1", "revision": "1"}
    post(client, f"/rencana/{PLAN}/putusan", action="LOCK", asn_id="A1", **decision)
    post(client, f"/rencana/{PLAN}/putusan", action="DECLINE", asn_id="A3", reason="TUGAS",
         session_id="S1", revision="2")  # fmt: skip
    page = client.get(f"/rencana/baru?dari={PLAN}").text
    assert re.search(r'id="lock"[^>]*>A1 S1</textarea>', page)
    assert re.search(r'id="ban"[^>]*>A3 S1</textarea>', page)
    assert 'value="Rencana 2026 (ulang)"' in page
    assert client.get("/rencana/baru?dari=tidakada").status_code == 404


def test_two_plans_stand_side_by_side() -> None:
    client = signed_in(pages_app())
    post(client, f"/rencana/{PLAN}/putusan", action="LOCK", revision="1", session_id="S1", asn_id="A1")
    rows = table_rows(client.get(f"/rencana/bandingkan?a={PLAN}&b={PLAN}").text)
    assert ["Kursi terpakai", "3", "3"] in rows
    assert ["Tempat yang sama", "3", "3"] in rows and ["Hanya di rencana ini", "0", "0"] in rows
    assert ["Pelatihan S1 S1", "2", "2"] in rows
    assert (
        content()["settings"]["RESERVES"] == 2.0 and ["Cadangan tiap angkatan", "2 orang", "2 orang"] in rows
    )

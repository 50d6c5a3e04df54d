from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from recommender.web.planner import people
from tests.web.fake_service import NIP, FakeFiles, form_token, signed_in
from tests.web.planner.pages import pages_app, table_rows, words


def search(client: FlaskClient, wanted: str) -> Any:
    token = form_token(client.get("/asn").text)
    return client.post("/asn/cari", data={"csrf_token": token, "kata": wanted})


def test_those_with_the_heaviest_gaps_come_first() -> None:
    rows = table_rows(signed_in(pages_app()).get("/asn").text)
    assert [row[0].split()[-1] for row in rows] == ["A3", "A5", "A4", "A6", "A1", "A2"]
    assert rows[0] == ["Budi Santoso A3", "Analis Data", "Dinas Kominfo", "1", "2,00", "0", "20", "15,0"]


def test_a_column_sorts_either_way() -> None:
    client = signed_in(pages_app())
    falling, rising = (table_rows(client.get(f"/asn?urut=jp&arah={one}").text) for one in ("turun", "naik"))
    assert [row[5] for row in falling] == ["80", "12", "0", "0", "0", "0"]
    assert [row[5] for row in rising] == ["0", "0", "0", "0", "12", "80"]


def test_one_hit_leads_to_the_person_and_no_address_holds_what_was_typed() -> None:
    client = signed_in(pages_app())
    for wanted, asn_id in (("A2", "A2"), (NIP, "A1"), ("santoso BUDI", "A3"), (f" {NIP} ", "A1")):
        answer = search(client, wanted)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/asn/{asn_id}")


def test_more_hits_are_listed_and_none_is_said(monkeypatch: Any) -> None:
    client = signed_in(pages_app())
    assert "2 ASN cocok" in words(search(client, "a").text)
    monkeypatch.setattr(people, "MOST_FOUND", 1)
    assert "1 yang pertama ditampilkan" in words(search(client, "a").text)
    for wanted in ("Zulkifli", "199001012015031009"):
        assert "Tidak ada ASN yang cocok" in search(client, wanted).text


def test_without_the_snapshot_people_go_by_their_id() -> None:
    client = signed_in(pages_app(files=FakeFiles(names={})))
    assert table_rows(client.get("/asn").text)[0][0] == "A3"
    assert "<h1>A1</h1>" in client.get("/asn/A1").text


def test_everything_a_planner_decides_by() -> None:
    page = signed_in(pages_app()).get("/asn/A1").text
    text = words(page)
    assert (
        "Manfaat 0,400 poin level (antara 0,300 dan 0,500, empat dari lima kali); peluang selesai 90,0%"
        in text
    )
    assert "100,0% Menutup kesenjangan Komunikasi." in text
    assert "Sesi berikut 3 Agustus 2026, sisa 30 kursi." in text
    assert "Coaching Penanganan Pengaduan : Sudah lulus." in text
    assert [
        "Komunikasi",
        "3,0",
        "2,0 ± 0,4",
        "1,00",
        "Assessment center",
        "tinggi",
        "0,6",
        "0,50",
    ] in table_rows(page)
    assert ["5 Maret 2025", "Pelatihan Pelayanan Prima", "24", "Lulus"] in table_rows(page)
    assert "Belum lulus" in text
    assert NIP not in page


def test_an_objection_withholds_the_list_and_is_kept_once() -> None:
    kept: list[Any] = []
    app = pages_app(
        record_feedback=lambda body, caller, key: kept.append((body, caller.key_id)) or {},
        objectors=lambda asn_ids: {one for one in asn_ids if kept},
    )
    client = signed_in(app)
    form = {
        "csrf_token": form_token(client.get("/asn/A1").text), "pelatihan": "C2", "alasan": " Sudah mahir. ",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post("/asn/A1/keberatan", data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/asn/A1#keberatan")
    ((event, key_id),) = kept
    assert (event.asn_id, event.course_id, event.event, event.reason) == (
        "A1",
        "C2",
        "OBJECTED",
        "Sudah mahir.",
    )
    assert key_id == "2"
    text = words(client.get("/asn/A1").text)
    assert "Keberatan sudah dicatat." in text
    assert "Manfaat" not in text
    assert client.post("/asn/A1/keberatan", data={**form, "alasan": " "}).status_code == 422
    assert client.post("/asn/A1/keberatan", data={**form, "pelatihan": "C9"}).status_code == 404


def test_advice_stands_beside_the_list_and_goes_with_it() -> None:
    client = signed_in(pages_app())
    text = words(client.get("/asn/A1").text)
    assert "Asesmen dahulu lebih berguna. Asesmen Komunikasi dahulu." in text
    assert "Agar selesai: Lebih singkat." in text
    assert "Tiap 10 JP: 0,100 poin. " in text
    assert "Tiap 10 JP: 0,100 poin. Tiap satu juta rupiah: 0,100 poin." in text
    assert "Seandainya levelnya lain: C2 akan menjadi nomor 1." in text

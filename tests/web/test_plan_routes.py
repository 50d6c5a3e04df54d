from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from recommender.domain.days import format_moment
from recommender.web.plan_models import PlanAnswer
from tests.web.fake_service import NIP, bearer, fake_app
from tests.web.small_plans import PLAN

SWAP = {
    "action": "SWAP", "revision": 1, "session_id": "S1", "asn_id": "A3", "replacement": "A4",
    "reason": "TUGAS",
}  # fmt: skip


@pytest.fixture
def client() -> FlaskClient:
    return fake_app().test_client()


def send(
    client: FlaskClient, body: dict[str, Any], *, key: str = "planner-key", path: str = "", **more: str
) -> Any:
    return client.post(f"/v1/plans{path}", json=body, headers={**bearer(key), **more})


def decide(client: FlaskClient, key: str = "planner-key", **body: Any) -> Any:
    return send(client, body, key=key, path=f"/{PLAN}/decisions")


def plan(client: FlaskClient, plan_id: str = PLAN, key: str = "planner-key") -> Any:
    return client.get(f"/v1/plans/{plan_id}", headers=bearer(key))


def test_a_plan_is_asked_for_and_waits(client: FlaskClient) -> None:
    asked = send(client, {"year": 2027, "budget": 5e9, "rules": {"RESERVES": 3}})
    assert asked.status_code == 202
    told = asked.get_json()
    assert asked.headers["Location"] == f"/v1/plans/{told['plan_id']}"
    answer = plan(client, told["plan_id"]).get_json()
    PlanAnswer.model_validate(answer)
    assert (answer["state"], answer["title"], answer["content"]) == ("PLANNING", "Rencana 2027", None)
    stopped = send(client, {"action": "CANCEL", "revision": 0}, path=f"/{told['plan_id']}/decisions")
    assert stopped.get_json()["state"] == "CANCELLED"


def test_the_same_key_asks_once(client: FlaskClient) -> None:
    asked = [send(client, {"year": 2027}, **{"Idempotency-Key": "k"}).get_json() for _ in range(2)]
    assert asked[0] == asked[1] != send(client, {"year": 2027}).get_json()


@pytest.mark.parametrize(("body", "field"), [
    ({"year": 1}, "body.year"),
    ({"year": 2027, "rules": {"NOPE": 1}}, "body.rules.?"),
    ({"year": 2027, "rules": {"DIAL": 2}}, "body.rules.DIAL"),
    ({"year": 2027, "lock": [{"asn_id": "A1"}]}, "body.lock.0.session_id"),
])  # fmt: skip
def test_what_cannot_be_asked_is_named(client: FlaskClient, body: dict[str, Any], field: str) -> None:
    answer = send(client, body)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, field)


def test_a_plan_is_reviewed_swapped_submitted_and_approved_by_another(client: FlaskClient) -> None:
    before = plan(client).get_json()
    PlanAnswer.model_validate(before)
    assert (before["state"], before["revision"]) == ("PROPOSED", 1)
    swapped = decide(client, **SWAP)
    assert (swapped.status_code, swapped.get_json()["revision"]) == (200, 2)
    status = {one["asn_id"]: one["status"] for one in plan(client).get_json()["content"]["places"][:4]}
    assert status == {"A1": "PESERTA", "A3": "DITOLAK", "A4": "PESERTA", "A6": "CADANGAN"}
    sent = decide(client, action="SUBMIT", revision=2).get_json()
    assert sent["state"] == "SUBMITTED"
    stale = decide(client, "approver-key", action="APPROVE", revision=3, digest=before["digest"])
    assert (stale.status_code, stale.get_json()["code"]) == (409, "PLAN_CHANGED")
    assert decide(client, action="APPROVE", revision=3, digest=sent["digest"]).status_code == 403
    done = decide(client, "approver-key", action="APPROVE", revision=3, digest=sent["digest"]).get_json()
    assert (done["state"], done["digest"]) == ("APPROVED", sent["digest"])


def test_the_second_editor_is_told_who_was_faster(client: FlaskClient) -> None:
    decide(client, **SWAP)
    late = decide(client, "approver-key", action="LOCK", revision=1, session_id="S1", asn_id="A1")
    assert (late.status_code, late.get_json()["code"]) == (409, "PLAN_EDITED")
    assert late.get_json()["errors"][0]["text"] == "Rencana ini sudah diubah oleh akun 2; sekarang revisi 2."


def test_an_approver_does_not_approve_what_she_changed(client: FlaskClient) -> None:
    decide(client, "approver-key", **SWAP)
    sent = decide(client, action="SUBMIT", revision=2).get_json()
    refused = decide(client, "approver-key", action="APPROVE", revision=3, digest=sent["digest"])
    assert (refused.status_code, refused.get_json()["code"]) == (403, "FOUR_EYES")


def test_each_action_takes_its_own_fields(client: FlaskClient) -> None:
    answer = decide(client, action="SWAP", revision=1, session_id="S1", asn_id="A3", digest="0" * 64)
    assert {one["field"]: one["text"] for one in answer.get_json()["errors"]} == {
        "body.replacement": "wajib untuk SWAP", "body.reason": "wajib untuk SWAP",
        "body.digest": "tidak dipakai untuk SWAP",
    }  # fmt: skip


def test_a_unit_sees_its_own_plans_and_plans_its_own_people(client: FlaskClient) -> None:
    own = send(client, {"year": 2026}, key="planner-u2-key").get_json()["plan_id"]
    assert plan(client, own, "planner-u2-key").get_json()["unit_id"] == "U2"
    assert plan(client, own, "planner-key").status_code == 200
    assert plan(client, PLAN, "planner-u2-key").status_code == 404
    foreign = {"year": 2026, "lock": [{"asn_id": "A3", "session_id": "S1"}]}
    assert send(client, foreign, key="planner-u2-key").status_code == 404


def exported(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(f"/v1/plans/{PLAN}/export.xlsx{query}", headers=bearer("planner-key"))
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.data))


def test_the_export_holds_names_only_where_they_are_asked_for(client: FlaskClient) -> None:
    book = exported(client, "?include=names")
    head, *rows = book["daftar calon peserta"].iter_rows(values_only=True)
    columns = [head.index(name) for name in ("Nama", "ASN ID", "Angkatan")]
    assert [tuple(row[one] for one in columns) for row in rows] == [
        ("Budi Santoso", "A3", "S1"), ("Siti <b>Aminah</b>", "A1", "S1"), ("Budi Santoso", "A3", "S2"),
    ]  # fmt: skip
    assert NIP in {row[head.index("NIP")] for row in rows}
    plain = exported(client)
    assert "Nama" not in [cell.value for cell in plain["daftar calon peserta"][1]]
    assert NIP not in str([row for page in plain for row in page.iter_rows(values_only=True)])


def test_the_summary_is_written_for_people_with_codes_beside_for_programs(client: FlaskClient) -> None:
    book = exported(client)
    told = {row[0]: row[1:] for row in book["ringkasan"].iter_rows(values_only=True)}
    asked = plan(client).get_json()
    assert told["Sidik isi (SHA-256)"][0] == asked["digest"]
    assert told["Biaya"] == ("Rp 2.500.000", "2500000")
    assert told["Kursi terpakai"] == ("3", "3")
    assert told["Manfaat harapan (poin level standar yang tertutup)"] == ("1,50", "1.50")
    assert told["Aturan: Pelatihan terbanyak per pegawai"] == ("2 pelatihan", "MAX_COURSES_PER_PERSON 2")
    assert told["Yang membatasi"][1] == "SEATS S1"
    assert told["Data per"] == ("30 Juni 2026", "2026-06-30")
    assert told["Pagu tambahan"][0] == told["Pagu seluruh rencana"][0] == "tidak ada"
    made = told["Disusun pada"]
    assert (made[0], made[1]) == (format_moment(asked["created_at"]), asked["created_at"])
    head, first, *_ = book["keputusan"].iter_rows(values_only=True)
    at = asked["history"][0]["at"]
    assert [first[head.index(one)] for one in ("Waktu", "Waktu (UTC)")] == [format_moment(at), at]


def test_the_yearly_document_comes_alone_where_it_is_asked_for(client: FlaskClient) -> None:
    book = exported(client, "?sheet=renbangkom")
    assert book.sheetnames == ["renbangkom", "sumber dana", "jp pegawai", "ringkasan"]
    assert "Nama" not in [cell.value for cell in book["jp pegawai"][1]]
    named = exported(client, "?sheet=renbangkom&include=names")
    assert NIP in {cell.value for row in named["jp pegawai"].iter_rows() for cell in row}
    whole = exported(client).sheetnames
    assert {*book.sheetnames, "aturan", "pagu", "yang membatasi", "pengandaian", "undian"} <= set(whole)
    other = client.get(f"/v1/plans/{PLAN}/export.xlsx?sheet=x", headers=bearer("planner-key"))
    assert (other.status_code, other.get_json()["code"]) == (422, "FIELDS_INVALID")


def test_a_plan_that_is_not_there_yet_has_no_document(client: FlaskClient) -> None:
    asked = send(client, {"year": 2027}).get_json()["plan_id"]
    answer = client.get(f"/v1/plans/{asked}/export.xlsx?sheet=renbangkom", headers=bearer("planner-key"))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "PLAN_STATE")

from __future__ import annotations

from typing import Any

import pytest

from recommender.ranking.advice import advise
from recommender.ranking.prepared import prepare_lists, recommend_known
from recommender.store.serving import Serving
from recommender.web.answer_models import BatchAnswer, ListAnswer, ModelAnswer
from recommender.web.model_holder import ModelHolder
from tests.small_bundle import small_bundle
from tests.web.fake_service import NIP, bearer, fake_app
from tests.web.planner.impact_world import evidence

CLIENT = fake_app().test_client()
PORTAL = bearer("portal-key")


def test_the_list_has_exactly_the_shape_of_the_contract() -> None:
    answer = CLIENT.get("/v1/asn/A1/recommendations?n=1&include=excluded", headers=PORTAL)
    assert answer.get_json() == {
        "asn_id": "A1",
        "as_of": "2026-06-30",
        "model_version": "2026Q2-00000001",
        "advice": "human decides",
        "items": [
            {
                "rank": 1,
                "course": {
                    "course_id": "C1",
                    "title": "Pelatihan Komunikasi Efektif",
                    "form": "KLASIKAL",
                    "jp": 40,
                    "cost_per_participant": 3_500_000,
                },
                "score": 1.0,
                "benefit": {"value": 0.4, "low": 0.3, "high": 0.5, "unit": "required-level points closed"},
                "p_complete": 0.9,
                "reasons": [{"code": "GAP", "share": 1.0, "text": "Menutup kesenjangan Komunikasi."}],
                "next_session": {"session_id": "S1", "starts_on": "2026-08-03", "seats_left": 30},
            }
        ],
        "excluded": [{"course_id": "C5", "code": "ALREADY_TAKEN", "text": "Sudah lulus."}],
        "notes": [],
    }
    assert answer.data.startswith(b'{"asn_id":"A1","as_of":')


@pytest.mark.parametrize("include", ["advice", "excluded,advice", "advice,excluded"])
def test_advice_adds_its_keys_and_leaves_the_others(include: str) -> None:
    address = "/v1/asn/A1/recommendations?n=2"
    told = CLIENT.get(f"{address}&include={include}", headers=PORTAL).get_json()
    ListAnswer.model_validate(told)
    assert told.pop("assessment") == {
        "method": "ASSESSMENT_CENTER", "competency_ids": ["M.03"], "value": 0.5,
        "text": "Asesmen Komunikasi dahulu.",
    }  # fmt: skip
    assert told.pop("counterfactual") == "C2 akan menjadi nomor 1."
    levers = [item.pop("lever") for item in told["items"]]
    assert (levers[0]["code"], levers[0]["course"]["course_id"], levers[1]) == ("SHORTER_COURSE", "C2", None)
    assert (levers[0]["p_complete"], levers[0]["text"]) == (0.95, "Lebih singkat.")
    assert [item.pop("benefit_per_jp") for item in told["items"]] == [0.01, 0.01]
    assert [item.pop("benefit_per_million_rupiah") for item in told["items"]] == [0.1, None]
    assert [item.pop("performance") for item in told["items"]] == [None, None]
    plain = f"{address}&include=excluded" if "excluded" in include else address
    assert told == CLIENT.get(plain, headers=PORTAL).get_json()


def test_the_worth_of_a_point_is_told_beside_the_benefit_and_moves_nothing() -> None:
    valued = fake_app(impact=evidence).test_client()
    address = "/v1/asn/A1/recommendations?n=5"
    assert valued.get(address, headers=PORTAL).data == CLIENT.get(address, headers=PORTAL).data
    told, plain = (
        one.get(f"{address}&include=advice", headers=PORTAL).get_json() for one in (valued, CLIENT)
    )
    ListAnswer.model_validate(told)
    worth = [item.pop("performance") for item in told["items"]]
    assert [item.pop("performance") for item in plain["items"]] == [None] * len(worth)
    assert told == plain
    assert worth[0] == {
        "value": 0.8, "low": 0.3, "high": 2.0, "unit": "poin skor kinerja", "verdict": "terbukti",
        "text": "Manfaat 0,40 ≈ 0,80 poin skor kinerja (0,30 sampai 2,00); "
        "pengaruh semua pelatihan: terbukti.",
    }  # fmt: skip


def test_a_profile_may_ask_for_advice_too() -> None:
    body = {"profile": {"position_id": "P1"}, "n": 1, "include": "advice"}
    answer = CLIENT.post("/v1/recommendations", json=body, headers=PORTAL).get_json()
    ListAnswer.model_validate(answer)
    assert answer["assessment"]["competency_ids"] == ["M.03"]
    assert answer["items"][0]["benefit_per_jp"] == 0.01


def test_the_real_advice_comes_through() -> None:
    """A1 passed C1 and C2; half of those who begin a course finish it, whatever the course."""
    bundle = small_bundle(dial=0.0, lists=prepare_lists(small_bundle(dial=0.0)))
    models = ModelHolder(
        read_serving=lambda: Serving("2026Q2-00000002", 1),
        open_version=lambda version: bundle,
        warm=lambda one: None,
    )
    models.poll()
    app = fake_app(models=models, recommend_known=recommend_known, advise=advise)
    address = "/v1/asn/A1/recommendations"
    told = app.test_client().get(f"{address}?include=advice", headers=PORTAL).get_json()
    ListAnswer.model_validate(told)
    assert told["counterfactual"].startswith("Coaching Penanganan Pengaduan akan menjadi nomor 1 bila level ")
    assert told["assessment"] is None
    assert [item["lever"]["code"] for item in told["items"]] == ["SUPPORT"] * 3
    for item in told["items"]:
        benefit, course = item["benefit"]["value"], item["course"]
        assert item["benefit_per_jp"] == pytest.approx(benefit / course["jp"], rel=1e-5)
        assert (item["benefit_per_million_rupiah"] is None) == (course["cost_per_participant"] == 0)


@pytest.mark.parametrize(
    "include", ["", "advise", "excluded,excluded", "advice, excluded", "advice&include=excluded"]
)
def test_other_words_to_include_are_refused(include: str) -> None:
    answer = CLIENT.get(f"/v1/asn/A1/recommendations?include={include}", headers=PORTAL)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "query.include"


def test_a_batch_brings_no_advice() -> None:
    body = {"asn_ids": ["A1"], "include": "advice"}
    answer = CLIENT.post("/v1/recommendations:batch", json=body, headers=PORTAL)
    assert answer.get_json()["errors"][0]["field"] == "body.include"


def test_a_batch_is_the_single_lists_in_order() -> None:
    body = {"asn_ids": ["A3", "A9", "A1", "A3"], "n": 2}
    batch = CLIENT.post("/v1/recommendations:batch", json=body, headers=PORTAL).get_json()
    singles = [
        CLIENT.get(f"/v1/asn/{one}/recommendations?n=2", headers=PORTAL).get_json() for one in ("A3", "A1")
    ]
    assert batch["recommendations"] == singles
    assert batch["not_found"] == ["A9"]
    BatchAnswer.model_validate(batch)


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_1_to_500_people(count: int) -> None:
    body = {"asn_ids": [f"A{i}" for i in range(count)]}
    answer = CLIENT.post("/v1/recommendations:batch", json=body, headers=PORTAL)
    assert answer.get_json()["errors"][0]["field"] == "body.asn_ids"


def test_a_profile_is_answered_and_what_it_does_not_know_is_said() -> None:
    body = {"profile": {"position_id": "P9"}, "n": 1}
    answer = CLIENT.post("/v1/recommendations", json=body, headers=PORTAL).get_json()
    assert (answer["asn_id"], answer["notes"]) == (None, ["position_id tidak dikenal"])
    ListAnswer.model_validate(answer)


@pytest.mark.parametrize("nip", [NIP, "19800101 201503 1 001", f" {NIP} "])
def test_a_nip_is_found_as_people_write_it(nip: str) -> None:
    assert CLIENT.post("/v1/asn:lookup", json={"nip": nip}, headers=PORTAL).get_json()["asn_id"] == "A1"


@pytest.mark.parametrize(
    "nip", [int(NIP), float(NIP), "", NIP[:-1], "1.98001012015031E+17", "٣" * 18, None, [NIP]]
)
def test_what_is_no_nip_is_refused_with_the_reason(nip: Any) -> None:
    answer = CLIENT.post("/v1/asn:lookup", json={"nip": nip}, headers=PORTAL)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "body.nip"


def test_an_unknown_nip_is_not_found() -> None:
    answer = CLIENT.post("/v1/asn:lookup", json={"nip": "198001012015031002"}, headers=PORTAL)
    assert answer.get_json()["code"] == "ASN_UNKNOWN"


def test_the_model_says_what_it_is() -> None:
    answer = CLIENT.get("/v1/model", headers=bearer("auditor-key")).get_json()
    assert answer["switched_off"] == ["evaluations"]
    assert answer["metrics"] == {"hr10": 0.5}
    ModelAnswer.model_validate(answer)

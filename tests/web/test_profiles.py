"""Profiles through the real reading and ranking: whatever is not known is said, and nothing breaks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.ranking.advice import advise
from recommender.ranking.profile import read_profile
from recommender.ranking.recommend import recommend_batch
from recommender.store.serving import Serving
from recommender.web.answer_models import ListAnswer
from recommender.web.model_holder import ModelHolder
from tests.web.fake_service import bearer, fake_app, fake_services
from tests.web.small_service import learnt_bundle


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    bundle = learnt_bundle(nip_key=b"n" * 32)
    models = ModelHolder(
        read_serving=lambda: Serving("2026Q2-00000002", 1),
        open_version=lambda version: bundle,
        warm=lambda one: None,
    )
    models.poll()
    services = fake_services(
        models=models, recommend=recommend_batch, read_profile=read_profile, advise=advise
    )
    return fake_app(**vars(services)).test_client()


def post(client: FlaskClient, values: dict[str, Any]) -> Any:
    answer = client.post(
        "/v1/recommendations",
        json={"profile": values, "n": 3, "include": "advice"},
        headers=bearer("portal-key"),
    )
    assert answer.status_code == 200, answer.text
    ListAnswer.model_validate(answer.get_json())
    return answer.get_json()


def test_an_empty_profile_is_answered(client: FlaskClient) -> None:
    assert post(client, {})["asn_id"] is None


@pytest.mark.parametrize(
    "values",
    [
        {"position_id": "P9"}, {"unit_id": "U9"}, {"employment": "HONORER"}, {"grade_id": 999},
        {"edu_level_id": "99"},
        {"assessments": [{"competency_id": "X", "level": 2, "method": "REKAN", "assessed_on": "2026-01-01"}]},
        {"assessments": [{"competency_id": "M.03", "level": 2, "method": "X", "assessed_on": "2026-01-01"}]},
        {"history": [{"course_id": "X", "ends_on": "2026-01-01", "status": "LULUS"}]},
        {"history": [{"course_id": "C1", "ends_on": "2026-01-01", "status": "X"}]},
    ],
)  # fmt: skip
def test_an_unknown_value_is_named_in_the_notes(client: FlaskClient, values: dict[str, Any]) -> None:
    known = {"position_id": "P1", "unit_id": "U1", "employment": "PNS"}
    assert len(post(client, {**known, **values})["notes"]) > len(post(client, known)["notes"])


ids = st.sampled_from(["P1", "U1", "M.03", "C1", "PNS", "ATASAN", "LULUS", "40", "x"]) | st.text(
    st.characters(categories=["L", "N"]), min_size=1, max_size=5
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "employment": ids, "grade_id": st.integers(0, 999), "position_id": ids, "unit_id": ids,
            "edu_level_id": ids, "hired_on": days.map(str), "retires_on": days.map(str),
            "travel_hours": st.floats(0, 240),
            "assessments": st.lists(
                st.fixed_dictionaries(
                    {"competency_id": ids, "level": st.sampled_from([0, 0.5, 5]), "method": ids,
                     "assessed_on": days.map(str)}
                ), max_size=3,
            ),
            "history": st.lists(
                st.fixed_dictionaries({"course_id": ids, "ends_on": days.map(str), "status": ids}), max_size=3
            ),
        },
    )
)  # fmt: skip
def test_any_profile_is_answered(client: FlaskClient, values: dict[str, Any]) -> None:
    post(client, values)

"""Recommendations by id, by profile and in batch, and the look-up of a NIP."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response

from recommender.domain.nip import parse_nip
from recommender.errors import BadInput
from recommender.features.arrays import People
from recommender.features.identifiers import UNKNOWN
from recommender.ranking.answer import Advice, Recommendation
from recommender.ranking.recommend import Options
from recommender.web.answer_log import Given
from recommender.web.answer_models import BatchAnswer, ListAnswer, LookupAnswer
from recommender.web.answers import ADVICE, list_json, stamp
from recommender.web.context import point_value, served, services
from recommender.web.operation import json_answer, operation
from recommender.web.problems import FieldError, RequestRefused
from recommender.web.request_models import (
    BatchRequest,
    ListOptions,
    LookupRequest,
    NoQuery,
    ProfileRequest,
)
from recommender.web.scope import require_person, visible_person

blueprint = Blueprint("advice", __name__)


def _chosen(options: ListOptions) -> Options:
    return Options(
        n=options.n,
        kind=options.kind,
        form=options.form,
        max_jp=options.max_jp,
        include_excluded=options.includes("excluded"),
    )


def _known(rows: dict[str, int], options: ListOptions) -> list[tuple[Recommendation, str | None]]:
    """Lists of people by asn_id and row; beside each its record id, where it is recorded."""
    bundle, chosen = served().bundle, _chosen(options)
    objectors = services().objectors(list(rows))
    answers = services().recommend_known(
        bundle, list(rows.values()), as_of=bundle.as_of, options=chosen, objectors=objectors
    )
    return [
        (one, services().note_answer(
            Given(bundle, served().version, bundle.as_of, chosen, one.asn_id in objectors, one)
        ))
        for one in answers
    ]  # fmt: skip


def _advice(person: People, options: ListOptions, answer: Recommendation) -> Advice:
    """What is said beside the ``answer`` to a person (one row)."""
    bundle = served().bundle
    return services().advise(
        bundle, person, as_of=bundle.as_of, options=_chosen(options), recommendation=answer
    )


@blueprint.get("/v1/asn/<asn_id>/recommendations")
@operation(
    roles=("portal", "planner"),
    summary="Daftar rekomendasi pelatihan untuk satu ASN.",
    query=ListOptions,
    answer=ListAnswer,
    problems=("ASN_UNKNOWN", "MODEL_NOT_READY"),
    example={"n": 5, "include": "excluded"},
)
def recommendations(asn_id: str, *, query: ListOptions) -> Response:
    """The list of one person; the header ``Record-Id`` names its record where it is recorded."""
    row = require_person(asn_id)
    ((answer, record_id),) = _known({asn_id: row}, query)
    advice = None
    if query.includes("advice"):
        advice = _advice(served().bundle.people.take([row]), query, answer)
    told = json_answer(list_json(answer, served=served(), advice=advice, point_value=point_value()))
    if record_id is not None:
        told.headers["Record-Id"] = record_id
    return told


@blueprint.post("/v1/recommendations")
@operation(
    roles=("portal",),
    summary="Daftar rekomendasi untuk profil yang belum ada dalam data.",
    body=ProfileRequest,
    answer=ListAnswer,
    problems=("MODEL_NOT_READY",),
    example={"profile": {"employment": "PNS", "position_id": "J001"}, "n": 5},
)
def recommendations_for_profile(*, query: NoQuery, body: ProfileRequest) -> dict[str, Any]:
    """The list of a person nobody has seen before."""
    profile = body.profile.model_dump(exclude_unset=True)
    bundle = served().bundle
    people, notes = services().read_profile(bundle, profile, bundle.as_of)
    (answer,) = services().recommend(bundle, people, as_of=bundle.as_of, options=_chosen(body))
    advice = _advice(people, body, answer) if body.includes("advice") else None
    return list_json(answer, served=served(), notes=notes, advice=advice, point_value=point_value())


@blueprint.post("/v1/recommendations:batch")
@operation(
    roles=("portal",),
    summary="Daftar rekomendasi untuk paling banyak 500 ASN sekaligus.",
    body=BatchRequest,
    answer=BatchAnswer,
    problems=("MODEL_NOT_READY",),
    example={"asn_ids": ["A000123", "A000124"], "n": 5},
)
def recommendations_in_batch(*, query: NoQuery, body: BatchRequest) -> dict[str, Any]:
    """The lists of many people, in the order asked for."""
    rows = {asn_id: visible_person(asn_id) for asn_id in body.asn_ids}
    found = {asn_id: row for asn_id, row in rows.items() if row != UNKNOWN}
    lists = _known(found, body) if found else []
    return {
        **stamp(served()),
        "advice": ADVICE,
        "recommendations": [list_json(one, served=served()) for one, _ in lists],
        "not_found": [asn_id for asn_id, row in rows.items() if row == UNKNOWN],
    }


@blueprint.post("/v1/asn:lookup")
@operation(
    roles=("portal", "planner"),
    summary="Mencari asn_id dari NIP; NIP tidak pernah masuk alamat atau log.",
    body=LookupRequest,
    answer=LookupAnswer,
    problems=("ASN_UNKNOWN", "MODEL_NOT_READY"),
    example={"nip": "199001012015031001"},
)
def lookup(*, query: NoQuery, body: LookupRequest) -> dict[str, Any]:
    """The asn_id behind a NIP, found by its keyed pseudonym."""
    bundle = served().bundle
    wanted = services().nip_pseudonym(_digits(body.nip)).encode()
    place = int(np.searchsorted(bundle.nip_pseudonym, wanted))
    if place == len(bundle.nip_pseudonym) or bundle.nip_pseudonym[place] != wanted:
        raise RequestRefused("ASN_UNKNOWN")
    asn_id = str(bundle.people.asn_id[bundle.nip_person[place]])
    require_person(asn_id)
    return {**stamp(served()), "asn_id": asn_id}


def _digits(nip: str) -> str:
    try:
        return parse_nip(nip).digits
    except BadInput as refused:
        error = FieldError("body.nip", refused.text)
        raise RequestRefused("FIELDS_INVALID", errors=(error,)) from None

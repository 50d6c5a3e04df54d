"""Recommendations by id, by profile and in batch, and the look-up of a NIP."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from flask import Blueprint

from recommender.domain.nip import parse_nip
from recommender.errors import BadInput
from recommender.features.arrays import People
from recommender.features.identifiers import UNKNOWN
from recommender.ranking.answer import Recommendation
from recommender.ranking.recommend import Options
from recommender.web.answer_models import BatchAnswer, ListAnswer, LookupAnswer
from recommender.web.answers import ADVICE, list_json, stamp
from recommender.web.context import served, services
from recommender.web.operation import operation
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


def _lists(people: People, options: ListOptions, *, objectors: Collection[str] = ()) -> list[Recommendation]:
    bundle = served().bundle
    chosen = Options(
        n=options.n,
        kind=options.kind,
        form=options.form,
        max_jp=options.max_jp,
        include_excluded=options.include is not None,
    )
    return services().recommend(bundle, people, as_of=bundle.as_of, options=chosen, objectors=objectors)


@blueprint.get("/v1/asn/<asn_id>/recommendations")
@operation(
    roles=("portal", "planner"),
    summary="Daftar rekomendasi pelatihan untuk satu ASN.",
    query=ListOptions,
    answer=ListAnswer,
    problems=("ASN_UNKNOWN", "MODEL_NOT_READY"),
    example={"n": 5, "include": "excluded"},
)
def recommendations(asn_id: str, *, query: ListOptions) -> dict[str, Any]:
    """The list of one person."""
    people = served().bundle.people.take([require_person(asn_id)])
    (answer,) = _lists(people, query, objectors=services().objectors([asn_id]))
    return list_json(answer, served=served())


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
    people, notes = services().read_profile(served().bundle, profile, served().bundle.as_of)
    (answer,) = _lists(people, body)
    return list_json(answer, served=served(), notes=notes)


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
    people = served().bundle.people.take(list(found.values()))
    lists = _lists(people, body, objectors=services().objectors(list(found))) if found else []
    return {
        **stamp(served()),
        "advice": ADVICE,
        "recommendations": [list_json(one, served=served()) for one in lists],
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

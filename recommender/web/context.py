"""What a request can reach: the services behind the views, the caller, the serving version."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Flask, current_app, g

from recommender.bundle.contents import Bundle
from recommender.features.arrays import People
from recommender.needs.rulebook import RuleBook
from recommender.programme.design import Programme
from recommender.ranking.answer import Advice, Recommendation
from recommender.store.accounts import Accounts
from recommender.store.keys import Caller
from recommender.store.objections import Objection
from recommender.store.plans import Plans
from recommender.tables.people_file import SnapshotFiles
from recommender.web.answer_log import Given
from recommender.web.impact_evidence import NO_VALUE, Evidence, PointValue
from recommender.web.metrics import Metrics
from recommender.web.model_holder import ModelHolder, Served
from recommender.web.open_id import OpenId
from recommender.web.rate import RateLimit
from recommender.web.request_models import FeedbackRequest

_EXTENSION = "asn_services"


@dataclass(frozen=True)
class Services:
    """Everything the views call; the composition root fills it, tests put their own in."""

    models: ModelHolder
    metrics: Metrics
    rate: RateLimit
    verify_key: Callable[[str], Caller | None]
    nip_pseudonym: Callable[[str], str]
    """Keyed pseudonym (64 hex digits) of a NIP of 18 digits, as the bundle holds it."""
    log_pseudonym: Callable[[str], str]
    """Keyed pseudonym of an asn_id, for the log."""
    recommend: Callable[..., list[Recommendation]]
    """``ranking.recommend.recommend_batch``: people the version does not hold."""
    recommend_known: Callable[..., list[Recommendation]]
    """``ranking.prepared.recommend_known``: rows of the version's people."""
    advise: Callable[..., Advice]
    """``ranking.advice.advise``: what is said beside one person's list, on request."""
    read_profile: Callable[[Bundle, Mapping[str, Any], date], tuple[People, tuple[str, ...]]]
    objectors: Callable[[Sequence[str]], Collection[str]]
    """Those of the given asn_ids who object to automatic ranking; may hold others too."""
    record_feedback: Callable[[FeedbackRequest, Caller, str], Mapping[str, Any]]
    """Append an event once per (key, idempotency key) and answer what was stored."""
    open_objections: Callable[[], Sequence[Objection]]
    end_objection: Callable[..., None]
    """``store.objections.end_objection``; the list is given again at once."""
    note_answer: Callable[[Given], str | None]
    """``AnswerLog.note``: the record id of an answer that is recorded."""
    plans: Plans
    rule_book: RuleBook
    storage_ready: Callable[[], bool]
    watch_storage: Callable[[], None]
    """Look at the storage now and from then on, in threads: once in each process that serves."""
    accounts: Accounts
    """Who is signed in to the pages."""
    sign_in_rate: RateLimit
    """Budget of tries to sign in, per account."""
    session_key: bytes
    """Signs the cookie of the pages, 32 bytes."""
    impact: Callable[[], Evidence | None]
    """The newest evidence whether training helps; None before the first."""
    programme: Callable[[Served], Programme | None]
    """The programme design of a version; None while it is being made."""
    files: SnapshotFiles
    """Names of people and budgets, where the snapshot is on this machine."""
    open_id: OpenId | None = None
    """The provider of identities; None where none is configured."""
    password_sign_in: bool = True
    """Whether keys and passwords sign in to the pages."""


def install_services(app: Flask, services: Services) -> None:
    """Put the services where requests find them."""
    app.extensions[_EXTENSION] = services


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions[_EXTENSION])


def caller() -> Caller:
    """Who calls; set for every route that asks for a key."""
    return cast(Caller, g.caller)


def served() -> Served:
    """The one version this request is answered from, however often it is asked for."""
    if "served" not in g:
        g.served = services().models.current()
    return cast(Served, g.served)


def point_value() -> PointValue:
    """What a point of benefit is worth by the newest evidence."""
    evidence = services().impact()
    return NO_VALUE if evidence is None else evidence.point_value

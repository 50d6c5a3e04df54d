"""The composition root: the real services put together. Nothing happens at import."""

from __future__ import annotations

import math

from flask import Flask

from recommender.config import Settings
from recommender.domain.nip import pseudonym
from recommender.needs.rulebook import read_rulebook
from recommender.ranking.advice import advise
from recommender.ranking.prepared import recommend_known
from recommender.ranking.profile import read_profile
from recommender.ranking.recommend import recommend_batch
from recommender.store.accounts import Accounts
from recommender.store.database import open_database
from recommender.store.feedback import Report
from recommender.store.objections import open_objections
from recommender.store.plans import Plans
from recommender.store.secret_files import read_audit_key, read_nip_key, read_public_key, read_session_key
from recommender.store.served import record_answers
from recommender.tables.people_file import SnapshotFiles
from recommender.web.answer_log import AnswerLog
from recommender.web.app import build_app
from recommender.web.context import Services
from recommender.web.kept_programmes import kept_programmes
from recommender.web.logs import log_pseudonym
from recommender.web.metrics import make_metrics
from recommender.web.open_id_settings import configured_open_id
from recommender.web.plan_starter import plan_starter
from recommender.web.rate import RateLimit
from recommender.web.serving_models import serving_models
from recommender.web.store_view import StoreView
from recommender.web.stored_shadow import FLUSH_SECONDS, stored_shadow
from recommender.web.watch import watch


def create_app(settings: Settings, *, services: Services | None = None) -> Flask:
    """The application over the real services (``Misconfigured`` without good secrets), or those given."""
    return build_app(services or connect(settings))


def connect(settings: Settings) -> Services:
    """The real services; the serving version is not opened before ``services.models.poll()``."""
    keys, nip_key = settings.keys_dir, read_nip_key(settings.keys_dir)
    database = open_database(settings.database_url, audit_key=read_audit_key(keys))
    view = StoreView(database)
    models = serving_models(database, models_dir=settings.models_dir, public_key=read_public_key(keys))
    metrics = make_metrics()
    shadow = stored_shadow(database, models=models, figures=metrics.shadow)

    def watch_storage() -> None:
        for look in (view.refresh, models.poll, plan_starter(database, settings).look, shadow.look):
            watch(look, seconds=settings.poll_seconds, name=look.__qualname__)
        watch(shadow.flush, seconds=FLUSH_SECONDS, name=shadow.flush.__qualname__)

    return Services(
        models=models, metrics=metrics,
        rate=RateLimit(per_second=settings.rate_per_second, burst=math.ceil(2 * settings.rate_per_second)),
        verify_key=view.verify_key,
        nip_pseudonym=lambda digits: pseudonym(digits, nip_key),
        log_pseudonym=lambda asn_id: log_pseudonym(asn_id, key=nip_key),
        recommend=recommend_batch, recommend_known=recommend_known, advise=advise, read_profile=read_profile,
        objectors=view.objectors,
        record_feedback=lambda body, caller, key: view.record_feedback(
            Report(**dict(body)), caller=caller, request_key=key
        ),
        open_objections=lambda: open_objections(database),
        end_objection=view.end_objection,
        note_answer=shadow.beside(
            AnswerLog(lambda answers: record_answers(database, answers), share=settings.record_share).note
        ),
        plans=Plans(database), rule_book=read_rulebook(), storage_ready=database.ready,
        accounts=Accounts(database), sign_in_rate=RateLimit(per_second=1 / 30, burst=10),
        open_id=configured_open_id(settings, nip_key=nip_key),
        password_sign_in=bool(settings.password_sign_in),
        session_key=read_session_key(keys), impact=view.impact, watch_storage=watch_storage,
        programme=kept_programmes(settings).of, files=SnapshotFiles(settings.snapshots_dir),
    )  # fmt: skip

"""A whole service on the small world, without database or trained model: what it answers is known."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from recommender.bundle.contents import Bundle
from recommender.errors import BadInput
from recommender.features.arrays import People
from recommender.features.identifiers import Vocabulary
from recommender.needs.rulebook import read_rulebook
from recommender.programme.design import Programme, design
from recommender.programme.province import Province, Terms
from recommender.ranking.answer import (
    Advice,
    AssessmentAdvice,
    Benefit,
    Exclusion,
    Item,
    ItemAdvice,
    Lever,
    Reason,
    Recommendation,
)
from recommender.ranking.recommend import Options
from recommender.store.keys import Caller
from recommender.store.serving import Serving
from recommender.tables.people_file import Budget, ClassTerms, Person
from recommender.web.app import build_app
from recommender.web.context import Services
from recommender.web.logs import log_pseudonym
from recommender.web.metrics import make_metrics
from recommender.web.model_holder import ModelHolder, Served
from recommender.web.rate import RateLimit
from recommender.web.request_models import FeedbackRequest
from tests.small_world import AS_OF, small_dataset
from tests.web.small_plans import small_plans

VERSION = "2026Q2-00000001"
NIP = "198001012015031001"
"""NIP of A1; formally valid and invented."""
_KEY = b"k" * 32


CALLERS = {
    "portal-key": Caller("1", "portal", None),
    "planner-key": Caller("2", "planner", None),
    "planner-u2-key": Caller("3", "planner", "U2"),
    "portal-u2-key": Caller("4", "portal", "U2"),
    "planner-gone-key": Caller("5", "planner", "U-GONE"),
    "approver-key": Caller("6", "approver", None),
    "operator-key": Caller("7", "operator", None),
    "auditor-key": Caller("8", "auditor", None),
}


def pseudonym(text: str) -> str:
    return hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()


def small_bundle(**changes: Any) -> Bundle:
    """The small world as a version; the models in it are absent, for the fake ranking asks none."""
    data = small_dataset()
    absent: Any = None
    known = {
        "as_of": AS_OF, "snapshot_digest": "0" * 64, "people": data.people, "catalogue": data.catalogue,
        "competencies": data.competencies, "positions": data.positions, "units": data.units,
        "feature_names": Vocabulary.of(data.feature_names), "dial": 0.5,
        "nip_pseudonym": np.array([pseudonym(NIP).encode()], "S64"), "nip_person": np.array([0], np.int32),
        "switched_off": ("evaluations",), "metrics": {"hr10": 0.5}, "seeds": {"hybrid": 1},
    }  # fmt: skip
    names = Bundle.__dataclass_fields__
    return Bundle(**{name: changes.get(name, known.get(name, absent)) for name in names})


def rank(
    bundle: Bundle, people: People, *, as_of: date, options: Options, objectors: Collection[str] = ()
) -> list[Recommendation]:
    """The first ``n`` courses for everybody."""
    items = tuple(
        Item(
            rank=row + 1, course=row, score=1 / (row + 1), benefit=Benefit(0.4, 0.3, 0.5), p_complete=0.9,
            reasons=(Reason("GAP", 1.0, "Menutup kesenjangan Komunikasi.", "M.03"),),
            session=0 if row == 0 else -1,
        )
        for row in range(min(options.n, len(bundle.catalogue)))
    )  # fmt: skip
    excluded = (Exclusion(4, "ALREADY_TAKEN", "Sudah lulus."),) if options.include_excluded else ()
    return [
        Recommendation(asn_id, (), (), ("keberatan",))
        if asn_id in objectors
        else Recommendation(asn_id, items, excluded, ())
        for asn_id in people.asn_id.tolist()
    ]


def advise(bundle: Bundle, person: People, *, recommendation: Recommendation, **asked: Any) -> Advice:
    """A lever for the first item, nothing else."""
    lever = Lever("SHORTER_COURSE", 1, 0.95, "Lebih singkat.")
    items = tuple(
        ItemAdvice(None if place else lever, 0.01, None if place else 0.1)
        for place in range(len(recommendation.items))
    )
    return Advice(
        items,
        AssessmentAdvice("ASSESSMENT_CENTER", (0,), 0.5, "Asesmen Komunikasi dahulu."),
        "C2 akan menjadi nomor 1.",
    )


def rank_known(bundle: Bundle, rows: list[int], **asked: Any) -> list[Recommendation]:
    return rank(bundle, bundle.people.take(rows), **asked)


def read_profile(bundle: Bundle, profile: Mapping[str, Any], as_of: date) -> tuple[People, tuple[str, ...]]:
    people = replace(bundle.people.take([0]), asn_id=np.array([""]))
    unknown = "position_id" in profile and bundle.positions.ids.row(profile["position_id"]) < 0
    return people, ("position_id tidak dikenal",) if unknown else ()


@dataclass
class FakeStore:
    stored: dict[tuple[str, str], tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def record(self, body: FeedbackRequest, caller: Caller, key: str) -> Mapping[str, Any]:
        text = body.model_dump_json()
        before = self.stored.get((caller.key_id, key))
        if before is not None and before[0] != text:
            raise BadInput("IDEMPOTENCY_MISMATCH", "lain isi")
        answer = {
            "feedback_id": len(self.stored) + 1,
            "event": body.event,
            "received_at": "2026-06-30T00:00:00Z",
        }
        return self.stored.setdefault((caller.key_id, key), (text, answer))[1]

    def objectors(self, asn_ids: Collection[str]) -> set[str]:
        told = {text for text, _ in self.stored.values()}
        return {one for one in asn_ids if any(f'"{one}"' in text and "OBJECTED" in text for text in told)}


@dataclass
class FakeAccounts:
    """Every caller of ``CALLERS`` signs in with the id and the key; the token names the key."""

    ended: set[str] = field(default_factory=set)
    passwords: dict[str, str] = field(default_factory=dict)

    def sign_in(self, *, account: str, secret: str) -> str | None:
        keys = {one.key_id: key for key, one in CALLERS.items()}
        known = keys.get(account) == secret or self.passwords.get(account) == secret
        return f"token of {keys[account]}" if known else None

    def caller(self, token: str) -> Caller | None:
        return None if token in self.ended else CALLERS.get(token.removeprefix("token of "))

    def sign_out(self, token: str) -> None:
        self.ended.add(token)

    def set_password(self, caller: Caller, *, password: str) -> str:
        if len(password) < 12:
            raise BadInput("PASSWORD_WEAK", "Terlalu mudah ditebak.", fix="Pakai 12 huruf.")
        self.passwords[caller.key_id] = password
        return next(f"token of {key}" for key, one in CALLERS.items() if one == caller)


@dataclass(frozen=True)
class FakeFiles:
    """A snapshot that names two people and holds three budgets."""

    names: Mapping[str, Person] = field(
        default_factory=lambda: {"A1": Person("Siti <b>Aminah</b>", NIP), "A3": Person("Budi Santoso", "")}
    )
    ceilings: tuple[Budget, ...] = (
        Budget("B1", "", 2026, 5e9, "APBD"), Budget("B2", "U2", 2026, 1e9, "APBD"),
        Budget("B3", "", 2025, 4e9, "APBD"),
    )  # fmt: skip

    def people(self, digest: str, asn_ids: Collection[str]) -> dict[str, Person]:
        return {one: self.names[one] for one in asn_ids if one in self.names}

    def named_like(self, digest: str, words: str) -> tuple[str, ...]:
        wanted = words.lower().split()
        return tuple(a for a, one in self.names.items() if all(word in one.name.lower() for word in wanted))

    def budgets(self, digest: str) -> tuple[Budget, ...]:
        return self.ceilings

    def classes(self, digest: str) -> ClassTerms:
        return ClassTerms({}, {})

    def performance(self, digest: str, *, before: int) -> dict[str, list[tuple[int, float]]]:
        return {"A1": [(2024, 70.0), (2025, 80.0)]}


def programme_of(served: Served) -> Programme:
    """The design, made when it is asked for."""
    return design(Province.of(served.bundle, book=read_rulebook()), terms=Terms())


def fake_services(**changes: Any) -> Services:
    store = FakeStore()
    models = ModelHolder(
        read_serving=lambda: Serving(VERSION, 1),
        open_version=lambda version: small_bundle(),
        warm=lambda bundle: None,
    )  # fmt: skip
    models.poll()
    known: dict[str, Any] = {
        "models": models, "metrics": make_metrics(), "rate": RateLimit(per_second=1e6, burst=1_000_000),
        "verify_key": CALLERS.get, "nip_pseudonym": pseudonym,
        "log_pseudonym": lambda text: log_pseudonym(text, key=_KEY),
        "recommend": rank, "recommend_known": rank_known, "advise": advise,
        "read_profile": read_profile,
        "objectors": store.objectors, "record_feedback": store.record, "rule_book": read_rulebook(),
        "storage_ready": lambda: True, "accounts": FakeAccounts(), "files": FakeFiles(),
        "programme": cache(programme_of),
        "session_key": _KEY, "sign_in_rate": RateLimit(per_second=1e-3, burst=1000),
        "open_objections": tuple, "end_objection": lambda asn_id, **told: None,
        "note_answer": lambda given: None,
        "watch_storage": lambda: None, "impact": lambda: None, "plans": small_plans(CALLERS),
    }  # fmt: skip
    return Services(**{**known, **changes})


class Compiled(BytecodeCache):
    """Templates compiled for one application serve the next; another text is compiled anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


def fake_app(**changes: Any) -> Flask:
    app = build_app(fake_services(**changes))
    app.jinja_env.bytecode_cache = COMPILED
    return app


def signed_in(app: Flask, key: str = "planner-key") -> FlaskClient:
    """A browser in which the holder of ``key`` is signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"] = f"token of {key}"
    return client


def form_token(page: str) -> str:
    """The token a page's form must send back."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}

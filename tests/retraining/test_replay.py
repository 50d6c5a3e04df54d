from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from recommender.bundle.read import open_bundle
from recommender.errors import NotFound
from recommender.ranking.answer import Recommendation
from recommender.ranking.answer_bytes import answer_bytes, request_of
from recommender.ranking.recommend import Options, recommend
from recommender.retraining.replay import replay
from recommender.store.database import Database, open_database
from recommender.store.served import GivenAnswer, new_record_id, record_answers
from tests.small_bundle import PUBLIC_KEY, write_small_bundle

AS_OF = date(2026, 6, 30)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'service.sqlite'}", audit_key=bytes(32))
    yield opened
    opened.close()


@pytest.fixture
def version(tmp_path: Path) -> Path:
    return write_small_bundle(tmp_path / "models")


def keep_answer(database: Database, answer: Recommendation, *, version: str, request: dict) -> str:
    record_id = new_record_id()
    record_answers(database, [GivenAnswer(record_id, version, request, answer_bytes(answer), ())])
    return record_id


def answered(database: Database, version: Path, *, objected: bool = False, **options) -> str:
    """Record id of an answer to A1."""
    bundle, chosen = open_bundle(version, public_key=PUBLIC_KEY), Options(**options)
    answer = recommend(bundle, bundle.people.take([0]), as_of=AS_OF, options=chosen, objected=objected)
    request = request_of("A1", as_of=AS_OF, options=chosen, objected=objected)
    return keep_answer(database, answer, version=version.name, request=request)


def replayed(database: Database, record_id: str, models: Path):
    return replay(database, record_id=record_id, models_dir=models, public_key=PUBLIC_KEY)


@pytest.mark.parametrize(
    "request_",
    [{}, {"n": 2, "include_excluded": True}, {"form": "KLASIKAL", "dial": 1.0}, {"objected": True}],
)
def test_an_answer_comes_back_bit_for_bit(database: Database, version: Path, request_: dict):
    found = replayed(database, answered(database, version, **request_), version.parent)
    assert found.same and found.missing == ()
    assert found.answer is not None and found.answer.asn_id == "A1"
    assert bool(found.answer.items) != bool(request_.get("objected"))


def test_a_version_that_is_gone_is_named(database: Database, version: Path):
    record_id = answered(database, version)
    shutil.rmtree(version)
    found = replayed(database, record_id, version.parent)
    assert not found.same and found.answer is None and version.name in found.missing[0]


def test_an_answer_that_would_be_another_today_is_told(database: Database, version: Path):
    bundle = open_bundle(version, public_key=PUBLIC_KEY)
    options = Options(n=1)
    answer = recommend(bundle, bundle.people.take([0]), as_of=AS_OF, options=options)
    request = request_of("A1", as_of=AS_OF, options=Options(n=2), objected=False)
    record_id = keep_answer(database, answer, version=version.name, request=request)
    found = replayed(database, record_id, version.parent)
    assert not found.same and found.answer is not None and "berbeda" in found.missing[0]


def test_an_unknown_record_is_not_found(database: Database, tmp_path: Path):
    with pytest.raises(NotFound, match="RECORD_UNKNOWN"):
        replayed(database, "0" * 32, tmp_path)

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from structlog.testing import capture_logs

from recommender.ranking.answer_bytes import answer_bytes
from recommender.ranking.recommend import Options
from recommender.store.served import GivenAnswer
from recommender.web.answer_log import AnswerLog, Given
from tests.web.fake_service import bearer, fake_app, rank, small_bundle

AS_OF = date(2026, 6, 30)


def given(n: int = 2, *, objected: bool = False) -> Given:
    bundle, options = small_bundle(), Options(n=n)
    objectors = {"A1"} if objected else set()
    (answer,) = rank(bundle, bundle.people.take([0]), as_of=AS_OF, options=options, objectors=objectors)
    return Given(bundle, "2026Q2-00000001", AS_OF, options, objected, answer)


def wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not done() and time.monotonic() < end:
        time.sleep(0.01)
    assert done()


def test_an_answer_is_written_with_its_list_beside_the_request() -> None:
    kept: list[GivenAnswer] = []
    log = AnswerLog(kept.extend, share=1.0)
    told = given()
    record_id = log.note(told)
    wait_until(lambda: len(kept) == 1)
    assert record_id is not None and kept[0].record_id == record_id
    assert (kept[0].version, kept[0].shown) == ("2026Q2-00000001", ("C1", "C2"))
    assert kept[0].answer == answer_bytes(told.answer)
    assert kept[0].request["options"]["n"] == 2 and kept[0].request["asn_id"] == "A1"


def test_the_list_that_was_withheld_is_recorded_as_such() -> None:
    kept: list[GivenAnswer] = []
    AnswerLog(kept.extend, share=1.0).note(given(objected=True))
    wait_until(lambda: len(kept) == 1)
    assert kept[0].request["objected"] is True and kept[0].shown == ()


@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0, 0), (0.25, 150, 350), (1.0, 1000, 1000)])
def test_the_share_is_kept_to(share: float, low: int, high: int) -> None:
    log, told = AnswerLog(lambda answers: None, share=share), given()
    assert low <= sum(log.note(told) is not None for _ in range(1000)) <= high


def test_storage_that_hangs_delays_no_answer_and_those_too_many_have_no_id() -> None:
    held = threading.Event()

    def hang(answers: Sequence[GivenAnswer]) -> None:
        held.wait(5)

    log, told = AnswerLog(hang, share=1.0, waiting=5), given()
    begun = time.monotonic()
    ids = [log.note(told) for _ in range(600)]
    assert time.monotonic() - begun < 1
    assert 5 <= sum(one is not None for one in ids) < 600
    held.set()


def test_storage_that_fails_is_told_to_the_log_and_the_next_answers_are_written() -> None:
    kept: list[GivenAnswer] = []
    fails = [True]

    def keep(answers: Sequence[GivenAnswer]) -> None:
        if fails.pop() if fails else False:
            raise OSError("disk")
        kept.extend(answers)

    log = AnswerLog(keep, share=1.0)
    with capture_logs() as logs:
        log.note(given())
        wait_until(lambda: not fails)
        log.note(given())
        wait_until(lambda: len(kept) == 1)
    assert [(one["event"], one["count"], one["kind"]) for one in logs] == [("answers_lost", 1, "OSError")]


def test_a_process_that_was_forked_writes_its_own() -> None:
    ready, done = os.pipe()
    log = AnswerLog(lambda answers: os.write(done, b"x" * len(answers)) and None, share=1.0)
    log.note(given())
    assert os.read(ready, 10) == b"x"
    if (child := os.fork()) == 0:
        log.note(given())
        time.sleep(1)
        os._exit(0)
    assert os.read(ready, 10) == b"x"
    os.waitpid(child, 0)


def test_the_record_id_comes_with_the_answer() -> None:
    noted: list[Given] = []
    client = fake_app(note_answer=lambda one: noted.append(one) or "7" * 32).test_client()
    headers = bearer("portal-key")
    answer = client.get("/v1/asn/A1/recommendations?n=2&form=KLASIKAL", headers=headers)
    assert answer.headers["Record-Id"] == "7" * 32
    assert (noted[0].options, noted[0].answer.asn_id) == (Options(n=2, form="KLASIKAL"), "A1")
    client.post("/v1/recommendations:batch", json={"asn_ids": ["A1", "A2"]}, headers=headers)
    assert [one.answer.asn_id for one in noted[1:]] == ["A1", "A2"]
    plain = fake_app().test_client().get("/v1/asn/A1/recommendations", headers=headers)
    assert "Record-Id" not in plain.headers

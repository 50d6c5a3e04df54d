from __future__ import annotations

import fcntl
import os
import signal
import threading

import pytest

from recommender.web.rate import SLOTS, RateLimit
from tests.web.fake_service import bearer, fake_app


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate() -> None:
    clock = Clock()
    rate = RateLimit(per_second=2, burst=3, clock=clock)
    assert [rate.wait("a") for _ in range(4)] == [0, 0, 0, pytest.approx(0.5)]
    clock.now += 0.5
    assert rate.wait("a") == 0
    assert rate.wait("a") == pytest.approx(0.5)
    assert rate.wait("b") == 0, "another key has its own budget"
    clock.now += 100
    assert [rate.wait("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_forked_workers_and_threads_share_the_budget() -> None:
    rate = RateLimit(per_second=0.001, burst=100)

    def work() -> None:
        for _ in range(20):
            granted.append(rate.wait("a") == 0)

    readers = []
    for _ in range(4):
        reader, writer = os.pipe()
        readers.append(reader)
        if os.fork() == 0:
            granted: list[bool] = []
            threads = [threading.Thread(target=work) for _ in range(3)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            os.write(writer, bytes([sum(granted)]))
            os._exit(0)
        os.close(writer)
    counts = [os.read(one, 1)[0] for one in readers]
    for one in readers:
        os.close(one)
        os.wait()
    assert sum(counts) == 100, "240 asked for, 100 granted"


def test_a_worker_killed_inside_the_lock_blocks_nobody() -> None:
    rate = RateLimit(per_second=1, burst=5)
    child = os.fork()
    if child == 0:
        fcntl.lockf(rate._file, fcntl.LOCK_EX)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert rate.wait("a") == 0


def test_more_keys_than_slots_still_get_an_answer() -> None:
    rate = RateLimit(per_second=1e-3, burst=1)
    assert all(rate.wait(str(key)) == 0 for key in range(SLOTS // 4))
    assert all(rate.wait(str(key)) > 0 for key in range(SLOTS // 4))


def test_too_many_requests_say_when_to_come_back() -> None:
    client = fake_app(rate=RateLimit(per_second=0.1, burst=2)).test_client()
    answers = [client.get("/v1/model", headers=bearer("portal-key")) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].get_json()["code"] == "RATE_LIMITED"
    assert answers[2].headers["Retry-After"] == "10"
    assert client.get("/v1/model", headers=bearer("auditor-key")).status_code == 200
    assert client.get("/health/live").status_code == 200

"""The service as it runs in production: gunicorn, real database, real signed versions."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.store.feedback import Report, record_feedback
from recommender.store.keys import Caller, create_key, revoke_key
from tests.web.fake_service import NIP
from tests.web.real_server import (
    ROOT,
    Server,
    all_workers_say,
    all_workers_serve,
    answering,
    running,
    start,
    start_empty,
)
from tests.web.small_service import SmallService, make_small_service

pytestmark = pytest.mark.serial

LIST = "/v1/asn/A1/recommendations?n=3"
MEGABYTE = 1024
MOST_EMPTY_STARTS = 3


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    made = make_small_service(tmp_path_factory.mktemp("home"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def server(service: SmallService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(service, folder=tmp_path_factory.mktemp("log")) as one:
        yield one


def private_kilobytes(pid: int) -> int:
    """Memory that is this process's alone (USS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


def test_it_is_ready_in_little_more_time_than_an_empty_application(
    service: SmallService, tmp_path: Path
) -> None:
    """Side by side: a slow machine is slow at both."""
    log = tmp_path / "empty.log"
    ours, empty = [], []
    for _ in range(3):
        with running(service, folder=tmp_path) as one:
            ours.append(one.seconds)
        with answering(lambda: start_empty(log=log), log=log) as one:
            empty.append(one.seconds)
    assert min(ours) <= MOST_EMPTY_STARTS * min(empty), f"seconds: {ours}, empty application: {empty}"


def test_a_worker_holds_at_most_60_megabytes(service: SmallService, server: Server) -> None:
    for _ in range(200):
        assert server.get(LIST, key=service.key)[0] == 200
    workers = server.workers()
    assert len(workers) == 2
    for pid in workers:
        assert private_kilobytes(pid) <= 60 * MEGABYTE


def test_the_server_imports_no_library_that_fits_models(service: SmallService) -> None:
    code = (
        "import sys; from api import create_app, connect; from recommender.config import read_settings\n"
        "import training_scripts.serve\n"
        "services = connect(read_settings()); services.models.poll()\n"
        "client = create_app(read_settings(), services=services).test_client()\n"
        f"key = {{'Authorization': 'Bearer {service.key}'}}\n"
        f"assert client.get('{LIST}', headers=key).status_code == 200\n"
        "assert client.post('/v1/recommendations', json={'profile': {}}, headers=key).status_code == 200\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    environment = {**os.environ, **service.environment}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    imported = set(eval(done.stdout.splitlines()[-1]))
    forbidden = {
        "pandas",
        "sklearn",
        "scipy",
        "lightfm",
        "joblib",
        "pyarrow",
        "matplotlib",
        "alembic",
        "pandera",
    }
    assert not imported & forbidden


class Load:
    """Keep-alive clients that ask as fast as they are answered, until told to stop."""

    def __init__(self, port: int, key: str, *, clients: int = 3) -> None:
        self.failures: list[str] = []
        self.bodies: dict[str, set[bytes]] = {}
        self.count = 0
        self._port, self._key = port, key
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def __enter__(self) -> Load:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        while not self._stop.is_set():
            try:
                connection.request("GET", LIST, headers={"Authorization": f"Bearer {self._key}"})
                answer = connection.getresponse()
                body = answer.read()
                outcome = "" if answer.status == 200 else str(answer.status)
            except OSError as failure:
                outcome, body = repr(failure), b""
            with self._lock:
                self.count += 1
                if outcome:
                    self.failures.append(outcome)
                else:
                    self.bodies.setdefault(json.loads(body)["model_version"], set()).add(body)
            time.sleep(0.005)
        connection.close()


def test_versions_change_under_load_without_a_failed_request(service: SmallService, server: Server) -> None:
    good, other, bad = service.versions
    with Load(server.port, service.key) as load:
        for round_ in range(6):
            version = other if round_ % 2 == 0 else good
            service.point_to(version)
            assert all_workers_serve(server, version), "a change is seen within a second"
            service.point_to(bad)
            assert all_workers_say(
                server, "/health/ready", {"status": "degraded", "reason": "BUNDLE_ALTERED"}
            )
            assert all_workers_serve(server, version)
        service.point_to(good)
        assert all_workers_serve(server, good)
        assert all_workers_say(server, "/health/ready", {"status": "ready", "reason": None})
    assert load.failures == []
    assert load.count > 200
    assert set(load.bodies) == {good, other}
    assert [len(one) for one in load.bodies.values()] == [1, 1], "one version, one answer: nothing is mixed"


def test_a_killed_worker_is_replaced_with_the_serving_version(service: SmallService, server: Server) -> None:
    service.point_to(service.versions[1])
    assert all_workers_serve(server, service.versions[1])
    victim = server.workers()[0]
    os.kill(victim, signal.SIGKILL)
    deadline = time.perf_counter() + 5
    while victim in server.workers() or len(server.workers()) < 2:
        assert time.perf_counter() < deadline
        time.sleep(0.05)
    assert all_workers_serve(server, service.versions[1], seconds=3.0)
    service.point_to(service.versions[0])
    assert all_workers_serve(server, service.versions[0])


def test_metrics_are_those_of_all_workers(service: SmallService, server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def counted() -> float:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
        return sum(float(one.split()[-1]) for one in lines if 'route="/v1/model"' in one and "_total" in one)

    before = counted()
    for _ in range(40):
        assert server.get("/v1/model", key=service.key)[0] == 200
    assert counted() == before + 40
    connection.close()


def soon(asked: Callable[[], bool]) -> bool:
    """Whether fresh connections, spread over the workers, all say so within a second."""
    deadline, streak = time.perf_counter() + 1.0, 0
    while streak < 12:
        if time.perf_counter() > deadline:
            return False
        streak = streak + 1 if asked() else 0
    return True


def test_a_revoked_key_and_an_objection_count_in_every_worker(service: SmallService, server: Server) -> None:
    record, key = create_key(service.database, role="portal", actor="test")
    for _ in range(8):
        assert server.get(LIST, key=key)[0] == 200
    revoke_key(service.database, key_id=record.key_id, actor="test")
    assert soon(lambda: server.get(LIST, key=key)[0] == 401)
    objection = Report("A6", "C1", "OBJECTED", datetime(2026, 6, 1, tzinfo=UTC))
    caller = Caller(record.key_id, "portal", None)
    record_feedback(service.database, objection, caller=caller, request_key="1")
    assert soon(lambda: server.get("/v1/asn/A6/recommendations", key=service.key)[1]["items"] == [])


def test_malformed_requests_neither_hang_nor_reach_the_log(server: Server) -> None:
    for raw in (
        f"GET /{NIP} HTTP/9.9\r\n\r\n",
        f"{NIP}\r\n\r\n",
        f"GET /v1/nip/{NIP} HTTP/1.1\r\nHost: a\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\n{NIP}: {NIP}\r\nBad Header\r\n\r\n",
        f"GET /{'a' * 9000}{NIP} HTTP/1.1\r\n\r\n",
        f"POST /v1/feedback HTTP/1.1\r\nContent-Length: {NIP}\r\nTransfer-Encoding: chunked\r\n\r\n",
        f"POST /v1/feedback HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{NIP}",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            connection.sendall(raw.encode())
            connection.shutdown(socket.SHUT_WR)
            answer = connection.makefile("rb").read().decode()
            assert "400" <= answer.split(" ")[1] < "500", raw
            assert "application/problem+json" in answer, raw
            assert json.loads(answer.split("\r\n\r\n")[1])["code"] in {"REQUEST_INVALID", "ROUTE_UNKNOWN"}
            assert NIP not in answer
    assert server.get("/health/live")[0] == 200
    assert NIP not in server.log.read_text()


def test_it_ends_on_term_after_the_last_answer(service: SmallService, tmp_path: Path) -> None:
    with running(service, folder=tmp_path) as one, Load(one.port, service.key) as load:
        time.sleep(0.5)
        begin = time.perf_counter()
        load._stop.set()
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(10) == 0
        assert time.perf_counter() - begin < 10
    assert load.failures == []


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("SECRET_MISSING", lambda home: (home / "keys" / "nip.key").unlink()),
        ("SECRET_EXPOSED", lambda home: (home / "keys" / "nip.key").chmod(0o644)),
        ("SECRET_WEAK", lambda home: (home / "keys" / "nip.key").write_bytes(b"\0" * 32)),
    ],
)
def test_it_does_not_start_without_its_secrets(tmp_path: Path, code: str, spoil: object) -> None:
    made = make_small_service(tmp_path)
    made.database.close()
    spoil(made.settings.home)  # type: ignore[operator]
    refuses(made, tmp_path, code)


def test_it_does_not_start_on_an_altered_version(service: SmallService, tmp_path: Path) -> None:
    service.point_to(service.versions[2])
    try:
        refuses(service, tmp_path, "BUNDLE_ALTERED")
    finally:
        service.point_to(service.versions[0])


def refuses(service: SmallService, folder: Path, code: str) -> None:
    process = start(service, workers=1, log=folder / "refused.log")
    written, _ = process.communicate(timeout=20)
    assert process.returncode == 2
    assert json.loads(written.splitlines()[-1])["error"] == code
    assert f"{code}: " in (folder / "refused.log").read_text()

"""The real server in a process of its own, as ``serve`` starts it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    """A running server; ``errors`` is its log."""

    process: subprocess.Popen[str]
    port: int
    announced: dict[str, Any]
    seconds: float
    """From the start of the process to the first good answer of /health/ready."""
    log: Path

    def get(self, path: str, *, key: str = "") -> tuple[int, Any]:
        """Status and JSON of a fresh connection's answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Startable(Protocol):
    """What a server is started from."""

    @property
    def environment(self) -> dict[str, str]: ...


def start(service: Startable, *, workers: int, log: Path) -> subprocess.Popen[str]:
    """The process of ``serve`` on a free port."""
    command = [sys.executable, "-m", "training_scripts", "serve", "--port", "0", "--workers", str(workers)]
    environment = {**os.environ, **service.environment}
    with log.open("w") as stream:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=stream, text=True
        )


EMPTY = """
import json, numpy, orjson, pydantic, sqlalchemy.orm
from flask import Flask
from gunicorn.app.base import BaseApplication

app = Flask("empty")
app.get("/health/ready")(lambda: {})

def announce(server):
    port = server.LISTENERS[0].sock.getsockname()[1]
    print(json.dumps({"ready": f"http://127.0.0.1:{port}"}), flush=True)

class Empty(BaseApplication):
    def load_config(self):
        options = {"bind": "127.0.0.1:0", "workers": 2, "threads": 2, "preload_app": True,
                   "when_ready": announce, "loglevel": "error", "control_socket_disable": True,
                   "graceful_timeout": 2}  # a worker told to stop while it starts does not hear it
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self):
        return app

Empty().run()
"""


def start_empty(*, log: Path) -> subprocess.Popen[str]:
    """The yardstick: the same server around one empty route, with the libraries of such a service."""
    with log.open("w") as stream:
        return subprocess.Popen(
            [sys.executable, "-c", EMPTY], cwd=ROOT, stdout=subprocess.PIPE, stderr=stream, text=True
        )


@contextmanager
def running(service: Startable, *, folder: Path, workers: int = 2) -> Iterator[Server]:
    """A server that answers; ended with SIGTERM."""
    log = folder / "server.log"
    with answering(lambda: start(service, workers=workers, log=log), log=log) as server:
        yield server


@contextmanager
def answering(start_process: Callable[[], subprocess.Popen[str]], *, log: Path) -> Iterator[Server]:
    """The server of a process that announces its address; ended with SIGTERM."""
    begin = time.perf_counter()
    process = start_process()
    assert process.stdout is not None
    try:
        announced = json.loads(process.stdout.readline() or "{}")
        assert "ready" in announced, log.read_text()
        server = Server(process, int(announced["ready"].rsplit(":", 1)[1]), announced, 0.0, log)
        assert server.get("/health/ready")[0] == 200
        server.seconds = time.perf_counter() - begin
        yield server
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()


def seconds_until(server: Server, path: str, wanted: dict[str, object], *, within: float) -> float | None:
    """Seconds until fresh connections, spread over the workers, all answer ``wanted``; None if too late."""
    begun, streak = time.perf_counter(), 0
    first = 0.0
    while streak < 12:
        if time.perf_counter() > begun + within:
            return None
        answer = server.get(path)[1]
        streak = streak + 1 if wanted.items() <= answer.items() else 0
        if streak == 1:
            first = time.perf_counter() - begun
    return first


def all_workers_say(server: Server, path: str, wanted: dict[str, object], *, seconds: float = 1.0) -> bool:
    """Whether fresh connections, spread over the workers, all answer ``wanted`` in time."""
    return seconds_until(server, path, wanted, within=seconds) is not None


def all_workers_serve(server: Server, version: str, *, seconds: float = 1.0) -> bool:
    """Whether all workers answer from ``version`` in time."""
    return all_workers_say(server, "/health/model", {"model_version": version}, seconds=seconds)

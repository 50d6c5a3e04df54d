"""Requests per second of the recommendation route beside an empty Flask route under the same server.

    ASN_HOME=var ASN_MODELS_DIR=models python -m benchmarks.serving [--seconds 5] [--workers 2]

Needs a promoted version (``make run`` leaves one). One after the other, in one run and with the same
clients: keep-alive connections that each ask again as soon as they are answered (closed loop), from
this process, on the same machine. People are asked for in turn, so no answer is asked for twice running.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import click
import numpy as np
from flask import Flask

from api import connect
from recommender.config import read_settings
from recommender.store.database import open_database
from recommender.store.keys import create_key, revoke_key
from recommender.store.secret_files import read_audit_key
from training_scripts.serve import Server, server_options

CLIENTS = 8


@dataclass
class Result:
    """What one route did."""

    name: str
    per_second: float
    median_ms: float
    p99_ms: float
    cpu_ms: float
    """Processor time of the server per request: what other work on the machine does not change."""
    failed: int


@dataclass(frozen=True)
class Started:
    """A running server."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time of its workers so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        stats = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in children]
        return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(command: list[str]) -> Iterator[Started]:
    """A server in a process of its own."""
    environment = {**os.environ, "ASN_RATE_PER_SECOND": "900000"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        port = int(json.loads(process.stdout.readline())["ready"].rsplit(":", 1)[1])
        time.sleep(1.0)
        yield Started(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


async def measure(name: str, server: Started, paths: list[str], *, key: str, seconds: float) -> Result:
    """Ask for ``paths`` in turn over ``CLIENTS`` connections for ``seconds``, after one second of warm-up."""
    turn, times, failed = count(), [], 0
    begin = time.perf_counter() + 1.0
    end = begin + seconds

    async def client() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        while (sent := time.perf_counter()) < end:
            path = paths[next(turn) % len(paths)]
            writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(one[15:]) for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")
            )
            await reader.readexactly(length)
            if sent >= begin:
                times.append(time.perf_counter() - sent)
                failed += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    before = server.cpu_seconds()
    asked = next(turn)
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    cpu = (server.cpu_seconds() - before) / (next(turn) - asked - 1)
    median, p99 = np.percentile(times, [50, 99]) * 1000
    return Result(name, len(times) / seconds, float(median), float(p99), 1000 * cpu, failed)


def serve_nothing(workers: int) -> None:
    """An empty Flask route under the options of ``serve``."""
    app = Flask("nothing", static_folder=None)
    app.add_url_rule("/", view_func=lambda: "")
    services = connect(read_settings())
    options = server_options(services, host="127.0.0.1", port=0, workers=workers)
    nothing = {"post_fork": lambda server, worker: None, "child_exit": lambda server, worker: None}
    Server(app, {**options, **nothing}).run()


@click.command()
@click.option("--seconds", default=5.0, show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--empty-server", is_flag=True, hidden=True)
def main(seconds: float, workers: int, empty_server: bool) -> None:
    """Print one table."""
    if empty_server:
        serve_nothing(workers)
        return
    settings = read_settings()
    models = connect(settings).models
    models.poll()
    if models.served is None:
        raise click.ClickException("no version serves: run `make run` once, or train and promote")
    bundle = models.served.bundle
    some = np.random.default_rng(1).permutation(bundle.people.asn_id)[:2000]
    lists = [f"/v1/asn/{asn_id}/recommendations" for asn_id in some.tolist()]
    database = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    record, key = create_key(database, role="portal", actor="benchmark")
    ours = [sys.executable, "-m", "training_scripts", "serve", "--port", "0", "--workers", str(workers)]
    empty = [sys.executable, "-m", "benchmarks.serving", "--empty-server", "--workers", str(workers)]
    results = []
    try:
        with started(empty) as server:
            results.append(asyncio.run(measure("empty Flask route", server, ["/"], key=key, seconds=seconds)))
        with started(ours) as server:
            for name, paths in (("GET /health/live", ["/health/live"]), ("GET /v1/model", ["/v1/model"])):
                results.append(asyncio.run(measure(name, server, paths, key=key, seconds=seconds)))
            results.append(
                asyncio.run(measure("recommendations, n=10", server, lists, key=key, seconds=seconds))
            )
    finally:
        revoke_key(database, key_id=record.key_id, actor="benchmark")
        database.close()
    print(
        f"{len(bundle.people)} people, {len(bundle.catalogue)} courses, {workers} workers, {CLIENTS} clients"
    )
    print(
        f"{'route':<24}{'req/s':>9}{'median ms':>11}{'p99 ms':>9}{'CPU ms':>8}{'failed':>8}{'of empty':>10}"
    )
    for one in results:
        share = one.per_second / results[0].per_second
        print(
            f"{one.name:<24}{one.per_second:>9.0f}{one.median_ms:>11.1f}{one.p99_ms:>9.1f}"
            f"{one.cpu_ms:>8.2f}{one.failed:>8}{share:>10.2f}"
        )


if __name__ == "__main__":
    main()

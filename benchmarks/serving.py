"""Requests per second of the recommendation route beside an empty Flask route under the same server.

    ASN_HOME=var ASN_MODELS_DIR=models python -m benchmarks.serving [--seconds 5] [--workers 2]

Needs a promoted version (``make run`` leaves one). One after the other, in one run and with the same
clients: keep-alive connections that each ask again as soon as they are answered (closed loop), from
this process, on the same machine. People are asked for in turn, so no answer is asked for twice running.

Measured with 20,000 people and 180 courses on 2 quiet cores::

    route                       req/s  median ms   p99 ms  CPU ms  of empty
    empty Flask route            7762        0.9      3.1    0.20      1.00
    GET /health/live             5203        1.7      4.4    0.33      0.67
    GET /v1/model                4195        1.7      5.2    0.39      0.54
    recommendations, n=10        2631        2.8      7.5    0.66      0.34
    the same with a filter        827        9.4     23.1    2.25      0.11
    200 req/s open loop: median 1.5 ms, p99 2.5 ms, none failed
    batch of 500: 70 ms; with a filter 199 ms
    ready in 0.54 s; private memory of the workers 19 and 44 MB
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
from pathlib import Path

import click
import numpy as np
from flask import Flask

from api import connect
from benchmarks.http_load import closed_loop, get, open_loop
from recommender.config import read_settings
from recommender.store.database import open_database
from recommender.store.keys import create_key, revoke_key
from recommender.store.secret_files import read_audit_key
from training_scripts.serve import Server, server_options

CLIENTS = 8
RATE = 200


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

    ready_seconds: float
    """From the start of the process to the line that says it listens; the version is in place by then."""
    ready_cpu_seconds: float

    def workers(self) -> list[str]:
        """Process ids."""
        return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()

    def cpu_seconds(self) -> float:
        """Processor time of its workers so far."""
        return sum(map(cpu_seconds, self.workers()))

    def private_megabytes(self) -> list[float]:
        """Memory of each worker that is its alone (USS)."""
        rollups = [Path(f"/proc/{one}/smaps_rollup").read_text().splitlines() for one in self.workers()]
        private = ("Private_Clean", "Private_Dirty")
        return [
            sum(int(one.split()[1]) for one in lines if one.startswith(private)) / 1024 for lines in rollups
        ]


def cpu_seconds(pid: int | str) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(command: list[str]) -> Iterator[Started]:
    """A server in a process of its own."""
    environment = {**os.environ, "ASN_RATE_PER_SECOND": "900000"}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        port = int(json.loads(process.stdout.readline())["ready"].rsplit(":", 1)[1])
        seconds, cpu = time.perf_counter() - begin, cpu_seconds(process.pid)
        time.sleep(1.0)
        yield Started(port, process.pid, seconds, cpu)
    finally:
        process.terminate()
        process.wait(20)


def measure(name: str, server: Started, requests: list[bytes], *, seconds: float) -> Result:
    """Ask for ``requests`` in turn, as fast as they are answered."""
    before = server.cpu_seconds()
    load = asyncio.run(closed_loop(server.port, requests, clients=CLIENTS, seconds=seconds))
    cpu = (server.cpu_seconds() - before) / load.asked
    median, p99 = np.percentile(load.latencies, [50, 99]) * 1000
    return Result(name, len(load.latencies) / seconds, float(median), float(p99), 1000 * cpu, load.failed)


def steady(server: Started, requests: list[bytes], *, seconds: float) -> str:
    """Latency at a fixed rate."""
    load = asyncio.run(open_loop(server.port, requests, per_second=RATE, clients=32, seconds=seconds))
    median, p99 = np.percentile(load.latencies, [50, 99]) * 1000
    return f"{RATE} req/s open loop: median {median:.1f} ms, p99 {p99:.1f} ms, {load.failed} failed"


def batch(server: Started, asn_ids: list[str], *, key: str) -> str:
    """Time of a batch of 500, the best of three: with kept lists, and ranked now (a filter)."""
    times = []
    for asked in ({}, {"form": "KLASIKAL"}):
        body = json.dumps({"asn_ids": asn_ids[:500], **asked}).encode()
        head = (
            "POST /v1/recommendations:batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        load = asyncio.run(closed_loop(server.port, [head.encode() + body], clients=1, seconds=2.0))
        times.append(1000 * min(load.latencies))
    return f"batch of 500: {times[0]:.0f} ms; with a filter {times[1]:.0f} ms"


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
    some = np.random.default_rng(1).permutation(bundle.people.asn_id)[:2000].tolist()
    database = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    record, key = create_key(database, role="portal", actor="benchmark")
    ours = [sys.executable, "-m", "training_scripts", "serve", "--port", "0", "--workers", str(workers)]
    empty = [sys.executable, "-m", "benchmarks.serving", "--empty-server", "--workers", str(workers)]
    results = []
    lists = [get(f"/v1/asn/{asn_id}/recommendations", key=key) for asn_id in some]
    filtered = [get(f"/v1/asn/{asn_id}/recommendations?form=KLASIKAL", key=key) for asn_id in some]
    try:
        with started(empty) as server:
            results.append(measure("empty Flask route", server, [get("/", key=key)], seconds=seconds))
        with started(ours) as server:
            for path in ("/health/live", "/v1/model"):
                results.append(measure(f"GET {path}", server, [get(path, key=key)], seconds=seconds))
            results.append(measure("recommendations, n=10", server, lists, seconds=seconds))
            results.append(measure("the same with a filter", server, filtered, seconds=seconds))
            notes = [
                steady(server, lists, seconds=2 * seconds),
                batch(server, some, key=key),
                f"ready in {server.ready_seconds:.2f} s ({server.ready_cpu_seconds:.2f} s of processor time)",
                "private memory of the workers: "
                + ", ".join(f"{one:.0f} MB" for one in server.private_megabytes()),
            ]
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
    print("\n".join(notes))


if __name__ == "__main__":
    main()

"""The service under its production server: gunicorn with threads, the application loaded before the fork.

A new version is exchanged inside each worker within ASN_POLL_SECONDS. The server is never told to
reload (HUP): with a preloaded application that keeps the old version and drops requests on the way.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http.errors import (  # type: ignore[import-untyped]
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    ParseException,
)
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from recommender.config import read_settings
from recommender.errors import BundleRefused
from training_scripts.command import answers

if TYPE_CHECKING:
    from flask import Flask

    from recommender.web.context import Services

KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep an idle connection (60 s), so that they close first."""
THREADS = 2
"""A worker answers while one request waits for the disk; more threads only contend for the interpreter."""
STOP_SECONDS = 10


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's log without what a client sent: neither addresses nor headers reach it."""

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """The kind of the failure alone."""
        super().error("failure in the server: %s", type(sys.exc_info()[1]).__name__)


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with the service's one error shape, also for what is not HTTP."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that reached no view; gunicorn's own page would repeat what the client sent."""
        from recommender.web.problems import problem_answer

        ours = isinstance(exc, (InvalidResponseHeader, InvalidResponseHeaderName))
        refused = isinstance(exc, ParseException) and not ours
        if not refused:
            self.log.exception("")
        answer = problem_answer("REQUEST_INVALID" if refused else "INTERNAL")
        head = (
            f"HTTP/1.1 {answer.status}\r\nConnection: close\r\n"
            f"Content-Type: {answer.content_type}\r\nContent-Length: {answer.content_length}\r\n\r\n"
        )
        with contextlib.suppress(OSError):  # the client may be gone
            write_nonblock(client, head.encode() + answer.get_data())


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn around one application, its settings made in code: no file, no environment."""

    def __init__(self, app: Flask, options: Mapping[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the settings over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made before the server."""
        return self._app


def server_options(services: Services, *, host: str, port: int, workers: int) -> dict[str, Any]:
    """The settings of gunicorn."""

    def announce(server: Any) -> None:
        served = services.models.served
        host, port = server.LISTENERS[0].sock.getsockname()[:2]
        answer = {
            "ready": f"http://{host}:{port}", "docs": f"http://{host}:{port}/docs",
            "version": served.version if served else None, "pid": os.getpid(),
        }  # fmt: skip
        click.echo(orjson.dumps(answer).decode())

    def freeze(server: Any, worker: Any) -> None:
        gc.collect()
        gc.freeze()  # what the master holds is no garbage: the collector need not touch its pages

    def forget(server: Any, worker: Any) -> None:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]

    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": Worker,
        "threads": THREADS,
        "preload_app": True,
        "keepalive": KEEP_ALIVE_SECONDS,
        "graceful_timeout": STOP_SECONDS,
        "loglevel": "error",
        "logger_class": QuietLogger,
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 (memory, not disk)
        "when_ready": announce,
        "pre_fork": freeze,
        "post_fork": lambda server, worker: services.watch_storage(),
        "child_exit": forget,
    }


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: a free one.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@answers
def command(host: str, port: int, workers: int) -> Mapping[str, Any]:
    """Serve the promoted version until the process is ended (SIGTERM or Ctrl-C).

    \b
    Prints one JSON line when it is ready:
      {"ready": "http://127.0.0.1:8000", "docs": ..., "version": ..., "pid": ...}
    Refuses to start where a secret is missing or weak, or the promoted version is not intact.

    Example: asn-recommender serve --port 8000 --workers 2
    """
    shared = tempfile.mkdtemp(prefix="asn-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # read when prometheus_client is imported
    try:
        from api import connect, create_app
        from recommender.web.logs import configure_logs

        configure_logs()
        settings = read_settings()
        services = connect(settings)
        services.models.poll()
        refusal = services.models.refusal
        if refusal is not None:
            raise BundleRefused(
                refusal.code,
                "Versi yang melayani ditolak; layanan tidak dijalankan.",
                fix="Pulihkan folder versi itu, atau kembali ke versi sebelumnya: asn-recommender rollback.",
            )
        Server(
            create_app(settings, services=services),
            server_options(services, host=host, port=port, workers=workers),
        ).run()
    finally:
        shutil.rmtree(shared, ignore_errors=True)
    return {"stopped": True}


if __name__ == "__main__":
    command()

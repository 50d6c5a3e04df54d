"""``make run``: a synthetic province from nothing to a served recommendation, each step done once.

What is done is kept in ``quickstart.json`` in ASN_HOME; a step is skipped while its output is there.
The server takes this process over when everything is ready; a short-lived child waits until it
answers and then prints the key and a request to try.
"""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import click
import orjson

from recommender import durable
from recommender.config import Settings, read_settings
from recommender.errors import Misconfigured

PATIENCE_SECONDS = 60.0


class Steps:
    """What was done in this home, and the commands that do the rest."""

    def __init__(self, home: Path) -> None:
        self._path = home / "quickstart.json"
        self.done: dict[str, Any] = orjson.loads(self._path.read_bytes()) if self._path.exists() else {}

    def once(self, name: str, *, there: Callable[[Any], bool], make: Callable[[], Any]) -> Any:
        """The output of a step, made only if it is not there."""
        if name in self.done and there(self.done[name]):
            click.echo(f"{name}: sudah ada", err=True)
            return self.done[name]
        click.echo(f"{name}: dikerjakan ...", err=True)
        self.done[name] = make()
        durable.write_bytes(self._path, orjson.dumps(self.done), mode=0o600)
        return self.done[name]


def run_command(name: str, *arguments: str) -> dict[str, Any]:
    """Run a command of the contract; its progress passes through, its answer comes back.

    A refusal has been explained on stderr already and ends this process with the same status.
    """
    done = subprocess.run(  # noqa: S603 (our own commands, no shell)
        [sys.executable, "-m", f"training_scripts.{name}", *arguments], stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    answer: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
    return answer


def prepare(settings: Settings, *, asn: int) -> tuple[str, str]:
    """Do what is missing; returns a working portal key and an asn_id that exists."""
    from recommender.store.database import open_database
    from recommender.store.keys import verify_key
    from recommender.store.serving import current_serving

    steps, province = Steps(settings.home), settings.home / "demo-province"
    steps.once(
        "province",
        there=lambda path: Path(path).is_dir(),
        make=lambda: run_command("demo_province", "--out", str(province), "--asn", str(asn))["province"],
    )
    snapshot = steps.once(
        "snapshot",
        there=lambda path: Path(path).is_dir(),
        make=lambda: run_command("snapshot", str(province))["snapshot"],
    )
    steps.once("init", there=lambda _: settings.keys_dir.is_dir(), make=lambda: run_command("init"))
    version = steps.once(
        "train",
        there=lambda name: (settings.models_dir / name).is_dir(),
        make=lambda: run_command("train", "--snapshot", snapshot)["version"],
    )
    database = open_database(settings.database_url)
    steps.once(
        "promote",
        there=lambda _: current_serving(database) is not None,
        make=lambda: run_command("promote", version),
    )
    key = steps.once(
        "key",
        there=lambda text: verify_key(database, key=text) is not None,
        make=lambda: run_command("keys", "create", "--role", "portal")["key"],
    )
    return key, first_asn_id(province / "asn.csv")  # fmt: skip


def first_asn_id(path: Path) -> str:
    """The asn_id of the first row."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.DictReader(stream))["asn_id"]


def refuse_taken_port(port: int) -> None:
    """Stop before anything is started if something else listens."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Misconfigured(
                "PORT_TAKEN",
                f"Port {port} sedang dipakai proses lain.",
                fix="Hentikan proses itu, atau pakai: make run PORT=8001.",
            ) from None


def announce(*, port: int, key: str, asn_id: str, server: int) -> None:
    """Wait until the server (process id) answers, then print the key and a request to try."""
    until = time.monotonic() + PATIENCE_SECONDS
    while os.getppid() == server and time.monotonic() < until:
        if is_ready(port):
            address = f"http://127.0.0.1:{port}"
            click.echo(f"KEY={key}")
            click.echo(
                f'curl -s -H "Authorization: Bearer {key}" "{address}/v1/asn/{asn_id}/recommendations?n=5"'
            )
            click.echo(f"Dokumentasi: {address}/docs")
            return
        time.sleep(0.1)


def is_ready(port: int) -> bool:
    """The server says that it can answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@click.command("quickstart")
@click.option("--asn", default=20_000, show_default=True, help="Size of the synthetic province.")
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
def command(asn: int, port: int) -> None:
    """Make whatever is missing, then serve on 127.0.0.1."""
    try:
        refuse_taken_port(port)
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from None
    key, asn_id = prepare(read_settings(), asn=asn)
    server = os.getpid()
    if os.fork() == 0:
        announce(port=port, key=key, asn_id=asn_id, server=server)
        sys.stdout.flush()
        os._exit(0)
    serve = [sys.executable, "-m", "training_scripts.serve", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(sys.executable, serve)  # noqa: S606 (our own command, no shell)


if __name__ == "__main__":
    command()

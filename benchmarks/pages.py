"""Server time of every planner page at the size of the promoted version.

    ASN_HOME=var ASN_MODELS_DIR=models python -m benchmarks.pages [--times 40]

Needs a promoted version (``make run`` leaves one). Pages are asked for in this process, without a
network: units, people, courses and competencies at random, the same ones in every run. The first page
of a version adds everybody up and stands apart. The target is p95 of 200 ms at 20,000 ASN.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np
import structlog

from api import connect, create_app
from recommender.config import read_settings
from recommender.store.database import open_database
from recommender.store.keys import create_key, revoke_key
from recommender.store.secret_files import read_audit_key
from recommender.web.model_holder import Served

Ask = Callable[[], Any]


def pages(served: Served, client: Any, token: str) -> dict[str, Ask]:
    """Every page by its name; each call asks for another unit, person or course."""
    draw, bundle = np.random.default_rng(1), served.bundle

    def one(ids: Any) -> str:
        return str(ids[draw.integers(len(ids))])

    units, courses = bundle.units.ids.ids, bundle.catalogue.courses.ids
    last = max(1, len(bundle.people) // 25)
    return {
        "/": lambda: client.get("/"),
        "/kebutuhan": lambda: client.get("/kebutuhan"),
        "/kebutuhan?unit=": lambda: client.get(f"/kebutuhan?jenis=teknis&unit={one(units)}"),
        "/kebutuhan/kompetensi/": lambda: client.get(
            f"/kebutuhan/kompetensi/{one(bundle.competencies.ids.ids)}"
        ),
        "/asn": lambda: client.get(f"/asn?urut=jp&hal={draw.integers(1, last + 1)}"),
        "/asn/": lambda: client.get(f"/asn/{one(bundle.people.asn_id)}"),
        "/asn/cari": lambda: client.post(
            "/asn/cari", data={"csrf_token": token, "kata": f"pegawai {draw.integers(100, 200):05d}"}
        ),
        "/kursus": lambda: client.get("/kursus"),
        "/kursus/": lambda: client.get(f"/kursus/{one(courses)}"),
    }


def milliseconds(ask: Ask) -> float:
    """Time of one page; a failure stops the measurement."""
    begin = time.perf_counter()
    answer = ask()
    took = 1000 * (time.perf_counter() - begin)
    if answer.status_code not in (200, 303):
        raise click.ClickException(f"{answer.request.path}: {answer.status_code}")
    return took


def form_token(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


@click.command()
@click.option("--times", default=40, show_default=True, help="How often each page is asked for.")
def command(times: int) -> None:
    """Print median, p95 and the longest time of each page."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings = read_settings()
    database = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    services = connect(settings)
    services.models.poll()
    served = services.models.current()
    client = create_app(settings, services=services).test_client()
    record, key = create_key(database, role="planner", actor="benchmarks.pages")
    try:
        form = {"csrf_token": form_token(client.get("/masuk").text), "akun": record.key_id, "sandi": key}
        client.post("/masuk", data=form)
        click.echo(f"{len(served.bundle.people)} ASN")
        click.echo(f"halaman pertama setelah versi berganti {milliseconds(lambda: client.get('/')):.0f} ms")
        token = form_token(client.get("/akun").text)
        for name, ask in pages(served, client, token).items():
            took = np.array([milliseconds(ask) for _ in range(times)])
            middle, late = np.percentile(took, [50, 95])
            click.echo(f"{name:24} median {middle:6.1f}  p95 {late:6.1f}  max {took.max():6.1f} ms")
    finally:
        revoke_key(database, key_id=record.key_id, actor="benchmarks.pages")


if __name__ == "__main__":
    command()

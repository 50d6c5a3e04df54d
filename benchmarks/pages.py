"""Server time of every planner page at the size of the promoted version.

    ASN_HOME=var ASN_MODELS_DIR=models python -m benchmarks.pages [--times 40] [--no-plans]

Needs a promoted version: ``make run`` leaves one, ``make run ASN=130000`` the largest. Pages are asked
for in this process, without a network: units, people, courses and competencies at random, the same ones
in every run. What a worker does once a version (adding everybody up, reading a plan, waiting for the
programme's design) is done first and stands apart. One plan is computed, of every session of a year
under what the form proposes and ``--budget``, or the best of it after ``--patience``; it can be named by
``--plan`` the next time. The plan beside it is the same without a tenth of its participants. Pages on
impact are measured where ``impact`` was run. The target is p95 of 200 ms at 20,000 ASN and of 400 ms at
130,000; CPU time beside the clock says what other processes took from it.
"""

from __future__ import annotations

import logging
import re
import resource
import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np
import structlog

from api import connect, create_app
from recommender.config import read_settings
from recommender.store.database import open_database
from recommender.store.keys import Caller, create_key, revoke_key
from recommender.store.plan_jobs import claim, propose
from recommender.store.plans import Plans
from recommender.store.secret_files import read_audit_key
from recommender.web.model_holder import Served
from recommender.web.plan_starter import plan_starter
from recommender.web.planner.impact import address_of

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
        "/program": lambda: client.get(f"/program?ukuran=semua&hal={draw.integers(1, 10)}"),
        "/program/kursus": lambda: client.get("/program/kursus"),
    }


def impact_pages(client: Any, answers: list[str]) -> dict[str, Ask]:
    """The pages on impact, where a study is in the database; each call asks for another answer."""
    draw = np.random.default_rng(3)
    return {
        "/dampak": lambda: client.get("/dampak"),
        "/dampak/": lambda: client.get(answers[draw.integers(len(answers))]),
        "/dampak/kirkpatrick": lambda: client.get("/dampak/kirkpatrick"),
        "/dampak/kirkpatrick?": lambda: client.get("/dampak/kirkpatrick?bagian=angkatan"),
    }


def plan_pages(client: Any, plans: list[str]) -> dict[str, Ask]:
    """The pages of two computed plans; each call asks for another session of the first."""
    first, second = plans
    sessions = re.findall(rf"/rencana/{first}/angkatan/([^\"?]+)", client.get(f"/rencana/{first}").text)
    draw = np.random.default_rng(2)
    return {
        "/rencana": lambda: client.get("/rencana"),
        "/rencana/baru": lambda: client.get("/rencana/baru"),
        "/rencana/": lambda: client.get(f"/rencana/{first}"),
        "/rencana//angkatan/": lambda: client.get(
            f"/rencana/{first}/angkatan/{sessions[draw.integers(len(sessions))]}"
        ),
        "/rencana/bandingkan": lambda: client.get(f"/rencana/bandingkan?a={first}&b={second}"),
    }


def make_plan(client: Any, token: str, look: Callable[[], None], *, budget: str, patience: float) -> str:
    """Ask for a plan as the form does and wait until it is computed; a failure ends the measurement.

    After ``patience`` seconds the best so far is asked for, as the page's button does.
    """
    page = client.get("/rencana/baru").text
    years = re.findall(r'<option value="(\d{4})"', page)
    filled = dict(re.findall(r'<input class="form-control" id="\w+" name="(\w+)" value="([^"]+)"', page))
    ticked = dict(re.findall(r'type="checkbox" id="\w+" name="(\w+)" value="(1)" checked', page))
    asked = {**filled, **ticked, "csrf_token": token, "year": years[-1], "budget": budget}
    address = client.post("/rencana/baru", data=asked).headers["Location"]
    begin, told, stopped = time.perf_counter(), "", False
    while "<progress" in (page := client.get(address).text):
        look()
        step = re.search(r'<p role="status"><span lang="id">([^<]*)', page)
        if step is not None and step[1] != told:
            told = step[1]
            click.echo(f"{time.perf_counter() - begin:6.0f} s  {told}", err=True)
        if time.perf_counter() - begin > patience and not stopped:
            stopped = True
            client.post(f"{address}/putusan", data={"csrf_token": token, "action": "STOP"})
            click.echo(f"{patience:6.0f} s  dihentikan: yang terbaik sejauh ini", err=True)
        time.sleep(1)
    if 'class="fault"' in page:
        raise click.ClickException(re.sub(r"<[^>]+>|\s+", " ", page.partition('class="fault"')[2])[:400])
    took = time.perf_counter() - begin
    time.sleep(3)
    look()  # the process has ended by now, and its time is counted once somebody looks
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    click.echo(
        f"rencana disusun {took:.0f} s, CPU {used.ru_utime + used.ru_stime:.0f} s, "
        f"{used.ru_maxrss / 2**20:.1f} GB"
    )
    return str(address.rsplit("/", 1)[-1])


def thinned(plans: Plans, plan_id: str, *, account: str) -> str:
    """The plan without every tenth participant, as a plan of its own."""
    view = plans.view(plan_id)
    content = view.content or {}
    places = [one for at, one in enumerate(content["places"]) if at % 10]
    made = plans.create(
        Caller(account, "planner", None), title=f"{view.row.title} (kurang)", request=view.row.request
    )
    job = claim(plans.database)
    if job is None or job.plan_id != made or not propose(plans.database, job, {**content, "places": places}):
        raise click.ClickException("Rencana lain sedang menunggu; jalankan lagi setelah selesai.")
    return made


def milliseconds(ask: Ask) -> tuple[float, float, int]:
    """Clock and CPU time of one page, and its bytes; a failure ends the measurement."""
    begin, busy = time.perf_counter(), time.process_time()
    answer = ask()
    took, worked = time.perf_counter() - begin, time.process_time() - busy
    if answer.status_code not in (200, 303):
        raise click.ClickException(f"{answer.request.path}: {answer.status_code}")
    return 1000 * took, 1000 * worked, len(answer.data)


def once(what: str, ask: Ask) -> None:
    """Say what the first of such pages costs."""
    took, worked, _ = milliseconds(ask)
    click.echo(f"{what} {took:.0f} ms, CPU {worked:.0f} ms")


def form_token(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


@click.command()
@click.option("--times", default=40, show_default=True, help="How often each page is asked for.")
@click.option("--plans/--no-plans", default=True, show_default=True, help="Also measure pages of plans.")
@click.option("--budget", default="", help="Ceiling of the plan as the form takes it, e.g. '2 miliar'.")
@click.option("--patience", default=600.0, show_default=True, help="Seconds before the best so far will do.")
@click.option("--plan", "plan_id", default="", help="Measure this computed plan instead of making one.")
def command(times: int, plans: bool, budget: str, patience: float, plan_id: str) -> None:
    """Print median, p95 and the longest time of each page, its CPU time and its size."""
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
        once("halaman pertama setelah versi berganti", lambda: client.get("/"))
        waits = time.perf_counter()
        while "http-equiv" in client.get("/program").text:
            time.sleep(0.5)
        click.echo(f"rancangan program siap setelah {time.perf_counter() - waits:.1f} s")
        token = form_token(client.get("/akun").text)
        asked = pages(served, client, token)
        evidence = services.impact()
        if evidence is not None:
            asked |= impact_pages(client, [address_of(one) for one in evidence.answers])
        if plans:
            look = plan_starter(database, settings).look
            first = plan_id or make_plan(client, token, look, budget=budget, patience=patience)
            once("membaca rencana", lambda: client.get(f"/rencana/{first}"))
            places = len((services.plans.view(first).content or {})["places"])
            click.echo(f"rencana {first}: {places} tempat")
            asked |= plan_pages(client, [first, thinned(services.plans, first, account=record.key_id)])
            client.get(f"/rencana/bandingkan?a={first}&b={first}")
        click.echo(f"{'ms':24}{'median':>9}{'p95':>9}{'max':>9}{'CPU':>9}{'CPU p95':>9}{'kB':>9}")
        for name, ask in asked.items():
            took, worked, size = np.array([milliseconds(ask) for _ in range(times)]).T
            figures = (
                *np.percentile(took, [50, 95]), took.max(), *np.percentile(worked, [50, 95]),
                np.median(size) / 1e3,
            )  # fmt: skip
            click.echo(f"{name:24}" + "".join(f"{one:9.1f}" for one in figures))
    finally:
        revoke_key(database, key_id=record.key_id, actor="benchmarks.pages")


if __name__ == "__main__":
    command()

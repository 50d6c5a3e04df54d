"""The pages as people meet them: the real server over the small province, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from recommender.tables.snapshot import Snapshot
from recommender.training.fit import Trained
from tests.browser.site import Home, Site, make_home
from tests.browser.visit import SCRIPTLESS, WINDOWS, Visit
from tests.web.real_server import running

CHROMIUM: Final = Path("/usr/bin/chromium")
"""Debian's package ``chromium``."""
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def home(
    province_trained: Trained, province_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """A home of the service with the small province."""
    return make_home(province_trained, province_snapshot, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def site(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Its server with a planner and somebody who approves."""
    account, key = home.account("planner")
    approver = home.account("approver")
    with running(home, folder=tmp_path_factory.mktemp("server"), workers=1) as server:
        yield Site(f"http://127.0.0.1:{server.port}", home, account, key, approver)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; skipped where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(params=WINDOWS)
def visit(request: pytest.FixtureRequest, browser: Any, site: Site) -> Iterator[Visit]:
    """A window: nothing is loaded from elsewhere and the console stays empty."""
    width, scripts = {**WINDOWS, **SCRIPTLESS}[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="id-ID"
    )
    context.set_default_timeout(30_000)
    foreign: list[str] = []
    context.on("request", lambda one: one.url.startswith(site.address) or foreign.append(one.url))
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    # An account of its own: more than ten tries to sign in are throttled.
    account, key = site.home.account("planner")
    mirror = browser.new_page(viewport={"width": width, "height": 800})
    yield Visit(page, replace(site, account=account, key=key), request.param, scripts, mirror)
    mirror.close()
    context.close()
    assert [one for one in foreign if not one.startswith("data:")] == []
    assert [one for one in faults if "the server responded with a status of 4" not in one] == []

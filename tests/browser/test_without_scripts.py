"""Every main page without JavaScript, wide and on a phone: nothing keeps people out, nothing is too wide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

import pytest

from tests.browser.stored_plan import stored_plan
from tests.browser.visit import SCRIPTLESS, Visit

pytestmark = pytest.mark.parametrize("visit", SCRIPTLESS, indirect=True)

_MORE: Final = ("/kebutuhan?jenis=teknis", "/program?ukuran=semua", "/program/kursus", "/keberatan", "/akun",
                "/rencana/baru", "/rencana/bandingkan")  # fmt: skip
"""Main pages that the menu does not lead to at once."""


def main_pages(visit: Visit) -> Iterator[str]:
    """The pages of the menu, then the first thing that each lists."""
    visit.go("/")
    menu = [one.get_attribute("href") for one in visit.page.locator("header nav a").all()]
    for path in (*menu, *_MORE):
        yield path
        first = visit.page.locator("main tbody th a")
        if first.count():
            yield urljoin(path, str(first.first.get_attribute("href")))


def test_main_pages_are_whole_without_scripts(visit: Visit) -> None:
    visit.go("/masuk")
    visit.look("60-masuk")
    visit.sign_in()
    plan = stored_plan(visit.site)
    visit.made_programme()
    seen = []
    for at, path in enumerate(main_pages(visit), start=61):
        visit.go(path)
        visit.look(f"{at}-{path.strip('/').split('?')[0].replace('/', '-') or 'beranda'}")
        seen.append(path)
    assert {"/", "/kebutuhan", "/asn", "/kursus", "/program", "/rencana"} < set(seen)
    for one in ("/asn/", "/kursus/"):
        assert any(path.startswith(one) for path in seen)
    for at, path in enumerate(("", "/angkatan/S1", "/angkatan/S1?asn=A3"), start=90):
        visit.go(f"/rencana/{plan}{path}")
        visit.look(f"{at}-rencana")
        assert "Pelatihan S1" in visit.text()

"""Without a mouse: every action is reached with Tab, is seen to be reached, and done with Enter."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.browser.stored_plan import stored_plan
from tests.browser.visit import Visit

pytestmark = pytest.mark.parametrize("visit", ["lebar"], indirect=True)

_ACTIONS: Final = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(one => one.checkVisibility()).map((one, at) => { one.dataset.at = at; return at })"""
_FOCUS: Final = """() => { const one = document.activeElement, style = getComputedStyle(one);
  return [one.dataset.at ?? '', style.outlineStyle !== 'none' || style.boxShadow !== 'none'] }"""
"""Number of the action that has the focus, and whether that is seen: by an outline or a glow."""


def focused(page: Any) -> str:
    """Id or text of what has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def tab_to(page: Any, name: str) -> None:
    """Press Tab until ``name`` has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"{name} is never reached")


def test_every_action_is_reached_and_seen(visit: Visit) -> None:
    visit.sign_in()
    plan = stored_plan(visit.site)
    for path in ("/", "/rencana/baru", f"/rencana/{plan}", f"/rencana/{plan}/angkatan/S1?asn=A3"):
        visit.go(path)
        wanted = {str(one) for one in visit.page.evaluate(_ACTIONS)}
        reached: dict[str, bool] = {}
        for _ in range(len(wanted) + 1):
            visit.page.keyboard.press("Tab")
            at, seen = visit.page.evaluate(_FOCUS)
            reached[at] = seen
        assert wanted <= set(reached), path
        assert [at for at in wanted if not reached[at]] == [], path


def test_signing_in_and_locking_a_place_need_no_mouse(visit: Visit) -> None:
    page = visit.page
    plan = stored_plan(visit.site)
    visit.go("/masuk")
    page.keyboard.press("Tab")
    assert focused(page) == "Langsung ke isi"
    tab_to(page, "akun")
    page.keyboard.type(visit.site.account)
    page.keyboard.press("Tab")
    page.keyboard.type(visit.site.key)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.site.address}/")
    visit.go(f"/rencana/{plan}")
    tab_to(page, "Langsung ke isi")
    page.keyboard.press("Enter")
    assert focused(page) == "isi" or page.evaluate("location.hash") == "#isi"
    tab_to(page, "Pelatihan S1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/angkatan/S1")
    tab_to(page, "Putuskan")
    page.keyboard.press("Enter")
    page.wait_for_url("**#putuskan")
    tab_to(page, "Kunci")
    page.keyboard.press("Enter")
    page.wait_for_url("**#hasil")
    assert "A1 dikunci di angkatan S1." in page.get_by_role("status").inner_text()
    assert "Dikunci" in visit.text()

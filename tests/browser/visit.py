"""A browser window of a walk: what a person does in it, and what is wrong with what she sees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe

from tests.browser.site import Site

SCREENSHOTS: Final = Path(__file__).resolve().parents[2] / "var" / "screenshots"
WINDOWS: Final = {"lebar": (1280, True), "ponsel": (390, True), "tanpa-skrip": (390, False)}
"""Width, and whether scripts run."""
SCRIPTLESS: Final = {"lebar-tanpa-skrip": (1280, False), "tanpa-skrip": (390, False)}

_PHONE: Final = 640
"""Widest screen on which tables of people are cards."""
_CARDS_FIT: Final = """[...document.querySelectorAll(".cards")].every(one =>
    one.parentElement.scrollWidth <= one.parentElement.clientWidth)"""


@dataclass(frozen=True)
class Visit:
    """One browser window of a walk."""

    page: Any
    site: Site
    name: str
    scripts: bool
    mirror: Any = None
    """A page in which scripts run: axe-core looks there at what was shown without them."""

    def look(self, what: str) -> None:
        """Photograph the page; no serious fault for axe-core, and not wider than the screen."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SCREENSHOTS / f"{self.name}-{what}.png"), full_page=True)
        found = Axe().run(self.page if self.scripts else self._mirrored()).response["violations"]
        serious = [
            (one["id"], [node["target"] for node in one["nodes"]])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == [], f"{what}: {serious}"
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, what
        assert width > _PHONE or self.page.evaluate(_CARDS_FIT), f"{what}: a table of people is scrolled"

    def _mirrored(self) -> Any:
        """The very page in the other window, where no script of the service's own is loaded."""
        body, address = self.page.content(), self.page.url

        def answer(route: Any) -> None:
            kind = route.request.resource_type
            if kind == "document":
                route.fulfill(body=body, content_type="text/html; charset=utf-8")
            elif kind == "script":
                route.abort()
            else:
                route.continue_()

        self.mirror.unroute_all()
        self.mirror.route("**/*", answer)
        self.mirror.goto(address)
        return self.mirror

    def text(self) -> str:
        """What stands on the page, header and footer aside."""
        return str(self.page.inner_text("main"))

    def title(self) -> str:
        """The heading of the page."""
        return str(self.page.get_by_role("heading", level=1).inner_text())

    def follow(self, name: str) -> None:
        """Click the first link of that name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        """Click the button of that name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def go(self, path: str) -> None:
        """Open an address of the service."""
        self.page.goto(f"{self.site.address}{path}")

    def made_programme(self) -> None:
        """Wait on the page of the programme until it is made: it loads itself again."""
        self.go("/program")
        self.page.locator("#usulan").wait_for(timeout=60_000)

    def sign_in(self, account: str = "", key: str = "") -> None:
        """Sign in as the planner, or as whoever is named."""
        self.go("/masuk")
        self.page.get_by_label("Id akun").fill(account or self.site.account)
        self.page.get_by_label("Kata sandi atau kunci").fill(key or self.site.key)
        self.press("Masuk")

    def save(self, button: str, path: Path) -> Path:
        """Press a button that downloads, and keep the file."""
        with self.page.expect_download() as waiting:
            self.press(button)
        waiting.value.save_as(path)
        return path

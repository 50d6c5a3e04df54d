"""The language of the pages: Indonesian as they are written, English by their catalogue of translations.

A cookie keeps what was chosen on a page; without one the browser's wish counts. The API speaks
Indonesian alone, whatever a program sends. Texts that stand in tables (states, rules, failures) are
:func:`told` in the language of the page; sentences that the library writes (reasons, causes) stay
Indonesian and are marked so. ``python -m tests.web.planner.test_translations`` renews the catalogue.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, request
from flask_babel import Babel, get_locale, gettext

COOKIE: Final = "asn_language"
INDONESIAN: Final = "id"
LANGUAGES: Final = {INDONESIAN: "Bahasa Indonesia", "en": "English"}
"""Languages by the name each gives itself."""


def install_language(app: Flask) -> None:
    """Give templates ``_`` and ``ngettext``; the catalogues lie beside the templates."""
    babel: Any = Babel  # its constructor has no types
    babel(app, default_locale=INDONESIAN, default_timezone="Asia/Jakarta", locale_selector=_wanted)


def _wanted() -> str:
    wishes = (wish.split("-")[0].lower() for wish, weight in request.accept_languages if weight > 0)
    known = (one for one in (request.cookies.get(COOKIE, ""), *wishes) if one in LANGUAGES)
    return next(known, INDONESIAN)


def language() -> str:
    """Code of the language of this request; Indonesian outside of one."""
    found = get_locale()
    return INDONESIAN if found is None else str(found.language)


def languages() -> dict[str, str]:
    """The languages that are not the page's own."""
    return {code: name for code, name in LANGUAGES.items() if code != language()}


def told(text: str) -> str:
    """A text that stands in a table in the language of the page."""
    return gettext(text) if text else text

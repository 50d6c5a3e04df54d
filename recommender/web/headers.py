"""Headers that keep browsers and caches careful with what the service answers."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Final

from flask import Flask, Response


def policy(*styles: str) -> str:
    """A Content-Security-Policy that allows nothing but the given inline style sheets."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in styles)
    style = f"style-src {hashes}; " if styles else ""
    return f"default-src 'none'; {style}base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Of the planner pages: the service's own style sheets and forms, no script; ``data:`` are the arrows
and ticks that the style sheet draws."""


def install_headers(app: Flask) -> None:
    """Set the headers on every answer, errors included; a page may have set its own policy."""
    strict = {
        "Content-Security-Policy": policy(),
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }

    def secure(response: Response) -> Response:
        present = {name.lower() for name, _ in response.headers}
        for name, value in strict.items():
            if name.lower() not in present:
                response.headers.add(name, value)
        return response

    app.after_request(secure)

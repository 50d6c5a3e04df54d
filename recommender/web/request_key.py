"""The client's ``Idempotency-Key``."""

from __future__ import annotations

from typing import Final

from flask import request

from recommender.web.problems import FieldError, RequestRefused

KEY_LENGTH: Final = 200
HEADER: Final = "Idempotency-Key"


def given_key() -> str | None:
    """The key that came with the request, if any.

    Raises
    ------
    RequestRefused
        ``FIELDS_INVALID``: empty, too long or not printable ASCII.
    """
    given = request.headers.get(HEADER)
    if given is not None and not (0 < len(given) <= KEY_LENGTH and given.isascii() and given.isprintable()):
        error = FieldError(f"header.{HEADER}", f"1-{KEY_LENGTH} huruf ASCII yang tercetak")
        raise RequestRefused("FIELDS_INVALID", errors=(error,))
    return given

"""The service's own exceptions: each has a stable code, a text for people and the fix.

Texts are Indonesian because they reach the people who use the service; codes are what programs read.
"""

from __future__ import annotations

from typing import Any, ClassVar


class ServiceError(Exception):
    """Base of all expected failures.

    Parameters
    ----------
    code
        Stable upper-case code, e.g. ``"BUNDLE_ALTERED"``.
    text
        One Indonesian sentence that says what is wrong.
    fix
        One Indonesian sentence that says what to do next; may be empty.
    context
        Further values for programs (table, column, ...); never personal data.
    """

    status: ClassVar[int] = 500
    """HTTP status the web layer answers with."""
    exit_code: ClassVar[int] = 2
    """Exit status of a command: 1 a gate said no, 2 bad input."""

    def __init__(self, code: str, text: str, *, fix: str = "", **context: Any) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.fix = fix
        self.context = context

    def __str__(self) -> str:
        return f"{self.code}: {self.text}" + (f" {self.fix}" if self.fix else "")


class BadInput(ServiceError):
    """A table, file, option or request value that cannot be accepted."""

    status = 422


class NotPermitted(ServiceError):
    """The key's role or unit does not allow this."""

    status = 403


class NotFound(ServiceError):
    """The named thing is not there."""

    status = 404


class Conflict(ServiceError):
    """Somebody else changed it first, or the same key came with another body."""

    status = 409
    exit_code = 1


class GateRefused(ServiceError):
    """A gate said no: the candidate is not promoted and the champion serves on."""

    status = 409
    exit_code = 1


class BundleRefused(ServiceError):
    """A bundle that is unsigned, altered, foreign, half-written or of another format."""

    status = 503


class Misconfigured(ServiceError):
    """A setting or secret is missing, weak or readable by others; the service does not start."""


class Unavailable(ServiceError):
    """The service cannot answer now (no serving version, storage refused a write)."""

    status = 503

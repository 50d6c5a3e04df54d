"""How long work tells how far it is, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""``progress(step, done, total)``: an Indonesian name of the step, units done and units in all."""


def silent(step: str, done: int, total: int) -> None:
    """A listener that shows nothing."""

"""The tree of units, walked upwards: every roll-up and every "at or below" is made of this one walk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_NOWHERE: Final = -1


def ways_up(start: NDArray[Any], *, parent: NDArray[np.int32]) -> Iterator[NDArray[Any]]:
    """Where n starting points stand after 0, 1, 2, ... steps up.

    Parameters
    ----------
    start
        (n,) rows of units; -1 stands nowhere.
    parent
        (U,) row of the unit above each; -1 at the top. Units that lie above themselves (a cycle) end
        the walk after U steps.

    Yields
    ------
    (n,) rows, -1 above the top, as long as anybody stands somewhere.
    """
    at = start
    for _ in range(len(parent)):
        if (at == _NOWHERE).all():
            return
        yield at
        at = np.where(at == _NOWHERE, _NOWHERE, parent[at])


def at_or_below(root: int, *, parent: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(U,) which units are ``root`` or lie below it; none for -1."""
    inside = np.zeros(len(parent), bool)
    if root != _NOWHERE:
        for at in ways_up(np.arange(len(parent)), parent=parent):
            inside |= at == root
    return inside

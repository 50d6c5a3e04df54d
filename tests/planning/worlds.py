"""Problems small enough to solve by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from recommender.planning.problem import Ceilings, Problem, Sessions, Staff


def problem(
    benefit: list[list[float]], *, seats: list[int] | None = None, minimum: list[int] | None = None,
    cost: list[float] | None = None, start: list[int] | None = None, end: list[int] | None = None,
    course: list[int] | None = None, jp: list[float] | None = None, klasikal: list[bool] | None = None,
    unit: list[int] | None = None, pppk: list[bool] | None = None, account: list[int] | None = None,
    unit_caps: tuple[float, ...] = (), whole: tuple[float, ...] = (), loss: float = 0.0,
    locked: list[tuple[int, int]] | None = None, mandatory: list[tuple[int, int]] | None = None,
) -> Problem:  # fmt: skip
    """People by sessions; a benefit of 0 is no candidate. By default everything fits."""
    table = np.array(benefit, float)
    n, s = table.shape
    person, session = np.nonzero(table > 0)

    def row(pairs: list[tuple[int, int]] | None) -> Any:
        asked = pairs or []
        return np.array([i for i, pair in enumerate(zip(person, session, strict=True)) if pair in asked], int)

    owed = np.zeros(len(person), bool)
    owed[row(mandatory)] = True
    first = np.array(start if start is not None else [10 * i for i in range(s)])
    return Problem(
        staff=Staff(
            asn_id=np.array([f"A{i}" for i in range(n)]), unit=np.array(unit or [0] * n),
            region=np.array([f"R{one}" for one in unit or [0] * n]), pppk=np.array(pppk or [False] * n),
            jp_before=np.zeros(n), account=np.array(account or [-1] * n), planned=np.ones(n, bool),
        ),
        sessions=Sessions(
            session_id=np.array([f"S{i}" for i in range(s)]), course=np.array(course or list(range(s))),
            start=first, end=np.array(end) if end is not None else first + 4,
            seats=np.array(seats or [n] * s), minimum=np.array(minimum or [0] * s),
            cost=np.array(cost or [0.0] * s, float),
            jp=np.array(jp or [10.0] * s), klasikal=np.array(klasikal or [True] * s),
        ),
        ceilings=Ceilings(
            tuple(f"U{i}" for i in range(len(unit_caps))), np.array(unit_caps, float), np.array(whole, float)
        ),
        unit_names=("U0", "U1", "U2"), person=person, session=session,
        benefit=table[person, session], value=table[person, session], mandatory=owed,
        locked=row(locked), loss=lambda first, second: np.full(len(first), loss),
    )  # fmt: skip


def places(made: Problem, chosen: Any) -> set[tuple[int, int]]:
    """(person, session) of candidates."""
    return {(int(made.person[one]), int(made.session[one])) for one in chosen}

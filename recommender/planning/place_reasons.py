"""Why a person has a place, in the sentences of the recommendation."""

from __future__ import annotations

from typing import Final

from recommender.bundle.contents import Bundle
from recommender.planning.joint import CourseLoss, benefit_terms
from recommender.planning.problem import I64
from recommender.ranking.reasons import reasons_of

_MOST: Final = 2
"""Reasons that are told."""
_NO_GAP: Final = "Dipilih atas kewajiban, kesesuaian dengan kebiasaan, atau keputusan perencana"


def place_reasons(bundle: Bundle, loss: CourseLoss, candidates: I64) -> list[str]:
    """One text a candidate: what the course does for the person, taken alone."""
    pairs, terms, _ = benefit_terms(loss, candidates)
    texts = []
    for row, person in enumerate(loss.person[candidates].tolist()):
        if not terms[row].any():
            texts.append(_NO_GAP)
            continue
        found = reasons_of(bundle, loss.people, person, pairs=pairs[row], terms=terms[row], agreement=0.0)
        texts.append("; ".join(one.text for one in found[:_MOST]))
    return texts

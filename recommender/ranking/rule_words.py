"""What the values of eligibility rules stand for."""

from __future__ import annotations

from recommender.bundle.contents import Bundle
from recommender.domain import codes


def named_value(bundle: Bundle, rule: str, value: str) -> str | None:
    """The name of the grade, education, unit or course that a rule's value stands for; None for others."""
    if rule in {"GRADE_MIN", "GRADE_MAX"}:
        return codes.GRADES[int(value)]
    if rule == "EDU_LEVEL_MIN":
        return codes.EDU_LEVELS[value]
    if rule == "UNIT_IN":
        return bundle.units.names[bundle.units.ids.row(value)]
    if rule == "PREREQUISITE":
        return bundle.catalogue.texts[bundle.catalogue.courses.row(value)].title
    return None

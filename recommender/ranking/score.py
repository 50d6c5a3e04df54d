"""The score of a course: expected benefit and agreement with past practice, mixed by the dial.

score = (1 - w)·benefit/unit + w·agreement, where agreement is the person's own rank of the course
in (0, 1] and unit is the benefit of a typical best course, one number a version, so that no
person's scale leaks into another's. The dial d in [0, 1] turns w = d³/(d³ + (1-d)³): near 0 it only
breaks ties, in the middle both weigh the same, at 1 agreement alone ranks.
"""

from __future__ import annotations


def agreement_weight(dial: float) -> float:
    """w of a dial setting; 0 at 0, a half at .5, 1 at 1; .036 at .25."""
    towards, away = dial**3, (1 - dial) ** 3
    return towards / (towards + away)

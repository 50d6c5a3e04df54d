"""What a version says of the feedback it was trained with: which, and how much of what; of nobody."""

from __future__ import annotations

from collections import Counter
from typing import Any

from recommender.features.feedback import Feedback


def figures_of(feedback: Feedback) -> dict[str, Any]:
    """``{"feedback": ...}`` for the version's figures, and so for its hash; empty where there is none.

    ``digest`` names the frozen copy, ``events`` and ``declined`` count by event and by reason,
    ``ranked`` counts the SHOWN events whose rank is known.
    """
    told = feedback.events
    if not told:
        return {}
    declined = Counter(one.reason or "OTHER" for one in told if one.event == "DECLINED")
    return {
        "feedback": {
            "digest": feedback.digest,
            "events": dict(sorted(Counter(one.event for one in told).items())),
            "declined": dict(sorted(declined.items())),
            "ranked": sum(one.rank > 0 for one in told),
        }
    }

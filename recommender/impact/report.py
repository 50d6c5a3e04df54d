"""The study for people: one self-contained Indonesian page, no script, no outside request."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined

from recommender.domain.days import format_date
from recommender.domain.numerals import NOTHING, number
from recommender.impact.estimate import Estimate
from recommender.impact.kirkpatrick import LEVELS
from recommender.impact.pending import MISSED
from recommender.impact.study import OUTCOMES, Study
from recommender.impact.told_counts import count_text
from recommender.impact.told_levels import told_levels, told_pending
from recommender.impact.verdict import VERDICTS
from recommender.impact.words import OUTCOME_NAMES, REASONS, SCOPE_KINDS


def as_json(study: Study) -> bytes:
    """The study for programs."""
    return orjson.dumps(study.as_dict(), option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2)


def as_html(study: Study) -> bytes:
    """The study for people."""
    environment = Environment(
        loader=PackageLoader("recommender.impact"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(
        number=number, percent=lambda value: NOTHING if value is None else f"{number(100 * value)}%",
        effect=effect, interval=interval, day=format_date, count=count_text,
    )  # fmt: skip
    told = study.as_dict()
    courses, sessions = told_levels(told["courses"], told["sessions"])
    calendar = told_pending(told["pending"], sessions)
    page = environment.get_template("impact.html").render(
        study=study,
        outcomes=OUTCOMES,
        outcome_names=OUTCOME_NAMES,
        reasons=REASONS,
        kinds=SCOPE_KINDS,
        levels=LEVELS,
        counts=verdict_counts(study),
        verdicts=VERDICTS[::-1],
        courses=courses,
        sessions=sessions,
        due=[one for one in calendar if one["state"] != MISSED],
        missed=[one for one in calendar if one["state"] == MISSED],
        gaps=sorted((one for one in courses if one["missing"]), key=lambda one: -(one["completed"] or 0)),
    )
    return page.encode()


def verdict_counts(study: Study) -> dict[str, Counter[str]]:
    """How many scopes got each verdict, by outcome."""
    return {name: Counter(one.findings[name].judgement.verdict for one in study.asked) for name in OUTCOMES}


def effect(estimate: Estimate | None) -> str:
    """The point estimate with its sign."""
    return (
        NOTHING
        if estimate is None
        else ("+" if estimate.effect >= 0 else "−") + number(abs(estimate.effect), 2)
    )


def interval(estimate: Estimate | None) -> str:
    """The 95 % interval."""
    return NOTHING if estimate is None else f"{number(estimate.low, 2)} … {number(estimate.high, 2)}"


def summary(study: Study) -> dict[str, Any]:
    """The few figures a command answers with."""
    province = next((one.findings["kinerja"] for one in study.asked if one.scope.kind == "provinsi"), None)
    return {
        "as_of": study.as_of,
        "scopes": len(study.asked),
        "verdicts": verdict_counts(study),
        "performance": None if province is None or province.estimate is None else province.estimate.as_dict(),
        "performance_verdict": None if province is None else province.judgement.verdict,
        "pending_evaluations": len(study.pending),
    }

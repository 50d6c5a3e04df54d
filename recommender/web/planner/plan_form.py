"""The form for a new plan: its fields, and what stands in them at the start."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

from pydantic import Field, create_model

from recommender.domain.plan_codes import DECLINED
from recommender.domain.plan_rules import PLAN_FIELDS, SHARE, SWITCH, UNASKED, PlanField
from recommender.store.plans import PlanView
from recommender.web.plan_models import MOST_WISHES
from recommender.web.planner.formats import number
from recommender.web.planner.language import INDONESIAN, language
from recommender.web.planner.page import Fields

ON: Final = "on_"
"""Before a rule's code: the name of its switch."""
_LONGEST: Final = 40_000

_RULE_FIELDS: Final[dict[str, Any]] = {
    name: field
    for one in PLAN_FIELDS
    for name, field in (
        (one.code, (str, Field("", max_length=20))), (ON + one.code, (bool, False)),
    )
}  # fmt: skip
_Rules: Final[Any] = create_model("_Rules", __base__=Fields, **_RULE_FIELDS)


class NewPlan(_Rules):  # type: ignore[misc]  # made of the fields of PLAN_FIELDS
    """The form as it was filled in: texts, read by :func:`recommender.web.planner.plan_reading.read_plan`."""

    title: str = Field("", max_length=120)
    year: str = Field("", max_length=4)
    budget: str = Field("", max_length=40)
    lock: str = Field("", max_length=_LONGEST)
    ban: str = Field("", max_length=_LONGEST)
    drop: list[str] = Field(default_factory=list, max_length=MOST_WISHES)
    draw: bool = False
    seed: str = Field("", max_length=10)
    budget_change: str = Field("", max_length=8)
    without_session: str = Field("", max_length=64)
    without_rule: str = Field("", max_length=64)


def new_form() -> Any:
    """The form nobody has filled in: what pages propose, and a fresh seed."""
    values = {one.code: shown(one, one.proposed) for one in PLAN_FIELDS}
    on = {ON + one.code: one.default is not None for one in PLAN_FIELDS}
    return NewPlan(**values, **on, seed=str(secrets.randbelow(1_000_000)))


def form_of(view: PlanView) -> Any:
    """The form as it would ask for ``view`` again: with its locks and refusals as locks and bans."""
    asked, start = view.row.request, new_form()
    off = asked.get("off", ())
    rules = {code: value for code, value in {**UNASKED, **asked["rules"]}.items() if code not in off}
    known = {one.code: shown(one, rules.get(one.code, one.proposed)) for one in PLAN_FIELDS}
    on = {
        ON + one.code: one.code in rules and (one.unit != SWITCH or rules[one.code] > 0)
        for one in PLAN_FIELDS
    }
    seed = asked.get("lottery")
    lock, ban = _wishes(view)
    return start.model_copy(update={
        **known, **on, "title": f"{view.row.title[:110]} (ulang)"[:120], "year": str(asked["year"]),
        "budget": number(asked["budget"]) if asked["budget"] is not None else "",
        "lock": _lines(lock), "ban": _lines(ban), "drop": list(asked["drop"]),
        "draw": seed is not None, "seed": start.seed if seed is None else str(seed),
    })  # fmt: skip


def _wishes(view: PlanView) -> tuple[list[list[str]], list[list[str]]]:
    """Pairs that are locked and banned: as asked for, and as decided since."""
    places = (view.content or {"places": []})["places"]
    locked = [[one["asn_id"], one["session_id"]] for one in places if one["mark"] == "LOCKED"]
    declined = [[one["asn_id"], one["session_id"]] for one in places if one["status"] == DECLINED]
    ban = _joined(view.row.request["ban"], declined)
    lock = [one for one in _joined(view.row.request["lock"], locked) if one not in ban]
    return lock, ban


def _joined(first: Sequence[list[str]], then: Sequence[list[str]]) -> list[list[str]]:
    return [*first, *(one for one in then if one not in first)]


def _lines(pairs: Sequence[Sequence[str]]) -> str:
    return "\n".join(" ".join(one) for one in pairs)


def shown(field: PlanField, value: float) -> str:
    """A rule's value as it stands in its field: shares in percent."""
    text = f"{value * (100 if field.unit == SHARE else 1):.6g}"
    return text.replace(".", ",") if language() == INDONESIAN else text

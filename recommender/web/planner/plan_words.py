"""The rules, the what-ifs, what binds a plan and why there is none, in words of the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from recommender.domain.plan_rules import PLAN_FIELDS, SHARE, SWITCH, UNASKED, PlanField
from recommender.domain.plan_sentences import DEMANDS, LOCKED, PLAN_RULE_NAMES
from recommender.store.plan_content import Content
from recommender.store.plans import PlanRow
from recommender.web.planner.formats import day, number
from recommender.web.planner.language import told
from recommender.web.planner.plan_form import shown


@dataclass(frozen=True)
class Outcome:
    """One line of the table of what-ifs."""

    name: str
    told: Mapping[str, Any]
    """``seats``, ``people``, ``benefit``, ``cost``, ``feasible``."""
    gap: float | None
    """Part of the bound that may be missing, 0-1."""
    more: float
    """Benefit beyond that of the plan itself."""


def rules_in_force(content: Content) -> list[tuple[str, str, str]]:
    """Label, value and meaning of the rules a planner switched on."""
    values: Mapping[str, float] = content["settings"]
    return [
        (one.label, _value(one.unit, shown(one, values[one.code])), one.text)
        for one in PLAN_FIELDS
        if one.code in values and (one.unit != SWITCH or values[one.code])
    ]


def rules_beside(first: Content, second: Content) -> list[tuple[str, str, str]]:
    """Label of each rule that one of two plans has in force, and its value in both."""
    values = [one["settings"] for one in (first, second)]

    def told_in(side: Mapping[str, float], rule: PlanField) -> str:
        if rule.code not in side or (rule.unit == SWITCH and not side[rule.code]):
            return "–"
        return _value(rule.unit, shown(rule, side[rule.code])) or gettext("ya")

    named = [one for one in PLAN_FIELDS if any(one.code in side for side in values)]
    return [(one.label, told_in(values[0], one), told_in(values[1], one)) for one in named]


def _value(unit: str, text: str) -> str:
    return "" if unit == SWITCH else f"{text}%" if unit == SHARE else f"{text} {told(unit)}"


def conflicts(row: PlanRow) -> list[str]:
    """What contradicts each other where no plan was found; a text of another kind stays as it is."""
    told_of = (row.failure or {}).get("conflict", ())
    return [_demand(one, row.request) for one in told_of]


def _demand(text: str, request: Mapping[str, Any]) -> str:
    """``MAX_UNIT_SHARE: ...`` and ``LOCK ASN:SESSION: ...`` as sentences."""
    locks = [one for one in request["lock"] if text.startswith("LOCK " + ":".join(one))]
    if locks:
        asn_id, session_id = max(locks, key=lambda one: len(":".join(one)))
        return gettext(LOCKED, asn=asn_id, session=session_id)
    code = text.partition(":")[0]
    if code not in DEMANDS:
        return text
    values = {**UNASKED, **request["rules"]}
    value = next((_value(one.unit, shown(one, values[code])) for one in PLAN_FIELDS
                  if one.code == code and code in values), "")  # fmt: skip
    return gettext(DEMANDS[code], value=value)


def prices(content: Content) -> list[str]:
    """What one more seat, ten million rupiah or one place of leeway would buy."""
    units = {one["account"]: one["unit"] for one in content.get("sources", ())}
    sessions = {one["session_id"]: one for one in content["sessions"]}
    return [_price(one, units, sessions) for one in content["bindings"]]


def session_name(session: Mapping[str, Any]) -> str:
    """Course, id and first day of a session of a plan."""
    return gettext(
        "%(course)s (%(id)s, mulai %(day)s)", course=session["title"], id=session["session_id"],
        day=day(date.fromisoformat(session["starts_on"])),
    )  # fmt: skip


def _price(
    binding: Mapping[str, Any], units: Mapping[str, str], sessions: Mapping[str, Mapping[str, Any]]
) -> str:
    rule, price, subject = binding["rule"], number(binding["price"], 3), binding["subject"]
    if rule == "WHOLE_BUDGET":
        return gettext("Rp 10 juta lagi untuk seluruh instansi membeli sekitar %(price)s poin.", price=price)
    if rule == "UNIT_BUDGET":
        name = units.get(subject) or subject
        return gettext(
            "Rp 10 juta lagi untuk %(unit)s membeli sekitar %(price)s poin.", unit=name, price=price
        )
    if rule == "SEATS":
        name = session_name(sessions[subject]) if subject in sessions else subject
        return gettext(
            "Satu kursi lagi pada %(session)s membeli sekitar %(price)s poin.", session=name, price=price
        )
    if rule == "MANDATORY_FIRST":
        return gettext(
            "Satu tempat wajib lebih sedikit membeli sekitar %(price)s poin pelatihan lain.", price=price
        )
    return gettext(
        "Kelonggaran satu kursi pada “%(rule)s” (%(subject)s) membeli sekitar %(price)s poin.",
        rule=told(PLAN_RULE_NAMES.get(rule, rule)), subject=subject, price=price,
    )  # fmt: skip


def outcomes(content: Content) -> list[Outcome]:
    """The plan itself and its what-ifs, as far as they were asked for."""
    found = content.get("outcomes", [])
    titles = {one["session_id"]: one["title"] for one in content["sessions"]}
    return [
        Outcome(
            _name(one["name"], titles), one, 1 - one["value"] / one["bound"] if one["bound"] > 0 else None,
            one["benefit"] - found[0]["benefit"],
        )
        for one in found
    ]  # fmt: skip


def _name(scenario: str, titles: Mapping[str, str]) -> str:
    """A scenario as people say it."""
    kind, _, what = scenario.partition(":")
    if kind == "budget":
        percent = float(what.rstrip("%").replace(",", "."))
        size = number(abs(percent), int(percent % 1 > 0))
        if percent > 0:
            return gettext("Pagu naik %(size)s%%", size=size)
        return gettext("Pagu turun %(size)s%%", size=size)
    if kind == "session":
        name = gettext("Tanpa angkatan %(session)s", session=what)
        return f"{name} ({titles[what]})" if what in titles else name
    if kind == "off":
        return gettext("Tanpa aturan: %(rule)s", rule=told(PLAN_RULE_NAMES.get(what, what)))
    return gettext("Rencana ini")

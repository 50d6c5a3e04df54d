"""What the form for a new plan asks for, read from the texts that were typed.

A number is written as Indonesians write it. What cannot be read is told beside its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext

from recommender.bundle.contents import Bundle
from recommender.domain.days import to_date, to_day
from recommender.domain.plan_rules import FIXED_RULES, PLAN_FIELDS, SHARE, SWITCH, UNASKED
from recommender.features.identifiers import UNKNOWN
from recommender.web.context import served
from recommender.web.plan_models import MOST_WISHES, PlanRequest
from recommender.web.planner.formats import number
from recommender.web.planner.language import INDONESIAN, language, told
from recommender.web.planner.plan_form import ON
from recommender.web.scope import visible_person

_PERCENT: Final = ("budget:-{0}%", "budget:+{0}%")
_LEAST_CHANGE: Final = 0.1
"""Percent."""
_MONEY: Final = re.compile(r"(?:rp\s*)?(\d+(?:[.\s]\d{3})*)(?:,(\d+))?\s*(ribu|juta|miliar|triliun)?")
BILLION: Final = "miliar"
_SIZES: Final = {None: 1.0, "ribu": 1e3, "juta": 1e6, BILLION: 1e9, "triliun": 1e12}
_ENGLISH: Final = {"thousand": "ribu", "million": "juta", "billion": "miliar", "trillion": "triliun"}
_MOST_RUPIAH: Final = 1e15


class FormRefused(Exception):
    """What cannot be read, by the field's name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def sessions_ahead(bundle: Bundle) -> dict[int, list[tuple[str, str, int]]]:
    """Sessions that start after the version's day by year: id, title and first day, soonest first."""
    catalogue = bundle.catalogue
    ahead = [
        (
            int(catalogue.session_start[row]),
            str(catalogue.session_id[row]),
            int(catalogue.session_course[row]),
        )
        for row in range(len(catalogue.session_id))
        if catalogue.session_start[row] > to_day(bundle.as_of)
    ]
    found: dict[int, list[tuple[str, str, int]]] = {}
    for start, session, course in sorted(ahead):
        found.setdefault(to_date(start).year, []).append((session, catalogue.texts[course].title, start))
    return found


def read_plan(form: Any) -> PlanRequest:
    """What the form asks for.

    Raises
    ------
    FormRefused
        With every field that cannot be read, in words for people.
    """
    errors: dict[str, str] = {}
    years = sessions_ahead(served().bundle)
    year = int(form.year) if form.year.isdecimal() else 0
    if year not in years:
        errors["year"] = gettext("Pilih tahun dari daftar.")
    sessions = {session for session, *_ in years.get(year, ())}
    rules = _rules(form, errors)
    asked = {
        "title": form.title, "year": year, "budget": _money(form.budget, errors), "rules": rules,
        "off": [code for code in UNASKED if code not in rules],
        "lock": _pairs(form.lock, "lock", sessions, errors), "ban": _pairs(form.ban, "ban", sessions, errors),
        "drop": [one for one in form.drop if one in sessions], "lottery": _seed(form, errors),
        "what_if": _scenarios(form, sessions, errors),
    }  # fmt: skip
    if errors:
        raise FormRefused(errors)
    return PlanRequest.model_validate(asked)


def _rules(form: Any, errors: dict[str, str]) -> dict[str, float]:
    """Values of the rules whose switch is on."""
    values = {}
    for one in PLAN_FIELDS:
        if not getattr(form, ON + one.code):
            continue
        scale = 100 if one.unit == SHARE else 1
        value = 1.0 if one.unit == SWITCH else _plain(getattr(form, one.code))
        if value is None or not one.low * scale <= value <= one.high * scale:
            errors[one.code] = gettext(
                "Tulis angka %(low)s sampai %(high)s %(unit)s.",
                low=number(one.low * scale), high=number(one.high * scale), unit=told(one.unit),
            )  # fmt: skip
        else:
            values[one.code] = value / scale
    return values


def _plain(text: str) -> float | None:
    """A small number, a comma or a point before decimals; None for anything else."""
    return float(text.replace(",", ".")) if re.fullmatch(r"\s*\d{1,6}([.,]\d{1,6})?\s*", text) else None


def _money(text: str, errors: dict[str, str]) -> float | None:
    """Rupiah: ``5.000.000.000``, ``5000000000`` or ``2,5 miliar``; None where nothing is written.

    On English pages ``5,000,000,000`` and ``2.5 billion``.
    """
    if not text.strip():
        return None
    found = _MONEY.fullmatch(_as_indonesian(text.strip().lower()))
    if found is None or (found[2] and not found[3]):
        errors["budget"] = gettext(
            "Tulis rupiah bulat, mis. %(whole)s atau %(short)s.",
            whole=number(5e9), short=f"{number(2.5, 1)} {told(BILLION)}",
        )  # fmt: skip
        return None
    whole = re.sub(r"[.\s]", "", found[1])
    value = float(f"{whole}.{found[2] or 0}") * _SIZES[found[3]]
    if value > _MOST_RUPIAH:
        errors["budget"] = gettext("Paling banyak %(most)s triliun rupiah.", most=number(1000))
    return value


def _as_indonesian(text: str) -> str:
    """An amount as an Indonesian would have typed it."""
    if language() == INDONESIAN:
        return text
    swapped = text.translate(str.maketrans(",.", ".,"))
    return re.sub("[a-z]+$", lambda found: _ENGLISH.get(found[0], found[0]), swapped)


def _pairs(text: str, name: str, sessions: set[str], errors: dict[str, str]) -> list[dict[str, str]]:
    """Lines of an asn_id and a session_id."""
    pairs = []
    for at, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        parts = [one for one in re.split(r"[\s,;:]+", line) if one]
        if len(parts) != 2:
            errors[name] = gettext(
                "Baris %(line)s: tulis satu ID ASN dan satu ID angkatan, dipisah spasi.", line=at
            )
        elif visible_person(parts[0]) == UNKNOWN:
            errors[name] = gettext(
                "Baris %(line)s: ID ASN ini tidak dikenal atau di luar unit Anda.", line=at
            )
        elif parts[1] not in sessions:
            errors[name] = gettext("Baris %(line)s: angkatan ini tidak ada pada tahun rencana.", line=at)
        else:
            pairs.append({"asn_id": parts[0], "session_id": parts[1]})
    if len(pairs) > MOST_WISHES:
        errors[name] = gettext("Paling banyak %(most)s baris.", most=MOST_WISHES)
    return pairs


def _seed(form: Any, errors: dict[str, str]) -> int | None:
    if not form.draw:
        return None
    if not form.seed.strip().isdecimal() or int(form.seed) >= 2**32:
        errors["seed"] = gettext("Tulis bilangan bulat dari 0 sampai %(most)s.", most=number(2**32 - 1))
        return None
    return int(form.seed)


def _scenarios(form: Any, sessions: set[str], errors: dict[str, str]) -> list[str]:
    """What-ifs: a budget that much lower and higher, one session less, one rule less."""
    found = []
    if form.budget_change.strip():
        percent = _plain(form.budget_change)
        if percent is None or not _LEAST_CHANGE <= percent <= 100 or round(percent, 1) != percent:
            errors["budget_change"] = gettext(
                "Tulis angka %(low)s sampai %(high)s persen, paling banyak satu desimal.",
                low=number(_LEAST_CHANGE, 1), high=100,
            )  # fmt: skip
        else:
            found += [one.format(f"{percent:g}") for one in _PERCENT]
    if form.without_session:
        if form.without_session not in sessions:
            errors["without_session"] = gettext("Pilih angkatan pada tahun rencana.")
        found.append(f"session:{form.without_session}")
    if form.without_rule:
        known = {*FIXED_RULES, *(one.code for one in PLAN_FIELDS)}
        if form.without_rule not in known:
            errors["without_rule"] = gettext("Pilih aturan dari daftar.")
        found.append(f"off:{form.without_rule}")
    return found

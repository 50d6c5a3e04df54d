"""A recommendation as the JSON of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, SupportsFloat
from weakref import WeakKeyDictionary

from recommender.bundle.contents import Bundle
from recommender.domain.codes import FORMS
from recommender.domain.days import to_date
from recommender.features.arrays import Catalogue
from recommender.ranking.answer import Advice, AssessmentAdvice, Exclusion, Item, ItemAdvice, Recommendation
from recommender.web.impact_evidence import NO_VALUE, Interval, PointValue
from recommender.web.model_holder import Served

ADVICE = "human decides"


def stamp(served: Served) -> dict[str, Any]:
    """The version and the day that every answer names."""
    return {"as_of": served.bundle.as_of.isoformat(), "model_version": served.version}


def list_json(
    answer: Recommendation,
    *,
    served: Served,
    notes: tuple[str, ...] = (),
    advice: Advice | None = None,
    point_value: PointValue = NO_VALUE,
) -> dict[str, Any]:
    """The list of one person; ``notes`` go before those of the list, ``advice`` adds its own keys.

    ``point_value`` is told beside the benefits where advice is given; no order comes from it.
    """
    catalogue = served.bundle.catalogue
    told = {
        "asn_id": answer.asn_id or None,
        **stamp(served),
        "advice": ADVICE,
        "items": [_item(one, served.bundle) for one in answer.items],
        "excluded": [_exclusion(one, catalogue) for one in answer.excluded],
        "notes": [*notes, *answer.notes],
    }
    return told if advice is None else _with_advice(told, advice, served.bundle, point_value)


def _with_advice(
    told: dict[str, Any], advice: Advice, bundle: Bundle, point_value: PointValue
) -> dict[str, Any]:
    items = zip(told["items"], advice.items, strict=True)
    return {
        **told,
        "items": [
            {**item, **_item_advice(one, bundle), "performance": _performance(item["benefit"], point_value)}
            for item, one in items
        ],
        "assessment": None if advice.assessment is None else _assessment(advice.assessment, bundle),
        "counterfactual": advice.counterfactual,
    }


def _item_advice(advice: ItemAdvice, bundle: Bundle) -> dict[str, Any]:
    lever, per_million = advice.lever, advice.benefit_per_million_rupiah
    return {
        "lever": lever and {
            "code": lever.code,
            "course": None if lever.course < 0 else _offers(bundle).courses[lever.course],
            "p_complete": rounded(lever.p_complete),
            "text": lever.text,
        },
        "benefit_per_jp": rounded(advice.benefit_per_jp),
        "benefit_per_million_rupiah": None if per_million is None else rounded(per_million),
    }  # fmt: skip


def _performance(benefit: dict[str, Any], point_value: PointValue) -> dict[str, Any] | None:
    """A benefit in points of the yearly score; None where nobody can say."""
    points = Interval(benefit["value"], benefit["low"], benefit["high"])
    worth = point_value.of(points)
    if worth is None:
        return None
    return {
        "value": rounded(worth.value), "low": rounded(worth.low), "high": rounded(worth.high),
        "unit": "poin skor kinerja", "verdict": point_value.verdict, "text": point_value.sentence(points),
    }  # fmt: skip


def _assessment(advice: AssessmentAdvice, bundle: Bundle) -> dict[str, Any]:
    return {
        "method": advice.method,
        "competency_ids": [bundle.competencies.ids[one] for one in advice.competencies],
        "value": rounded(advice.value),
        "text": advice.text,
    }


def _item(item: Item, bundle: Bundle) -> dict[str, Any]:
    benefit, offers = item.benefit, _offers(bundle)
    return {
        "rank": item.rank,
        "course": offers.courses[item.course],
        "score": rounded(item.score),
        "benefit": {
            "value": rounded(benefit.value),
            "low": rounded(benefit.low),
            "high": rounded(benefit.high),
            "unit": benefit.unit,
        },
        "p_complete": rounded(item.p_complete),
        "reasons": [{"code": one.code, "share": one.share, "text": one.text} for one in item.reasons],
        "next_session": None if item.session < 0 else offers.sessions[item.session],
    }


@dataclass(frozen=True)
class _Offers:
    """The catalogue's rows as JSON values, shared by all answers of a version."""

    courses: tuple[dict[str, Any], ...]
    sessions: tuple[dict[str, Any], ...]


_made: Final[WeakKeyDictionary[Bundle, _Offers]] = WeakKeyDictionary()


def _offers(bundle: Bundle) -> _Offers:
    found = _made.get(bundle)
    if found is None:
        catalogue = bundle.catalogue
        found = _made[bundle] = _Offers(
            courses=tuple(_course(row, catalogue) for row in range(len(catalogue))),
            sessions=tuple(_session(row, catalogue) for row in range(len(catalogue.session_id))),
        )
    return found


def rounded(value: SupportsFloat) -> float:
    """Six significant digits: what single precision holds, without its noise."""
    return float(f"{float(value):.6g}")


def _course(row: int, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "course_id": catalogue.courses[row],
        "title": catalogue.texts[row].title,
        "form": FORMS[catalogue.form[row]],
        "jp": _whole(float(catalogue.jp[row])),
        "cost_per_participant": _whole(float(catalogue.cost[row])),
    }


def _session(row: int, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "session_id": str(catalogue.session_id[row]),
        "starts_on": to_date(int(catalogue.session_start[row])).isoformat(),
        "seats_left": int(catalogue.session_seats[row]),
    }


def _exclusion(exclusion: Exclusion, catalogue: Catalogue) -> dict[str, Any]:
    course_id = catalogue.courses[exclusion.course]
    return {"course_id": course_id, "code": exclusion.code, "text": exclusion.text}


def _whole(value: float) -> float | int:
    """40 rather than 40.0, as the agency wrote it."""
    return int(value) if value.is_integer() else value

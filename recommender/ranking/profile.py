"""One person the snapshot does not know: a profile becomes a row of arrays like everybody else's.

Unknown values are reported, never guessed: a position nobody has means no standards and no benefit,
and the notes say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, to_day
from recommender.features import arrays, completion_inputs, person_features
from recommender.features.completion_inputs import finished
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.scorers import levels

_Entry = tuple[int, int, Mapping[str, Any]]
"""Row of the course or competency, day, and the entry itself."""


def read_profile(
    bundle: Bundle, profile: Mapping[str, Any], as_of: date
) -> tuple[arrays.People, tuple[str, ...]]:
    """Read a profile whose fields have been checked for form.

    Parameters
    ----------
    profile
        employment, grade_id, position_id, unit_id, edu_level_id, hired_on, retires_on,
        travel_hours, assessments, history; whatever is absent is not known. Dates are dates.
    as_of
        What lies after it is left out, and said.

    Returns
    -------
    people, notes
        One row, and an Indonesian sentence for each value that is not known here.
    """
    notes: list[str] = []
    today = to_day(as_of)
    person = arrays.Profile(
        position=_row(bundle.positions.ids, profile, "position_id", notes),
        target_position=np.array([UNKNOWN], np.int32),
        unit=_row(bundle.units.ids, profile, "unit_id", notes),
        employment=np.array([_place(codes.EMPLOYMENT, profile.get("employment"), notes)], np.int8),
        legal_status=np.array([int(codes.ACTIVE_STATUS)], np.int16),
        grade=np.array([_coded(codes.GRADES, profile.get("grade_id"), "grade_id", notes)], np.int16),
        grade_since=_day(None),
        position_since=_day(None),
        hired_on=_day(profile.get("hired_on")),
        retires_on=_day(profile.get("retires_on")),
        born_on=_day(None),
        edu_level=np.array([_education(profile.get("edu_level_id"), notes)], np.int16),
        travel_hours=np.array([_number(profile.get("travel_hours"))], np.float32),
        training_hold=np.array([False]),
    )
    assessed = _known(
        _coded_entries(profile.get("assessments", ()), "method", codes.METHODS, notes),
        "competency_id", bundle.competencies.ids, notes,
    )  # fmt: skip
    history = _known(
        _coded_entries(profile.get("history", ()), "status", codes.RECORD_STATUSES, notes),
        "course_id", bundle.catalogue.courses, notes,
    )  # fmt: skip
    until_today = (
        _until(assessed, "assessed_on", today, notes),
        _until(history, "ends_on", today, notes),
    )
    return _people(bundle, person, *until_today, today), tuple(dict.fromkeys(notes))


def _people(
    bundle: Bundle, person: arrays.Profile, assessed: list[_Entry], history: list[_Entry], today: int
) -> arrays.People:
    indptr, entries = person_features.known_features(
        person, positions=bundle.positions, units=bundle.units, names=bundle.feature_names
    )
    return arrays.People(
        asn_id=np.array([""]),
        **{name: getattr(person, name) for name in arrays.Profile.__dataclass_fields__},
        **_levels(bundle, person, assessed, today),
        **_history(history),
        feature_indptr=indptr,
        feature=entries,
        completion=_completion(bundle, person, history, today),
        jp_this_year=np.array([np.nan], np.float32),
    )


def _row(ids: Vocabulary, profile: Mapping[str, Any], field: str, notes: list[str]) -> arrays.I32:
    value = profile.get(field)
    row = UNKNOWN if value is None else ids.row(str(value))
    if value is not None and row == UNKNOWN:
        notes.append(f"{field} tidak dikenal dalam data ini; dianggap tidak diketahui.")
    return np.array([row], np.int32)


def _place(known: Sequence[str], value: str | None, notes: list[str]) -> int:
    if value is None or value in known:
        return UNKNOWN if value is None else known.index(value)
    notes.append("employment tidak dikenal; dianggap tidak diketahui.")
    return UNKNOWN


def _coded(known: Mapping[int, str], value: int | None, field: str, notes: list[str]) -> int:
    if value is None or value in known:
        return UNKNOWN if value is None else value
    notes.append(f"{field} tidak dikenal; dianggap tidak diketahui.")
    return UNKNOWN


def _education(value: str | None, notes: list[str]) -> int:
    if value is None or value in codes.EDU_LEVELS:
        return UNKNOWN if value is None else int(value)
    notes.append("edu_level_id tidak dikenal; dianggap tidak diketahui.")
    return UNKNOWN


def _day(value: date | None) -> arrays.I32:
    return np.array([MISSING_DAY if value is None else to_day(value)], np.int32)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _coded_entries(
    entries: Sequence[Mapping[str, Any]], field: str, known: Sequence[str], notes: list[str]
) -> list[Mapping[str, Any]]:
    kept = [entry for entry in entries if entry[field] in known]
    if len(kept) < len(entries):
        notes.append(f"{len(entries) - len(kept)} {field} tidak dikenal; barisnya tidak dipakai.")
    return kept


def _known(
    entries: Sequence[Mapping[str, Any]], field: str, ids: Vocabulary, notes: list[str]
) -> list[tuple[int, Mapping[str, Any]]]:
    rows = ids.rows([str(entry[field]) for entry in entries])
    if (rows == UNKNOWN).any():
        notes.append(f"{int((rows == UNKNOWN).sum())} {field} tidak dikenal; barisnya tidak dipakai.")
    return [(int(row), entry) for row, entry in zip(rows, entries, strict=True) if row != UNKNOWN]


def _until(
    entries: list[tuple[int, Mapping[str, Any]]], field: str, today: int, notes: list[str]
) -> list[_Entry]:
    dated = [(row, to_day(entry[field]), entry) for row, entry in entries]
    kept = sorted((one for one in dated if one[1] <= today), key=lambda one: (one[1], one[0]))
    if len(kept) < len(dated):
        notes.append(f"{field} setelah tanggal data tidak dipakai.")
    return kept


def _levels(bundle: Bundle, person: arrays.Profile, assessed: list[_Entry], today: int) -> dict[str, Any]:
    model = bundle.levels
    competency = np.array([row for row, _, _ in assessed], np.int32)
    day = np.array([when for _, when, _ in assessed], np.int32)
    method = np.array([codes.METHODS.index(entry["method"]) for _, _, entry in assessed], np.int8)
    zero = np.zeros(len(assessed), np.int32)
    events = levels.assessment_events(
        model, person=zero, competency=competency, method=method, day=np.maximum(day, np.int32(model.start)),
        level=np.array([entry["level"] for _, _, entry in assessed], np.float32),
    )  # fmt: skip
    prior = levels.prior_of(model, position=person.position)
    found = levels.filter_levels(
        events,
        prior=prior,
        variance=model.spread**2,
        drift=model.drift,
        trend=model.trend,
        start_day=model.start,
        end_day=today,
    )
    level, sd = levels.share_between_competencies(
        found.level, found.sd, model=model, position=person.position, end_day=today
    )
    newest, newest_day = levels.newest(
        prior.shape, person=zero, competency=competency, method=method, day=day
    )
    return {"level": level, "level_sd": sd, "level_method": newest, "level_day": newest_day}


def _statuses(history: list[_Entry]) -> arrays.I8:
    return np.array([codes.RECORD_STATUSES.index(entry["status"]) for _, _, entry in history], np.int8)


def _history(history: list[_Entry]) -> dict[str, Any]:
    return {
        "history_indptr": np.array([0, len(history)], np.int64),
        "history_course": np.array([row for row, _, _ in history], np.int32),
        "history_day": np.array([when for _, when, _ in history], np.int32),
        "history_status": _statuses(history),
    }


def _completion(bundle: Bundle, person: arrays.Profile, history: list[_Entry], today: int) -> arrays.F32:
    rates = bundle.completion.unit_rate
    unit = int(person.unit[0])
    unit_rate = float(rates[unit]) if unit >= 0 else float(rates.mean()) if len(rates) else np.nan
    done = finished(_statuses(history))
    recent = sum(when > today - 365 for _, when, _ in history)
    return completion_inputs.for_unseen(
        person, as_of=today, finished=int(done.sum()), count=len(history), recent=recent, unit_rate=unit_rate
    )

"""Frames end here: a snapshot as of a date becomes the frozen arrays of one :class:`Dataset`.

Only what was observed on or before the as-of date goes in, so that a dataset built at an earlier
date is exactly what was known then: the global-time split of every evaluation is one argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, to_day
from recommender.features import arrays as a
from recommender.features import completion_inputs, person_features
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.features.jp_credit import credited_this_year
from recommender.tables.snapshot import Snapshot


def build_dataset(snapshot: Snapshot, *, as_of: date | None = None) -> a.Dataset:
    """Everything of ``snapshot`` that was known on ``as_of`` (default: the snapshot's own date)."""
    cut = to_day(as_of or snapshot.as_of)
    competencies = _competencies(snapshot.frame("competencies"))
    units = _units(snapshot.frame("units"))
    positions = _positions(snapshot, competencies, cut)
    catalogue = _catalogue(snapshot, competencies, cut)
    asn = snapshot.frame("asn").sort_values("asn_id", ignore_index=True)
    persons = Vocabulary.of(asn["asn_id"])
    evidence = _evidence(snapshot, persons, catalogue, competencies, cut)
    people, names = _people(asn, persons, positions, units, catalogue, evidence, competencies)
    return a.Dataset(
        catalogue=catalogue,
        competencies=competencies,
        positions=positions,
        units=units,
        people=people,
        evidence=evidence,
        feature_names=names,
        switched_off=tuple(snapshot.missing),
    )


def code_of(column: pd.Series[Any], values: Sequence[Any], dtype: Any = np.int8) -> NDArray[Any]:
    """Position of each cell in ``values``; -1 where missing."""
    return np.asarray(pd.Categorical(column, categories=list(values)).codes).astype(dtype)


def day_of(column: pd.Series[Any]) -> a.I32:
    """Day numbers of a date column; ``MISSING_DAY`` where missing."""
    days = column.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(column.isna().to_numpy(), MISSING_DAY, days).astype(np.int32)


def number_of(column: pd.Series[Any], *, missing: float, dtype: Any) -> NDArray[Any]:
    """Numbers of a column with a value for missing cells."""
    return column.astype("Float64").fillna(missing).to_numpy(dtype=np.float64).astype(dtype)


def _texts(column: pd.Series[Any]) -> tuple[str, ...]:
    return tuple(column.fillna("").astype(str))


def _factor(column: pd.Series[Any]) -> a.I32:
    return np.asarray(pd.factorize(column, sort=True)[0]).astype(np.int32)


def _competencies(frame: pd.DataFrame) -> a.Competencies:
    frame = frame.sort_values("competency_id", ignore_index=True)
    return a.Competencies(
        ids=Vocabulary.of(frame["competency_id"]),
        names=_texts(frame["name"]),
        kind=code_of(frame["kind"], codes.COMPETENCY_KINDS),
    )


def _units(frame: pd.DataFrame) -> a.Units:
    frame = frame.sort_values("unit_id", ignore_index=True)
    ids = Vocabulary.of(frame["unit_id"])
    return a.Units(
        ids=ids,
        names=_texts(frame["name"]),
        parent=ids.rows(_texts(frame["parent_id"])),
        region=_texts(frame["region_code"]),
    )


def _positions(snapshot: Snapshot, competencies: a.Competencies, cut: int) -> a.Positions:
    frame = snapshot.frame("positions").sort_values("position_id", ignore_index=True)
    ids = Vocabulary.of(frame["position_id"])
    required, weight = _standards(snapshot.frame("position_standards"), ids, competencies, cut)
    return a.Positions(
        ids=ids,
        names=_texts(frame["name"]),
        position_class=code_of(frame["position_class"], codes.POSITION_CLASSES),
        jf_tier=code_of(frame["jf_tier"], codes.JF_TIERS),
        family=_factor(frame["family"]),
        required=required,
        weight=weight,
    )


def _standards(
    frame: pd.DataFrame, positions: Vocabulary, competencies: a.Competencies, cut: int
) -> tuple[a.F32, a.F32]:
    """Standards valid on the day; of two for one position and competency the newer counts."""
    start, end = day_of(frame["valid_from"]), day_of(frame["valid_to"])
    valid = (start <= cut) & ((end == MISSING_DAY) | (end >= cut))
    frame = frame.assign(start=start)[valid].sort_values("start", kind="stable")
    required = np.zeros((len(positions), len(competencies)), dtype=np.float32)
    weight = np.zeros_like(required)
    place = (
        positions.rows(_texts(frame["position_id"])),
        competencies.ids.rows(_texts(frame["competency_id"])),
    )
    required[place] = number_of(frame["required_level"], missing=0.0, dtype=np.float32)
    weight[place] = number_of(frame["weight"], missing=1.0, dtype=np.float32)
    total = weight.sum(axis=1, keepdims=True)
    return required, np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)


def _catalogue(snapshot: Snapshot, competencies: a.Competencies, cut: int) -> a.Catalogue:
    frame = snapshot.frame("courses").sort_values("course_id", ignore_index=True)
    courses = Vocabulary.of(frame["course_id"])
    pairs = _pairs(snapshot.frame("course_competencies"), courses, competencies)
    form = code_of(frame["form"], codes.FORMS)
    kind = number_of(frame["dev_kind_id"], missing=UNKNOWN, dtype=np.int32)
    return a.Catalogue(
        courses=courses,
        texts=tuple(
            a.CourseText(*row)
            for row in zip(*(_texts(frame[n]) for n in ("title", "provider", "description")), strict=True)
        ),
        dev_kind=kind,
        form=form,
        delivery=code_of(frame["delivery"], codes.DELIVERIES),
        jp=number_of(frame["jp"], missing=np.nan, dtype=np.float32),
        days=number_of(frame["days"], missing=np.nan, dtype=np.float32),
        cost=number_of(frame["cost_per_participant"], missing=0.0, dtype=np.float64),
        provider=_factor(frame["provider"]),
        family=_families(form, kind, pairs, len(courses)),
        active=frame["active"].astype("boolean").fillna(True).to_numpy(dtype=bool),
        valid_from=day_of(frame["valid_from"]),
        valid_to=day_of(frame["valid_to"]),
        rules=_rules(snapshot.frame("course_rules"), courses),
        **pairs,
        **_sessions(snapshot, courses, cut),
    )


def _pairs(frame: pd.DataFrame, courses: Vocabulary, competencies: a.Competencies) -> dict[str, Any]:
    frame = frame[frame["status"].fillna("TERVALIDASI") == "TERVALIDASI"]
    frame = frame.sort_values(["course_id", "competency_id"], ignore_index=True)
    level_to = number_of(frame["level_to"], missing=np.nan, dtype=np.float32)
    level_from = number_of(frame["level_from"], missing=np.nan, dtype=np.float32)
    return {
        "pair_course": courses.rows(_texts(frame["course_id"])),
        "pair_competency": competencies.ids.rows(_texts(frame["competency_id"])),
        "level_from": np.where(np.isnan(level_from), level_to - 1, level_from),
        "level_to": level_to,
        "strength": number_of(frame["strength"], missing=1.0, dtype=np.float32),
    }


def _families(form: a.I8, kind: a.I32, pairs: dict[str, Any], n: int) -> a.I32:
    """Code of form x kind x highest level reached; evidence that is thin is shrunk to this group."""
    top = np.zeros(n, dtype=np.int64)
    np.maximum.at(top, pairs["pair_course"], np.ceil(pairs["level_to"]).astype(np.int64))
    key = (form.astype(np.int64) * 100 + kind) * 10 + top
    family: a.I32 = np.unique(key, return_inverse=True)[1].astype(np.int32)
    return family


def _rules(frame: pd.DataFrame, courses: Vocabulary) -> tuple[a.Rule, ...]:
    frame = frame.sort_values(["course_id", "rule", "value"], ignore_index=True)
    rows = courses.rows(_texts(frame["course_id"]))
    return tuple(
        a.Rule(course=int(row), rule=rule, values=tuple(value.replace("|", " ").split()))
        for row, rule, value in zip(rows, _texts(frame["rule"]), _texts(frame["value"]), strict=True)
    )


def _sessions(snapshot: Snapshot, courses: Vocabulary, cut: int) -> dict[str, Any]:
    frame = snapshot.frame("sessions").sort_values(["starts_on", "session_id"], ignore_index=True)
    taken = _until(snapshot.frame("training_records"), "ends_on", cut)["session_id"].value_counts()
    left = number_of(frame["seats"], missing=0, dtype=np.int64) - number_of(
        frame["session_id"].map(taken), missing=0, dtype=np.int64
    )
    return {
        "session_course": courses.rows(_texts(frame["course_id"])),
        "session_id": np.array(_texts(frame["session_id"]), dtype=np.str_),
        "session_start": day_of(frame["starts_on"]),
        "session_end": day_of(frame["ends_on"]),
        "session_seats": np.maximum(left, 0).astype(np.int32),
        "session_status": code_of(frame["status"].fillna("RENCANA"), codes.SESSION_STATUSES),
    }


def _evidence(
    snapshot: Snapshot, persons: Vocabulary, catalogue: a.Catalogue, competencies: a.Competencies, cut: int
) -> a.Evidence:
    return a.Evidence(
        as_of=cut,
        **_assessments(snapshot.frame("assessments"), persons, competencies, cut),
        **_records(snapshot.frame("training_records"), persons, catalogue, cut),
        **_evaluations(snapshot.frame("evaluations"), persons, catalogue, cut),
        **_performance(snapshot.frame("performance"), persons, cut),
    )


def _until(frame: pd.DataFrame, column: str, cut: int) -> pd.DataFrame:
    day = day_of(frame[column])
    kept: pd.DataFrame = frame.assign(day=day)[(day <= cut) & (day != MISSING_DAY)]
    return kept


def _assessments(
    frame: pd.DataFrame, persons: Vocabulary, competencies: a.Competencies, cut: int
) -> dict[str, Any]:
    frame = _until(frame, "assessed_on", cut)
    frame = frame.sort_values(["asn_id", "competency_id", "day", "method"], ignore_index=True)
    return {
        "assessed_person": persons.rows(_texts(frame["asn_id"])),
        "assessed_competency": competencies.ids.rows(_texts(frame["competency_id"])),
        "assessed_level": number_of(frame["level"], missing=np.nan, dtype=np.float32),
        "assessed_method": code_of(frame["method"], codes.METHODS),
        "assessed_day": frame["day"].to_numpy(dtype=np.int32),
    }


def _records(frame: pd.DataFrame, persons: Vocabulary, catalogue: a.Catalogue, cut: int) -> dict[str, Any]:
    frame = _until(frame[frame["course_id"].notna()], "ends_on", cut)
    frame = frame.sort_values(["day", "asn_id", "course_id"], ignore_index=True, kind="stable")
    start = day_of(frame["starts_on"])
    end = frame["day"].to_numpy(dtype=np.int32)
    return {
        "record_person": persons.rows(_texts(frame["asn_id"])),
        "record_course": catalogue.courses.rows(_texts(frame["course_id"])),
        "record_start": np.where(start == MISSING_DAY, end, start).astype(np.int32),
        "record_end": end,
        "record_status": code_of(frame["status"], codes.RECORD_STATUSES),
        "record_jp": number_of(frame["jp"], missing=np.nan, dtype=np.float32),
        "record_pre": number_of(frame["pre_test"], missing=np.nan, dtype=np.float32),
        "record_post": number_of(frame["post_test"], missing=np.nan, dtype=np.float32),
        "record_nominator": code_of(frame["nominated_by"], codes.NOMINATORS),
    }


def _evaluations(
    frame: pd.DataFrame, persons: Vocabulary, catalogue: a.Catalogue, cut: int
) -> dict[str, Any]:
    frame = _until(frame, "evaluated_on", cut).sort_values(["day", "asn_id", "course_id"], kind="stable")
    return {
        "evaluated_person": persons.rows(_texts(frame["asn_id"])),
        "evaluated_course": catalogue.courses.rows(_texts(frame["course_id"])),
        "evaluated_level": number_of(frame["level"], missing=UNKNOWN, dtype=np.int8),
        "evaluated_role": code_of(frame["evaluator_role"], codes.EVALUATOR_ROLES),
        "evaluated_score": number_of(frame["score"], missing=np.nan, dtype=np.float32),
        "evaluated_day": frame["day"].to_numpy(dtype=np.int32),
    }


def _performance(frame: pd.DataFrame, persons: Vocabulary, cut: int) -> dict[str, Any]:
    """Yearly scores of years that were over by the day: a running year would leak its outcome."""
    year = number_of(frame["year"], missing=9999, dtype=np.int32)
    closed = np.array([to_day(date(min(int(y), 9998), 12, 31)) for y in np.unique(year)])
    over = closed[np.searchsorted(np.unique(year), year)] <= cut
    frame = frame[over & (frame["period"].fillna("TAHUNAN") == "TAHUNAN").to_numpy()]
    frame = frame.sort_values(["asn_id", "year"], ignore_index=True)
    return {
        "performance_person": persons.rows(_texts(frame["asn_id"])),
        "performance_year": number_of(frame["year"], missing=0, dtype=np.int32),
        "performance_score": number_of(frame["score"], missing=np.nan, dtype=np.float32),
    }


def _people(
    asn: pd.DataFrame,
    persons: Vocabulary,
    positions: a.Positions,
    units: a.Units,
    catalogue: a.Catalogue,
    evidence: a.Evidence,
    competencies: a.Competencies,
) -> tuple[a.People, tuple[str, ...]]:
    shape = len(persons), len(competencies)
    profile = a.Profile(
        position=positions.ids.rows(_texts(asn["position_id"])),
        target_position=positions.ids.rows(_texts(asn["target_position_id"])),
        unit=units.ids.rows(_texts(asn["unit_id"])),
        employment=code_of(asn["employment"], codes.EMPLOYMENT),
        legal_status=number_of(asn["legal_status"].fillna("01").astype("Int64"), missing=-1, dtype=np.int16),
        grade=number_of(asn["grade_id"], missing=UNKNOWN, dtype=np.int16),
        grade_since=day_of(asn["grade_since"]),
        position_since=day_of(asn["position_since"]),
        hired_on=day_of(asn["hired_on"]),
        retires_on=day_of(asn["retires_on"]),
        born_on=day_of(asn["born_on"]),
        edu_level=number_of(asn["edu_level_id"].astype("Int64"), missing=UNKNOWN, dtype=np.int16),
        travel_hours=number_of(asn["travel_hours"], missing=np.nan, dtype=np.float32),
        training_hold=asn["training_hold"].astype("boolean").fillna(False).to_numpy(dtype=bool),
    )
    names, indptr, entries = person_features.all_features(profile, positions=positions, units=units)
    history = _history(evidence, len(persons))
    people = a.People(
        asn_id=persons.ids,
        **{one.name: getattr(profile, one.name) for one in fields(a.Profile)},
        level=np.zeros(shape, np.float32),
        level_sd=np.ones(shape, np.float32),
        level_method=np.full(shape, UNKNOWN, np.int8),
        level_day=np.full(shape, MISSING_DAY, np.int32),
        **history,
        feature_indptr=indptr,
        feature=entries,
        completion=completion_inputs.for_people(evidence, profile=profile),
        jp_this_year=credited_this_year(evidence, catalogue=catalogue, people=len(persons)),
    )
    return people, names


def _history(evidence: a.Evidence, n: int) -> dict[str, Any]:
    order = np.lexsort((evidence.record_course, evidence.record_end, evidence.record_person))
    counts = np.bincount(evidence.record_person, minlength=n)
    return {
        "history_indptr": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "history_course": evidence.record_course[order],
        "history_day": evidence.record_end[order],
        "history_status": evidence.record_status[order],
    }

"""The tables of training: catalogue, what courses teach, rules, calendar and history."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.days import to_day
from recommender.synthetic.careers import History
from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.columns import Columns, day, number, pick, text, whole
from recommender.synthetic.course_list import THEMES
from recommender.synthetic.naming import OUTSIDE, WAYS, spellings
from recommender.synthetic.observe import exam_scores
from recommender.synthetic.organisation import Organisation
from recommender.synthetic.setting import World
from recommender.synthetic.world import AS_OF_DAY, FIRST_YEAR, LABEL

_ATTENDED_KINDS: Final = (7, 9, 14, 15, 19, 20, 23)
"""Kinds without an examination: taking part is all."""
_DIRTY_SHARE: Final = 0.22
_OUTSIDE_SHARE: Final = 0.02
_FIRST_DAY: Final = to_day(date(FIRST_YEAR, 1, 1))


def courses(book: CourseBook) -> Columns:
    """The catalogue; every fortieth course is no longer offered."""
    inactive = np.arange(len(book)) % 40 == 39
    national = [course.jp >= 600 and course.cost > 0 for course in book.courses]
    online = [course.delivery == "DARING_ASINKRON" for course in book.courses]
    provider = np.where(national, "LAN RI", np.where(online, "LMS ASN Corpu (sintetis)", "BPSDM (sintetis)"))
    return {
        "course_id": text(book.ids),
        "title": text([course.title for course in book.courses]),
        "description": text([f"{LABEL}. Tema: {THEMES[course.theme]}." for course in book.courses]),
        "dev_kind_id": whole([course.dev_kind for course in book.courses]),
        "form": text([course.form for course in book.courses]),
        "delivery": text([course.delivery for course in book.courses]),
        "jp": whole([course.jp for course in book.courses]),
        "days": whole([course.days for course in book.courses]),
        "cost_per_participant": whole([course.cost for course in book.courses]),
        "provider": text(provider),
        "min_class": whole(np.where(book.classical, 15, 5)),
        "max_class": whole(np.where(book.classical, 40, 1000)),
        "active": whole(~inactive),
        "valid_from": text(np.full(len(book), f"{FIRST_YEAR - 1}-01-01")),
    }


def course_competencies(world: World) -> Columns:
    """What the courses teach; some level_from left empty, some wrong pairs proposed or rejected."""
    random, book = world.options.stream("pairs"), world.book
    count = len(book.pair_course)
    extra = max(4, len(book) // 12)
    course = random.permutation(len(book))[:extra]
    competency = random.integers(0, len(world.posts.competency_ids), extra)
    taught = set(zip(book.pair_course.tolist(), book.pair_competency.tolist(), strict=True))
    new = np.array([pair not in taught for pair in zip(course.tolist(), competency.tolist(), strict=True)])
    course, competency = course[new], competency[new]
    wrong = np.arange(len(course)) % 2 == 0
    empty = np.concatenate([random.random(count) < 0.04, np.zeros(len(course), bool)])
    empty &= np.concatenate([book.level_to - book.level_from == 1, np.zeros(len(course), bool)])
    return {
        "course_id": pick(book.ids, np.concatenate([book.pair_course, course])),
        "competency_id": pick(world.posts.competency_ids, np.concatenate([book.pair_competency, competency])),
        "level_from": whole(np.concatenate([book.level_from, np.full(len(course), 1)]), missing=empty),
        "level_to": whole(np.concatenate([book.level_to, np.full(len(course), 3)])),
        "strength": number(np.concatenate([book.strength, np.full(len(course), 0.5)]), decimals=2),
        "status": text(np.concatenate([np.full(count, "TERVALIDASI"), np.where(wrong, "USULAN", "DITOLAK")])),
    }


def course_rules(world: World, organisation: Organisation) -> Columns:
    """The rules; a rule on a field names the OPD of that field."""
    found = [
        (row, rule, _listed(value, organisation))
        for row, course in enumerate(world.book.courses)
        for rule, value in course.rules
    ]
    row, rule, value = zip(*found, strict=True)
    return {"course_id": pick(world.book.ids, np.array(row)), "rule": text(rule), "value": text(value)}


def _listed(value: str, organisation: Organisation) -> str:
    if not value.startswith("@"):
        return value
    rows = organisation.within(value.removeprefix("@"))
    return " ".join(organisation.ids[rows[organisation.parent[rows] == 0]])


def sessions(world: World) -> Columns:
    """The calendar with the planned sessions."""
    plan, book = world.sessions, world.book
    cost = np.array([course.cost for course in book.courses])[plan.course]
    smallest = np.where(book.classical[plan.course], 0.4 * plan.seats, 3)
    return {
        "session_id": text(plan.ids),
        "course_id": pick(book.ids, plan.course),
        "batch_no": whole(plan.batch),
        "starts_on": day(plan.start),
        "ends_on": day(plan.end),
        "seats": whole(plan.seats),
        "min_seats": whole(np.maximum(smallest, 3)),
        "region_code": text(np.full(len(plan), "1871")),
        "cost_per_participant": whole(cost),
        "status": text(plan.status),
    }


def training_records(world: World, history: History) -> Columns:
    """The history as kept: a fifth under dirty names, some trainings from outside the catalogue."""
    random, book, plan = world.options.stream("records"), world.book, world.sessions
    pre, post = exam_scores(world, history)
    count = len(history.person)
    outside = round(_OUTSIDE_SHARE * count)
    person = np.concatenate([history.person, random.integers(0, len(world.people), outside)])
    gap = np.full(outside, np.nan)
    last = np.maximum(world.people.hired[person[count:]], _FIRST_DAY)
    end = (last + random.random(outside) * np.maximum(AS_OF_DAY - last, 0)).astype(np.int32)
    dirty = random.random(count) < _DIRTY_SHARE
    written = spellings(book)[history.course, random.integers(0, WAYS, count)]
    raw = np.concatenate([np.where(dirty, written, ""), random.choice(OUTSIDE, outside)])
    none = np.full(outside, -1)
    jp = np.array([course.jp for course in book.courses])[history.course]
    cost = np.array([course.cost for course in book.courses])[history.course]
    new = np.arange(count + outside) >= count
    return {
        "record_id": text(np.char.add("R", np.char.zfill(np.arange(1, count + outside + 1).astype(str), 7))),
        "asn_id": pick(world.people.ids, person),
        "course_id": pick(book.ids, np.concatenate([np.where(dirty, -1, history.course), none])),
        "raw_name": text(raw),
        "session_id": pick(plan.ids, np.concatenate([history.session, none])),
        "starts_on": day(np.concatenate([plan.start[history.session], end])),
        "ends_on": day(np.concatenate([plan.end[history.session], end])),
        "jp": whole(np.concatenate([jp, np.full(outside, 4)])),
        "status": text(np.concatenate([_status(world, history, random), np.full(outside, "HADIR")])),
        "attendance_pct": number(np.concatenate([_attendance(history, random), gap]), decimals=0),
        "pre_test": number(np.concatenate([pre, gap]), decimals=0),
        "post_test": number(np.concatenate([post, gap]), decimals=0),
        "nominated_by": text(np.concatenate([_nominator(world, history), np.full(outside, "SENDIRI")])),
        "cost": whole(np.concatenate([cost, np.zeros(outside)]), missing=new),
    }


def _status(world: World, history: History, random: np.random.Generator) -> NDArray[np.str_]:
    attended = np.isin([course.dev_kind for course in world.book.courses], _ATTENDED_KINDS)[history.course]
    left = np.where(random.random(len(attended)) < 0.65, "MENGUNDURKAN_DIRI", "TIDAK_LULUS")
    left = np.where(attended, "MENGUNDURKAN_DIRI", left)
    return np.where(history.finished, np.where(attended, "HADIR", "LULUS"), left)


def _attendance(history: History, random: np.random.Generator) -> NDArray[np.float64]:
    count = len(history.person)
    stayed, left = random.uniform(86, 100, count), random.uniform(5, 84, count)
    return np.where(history.finished, stayed, left)


def _nominator(world: World, history: History) -> NDArray[np.str_]:
    courses = world.book.courses
    duty = np.array([any(rule == "ONCE_ONLY" for rule, _ in one.rules) for one in courses])[history.course]
    alone = np.array([one.delivery == "DARING_ASINKRON" for one in courses])[history.course]
    usual = np.where(duty, "WAJIB", np.where(alone, "SENDIRI", "ATASAN"))
    return np.where(history.lottery, "UNDIAN", usual)

"""From a version to a problem: who may go where on the day the session starts, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_date, to_day
from recommender.domain.jp import REQUIRED_JP
from recommender.domain.unit_tree import ways_up
from recommender.errors import BadInput
from recommender.features.arrays import F32, Bool, Units
from recommender.features.identifiers import Vocabulary
from recommender.features.planning_inputs import PlanningInputs
from recommender.needs.entitlement import Courses, courses_of_programme
from recommender.needs.rulebook import read_rulebook
from recommender.planning.joint import CourseLoss
from recommender.planning.problem import F64, I64, Ceilings, Problem, Sessions, Staff
from recommender.planning.rules import Settings
from recommender.progress import Progress, silent
from recommender.ranking.person_needs import entitlements_of_people
from recommender.ranking.recommend import may_attend
from recommender.ranking.score import agreement_weight
from recommender.scorers.contract import softened_rank

_OPEN: Final = [codes.SESSION_STATUSES.index(name) for name in ("RENCANA", "DIBUKA")]
_PPPK: Final = [codes.EMPLOYMENT.index(name) for name in codes.PPPK]
_KLASIKAL: Final = codes.FORMS.index("KLASIKAL")
_STEP: Final = "Mencari calon peserta"


@dataclass(frozen=True)
class Wishes:
    """What the planner has decided: pairs of asn_id and session_id, and sessions that are not held."""

    lock: Sequence[tuple[str, str]] = ()
    ban: Sequence[tuple[str, str]] = ()
    dropped: Sequence[str] = ()


def build_problem(
    bundle: Bundle, inputs: PlanningInputs, *, year: int, settings: Settings, budget: float | None = None,
    wishes: Wishes | None = None, progress: Progress = silent,
) -> tuple[Problem, CourseLoss]:  # fmt: skip
    """All candidates of the sessions that start in ``year`` after the version's date.

    Raises
    ------
    BadInput
        ``PLAN_NO_SESSIONS``; ``PLAN_WISH_UNKNOWN`` for a lock or ban that names nobody or nothing.
    """
    wishes = wishes or Wishes()
    rows = _planned(bundle, inputs, year, wishes.dropped)
    sessions = _sessions(bundle, inputs, rows)
    benefit, p_complete = _benefits(bundle)
    allowed = _eligible(bundle, sessions, progress)
    worth = _worth(bundle, benefit, settings)
    staff = _staff(bundle, inputs, year)
    mandatory, short = _entitled(bundle, staff)
    wanted = _wanted(worth, allowed, sessions, mandatory, short, settings)
    person, session = np.nonzero(allowed & (wanted | _wish_mask(bundle, sessions, wishes.lock)))
    banned = _wish_mask(bundle, sessions, wishes.ban)[person, session]
    person, session = person[~banned], session[~banned]
    course = sessions.course[session]
    value = worth[person, course].astype(np.float64)
    weight = settings.value("ENTITLEMENT_WEIGHT") or 0.0
    owed = mandatory[person, course]
    if weight:
        value += weight * (owed + np.minimum(short[person], sessions.jp[session]) / REQUIRED_JP)
    loss = CourseLoss(
        bundle.gain, bundle.people, person, course, sessions.start[session], p_complete[person, course]
    )
    problem = Problem(
        staff=staff, sessions=sessions, ceilings=_ceilings(bundle.units, inputs, budget),
        unit_names=bundle.units.names, person=person, session=session,
        benefit=benefit[person, course].astype(np.float64), value=value, mandatory=owed,
        locked=_locked(bundle, sessions, wishes, person, session),
        loss=loss, benefit_part=_benefit_part(bundle, settings),
    )  # fmt: skip
    return problem, loss


def _planned(bundle: Bundle, inputs: PlanningInputs, year: int, dropped: Sequence[str]) -> I64:
    """Rows of the sessions that can still be filled."""
    catalogue = bundle.catalogue
    first, last = to_day(date(year, 1, 1)), to_day(date(year, 12, 31))
    start = catalogue.session_start
    open_ = (start >= first) & (start <= last) & (start > to_day(bundle.as_of)) & (inputs.seats > 0)
    open_ &= np.isin(catalogue.session_status, _OPEN) & ~np.isin(catalogue.session_id, list(dropped))
    rows = np.flatnonzero(open_ & catalogue.active[catalogue.session_course])
    if not len(rows):
        raise BadInput(
            "PLAN_NO_SESSIONS",
            f"Tidak ada angkatan tahun {year} yang masih dapat diisi setelah {bundle.as_of.isoformat()}.",
            fix="Isi tabel sessions dengan angkatan berstatus RENCANA atau DIBUKA, atau pilih --year lain.",
        )
    return rows


def _sessions(bundle: Bundle, inputs: PlanningInputs, rows: I64) -> Sessions:
    catalogue = bundle.catalogue
    course = catalogue.session_course[rows].astype(np.int64)
    return Sessions(
        session_id=catalogue.session_id[rows], course=course,
        start=catalogue.session_start[rows].astype(np.int64),
        end=catalogue.session_end[rows].astype(np.int64),
        seats=inputs.seats[rows], minimum=inputs.minimum[rows], cost=inputs.cost[rows],
        jp=catalogue.jp[course].astype(np.float64), klasikal=catalogue.form[course] == _KLASIKAL,
    )  # fmt: skip


def _benefits(bundle: Bundle) -> tuple[F32, F32]:
    """(n, C) benefit and probability to finish."""
    p_complete = bundle.completion.score(bundle.people)
    return bundle.gain.benefit(bundle.people, p_complete=p_complete), p_complete


def _eligible(bundle: Bundle, sessions: Sessions, progress: Progress) -> Bool:
    """(n, S) eligibility on the day each session starts."""
    allowed = np.zeros((len(bundle.people), len(sessions)), bool)
    days = np.unique(sessions.start)
    for done, day in enumerate(days, start=1):
        here = np.flatnonzero(sessions.start == day)
        courses, of = np.unique(sessions.course[here], return_inverse=True)
        allowed[:, here] = may_attend(bundle, courses, as_of=to_date(int(day)))[:, of]
        progress(_STEP, done, len(days))
    return allowed


def _worth(bundle: Bundle, benefit: F32, settings: Settings) -> F32:
    """(n, C) what the plan maximises, in units of benefit."""
    part = _benefit_part(bundle, settings)
    if part == 1:
        return benefit
    agreement = softened_rank(bundle.agreement.score(bundle.people))
    return np.float32(part) * benefit + np.float32((1 - part) * bundle.benefit_unit) * agreement


def _benefit_part(bundle: Bundle, settings: Settings) -> float:
    if "training_records" in bundle.switched_off:
        return 1.0
    return 1 - agreement_weight(settings.value("DIAL") or 0.0)


def _staff(bundle: Bundle, inputs: PlanningInputs, year: int) -> Staff:
    people, units = bundle.people, bundle.units
    region = np.array([*units.region, ""], dtype=np.str_)
    same_year = year == bundle.as_of.year
    return Staff(
        asn_id=people.asn_id, unit=people.unit.astype(np.int64), region=region[people.unit],
        pppk=np.isin(people.employment, _PPPK),
        jp_before=people.jp_this_year.astype(np.float64) * same_year,
        planned=np.ones(len(people), bool),
        account=_accounts(units, inputs)[people.unit],
    )  # fmt: skip


def _accounts(units: Units, inputs: PlanningInputs) -> I64:
    """(U + 1,) ceiling of the nearest unit at or above each that has one; -1 for none, and last."""
    capped = np.unique(inputs.ceiling_unit[inputs.ceiling_unit >= 0])
    account = np.full(len(units.parent) + 1, -1, np.int64)
    for at in ways_up(np.append(np.arange(len(units.parent)), -1), parent=units.parent):
        own = (account < 0) & np.isin(at, capped)
        account[own] = np.searchsorted(capped, at[own])
    return account


def _ceilings(units: Units, inputs: PlanningInputs, budget: float | None) -> Ceilings:
    """Of several ceilings of one unit, or of the whole, each is kept, so the lowest binds."""
    unit = inputs.ceiling_unit
    capped = np.unique(unit[unit >= 0])
    lowest = np.array([inputs.ceiling[unit == one].min() for one in capped])
    whole = np.append(inputs.ceiling[unit < 0], [] if budget is None else [budget])
    return Ceilings(tuple(units.ids.ids[capped].tolist()), lowest, whole)


def _entitled(bundle: Bundle, staff: Staff) -> tuple[Bool, F64]:
    """(n, C) leadership programmes owed, and (n,) JP short of the yearly minimum in the planned year.

    Without training records nothing is called missing.
    """
    owed = np.zeros((len(staff), len(bundle.catalogue)), bool)
    if "training_records" in bundle.switched_off:
        return owed, np.zeros(len(staff))
    catalogue = bundle.catalogue
    needs = entitlements_of_people(
        bundle.people, positions=bundle.positions, catalogue=catalogue, today=to_day(bundle.as_of),
        book=read_rulebook().on(bundle.as_of),
    )  # fmt: skip
    listed = Courses([one.title for one in catalogue.texts], catalogue.dev_kind, catalogue.jp)
    for row, rule in enumerate(needs.book.rules):
        if rule.id == "LEADERSHIP":
            people = needs.person[needs.rule == row]
            owed[np.ix_(people, np.flatnonzero(courses_of_programme(rule, listed)))] = True
    return owed, np.maximum(REQUIRED_JP - staff.jp_before, 0)


def _wanted(
    worth: F32, allowed: Bool, sessions: Sessions, mandatory: Bool, short: F64, settings: Settings
) -> Bool:
    """(n, S) what is worth a place: any benefit, and what the rules owe where the settings ask for that.

    Hours alone count for those whom no beneficial course brings to the minimum; for all others they
    would multiply the pairs without need.
    """
    wanted: Bool = (worth > 0)[:, sessions.course]
    weight = settings.value("ENTITLEMENT_WEIGHT")
    if weight or settings.value("MANDATORY_FIRST"):
        wanted |= mandatory[:, sessions.course]
    if weight or settings.value("MIN_20JP_COVERAGE"):
        enough = sessions.jp >= short[:, None]
        wanted |= ((short > 0) & ~(allowed & wanted & enough).any(axis=1))[:, None]
    return wanted


def _wish_mask(bundle: Bundle, sessions: Sessions, wishes: Sequence[tuple[str, str]]) -> Bool:
    """(n, S) the pairs that are wished."""
    mask = np.zeros((len(bundle.people), len(sessions)), bool)
    people = Vocabulary(bundle.people.asn_id)
    for asn_id, session_id in wishes:
        person, session = people.row(asn_id), np.flatnonzero(sessions.session_id == session_id)
        if person < 0 or not len(session):
            raise BadInput(
                "PLAN_WISH_UNKNOWN",
                f"{asn_id}:{session_id} tidak menunjuk pegawai dan angkatan pada rencana ini.",
                fix="Tulis asn_id:session_id dari snapshot dan tahun yang sama.",
            )
        mask[person, session] = True
    return mask


def _locked(bundle: Bundle, sessions: Sessions, wishes: Wishes, person: I64, session: I64) -> I64:
    """Candidates the planner has fixed.

    Raises
    ------
    BadInput
        ``PLAN_LOCK_INELIGIBLE``: eligibility is not the planner's to set aside.
    """
    wanted = _wish_mask(bundle, sessions, wishes.lock)
    found = np.flatnonzero(wanted[person, session])
    if len(found) < wanted.sum():
        wanted[person, session] = False
        who, where = (int(one[0]) for one in np.nonzero(wanted))
        raise BadInput(
            "PLAN_LOCK_INELIGIBLE",
            f"{bundle.people.asn_id[who]}:{sessions.session_id[where]} dikunci tetapi tidak memenuhi syarat "
            "atau dilarang.",
            fix="Lepaskan kunci itu; syarat peserta tidak dapat dikesampingkan lewat rencana.",
        )
    return found

"""Beranda: where the unit stands this year, the money there is, and what the service can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain.days import to_day
from recommender.domain.plan_codes import STATES
from recommender.features.arrays import Units
from recommender.features.identifiers import UNKNOWN
from recommender.tables.people_file import Budget
from recommender.web.context import caller, served, services
from recommender.web.planner.figures import IPASN_MOST, figures_of
from recommender.web.planner.open_plans import open_plans, plans_in_sight, spent
from recommender.web.planner.page import PAGE_ROLES, PEOPLE_ROLES, page, show
from recommender.web.planner.scope import link, top, wanted_unit
from recommender.web.request_models import NoQuery
from recommender.web.scope import within

blueprint = Blueprint("home", __name__)

SWITCHED_OFF: Final = {
    "position_standards": "Kesenjangan kompetensi tidak dapat dihitung.",
    "assessments": "Level adalah perkiraan dari jabatan serupa, belum dari penilaian.",
    "course_competencies": "Manfaat pelatihan tidak dapat dihitung.",
    "course_rules": "Syarat peserta tidak dinilai.",
    "sessions": "Jadwal dan sisa kursi tidak ditampilkan.",
    "training_records": "Riwayat, JP, IP-ASN dan kebutuhan hak tidak diketahui.",
    "evaluations": "Mutu pelatihan tidak memakai evaluasi peserta dan atasan.",
    "performance": "Kinerja tahun lalu tidak ditampilkan di AKPK.",
    "unit_outcomes": "Dampak pada kinerja unit tidak dapat dibandingkan.",
    "budgets": "Pagu tidak diketahui.",
    "course_aliases": "Nama pelatihan yang tidak baku tidak dipetakan.",
}
"""What a missing optional table keeps from being known."""


@dataclass(frozen=True)
class Ceilings:
    """Budgets of one year, in rupiah; None where there is no row of that kind."""

    year: int
    whole: float | None
    """Cap on the whole agency; only shown to those who see all of it."""
    units: float | None
    """Caps of the units in sight, added up."""
    rows: int


def ceilings(budgets: Sequence[Budget], *, units: Units, root: str | None, year: int) -> Ceilings | None:
    """The budgets in sight of ``root`` for ``year``, or for the newest year before it."""
    seen = [
        one for one in budgets
        if (root is None if not one.unit_id else _inside(units, one.unit_id, root)) and one.year <= year
    ]  # fmt: skip
    if not seen:
        return None
    newest = max(one.year for one in seen)
    of_year = [one for one in seen if one.year == newest]
    whole = [one.ceiling for one in of_year if not one.unit_id]
    parts = [one.ceiling for one in of_year if one.unit_id]
    return Ceilings(newest, sum(whole) if whole else None, sum(parts) if parts else None, len(of_year))


def _inside(units: Units, unit_id: str, root: str | None) -> bool:
    row = units.ids.row(unit_id)
    return row != UNKNOWN and within(units, row, root=root)


@blueprint.get("/")
@page(roles=PAGE_ROLES, summary="Beranda: keadaan unit, pagu dan model.")
def home(*, query: NoQuery) -> AnyResponse:
    """The figures the planner is asked about, each with what it means."""
    version = served()
    bundle, unit = version.bundle, top()
    figures = figures_of(bundle, rules=services().rule_book)
    budgets = services().files.budgets(bundle.snapshot_digest)
    money = ceilings(budgets, units=bundle.units, root=caller().unit_id, year=bundle.as_of.year + 1)
    year = money.year if money is not None else bundle.as_of.year + 1
    plans = plans_in_sight() if caller().role in PEOPLE_ROLES else None
    return show(
        "home.html",
        unit=link(unit if unit != UNKNOWN else wanted_unit("")),
        people=int(figures.people[unit]), met=int(figures.met[unit]), with_gap=int(figures.with_gap[unit]),
        target=figures.jp_target, ipasn=float(figures.mean_ipasn[unit]), ipasn_most=IPASN_MOST,
        points=float(figures.mean_points[unit]),
        ceilings=money, year=year, spent=None if plans is None else spent(plans, year=year),
        open=None if plans is None else open_plans(plans), states=STATES,
        served=version, age=to_day(date.today()) - to_day(bundle.as_of), refusal=services().models.refusal,
        records="training_records" not in bundle.switched_off,
        impact=services().impact(),
        missing=[(name, SWITCHED_OFF.get(name, "")) for name in bundle.switched_off],
    )  # fmt: skip

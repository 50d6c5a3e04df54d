"""The units of the province as a tree: province, 41 OPD, their divisions, UPTD, schools and wards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import LAMPUNG_REGIONS
from recommender.synthetic.agencies import AGENCIES, Agency
from recommender.synthetic.fields import FIELD_ROW
from recommender.synthetic.world import WorldOptions

_CAPITAL = "1871"
_DIVISIONS = ("Sekretariat", "Bidang Perencanaan dan Program", "Bidang Layanan", "Bidang Pembinaan")
_HOSPITAL = ("Bagian Umum", "Instalasi Gawat Darurat", "Instalasi Rawat Inap", "Instalasi Rawat Jalan")
_PEOPLE_PER_SCHOOL = 55
_PEOPLE_PER_OFFICE = 30


@dataclass(frozen=True)
class Organisation:
    """U units; row 0 is the province, rows 1-41 the OPD.

    Attributes
    ----------
    parent
        (U,) row of the unit above, -1 for the province.
    agency
        (U,) row of the OPD in ``AGENCIES``, -1 for the province.
    field
        (U,) row in ``FIELDS``.
    weight
        (U,) share of the staff working there; adds up to 1.
    region
        (U,) BPS code.
    """

    names: tuple[str, ...]
    unit_type: tuple[str, ...]
    parent: NDArray[np.int32]
    agency: NDArray[np.int32]
    field: NDArray[np.int32]
    weight: NDArray[np.float64]
    region: NDArray[np.str_]

    @property
    def ids(self) -> NDArray[np.str_]:
        """(U,) unit ids."""
        return np.array([f"U{row:05d}" for row in range(len(self.names))])

    def within(self, field: str) -> NDArray[np.int64]:
        """Rows of the units of one field, all levels of the tree."""
        return np.flatnonzero((self.field == FIELD_ROW[field]) & (self.agency >= 0))


def build_organisation(options: WorldOptions) -> Organisation:
    """All units; larger provinces have more schools and regional offices."""
    rows = [("Pemerintah Provinsi Lampung (Sintetis)", "LAIN", -1, -1, "UMU", 0.0, _CAPITAL)]
    for number, agency in enumerate(AGENCIES):
        rows.append((agency.name, agency.unit_type, 0, number, agency.field, 0.04 * agency.weight, _CAPITAL))
    total = sum(agency.weight for agency in AGENCIES)
    for number, agency in enumerate(AGENCIES):
        staff = options.asn * agency.weight / total
        for name, unit_type, share, region in _below(agency, staff):
            row = (name, unit_type, 1 + number, number, agency.field, 0.96 * agency.weight * share, region)
            rows.append(row)
    names, kind, parent, owner, field, weight, place = zip(*rows, strict=True)
    shares = np.array(weight, np.float64)
    return Organisation(
        names=names,
        unit_type=kind,
        parent=np.array(parent, np.int32),
        agency=np.array(owner, np.int32),
        field=np.array([FIELD_ROW[code] for code in field], np.int32),
        weight=shares / shares.sum(),
        region=np.array(place),
    )


def _below(agency: Agency, staff: float) -> list[tuple[str, str, float, str]]:
    """Name, type, share of the OPD's staff and region of its sub-units."""
    if agency.field == "PDK":
        count = max(4, round(staff / _PEOPLE_PER_SCHOOL))
        return _spread(("SMA Negeri", "SMK Negeri", "SLB Negeri"), "UPTD", count, 0.93) + _offices(
            agency, _DIVISIONS, 0.07
        )
    if agency.unit_type == "RSUD":
        return _offices(agency, _HOSPITAL, 1.0)
    if agency.unit_type != "DINAS" or staff < 4 * _PEOPLE_PER_OFFICE:
        return _offices(agency, _DIVISIONS[: 2 if staff < _PEOPLE_PER_OFFICE else 4], 1.0)
    count = min(15, round(0.5 * staff / _PEOPLE_PER_OFFICE))
    return _spread((f"UPTD {agency.name.removeprefix('Dinas ')}",), "UPTD", count, 0.5) + _offices(
        agency, _DIVISIONS, 0.5
    )


def _offices(agency: Agency, names: tuple[str, ...], share: float) -> list[tuple[str, str, float, str]]:
    unit_type = "UPTD" if agency.unit_type == "RSUD" else agency.unit_type
    return [(f"{name}, {agency.name}", unit_type, share / len(names), _CAPITAL) for name in names]


def _spread(
    kinds: tuple[str, ...], unit_type: str, count: int, share: float
) -> list[tuple[str, str, float, str]]:
    regions = list(LAMPUNG_REGIONS.items())
    found = []
    for number in range(count):
        code, region = regions[number % len(regions)]
        kind = kinds[(number // len(regions)) % len(kinds)]
        place = region.removeprefix("Kabupaten ")
        found.append((f"{kind} {number // len(regions) + 1} {place}", unit_type, share / count, code))
    return found

from __future__ import annotations

from typing import Any

import pytest

from recommender.domain.plan_rules import FIXED_RULES, PLAN_FIELDS
from recommender.web.plan_annex import annex_sheets, scenario_name
from tests.store.plan_world import content

FIELDS = {one.code: one for one in PLAN_FIELDS}
REQUEST = {"lock": [["A1", "S1"]], "ban": [["A9", "S2"]], "drop": ["S8"], "off": ["RESERVES"]}
DRAW = {"session_id": "S1", "eligible": ["A1", "A3", "A9"], "drawn": ["A3"], "odds": 1 / 3, "seed": 7}


def outcome(name: str, **changes: Any) -> dict[str, Any]:
    known = {
        "name": name, "seats": 3, "people": 2, "benefit": 1.5, "cost": 2.5e6, "value": 1.5, "bound": 1.6,
        "feasible": True,
    }  # fmt: skip
    return {**known, **changes}


def sheets(told: dict[str, Any], request: dict[str, Any] | None = None) -> dict[str, list[dict[str, Any]]]:
    made = {one.name: one.columns for one in annex_sheets(told, request=request or {})}
    return {
        name: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        for name, columns in made.items()
    }


def test_every_rule_stands_there_with_its_value_and_what_the_planner_wished() -> None:
    settings = {"MAX_COURSES_PER_PERSON": 2.0, "MAX_UNIT_SHARE": 0.125, "MANDATORY_FIRST": 1.0}
    rows = sheets(content(settings=settings, budget=5e9), REQUEST)["aturan"]
    values = [(row["Kode"], row["Nilai"]) for row in rows]
    assert {code for code, _ in values} == {*FIXED_RULES, *FIELDS, "BUDGET", "LOCK", "BAN", "DROP"}
    assert {
        ("SEATS", "selalu berlaku"), ("MAX_COURSES_PER_PERSON", "2 pelatihan"), ("MAX_UNIT_SHARE", "12,5%"),
        ("MANDATORY_FIRST", "ya"), ("RESERVES", "dimatikan"), ("DIAL", "tidak dipakai"),
        ("BUDGET", "Rp 5.000.000.000"), ("LOCK", "A1 pada S1"), ("BAN", "A9 pada S2"), ("DROP", "S8"),
    } <= set(values)  # fmt: skip


def test_money_left_is_of_each_ceiling_after_all_decisions() -> None:
    places = [{**one} for one in content()["places"]]
    places[1]["status"] = "DITOLAK"
    told = content(
        places=places, whole=4e6, sources=[{"account": "U1", "unit": "Dinas Kominfo", "source": "APBD"}]
    )
    assert [tuple(row.values()) for row in sheets(told)["pagu"]] == [
        ("U1", "Dinas Kominfo", "APBD", 3e6, 1e6, 2e6), ("seluruh instansi", "", "", 4e6, 1.5e6, 2.5e6)
    ]  # fmt: skip


def test_what_ifs_stand_beside_the_proposal() -> None:
    told = content(outcomes=[
        outcome(""), outcome("budget:-10.5%", benefit=1.25, cost=2e6, value=1.2),
        outcome("off:SEATS", feasible=False, benefit=0.0),
    ])  # fmt: skip
    first, poorer, none = sheets(told)["pengandaian"]
    assert (first["Keadaan"], first["Beda manfaat"]) == ("Rencana ini", 0)
    assert (poorer["Keadaan"], poorer["Beda manfaat"], poorer["Beda biaya (Rp)"]) == (
        "Pagu −10,5%", -0.25, -500_000,
    )  # fmt: skip
    assert poorer["Selisih dari batas (%)"] == pytest.approx(25)
    assert (none["Keadaan"], none["Dapat disusun"]) == ("Tanpa aturan: Kursi tiap angkatan", "tidak")
    assert none["Manfaat (poin)"] is none["Batas atas"] is none["Selisih dari batas (%)"] is None
    assert sheets(content())["pengandaian"] == []
    assert scenario_name("session:S1") == "Tanpa angkatan S1"


def test_a_draw_tells_its_odds_its_seed_and_what_became_of_everybody() -> None:
    rows = sheets(content(draws=[DRAW]))["undian"]
    columns = ("ASN ID", "Kursi diundi", "Peserta undian", "Benih", "Terpilih", "Keadaan sekarang")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("A1", 1, 3, 7, "tidak", "PESERTA"), ("A3", 1, 3, 7, "ya", "PESERTA"), ("A9", 1, 3, 7, "tidak", "-")
    ]  # fmt: skip
    assert {row["Peluang"] for row in rows} == {1 / 3}


def test_what_binds_has_its_price() -> None:
    assert [(row["Kode"], row["Aturan"], row["Pada"], row["Harga (poin)"]) for row in
            sheets(content())["yang membatasi"]] == [("SEATS", "Kursi tiap angkatan", "S1", 0.2)]  # fmt: skip

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from recommender.store.plans import PlanRow, PlanView, Revision
from recommender.tables.people_file import Person
from recommender.web.plan_export import ESELON, PANGKAT, plan_file, rank
from tests.store.plan_world import content, place

LISTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "siasn-referensi"
AT = "2026-06-30T17:30:00Z"
ROW = PlanRow("p", "=1+1", None, {}, "PROPOSED", 1, AT, "k", None, "", 0, 0, None)
HISTORY = (Revision("p", 1, AT, "k", "PROPOSE", "", "", "", "", "", "0" * 64),)


def test_people_stand_by_eselon_then_pangkat_then_name() -> None:
    people = [
        place("A1", "S1", position_class="PELAKSANA", grade_id=34),
        place("A2", "S1", position_class="PENGAWAS", grade_id=33),
        place("A3", "S1", position_class="ADMINISTRATOR", grade_id=41),
        place("A4", "S1", position_class="PENGAWAS", grade_id=34),
        place("A5", "S1", position_class="JF_KEAHLIAN", grade_id=109),
        place("A6", "S1", position_class="JF_KEAHLIAN", grade_id=34),
    ]
    names = {"A1": "Zul", "A6": "Amir"}
    ordered = sorted(people, key=lambda one: rank(one, names.get(one["asn_id"], "")))
    assert [one["asn_id"] for one in ordered] == ["A3", "A4", "A2", "A6", "A1", "A5"]


def test_no_cell_is_a_formula() -> None:
    view = PlanView(ROW, HISTORY, None)
    known = {"A1": Person("=HYPERLINK()", "@nip")}
    book = openpyxl.load_workbook(BytesIO(plan_file(view, content(), known=known)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {"=1+1", "=HYPERLINK()", "@nip"} <= {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}
    assert "Penata Muda Tingkat I (III/b)" in {cell.value for cell in cells}


def test_a_file_without_names_does_not_say_why_somebody_stays_away() -> None:
    declined = Revision("p", 2, AT, "k", "DECLINE", "S1", "A1", "", "CUTI_SAKIT", "rawat inap", "0" * 64)
    sent_back = Revision("p", 3, AT, "k", "RETURN", "", "", "", "PERLU_PERBAIKAN", "pagu", "0" * 64)
    view = PlanView(ROW, (*HISTORY, declined, sent_back), None)
    texts = [
        {cell.value for row in openpyxl.load_workbook(BytesIO(file))["keputusan"].iter_rows() for cell in row}
        for file in (plan_file(view, content(), known=known) for known in ({}, None))
    ]
    about_a_person = {"Cuti atau sakit", "rawat inap"}
    assert about_a_person <= texts[0]
    assert not about_a_person & texts[1]
    assert {"Rencana perlu diperbaiki", "pagu"} <= texts[1]


@pytest.mark.skipif(not LISTS.is_dir(), reason="the SIASN reference lists are not beside the project")
def test_ranks_are_those_of_the_siasn_reference() -> None:
    """Every golongan by its name, and the class of posts that each eselon stands for."""
    golongan = json.loads(gzip.decompress((LISTS / "golonganPns.json.gz").read_bytes()))
    assert {int(one["id"]): one["namaPangkat"] for one in golongan} == PANGKAT
    listed = json.loads(gzip.decompress((LISTS / "eselon.json.gz").read_bytes()))
    classes: dict[str, list[str]] = {}
    for one in listed:
        if one["jabatanAsn"]:
            classes.setdefault(one["jabatanAsn"].replace(" ", "_"), []).append(one["nama"])
    assert list(classes) == list(ESELON)
    assert all(name.startswith(ESELON[held]) for held, names in classes.items() for name in names)

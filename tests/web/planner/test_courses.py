from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.domain import codes
from recommender.domain.rules import RULE_NAMES as RULES
from recommender.features.arrays import Rule
from tests.small_bundle import small_bundle
from tests.web.fake_service import signed_in
from tests.web.planner.pages import pages_app, table_rows, words


def test_those_that_serve_most_come_first() -> None:
    rows = table_rows(signed_in(pages_app()).get("/kursus").text)
    assert [row[5] for row in rows] == ["3", "3", "2", "0", "0"]
    assert rows[2] == [
        "Pelatihan Pelayanan Prima", "Klasikal", "24", "Rp 2.000.000", "1,00 ± 0,00 n = 0", "2", "–",
    ]  # fmt: skip


def test_the_list_can_be_narrowed() -> None:
    client = signed_in(pages_app())
    assert len(table_rows(client.get("/kursus?bentuk=NONKLASIKAL").text)) == 2
    assert [row[0] for row in table_rows(client.get("/kursus?cari=prima").text)] == [
        "Pelatihan Pelayanan Prima"
    ]
    assert "Tidak ada pelatihan aktif yang cocok" in client.get("/kursus?cari=tidak+ada").text


def test_quality_is_told_with_its_doubt() -> None:
    gain = replace(
        small_bundle().gain,
        quality=np.full(5, 1.2, np.float32), quality_sd=np.full(5, 0.1, np.float32),
        quality_count=np.full(5, 1234, np.int32),
    )  # fmt: skip
    text = words(signed_in(pages_app(bundle={"gain": gain})).get("/kursus/C1").text)
    assert "1,20 Antara 1,07 dan 1,33, empat dari lima kali, dari 1.234 pengamatan." in text


def test_whom_it_would_serve_and_how_many_its_rules_keep_out() -> None:
    client = signed_in(pages_app())
    rows = table_rows(client.get("/kursus/C5").text)
    assert rows[0][0] == "S2"
    assert [(row[0], row[3]) for row in rows[1:]] == [("A5", "2,00"), ("A6", "1,00"), ("A2", "0,50")]
    page = client.get("/kursus/C2?unit=U2").text
    assert [row[0] for row in table_rows(page)] == ["A2"]
    assert "1 ASN lain punya kesenjangan serupa tetapi terhalang syarat." in words(page)
    assert "1 ASN terhalang syarat." in words(client.get("/kursus/C1").text)


def test_an_operator_sees_the_course_but_no_people() -> None:
    text = signed_in(pages_app(), "operator-key").get("/kursus/C5").text
    assert "Sesi yang akan datang" in text
    assert "Yang membutuhkan" not in text
    assert "/asn/" not in text


def test_rules_are_told_in_words() -> None:
    catalogue = replace(
        small_bundle().catalogue,
        rules=(
            Rule(0, "GRADE_MIN", ("33",)), Rule(0, "UNIT_IN", ("U1", "U2")), Rule(0, "PREREQUISITE", ("C2",)),
            Rule(0, "ONCE_ONLY", ("1",)), Rule(1, "MAX_AGE", ("50",)),
        ),
    )  # fmt: skip
    text = words(signed_in(pages_app(bundle={"catalogue": catalogue})).get("/kursus/C1").text)
    assert "Golongan paling rendah: III/c" in text
    assert "Unit: Dinas Kominfo, Seksi Layanan" in text
    assert "Prasyarat lulus: Pelatihan Pelayanan Prima" in text
    assert "Hanya sekali: ya" in text
    assert "Usia" not in text


def test_every_rule_has_a_name() -> None:
    assert set(RULES) == set(codes.RULES)

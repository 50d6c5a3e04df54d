from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from recommender.domain.days import to_day
from recommender.planning.conflict import find_conflict
from recommender.planning.explain import binding_rules, smallest_conflict
from recommender.planning.problem import Plan
from recommender.planning.rules import Settings, shared_rows
from tests.planning.worlds import problem
from tests.small_bundle import small_bundle


def test_the_smallest_conflict_leaves_the_bystanders_out():
    """Demands are numbers that may not add up to more than 5; 3 and 4 clash, 1 does not matter."""
    assert smallest_conflict([1, 3, 4], lambda some: sum(some) <= 5) == [3, 4]
    assert smallest_conflict([1, 2], lambda some: sum(some) <= 5) == []


def test_a_conflict_names_the_locks_and_the_rule():
    made = problem([[3.0, 0.0], [2.0, 1.0]], seats=[1, 1], locked=[(0, 0), (1, 0)])
    conflict = find_conflict(made, Settings.of())
    assert [one.split(":")[0] for one in conflict] == ["LOCK A0", "LOCK A1", "SEATS"]
    assert conflict[0] == "LOCK A0:S0: A0 dikunci pada angkatan S0."
    assert conflict[2] == "SEATS: Peserta tidak melebihi kursi yang tersisa pada angkatan."


def test_a_share_in_conflict_is_told_in_percent():
    made = problem([[3.0]], jp=[5.0], locked=[(0, 0)])
    (_, told) = find_conflict(made, Settings.of({"MAX_JP_PER_PERSON": 2.5}))
    assert told == "MAX_JP_PER_PERSON: Jam pelajaran seorang pegawai paling banyak 2,5 JP."
    (told,) = find_conflict(made, Settings.of({"MIN_20JP_COVERAGE": 0.125}))
    assert told == "MIN_20JP_COVERAGE: Paling sedikit 12,5% pegawai mencapai 20 JP pada tahun rencana."


def test_a_price_is_told_in_seats_and_in_ten_million_rupiah():
    made = problem([[3.0], [2.0]], seats=[1], cost=[1e7], whole=(2e7,))
    plan, plain = Plan(np.array([0]), 3.0, 3.0, np.array([2.0, 5e-8])), Settings.of()
    texts = {one.rule: (one.price, one.text) for one in binding_rules(plan, problem=made, settings=plain)}
    assert texts["SEATS"] == (2.0, "Satu kursi lagi pada S0 membeli sekitar 2,000 poin.")
    assert texts["WHOLE_BUDGET"][0] == pytest.approx(0.5)
    assert texts["WHOLE_BUDGET"][1] == "Rp 10 juta lagi untuk seluruh instansi membeli sekitar 0,500 poin."
    assert binding_rules(replace(plan, price=np.zeros(2)), problem=made, settings=plain) == []


def test_what_binds_is_named_with_course_and_day_and_unit_where_the_bundle_knows_them():
    bundle = small_bundle()
    day = to_day(date(2026, 8, 3))
    made = problem([[3.0], [2.0]], seats=[1], cost=[1e7], account=[0, 0], unit_caps=(2e7,), start=[day])
    plan, plain = Plan(np.array([0]), 3.0, 3.0, np.array([2.0, 5e-8])), Settings.of()
    found = binding_rules(plan, problem=made, settings=plain, bundle=bundle)
    title = bundle.catalogue.texts[0].title
    assert {one.rule: (one.subject, one.text) for one in found} == {
        "SEATS":
            ("S0", f"Satu kursi lagi pada {title} (S0, mulai 3 Agustus 2026) membeli sekitar 2,000 poin."),
        "UNIT_BUDGET":
            ("U0", "Rp 10 juta lagi untuk Pemerintah Provinsi membeli sekitar 0,500 poin."),
    }  # fmt: skip


def test_what_binds_is_named_in_words():
    made = problem([[3.0], [2.0]], unit=[0, 1])
    half = Settings.of({"MAX_UNIT_SHARE": 0.5})
    at = np.array(shared_rows(made, half).rule) == "MAX_UNIT_SHARE"
    plan = Plan(np.array([0]), 3.0, 3.0, at * 0.25)
    told = {one.text for one in binding_rules(plan, problem=made, settings=half)}
    assert (
        "Kelonggaran satu kursi pada Bagian satu unit paling banyak (U0) membeli sekitar 0,250 poin." in told
    )

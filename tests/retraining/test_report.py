from __future__ import annotations

import re
from dataclasses import replace

import orjson
import pytest

from recommender.evaluation.groups import GroupFigure
from recommender.evaluation.overrides import wilson
from recommender.impact.point_value import PointValue
from recommender.retraining.comparison import Overrides
from recommender.retraining.gate import judge, read_limits
from recommender.retraining.report import Beside, report_json, report_page
from recommender.store.shadow import ShadowStanding
from tests.retraining import comparisons as c


def page(comparison) -> str:
    return report_page(comparison, judge(comparison, limits=read_limits(), today=c.TODAY))


def test_a_good_quarter_reads_as_passed_with_nothing_to_do():
    text = page(c.GOOD)
    assert "<strong>Lulus.</strong>" in text and "Layanan memakai versi baru dengan sendirinya." in text
    assert "--override" not in text


def test_a_bad_quarter_says_what_is_red_what_to_do_and_how_to_overrule():
    text = page(c.vanished("people", 30))
    assert "1 dari 36 pemeriksaan merah. Versi 2026Q1-00000001 tetap melayani." in text
    assert "Periksa apakah seluruh perangkat daerah ikut terekspor." in text
    assert 'promote 2026Q2-00000002 --override "NAMA" --reason "ALASAN"' in text.replace("&#34;", '"')


def test_small_groups_have_no_figure():
    text = page(c.with_lists(groups=(GroupFigure("Kelas jabatan", "PENGAWAS", None, None),)))
    assert '<td>PENGAWAS</td><td class="n" colspan="3">kurang dari 5</td>' in text


@pytest.mark.parametrize(
    "comparison", [c.first(), replace(c.GOOD, forecast=None, champion_rows=None, drift=None)]
)
def test_what_is_not_there_is_said(comparison):
    assert "belum ada versi yang melayani" in page(comparison) or "tidak ada lagi" in page(comparison)


def test_titles_of_the_agency_cannot_become_markup():
    movers = (replace(c.GOOD.lists.movers[0], title="<script>x</script>"),)
    groups = (GroupFigure("Kelas jabatan", "PENGAWAS", 30, c.about(0.1)),)
    assert "<script" not in page(c.with_lists(movers=movers, groups=groups))


def test_the_json_holds_the_same_under_the_digest_of_the_gate():
    gate = judge(c.GOOD, limits=read_limits(), today=c.TODAY)
    document = orjson.loads(report_json(c.GOOD, gate))
    assert (document["passed"], document["digest"]) == (True, gate.digest)
    assert document["comparison"]["rows"] == dict(c.GOOD.rows)


def test_planners_swaps_stand_beside_both_versions_and_few_are_not_told():
    swapped = Overrides(swaps=31, of_fit=24, challenger=wilson(18, 24), champion=None)
    text = page(replace(c.GOOD, overrides=swapped))
    assert "menukar peserta 31 kali, 24 di antaranya karena kecocokan" in text
    assert '<td>Baru</td><td class="n">75,0%</td><td class="n">55,1% s.d. 88,0%</td>' in text
    assert '<td>Lama</td><td class="n" colspan="3">kurang dari 5</td>' in text
    assert "Pertukaran oleh perencana" not in page(c.GOOD)


def test_what_was_watched_beside_the_serving_version_is_told_and_judges_nothing():
    gate = judge(c.GOOD, limits=read_limits(), today=c.TODAY)
    watched = ShadowStanding(
        c.GOOD.champion, c.GOOD.challenger, "2026-05-01T08", "2026-06-02T09", 1200, 0.25, 0.9, None, 0.0125,
        {"dropped": 7, "unknown": 3},
    )  # fmt: skip
    refused = ShadowStanding(
        c.GOOD.champion, "v3", "2026-05-01T08", "2026-05-01T08", 0, None, None, None, None, {"failed": 2}
    )
    text = report_page(c.GOOD, gate, beside=Beside([watched, refused]))
    row = re.search(rf'<tr class="ours"><td>{c.GOOD.challenger}</td>(.*?)</tr>', text)
    assert row is not None
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[1]) == [
        "1 Mei 2026 s.d. 2 Juni 2026", "1.200", "25,0%", "90,0%", "0,0125", "10"
    ]  # fmt: skip
    assert "<td>v3</td>" in text
    document = orjson.loads(report_json(c.GOOD, gate, beside=Beside([watched])))
    assert document["shadows"][0]["compared"] == 1200
    assert "Tidak ada versi bayangan yang diamati di samping versi 2026Q1-00000001" in page(c.GOOD)


def test_what_a_point_is_worth_is_told_where_a_study_says_it_and_judges_nothing():
    gate = judge(c.GOOD, limits=read_limits(), today=c.TODAY)
    worth = {
        **PointValue(5.9, 2.1, 9.7, 1234, "mungkin", None).as_dict(),
        "as_of": "2026-10-31", "snapshot": "a" * 64,
    }  # fmt: skip
    beside = Beside(impact=worth)
    assert "Satu poin manfaat ≈ 5,90 poin skor" in report_page(c.GOOD, gate, beside=beside)
    document = orjson.loads(report_json(c.GOOD, gate, beside=beside))
    assert (document["impact"], document["digest"]) == (worth, gate.digest)
    assert "satu poin manfaat" not in page(c.GOOD).lower()
    assert orjson.loads(report_json(c.GOOD, gate))["impact"] == {}

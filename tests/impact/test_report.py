import re
from dataclasses import replace

import orjson

from recommender.impact.estimate import Estimate
from recommender.impact.point_value import PointValue
from recommender.impact.report import as_html, as_json, effect, interval, summary
from recommender.impact.verdict import VERDICTS
from recommender.impact.words import REASONS


def test_effects_carry_their_sign():
    assert effect(Estimate(0.42, 0.1, 9, 9)) == "+0,42"
    assert effect(Estimate(-0.42, 0.1, 9, 9)) == "−0,42"
    assert interval(Estimate(1.0, 0.0, 9, 9)) == "1,00 … 1,00"


def test_the_page_stands_alone_and_names_nobody(province_study, province_snapshot):
    page = as_html(province_study).decode()
    assert not re.search(r"https?://|<script|<link|<img", page)
    assert all(one in page for one in VERDICTS)
    assert "Mengapa angka sederhana menyesatkan" in page
    people = province_snapshot.frame("people")
    assert not [one for column in ("asn_id", "nip", "name") for one in people[column].dropna() if one in page]


def test_each_shown_verdict_has_its_reason_beside_it(province_study):
    page = as_html(province_study).decode()
    for one in province_study.asked:
        if one.scope.kind != "pelatihan":
            found = one.findings["kinerja"].judgement
            assert f"{found.verdict}<small>{REASONS[found.reason]}" in page.replace("&#39;", "'").replace(
                "&lt;", "<"
            )


def test_the_json_holds_the_same_figures(province_study):
    read = orjson.loads(as_json(province_study))
    for shown, asked in zip(read["asked"], province_study.asked, strict=True):
        estimate = asked.findings["L2"].estimate
        expected = None if estimate is None else estimate.as_dict()
        assert shown["findings"]["L2"]["estimate"] == expected
    assert read["asked"][0]["findings"]["L2"]["estimate"]["effect"] > 0
    assert read["as_of"] == province_study.as_of.isoformat()
    assert len(read["courses"]) == len(province_study.courses)
    assert sum(summary(province_study)["verdicts"]["L2"].values()) == len(province_study.asked)


def test_the_value_of_a_point_is_on_the_page_and_in_the_json(province_study):
    assert province_study.point_value.reason in as_html(province_study).decode()
    worth = PointValue(6.0, 2.5, 9.5, 1200, "mungkin", None)
    study = replace(province_study, point_value=worth)
    page = as_html(study).decode()
    assert "6,0 poin skor kinerja per poin level wajib" in page
    assert "2,5 … 9,5" in page
    assert "setara dengan kira-kira 0,60 poin" in page
    assert orjson.loads(as_json(study))["point_value"] == worth.as_dict()

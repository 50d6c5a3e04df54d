import re
from dataclasses import replace
from datetime import date
from html import unescape

import orjson

from recommender.impact.estimate import Estimate
from recommender.impact.kirkpatrick import LEVELS, Evaluated, Level
from recommender.impact.pending import OPEN, Pending
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


def test_no_count_on_the_page_tells_few_people_nor_lets_them_be_computed(province_study):
    """Of 33 people 20, 10 and 3 came to the sessions; forms and province are told to the nearest five."""
    rows = {name: _evaluated(name, n) for name, n in (("", 33), ("S1", 20), ("S2", 10), ("S3", 3))}
    waiting = Pending("S2", "C1", "Diklat", date(2026, 5, 1), date(2027, 2, 1), 10, 7, OPEN)
    study = replace(
        province_study, courses=(rows.pop(""),), sessions=tuple(rows.values()), pending=(waiting,),
        asked=tuple(
            replace(one, findings={name: replace(f, treated=n, people=n) for name, f in one.findings.items()})
            for one, n in zip(province_study.asked, (1002, 998, 4, 7, 0), strict=True)
        ),
    )  # fmt: skip
    cells = re.findall(r"<tr>(.*?)</tr>", as_html(study).decode(), re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", unescape(one), re.DOTALL) for one in cells]
    told = {(one[0], one[1]): one[3] for one in cells if len(one) > 10 and one[0] != "Pelatihan"}
    assert list(told.values()) == ["1.000", "1.000", "< 5", "5"]
    assert [one[1:4] for one in cells if one[:1] == ["Diklat"]][1:] == [
        ["S1", "20", "80,0 · 100%"], ["S2", "–", "– · –"], ["S3", "< 5", "– · –"]
    ]  # fmt: skip
    assert [one[4:6] for one in cells if one[:1] == ["S2"]] == [["–", "–"]]


def _evaluated(session: str, people: int) -> Evaluated:
    mean = 80.0 if people >= 5 else None
    return Evaluated("C1", "Diklat", session, people, {one: Level(people, 1.0, mean) for one in LEVELS}, ())

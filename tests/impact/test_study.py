from recommender.impact.study import OUTCOMES


def test_every_scope_answers_every_question(province_study):
    assert [one.scope.kind for one in province_study.asked] == [
        "provinsi",
        "bentuk",
        "bentuk",
        "jenis",
        "pelatihan",
    ]
    assert all(tuple(one.findings) == OUTCOMES for one in province_study.asked)
    assert len(province_study.groups) == 5
    assert province_study.units
    assert province_study.years == (2021, 2022, 2023, 2024, 2025)


def test_an_effect_of_300_people_is_not_called_proven(province_study):
    assert not [
        one
        for one in province_study.asked
        for found in one.findings.values()
        if found.judgement.verdict == "terbukti"
    ]

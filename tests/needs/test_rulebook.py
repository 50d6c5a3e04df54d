from datetime import date
from pathlib import Path

import pytest

from recommender.errors import BadInput
from recommender.needs.rulebook import IDS, IPASN_ITEMS, RuleBook, read_rulebook

RULE = """
[[rule]]
id = "JP_MINIMUM"
value = 20
valid_from = 2017-04-07
legal_basis = "PP 11/2017"
verified = true
"""


def read(folder: Path, text: str) -> RuleBook:
    (folder / "aturan.toml").write_text(text)
    return read_rulebook(folder)


def test_the_book_of_the_project_has_every_kind_of_rule():
    book = read_rulebook()
    assert {rule.id for rule in book.rules} == set(IDS)
    assert {rule.item for rule in book.of("IPASN_ITEM")} == set(IPASN_ITEMS)


def test_the_competency_items_of_every_class_add_up_to_forty_points():
    points: dict[str, float] = {}
    for rule in read_rulebook().of("IPASN_ITEM"):
        for name in rule.position_class:
            points[name] = points.get(name, 0) + rule.value
    assert points == dict.fromkeys(points, 40.0)
    assert len(points) == 8


def test_a_rule_holds_from_its_first_to_its_last_day(tmp_path):
    book = read(tmp_path, RULE + "valid_to = 2020-12-31\n")
    days = [date(2017, 4, 6), date(2017, 4, 7), date(2020, 12, 31), date(2021, 1, 1)]
    assert [len(book.on(day).rules) for day in days] == [0, 1, 1, 0]


def test_what_was_not_verified_says_so_in_its_basis(tmp_path):
    book = read(tmp_path, RULE.replace("true", "false"))
    assert book.rules[0].basis == "PP 11/2017 (belum diverifikasi)"


def test_a_successor_starts_the_day_after(tmp_path):
    later = RULE.replace("2017-04-07", "2021-01-01").replace("20\n", "24\n")
    book = read(tmp_path, RULE + "valid_to = 2020-12-31\n" + later)
    assert [rule.value for rule in book.on(date(2022, 1, 1)).of("JP_MINIMUM")] == [24]


@pytest.mark.parametrize(
    "text",
    [
        "rule = 3",
        "[[rule]]\nid = ",
        RULE.replace("JP_MINIMUM", "JP_MAKSIMUM"),
        RULE.replace("value = 20\n", ""),
        RULE + 'tarif = "x"\n',
        RULE.replace("2017-04-07", '"2017-04-07"'),
        RULE.replace("value = 20", 'value = "dua puluh"'),
        RULE.replace('"PP 11/2017"', '" "'),
        RULE + 'employment = ["HONORER"]\n',
        RULE + "dev_kind = [26]\n",
        RULE + "pattern = ['(']\n",
        RULE.replace("JP_MINIMUM", "IPASN_ITEM"),
        RULE + RULE,
        RULE + RULE.replace("2017-04-07", "2025-01-01") + 'employment = ["PPPK"]\n',
    ],
)
def test_a_book_that_cannot_be_trusted_is_refused(tmp_path, text):
    with pytest.raises(BadInput) as refusal:
        read(tmp_path, text)
    assert refusal.value.code == "RULEBOOK_INVALID"

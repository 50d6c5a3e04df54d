"""The card as people read it: one made by hand, every figure of which can be looked for on the page."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import orjson
import pytest

from recommender.domain.numerals import number
from recommender.training.card import Card
from recommender.training.card_page import METHODS, card_page
from recommender.training.completion_check import CompletionCheck


def interval(mean: float) -> dict[str, Any]:
    return {"mean": mean, "low": mean - 0.011, "high": mean + 0.012, "people": 1_234}


def judged(mean: float, behind: float | None) -> dict[str, Any]:
    return {
        "ndcg": interval(mean), "hit_rate": interval(mean + 0.2), "coverage": 0.417, "overlap": 0.268,
        "behind": None if behind is None else interval(behind),
    }  # fmt: skip


def compared(name: str, mean: float) -> dict[str, Any]:
    return {
        "key": "sex", "name": name, "benefit": interval(mean), "helped": interval(0.97),
        "exposure": {"costly": interval(0.81), "classical": interval(1.07), "leadership": None},
        "steps": {"need": 0.66, "reach": 1.02, "open": 0.99, "benefit": 1.01}, "assessed": (0.331, 0.442),
    }  # fmt: skip


CARD = Card(
    version="2026Q4-3f2a9c1b",
    as_of="2026-10-31",
    snapshot="ab12cd34ef56" + "0" * 52,
    people=20_001,
    courses=187,
    switched_off=("budgets",),
    cut="2025-09-30",
    benefit={name: interval(0.1 + 0.03 * place) for place, name in enumerate(METHODS)},
    agreement={"popular": judged(0.153, 0.062), "ease": judged(0.215, None)},
    completion=CompletionCheck(0.683, 0.017, 5_678, np.array([0.423, 0.871]), np.array([0.409, 0.888])),
    growth={
        "slope": 0.937, "slope_sd": 0.084, "offset": 0.026, "trainings": 3_456,
        "predicted": np.array([0.213, 0.587]), "measured": np.array([0.198, 0.604]),
    },
    lists={"coverage": 0.873, "overlap": 0.219, "alarm": False},
    slices=[
        {"slice": "Golongan jabatan", "group": "PENGAWAS", "people": 777, "mean": interval(0.512)},
        {"slice": "Golongan jabatan", "group": "JPT_UTAMA", "people": None, "mean": None},
    ],
    slices_by_method=[
        {"slice": "Golongan jabatan", "group": "PENGAWAS", "people": 700,
         "means": {name: 0.31 + 0.01 * place for place, name in enumerate(METHODS)}},
    ],
    fairness=[compared("Perempuan dan laki-laki", 0.893)],
    quality=[
        {"course_id": "C017", "title": "Pelayanan <Publik>", "quality": 1.27, "low": 1.04, "high": 1.49,
         "observations": 345},
    ],
    feedback={"events": {"OPENED": 91}, "declined": {"NOT_RELEVANT": 13}, "ranked": 87, "digest": "f" * 64},
    impact={
        "value": 5.934, "low": 2.112, "high": 9.751, "unit": "poin skor", "n": 4_320, "verdict": "mungkin",
        "reason": None, "as_of": "2026-10-31", "snapshot": "b" * 64,
    },
)  # fmt: skip
EMPTY = replace(
    CARD, cut=None, benefit={}, agreement={}, completion=None, growth=None, slices=[], slices_by_method=[],
    fairness=[], quality=[], feedback={}, impact={},
)  # fmt: skip


@pytest.fixture(scope="module")
def page() -> str:
    return card_page(CARD)


@pytest.fixture(scope="module")
def empty() -> str:
    return card_page(EMPTY)


class _Order(HTMLParser):
    """Headings, plots and tables in the order of the page; tags that were never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"h2", "svg", "table"}:
            self.seen.append(tag)
        if tag in {"table", "details", "ul", "div", "tr", "h2", "h3", "svg", "body"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"table", "details", "ul", "div", "tr", "h2", "h3", "svg", "body"}:
            assert self.open.pop() == tag


def figures(value: Any, key: str = "") -> Iterator[float]:
    """Every figure of the card's JSON; of the hit rate the page shows the mean alone."""
    if isinstance(value, dict):
        for name, one in value.items():
            if key != "hit_rate" or name == "mean":
                yield from figures(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from figures(one, key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def shown(value: float, page: str) -> bool:
    """In one of the ways in which the page writes figures: three, two or no decimals, or a share."""
    ways = {number(value, 3), number(value, 2), f"{number(100 * value, 1)}%"}
    return any(way in page for way in ways | ({number(value, 0)} if value == int(value) else set()))


def test_every_figure_of_the_json_stands_on_the_page(page: str) -> None:
    card = orjson.loads(orjson.dumps(asdict(CARD), option=orjson.OPT_SERIALIZE_NUMPY))
    found = list(figures(card))
    assert len(found) > 90
    assert [one for one in found if not shown(one, page)] == []


def test_a_changed_figure_changes_the_page(page: str) -> None:
    """The test above can fail: 0.777 stands nowhere until it is a figure of the card."""
    assert not shown(0.777, page)
    assert shown(0.777, card_page(replace(CARD, lists={**CARD.lists, "overlap": 0.777})))


def test_every_plot_has_its_figures_in_a_table_of_its_section(page: str, empty: str) -> None:
    order = _Order(page)
    for place, tag in enumerate(order.seen):
        if tag == "svg":
            assert order.seen[place + 1] == "table"
    assert order.seen.count("svg") == 6
    assert _Order(empty).seen.count("svg") == 0
    assert order.open == _Order(empty).open == []


def test_the_page_asks_nothing_of_the_network(page: str) -> None:
    """Namespaces of SVG are names; nothing that a browser would fetch may stand there."""
    without_names = re.sub(r'(xmlns(:\w+)?|rdf:\w+|\w+:resource)="[^"]*"', "", page)
    assert re.findall(r"https?://", re.sub(r"<metadata>.*?</metadata>", "", without_names, flags=re.S)) == []
    targets = re.findall(r'(?:src|href|action)\s*=\s*"([^"]*)"', page) + re.findall(r"url\(([^)]*)\)", page)
    assert all(one.startswith("#") for one in targets)
    assert "<script" not in page
    assert "@import" not in page


def test_the_sections_stand_in_order(page: str) -> None:
    headings = re.findall(r"<h2[^>]*>([^<]*)</h2>", page)
    assert headings == [
        "Ringkasan", "Manfaat menurut cara memilih", "Kesesuaian dengan praktik",
        "Apakah kenaikan yang diperkirakan terjadi?", "Peluang selesai", "Menurut kelompok",
        "Keadilan antarkelompok", "Kualitas kursus", "Umpan balik yang dipelajari",
        "Nilai satu poin manfaat",
    ]  # fmt: skip


def test_ours_and_the_winner_are_marked_and_the_best_stands_first(page: str) -> None:
    marked = re.findall(r'<tr class="ours"><td>([^<]*)</td>', page)
    assert marked == [METHODS["expected_gain"], METHODS["ease"]]
    benefit = page.split("Manfaat menurut cara memilih")[1].split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r"<td>([^<]*)</td>", benefit) == list(METHODS.values())[::-1]


def test_small_groups_and_what_cannot_be_said_are_told_without_numbers(page: str, empty: str) -> None:
    assert '<td>JPT_UTAMA</td><td class="n" colspan="3">kurang dari 5</td>' in page
    assert empty.count("elum dapat disimpulkan") == 3
    assert "Belum ada riwayat yang cukup." in empty
    assert "None" not in empty + page
    assert "nan" not in re.findall(r">([^<]*)<", page)


def test_titles_are_text(page: str) -> None:
    assert "Pelayanan &lt;Publik&gt;" in page


def test_the_same_list_for_everybody_is_an_alarm(page: str) -> None:
    alarming = replace(CARD, lists={"coverage": 0.1, "overlap": 0.91, "alarm": True})
    assert "hampir semua orang mendapat daftar yang sama" in card_page(alarming)
    assert "hampir semua orang mendapat daftar yang sama" not in page

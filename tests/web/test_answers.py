from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.ranking.answer import Benefit, Item, Reason, Recommendation
from recommender.web.answers import list_json
from recommender.web.model_holder import Served
from tests.web.fake_service import VERSION, small_bundle

NOISY = float(np.float32(0.1))
"""0.10000000149011612"""
THIRDS = (Reason("GAP", 1 / 3, "satu", "M.03"), Reason("GAP", 2 / 3, "dua", "T.01"))
ITEM = Item(
    rank=1, course=0, score=NOISY, benefit=Benefit(NOISY, 0.0, 123456.789), p_complete=float(np.float32(0.9)),
    reasons=THIRDS, session=-1,
)  # fmt: skip


def item(changed: Item) -> dict[str, object]:
    answer = Recommendation("A1", (changed,), (), ())
    found: dict[str, object] = list_json(answer, served=Served(VERSION, 1, small_bundle()))["items"][0]
    return found


def test_numbers_have_six_significant_digits_and_no_noise() -> None:
    told = item(ITEM)
    assert (told["score"], told["p_complete"]) == (0.1, 0.9)
    assert told["benefit"] == {"value": 0.1, "low": 0.0, "high": 123457.0, "unit": ITEM.benefit.unit}
    assert item(replace(ITEM, score=1.234567e-7))["score"] == 1.23457e-7


def test_shares_are_told_exactly() -> None:
    told = item(ITEM)["reasons"]
    assert isinstance(told, list)
    assert [one["share"] for one in told] == [1 / 3, 2 / 3]

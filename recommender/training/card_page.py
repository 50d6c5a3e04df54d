"""The evaluation card as one self-contained Indonesian HTML page: no script, no outside request."""

from __future__ import annotations

from datetime import date
from math import log
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from recommender.domain import numerals
from recommender.domain.days import format_date
from recommender.evaluation.fairness import ALIKE
from recommender.evaluation.groups import OFFICES
from recommender.impact.stored_value import told_value
from recommender.training import plots
from recommender.training.card import Card

METHODS: Final = {
    "random": "Acak", "popular": "Terpopuler", "by_need": "Kesenjangan (gap)", "item_knn": "Item-kNN",
    "ease_history": "EASE, riwayat saja", "ease": "EASE", "markov": "Kursus berikutnya (Markov)",
    "blend": "EASE + Markov", "hybrid": "LightFM hibrida", "expected_gain": "Manfaat harapan (layanan ini)",
}  # fmt: skip
"""Indonesian name of every method in a card."""
OURS: Final = "expected_gain"
EXPOSURE: Final = {
    "costly": "kursus mahal", "classical": "kursus klasikal", "leadership": "pelatihan kepemimpinan",
}  # fmt: skip
STEPS: Final = {
    "need": "kebutuhan", "reach": "kursus yang cocok", "open": "kursus yang boleh diikuti",
    "benefit": "peluang selesai",
}  # fmt: skip
_BESIDE: Final = ("expected_gain", "by_need", "ease", "hybrid", "popular", "random")
"""Methods beside each other by group, the others are close to one of these."""


def card_page(card: Card) -> str:
    """The page as HTML text."""
    environment = Environment(
        loader=PackageLoader("recommender.training"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["number"] = number
    environment.filters["percent"] = lambda value: f"{number(100 * value, 1)}%"
    environment.filters["distance"] = lambda ratio: abs(log(ratio))
    environment.filters["day"] = lambda text: format_date(date.fromisoformat(text))
    return environment.get_template("card.html").render(
        card=card,
        methods=METHODS,
        benefit_plot=_bars(card.benefit, "Manfaat 10 kursus (poin level standar)"),
        agreement_plot=_bars(
            {name: one["ndcg"] for name, one in card.agreement.items()}, "NDCG@10 atas praktik berikutnya"
        ),
        completion_plot=None if card.completion is None else plots.against_diagonal(
            card.completion.predicted, card.completion.observed,
            xlabel="Peluang selesai yang diperkirakan", ylabel="Bagian yang benar-benar selesai",
        ),
        growth_plot=None if card.growth is None else plots.against_diagonal(
            card.growth["predicted"], card.growth["measured"],
            xlabel="Kenaikan level yang diperkirakan", ylabel="Kenaikan menurut post-test",
        ),
        best=next((name for name, one in card.agreement.items() if one["behind"] is None), None),
        beside=_BESIDE,
        exposure_names=EXPOSURE,
        steps=STEPS,
        slice_plot=_slice_plot(card),
        fairness_plot=_fairness_plot(card),
        worth=told_value(card.impact) if card.impact else None,
    )  # fmt: skip


def number(value: float, digits: int = 3) -> str:
    """A figure of a card: three decimals unless fewer are asked for."""
    return numerals.number(value, digits)


def _bars(figures: dict[str, Any], label: str) -> str | None:
    if not figures:
        return None
    rows = [
        (METHODS[name], one["mean"], one["low"], one["high"], name == OURS) for name, one in figures.items()
    ]
    return plots.bars(sorted(rows, key=lambda row: -row[1]), label=label)


def _slice_plot(card: Card) -> str | None:
    rows = [
        (
            f"{one['slice']}: {one['group']}",
            one["mean"]["mean"],
            one["mean"]["low"],
            one["mean"]["high"],
            True,
        )
        for one in card.slices
        if one["mean"] is not None and one["slice"] != OFFICES
    ]
    return plots.bars(rows, label="Manfaat gabungan daftar") if rows else None


def _fairness_plot(card: Card) -> str | None:
    rows = [
        (one["name"], one["benefit"]["mean"], one["benefit"]["low"], one["benefit"]["high"])
        for one in card.fairness
        if one["benefit"] is not None
    ]
    return plots.ratios(rows, label="Rasio manfaat daftar (1 = sama)", alike=ALIKE) if rows else None

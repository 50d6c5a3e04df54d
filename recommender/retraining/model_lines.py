"""Gate lines about the version: worth as much, keeps its word, spreads, fair, not pushed by one course."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from recommender.evaluation.intervals import Interval
from recommender.retraining.comparison import Comparison
from recommender.retraining.forecast import CHAMPION, OURS, Standing
from recommender.retraining.lines import (
    HISTORY_SHORT,
    NOBODY_SHARED,
    NOTHING_SERVES,
    Line,
    Measured,
    NotJudged,
    between,
    exact,
    percent,
    shortfall,
)
from recommender.training.card_page import METHODS, number

_SURE = 1.96


def benefit_baselines(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Shortfall of benefit behind the best baseline, as a part of ours."""
    return _behind_best(comparison, "benefit")


def benefit_champion(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Shortfall of benefit behind the serving version on the held-out day, as a part of ours."""
    return _behind_champion(comparison, "benefit")


def benefit_today(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Shortfall of today's new lists behind the old ones, by the new model itself."""
    lead = comparison.lists.own_lead
    if lead is None:
        return _no_champion(comparison)
    return shortfall(lead, of=1.0, text=f"selisih manfaat daftar baru dan lama {between(lead)}")


def benefit_by_champion(comparison: Comparison, today: date) -> Measured | NotJudged:
    """What the serving version's model thinks is lost by the new lists, as a part of its own."""
    lead, value = comparison.lists.champion_lead, comparison.lists.champion_value
    if lead is None or value is None:
        return _no_champion(comparison)
    return shortfall(lead, of=value, text=f"selisih {between(lead)} dari {number(value)}")


def agreement_champion(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Shortfall of NDCG@10 behind the serving version, in points, by ours or its own kind of model.

    The new data chose ours on a longer time and it may lose this one (:func:`agreement_baselines`); data
    that are broken make every kind worse.
    """
    standing = _standing(comparison, "agreement", CHAMPION)
    if isinstance(standing, NotJudged):
        return standing
    forecast = comparison.forecast
    if forecast is not None and not forecast.blind:
        return NotJudged("Versi yang melayani sudah melihat sebagian data penguji.")
    if forecast is None or standing.lead is None:
        return HISTORY_SHORT
    same = forecast.same_kind
    if same is not None and same.mean > standing.lead.mean:
        text = f"selisih NDCG@10 model sejenis yang dilatih ulang {between(same)}"
        return shortfall(same, of=1.0, text=text)
    return shortfall(standing.lead, of=1.0, text=f"selisih NDCG@10 {between(standing.lead)}")


def agreement_baselines(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Shortfall of NDCG@10 behind the best other model, as a part of ours."""
    return _behind_best(comparison, "agreement")


def calibration_error(comparison: Comparison, today: date) -> Measured | NotJudged:
    """ECE of the chance of completing."""
    forecast = comparison.forecast
    if forecast is None or forecast.calibration is None:
        return HISTORY_SHORT
    one = forecast.calibration
    text = f"galat kalibrasi {number(one.ece)} pada {number(one.trainings, 0)} pelatihan"
    return exact(one.ece, text)


def calibration_champion(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Excess of the Brier score over that of the serving version."""
    if comparison.champion is None:
        return NOTHING_SERVES
    forecast = comparison.forecast
    if forecast is None or forecast.calibration is None or forecast.calibration.excess is None:
        return HISTORY_SHORT
    excess = forecast.calibration.excess
    return Measured(excess.mean, f"selisih skor Brier {between(excess, 4)}", excess.low, excess.high)


def growth(comparison: Comparison, today: date) -> Measured | NotJudged:
    """1 minus the slope of measured on predicted growth: 0 is perfect, 1 means none of it came."""
    found = None if comparison.forecast is None else comparison.forecast.growth
    if found is None:
        return NotJudged("Terlalu sedikit pre/post-test sesudah tanggal pembagian.")
    half = _SURE * found.slope_sd
    text = (
        f"kemiringan {number(found.slope, 2)} ± {number(half, 2)} pada {number(found.trainings, 0)} pelatihan"
    )
    return Measured(1 - found.slope, text, 1 - found.slope - half, 1 - found.slope + half)


def coverage(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Part of the catalogue's coverage that is lost."""
    new, old = comparison.lists.challenger, comparison.lists.champion
    if old is None:
        return _no_champion(comparison)
    text = f"{percent(old.coverage)} menjadi {percent(new.coverage)} kursus"
    return exact(1 - new.coverage / max(old.coverage, 1e-9), text)


def overlap(comparison: Comparison, today: date) -> Measured | NotJudged:
    """How alike two people's lists are."""
    value = comparison.lists.challenger.overlap
    return exact(value, f"rata-rata {percent(value)} isi daftar dua orang sama")


def lists_changed(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Mean share of a person's list that is replaced."""
    kept = comparison.lists.kept
    return _no_champion(comparison) if kept is None else exact(1 - kept, f"{percent(kept)} isi daftar tetap")


def course_pushed(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Largest change of one course's share of all places on the lists, in parts of 1."""
    if comparison.lists.champion is None:
        return _no_champion(comparison)
    top = comparison.lists.movers[0]
    return exact(abs(top.change), f"{top.course_id}: {percent(top.before)} menjadi {percent(top.after)}")


def fairness_sex(comparison: Comparison, today: date) -> Measured | NotJudged:
    """What the smaller of the two groups' benefit lacks to the larger."""
    return _unfair(comparison, "sex", "perempuan dibanding laki-laki")


def fairness_distance(comparison: Comparison, today: date) -> Measured | NotJudged:
    """The same for people far from the training centre and near it."""
    return _unfair(comparison, "distance", "jauh dibanding dekat")


def fairness_employment(comparison: Comparison, today: date) -> Measured | NotJudged:
    """The same for PPPK and PNS."""
    return _unfair(comparison, "employment", "PPPK dibanding PNS")


def fairness_young(comparison: Comparison, today: date) -> Measured | NotJudged:
    """The same for people below 35 and from 35 to 49."""
    return _unfair(comparison, "young", "di bawah 35 dibanding 35–49 tahun")


def fairness_old(comparison: Comparison, today: date) -> Measured | NotJudged:
    """The same for people from 50 on and from 35 to 49."""
    return _unfair(comparison, "old", "50 tahun ke atas dibanding 35–49 tahun")


def fairness_office(comparison: Comparison, today: date) -> Measured | NotJudged:
    """The same for people of small offices and the others."""
    return _unfair(comparison, "office", "perangkat daerah kecil dibanding yang lain")


MODEL_LINES: tuple[Line, ...] = (
    benefit_baselines, benefit_champion, benefit_today, benefit_by_champion, agreement_champion,
    agreement_baselines, calibration_error, calibration_champion, growth, coverage, overlap,
    lists_changed, course_pushed, fairness_sex, fairness_distance,
    fairness_employment, fairness_young, fairness_old, fairness_office,
)  # fmt: skip


def _no_champion(comparison: Comparison) -> NotJudged:
    return NOTHING_SERVES if comparison.champion is None else NOBODY_SHARED


def _standing(comparison: Comparison, part: str, name: str) -> Standing | NotJudged:
    if name == CHAMPION and comparison.lists.champion is None:
        return _no_champion(comparison)
    found: Mapping[str, Standing] = {} if comparison.forecast is None else getattr(comparison.forecast, part)
    return found.get(name, HISTORY_SHORT)


def _behind_champion(comparison: Comparison, part: str) -> Measured | NotJudged:
    standing, ours = _standing(comparison, part, CHAMPION), _standing(comparison, part, OURS)
    if isinstance(standing, NotJudged) or isinstance(ours, NotJudged) or standing.lead is None:
        return standing if isinstance(standing, NotJudged) else HISTORY_SHORT
    text = (
        f"{number(ours.value.mean)} dibanding {number(standing.value.mean)}; selisih {between(standing.lead)}"
    )
    return shortfall(standing.lead, of=ours.value.mean, text=text)


def _behind_best(comparison: Comparison, part: str) -> Measured | NotJudged:
    ours = _standing(comparison, part, OURS)
    if isinstance(ours, NotJudged) or comparison.forecast is None:
        return HISTORY_SHORT
    leads: dict[str, Interval] = {
        name: one.lead
        for name, one in getattr(comparison.forecast, part).items()
        if one.lead is not None and name != CHAMPION
    }
    best = min(leads, key=lambda name: (leads[name].mean, name))
    text = f"unggul atas pembanding terbaik ({METHODS[best]}) {between(leads[best])}"
    return shortfall(leads[best], of=ours.value.mean, text=text)


def _unfair(comparison: Comparison, pair: str, words: str) -> Measured | NotJudged:
    ratio = comparison.lists.challenger.ratios[pair]
    if ratio is None:
        return NotJudged("Kelompok terlalu kecil atau tidak diketahui.")
    text = f"manfaat {words}: {between(ratio, 2)}"
    if ratio.mean <= 1:
        return Measured(1 - ratio.mean, text, 1 - ratio.high, 1 - ratio.low)
    return Measured(1 - 1 / ratio.mean, text, 1 - 1 / max(ratio.low, 1e-9), 1 - 1 / ratio.high)

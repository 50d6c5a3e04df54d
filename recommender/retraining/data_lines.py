"""Gate lines about the data: fresh, complete, not rewritten, not flooded, not of another kind."""

from __future__ import annotations

from datetime import date

from recommender.evaluation.drift import LEAST, Names
from recommender.retraining.comparison import Comparison
from recommender.retraining.lines import (
    NOTHING_SERVES,
    SNAPSHOT_GONE,
    Line,
    Measured,
    NotJudged,
    between,
    exact,
    percent,
)
from recommender.training.card_page import number

FEW_RECORDS = NotJudged("Terlalu sedikit catatan baru: satu angkatan saja sudah mengubah angkanya.")


def freshness(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Days from the newest observed day to today."""
    age = (today - date.fromisoformat(comparison.as_of)).days
    return exact(age, f"data terakhir {age} hari yang lalu")


def not_older(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Days by which the data end before those of the serving version."""
    if comparison.champion_as_of is None:
        return NOTHING_SERVES
    later = (date.fromisoformat(comparison.as_of) - date.fromisoformat(comparison.champion_as_of)).days
    return exact(-later, f"{later} hari lebih baru daripada data versi yang melayani")


def data_comparable(comparison: Comparison, today: date) -> Measured | NotJudged:
    """1 where the data of the serving version are gone, so that no change can be seen."""
    if comparison.champion is None:
        return NOTHING_SERVES
    gone = comparison.champion_rows is None
    return exact(float(gone), SNAPSHOT_GONE.text if gone else "data kedua versi tersedia")


def tables_shrunk(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Largest share of rows that any table lost; a table that is gone lost all."""
    if comparison.champion_rows is None:
        return _absent(comparison)
    lost = {
        name: 1 - comparison.rows.get(name, 0) / rows
        for name, rows in comparison.champion_rows.items()
        if rows
    }
    name = max(lost, key=lambda one: (lost[one], one), default="")
    if not name or lost[name] <= 0:
        return exact(0, "tidak ada tabel yang menyusut")
    before, after = comparison.champion_rows[name], comparison.rows.get(name, 0)
    return exact(lost[name], f"{name}: {number(before, 0)} menjadi {number(after, 0)} baris")


def people_vanished(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Share of the people of before who are gone."""
    return _vanished(comparison, "people", "ASN")


def units_vanished(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Share of the units of before that are gone."""
    return _vanished(comparison, "units", "unit")


def positions_vanished(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Share of the positions of before that are gone."""
    return _vanished(comparison, "positions", "jabatan")


def courses_vanished(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Share of the courses of before that are gone."""
    return _vanished(comparison, "courses", "kursus")


def history_gone(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Share of the known training records that the new data no longer have."""
    drift = comparison.drift
    if drift is None:
        return _absent(comparison)
    share = drift.records_gone / max(1, drift.records_before)
    return exact(share, f"{number(drift.records_gone, 0)} catatan pelatihan lama hilang ({percent(share)})")


def history_late(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Records dated before the last import that were not known then, as a share of those known."""
    drift = comparison.drift
    if drift is None:
        return _absent(comparison)
    share = drift.records_late / max(1, drift.records_before)
    return exact(
        share, f"{number(drift.records_late, 0)} catatan bertanggal lama baru masuk ({percent(share)})"
    )


def pace_high(comparison: Comparison, today: date) -> Measured | NotJudged:
    """New training records a day over those of the two years before."""
    return _pace(comparison, slow=False)


def pace_low(comparison: Comparison, today: date) -> Measured | NotJudged:
    """The inverse of :func:`pace_high`: how many times fewer."""
    return _pace(comparison, slow=True)


def crowd(comparison: Comparison, today: date) -> Measured | NotJudged:
    """Rise of one course's share of the training records, in parts of 1."""
    if comparison.drift is None:
        return _absent(comparison)
    if comparison.drift.crowd is None:
        return NotJudged("Tidak ada catatan pelatihan baru.")
    if comparison.drift.records_new < LEAST:
        return FEW_RECORDS
    course, before, after = comparison.drift.crowd
    return exact(after - before, f"{course}: {percent(before)} menjadi {percent(after)} dari catatan baru")


def shift_levels(comparison: Comparison, today: date) -> Measured | NotJudged:
    """PSI of assessed levels."""
    return _shift(comparison, "level")


def shift_status(comparison: Comparison, today: date) -> Measured | NotJudged:
    """PSI of the outcomes of trainings."""
    return _shift(comparison, "status")


def shift_growth(comparison: Comparison, today: date) -> Measured | NotJudged:
    """PSI of post-test minus pre-test."""
    return _shift(comparison, "growth")


def shift_performance(comparison: Comparison, today: date) -> Measured | NotJudged:
    """PSI of yearly performance scores."""
    return _shift(comparison, "performance")


DATA_LINES: tuple[Line, ...] = (
    freshness, not_older, data_comparable, tables_shrunk, people_vanished, units_vanished,
    positions_vanished, courses_vanished, history_gone, history_late, pace_high, pace_low, crowd,
    shift_levels, shift_status, shift_growth, shift_performance,
)  # fmt: skip


def _absent(comparison: Comparison) -> NotJudged:
    return NOTHING_SERVES if comparison.champion is None else SNAPSHOT_GONE


def _names(comparison: Comparison, kind: str) -> Names | None:
    named = () if comparison.drift is None else comparison.drift.names
    return next((one for one in named if one.kind == kind), None)


def _vanished(comparison: Comparison, kind: str, word: str) -> Measured | NotJudged:
    names = _names(comparison, kind)
    if names is None:
        return _absent(comparison)
    text = f"{number(names.vanished_count, 0)} {word} hilang, {number(names.new_count, 0)} baru"
    return exact(names.vanished_count / max(1, names.before), f"{text}, dari {number(names.before, 0)}")


def _pace(comparison: Comparison, *, slow: bool) -> Measured | NotJudged:
    if comparison.drift is None:
        return _absent(comparison)
    pace, expected = comparison.drift.pace, comparison.drift.records_expected
    if pace is None or expected is None:
        return NotJudged("Tidak ada hari baru, atau dua tahun sebelumnya tanpa pelatihan.")
    if max(expected, comparison.drift.records_new) < LEAST:
        return FEW_RECORDS
    value = 1 / max(pace, 1e-3) if slow else pace
    return exact(value, f"{number(pace, 2)} kali laju dua tahun sebelumnya")


def _shift(comparison: Comparison, name: str) -> Measured | NotJudged:
    if comparison.drift is None:
        return _absent(comparison)
    shift = next(one for one in comparison.drift.shifts if one.name == name)
    if shift.psi is None or shift.ks is None:
        return NotJudged("Terlalu sedikit baris untuk menilai pergeseran.")
    text = f"PSI {between(shift.psi, 2)}; KS {between(shift.ks, 2)}"
    return Measured(shift.psi.mean, text, shift.psi.low, shift.psi.high)

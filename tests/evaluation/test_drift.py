from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.evaluation.drift import compare
from recommender.features.identifiers import Vocabulary
from tests.small_world import RECORDS, day, small_dataset


def on(text: str, *records):
    """The world as known on a day: its records up to it."""
    known = [one for one in (*RECORDS, *records) if one[2] <= text]
    world = small_dataset(known)
    return replace(world, evidence=replace(world.evidence, as_of=day(text)))


def test_nothing_changes_between_equal_data():
    drift = compare(small_dataset(), small_dataset(), seed=1)
    assert (drift.records_before, drift.records_gone, drift.records_late, drift.records_new) == (10, 0, 0, 0)
    assert [(one.new_count, one.vanished_count) for one in drift.names] == [(0, 0)] * 4
    assert drift.pace is None


def test_new_records_are_told_from_late_and_lost_ones():
    before, after = on("2025-12-31"), on("2026-06-30", ("A6", "C1", "2025-06-01", "LULUS", 50.0, 60.0))
    drift = compare(before, after, seed=1)
    assert (drift.records_before, drift.records_gone, drift.records_late, drift.records_new) == (8, 0, 1, 2)
    back = compare(after, before, seed=1)
    assert (back.records_gone, back.records_new) == (3, 0)


def test_the_pace_is_new_records_a_day_over_those_of_two_years():
    """Six of the eight records known at the end of 2025 are of its last 730 days; 2 came in 181 days."""
    drift = compare(on("2025-12-31"), on("2026-06-30"), seed=1)
    recent = sum(day("2025-12-31") - 730 < day(one[2]) <= day("2025-12-31") for one in RECORDS)
    assert drift.pace == (2 / 181) / (recent / 730)


def test_the_crowd_is_the_course_whose_share_rose_most():
    fakes = [(person, "C5", "2026-03-01", "LULUS", 20.0, 95.0) for person in ("A1", "A2", "A3")]
    drift = compare(on("2025-12-31"), on("2026-06-30", *fakes), seed=1)
    assert drift.crowd == ("C5", 0.0, 3 / 5)


def test_new_and_vanished_names_are_listed_but_people_only_counted():
    before = small_dataset()
    courses = Vocabulary.of(["C1", "C2", "C3", "C4", "C9"])
    people = replace(before.people, asn_id=np.array(["A1", "A2", "A3", "A4", "A5", "A7"]))
    after = replace(before, catalogue=replace(before.catalogue, courses=courses), people=people)
    named = {one.kind: one for one in compare(before, after, seed=1).names}
    assert (named["courses"].new, named["courses"].vanished) == (("C9",), ("C5",))
    assert (named["people"].new, named["people"].new_count, named["people"].vanished_count) == ((), 1, 1)


def test_few_rows_are_not_judged():
    shifts = compare(small_dataset(), small_dataset(), seed=1).shifts
    assert {one.name for one in shifts} == {"level", "status", "growth", "performance"}
    assert all(one.psi is None for one in shifts)

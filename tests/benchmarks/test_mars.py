from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.mars.tables import read_ratings, write_tables
from benchmarks.mars.timeline import in_time_order
from recommender.scorers.interactions import taken
from tests.small_world import small_dataset


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "explicit_ratings_en.csv").write_text(
        "user_id,item_id,watch_percentage,created_at,rating\n"
        "7,510,100,2018-09-28 16:18:29,10\n"
        "7,510,40,2018-09-28 18:00:00,4\n"
        "7,9,100,2018-09-29 10:00:00,10\n"
    )
    (tmp_path / "users_en.csv").write_text("user_id,job\n7,accounting\n8,N/A\n")
    (tmp_path / "items_en.csv").write_text(
        "item_id,name,duration\n510,What is OneDrive?,5400.0\n9,Sway,42.0\n"
    )
    return tmp_path


def test_ratings_become_records_one_a_course_and_day(source: Path) -> None:
    write_tables(source, source / "out", language="en")
    records = pd.read_csv(source / "out" / "training_records.csv", dtype=str)
    kept = records[["asn_id", "course_id", "ends_on", "status", "attendance_pct"]].to_numpy().tolist()
    assert kept == [
        ["U0000007", "C000510", "2018-09-28", "HADIR", "40"],
        ["U0000007", "C000009", "2018-09-29", "LULUS", "100"],
    ]


def test_duration_becomes_jp_and_a_job_a_position(source: Path) -> None:
    write_tables(source, source / "out", language="en")
    courses = pd.read_csv(source / "out" / "courses.csv").set_index("course_id")
    assert courses["jp"].to_dict() == {"C000009": 0.02, "C000510": 2.0}
    people = pd.read_csv(source / "out" / "asn.csv")
    assert people[["asn_id", "position_id"]].to_numpy().tolist() == [["U0000007", "accounting"]]


def test_ratings_are_in_the_order_of_the_clock(source: Path) -> None:
    assert read_ratings(source, language="en")["watched"].tolist() == [100, 40, 100]


@pytest.mark.parametrize("order", [("C1", "C2", "C3"), ("C3", "C1", "C2"), ("C2", "C3", "C1")])
def test_the_hour_orders_the_courses_of_one_day(order: tuple[str, ...]) -> None:
    records = [("A1", course, "2025-03-05", "LULUS", 1.0, 1.0) for course in sorted(order)]
    ratings = pd.DataFrame(
        {
            "asn_id": "A1",
            "course_id": order,
            "at": pd.to_datetime(["2025-03-05 08:00", "2025-03-05 09:00", "2025-03-05 10:00"]),
        }
    )
    dataset = in_time_order(small_dataset(records), ratings=ratings)
    assert [f"C{row + 1}" for row in taken(dataset.people).course] == list(order)
    assert dataset.people.history_day.tolist() == [20152, 20153, 20154]

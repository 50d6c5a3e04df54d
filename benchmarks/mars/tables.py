"""MARS (a real e-learning platform: learners with jobs, courses, ratings) as tables of the contract.

What MARS knows goes over as it is; what the contract requires and MARS does not know is filled with
a constant that says so, listed here and nowhere else:

* every job is a position of class PELAKSANA; learners without a job get the position ``TANPA-JOB``;
* one unit, ``MARS``; employment stays empty;
* courses are E-Learning (kind 16, NONKLASIKAL); their JP is the duration in seconds / 2700 where the
  English catalogue has it, else 1; French courses have no catalogue, so their title is their id;
* one competency that no course claims: MARS has neither standards nor assessments;
* a rating is a record of its day, LULUS when all of it was watched, else HADIR, with the share watched
  as attendance; the same course twice on a day is one record.

A date has no hour, so the order within a day is lost here; :mod:`benchmarks.mars.timeline` knows it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

SECONDS_PER_JP = 45 * 60
WITHOUT_JOB = "TANPA-JOB"


def write_tables(source: Path, out: Path, *, language: str) -> None:
    """Write the contract's CSV files of ``language`` (``fr`` or ``en``) from the MARS files to ``out``."""
    ratings = read_ratings(source, language=language)
    out.mkdir(parents=True, exist_ok=True)
    users = _users(source, language, ratings)
    tables = {
        "units": pd.DataFrame({"unit_id": ["MARS"], "name": ["Mandarine Academy"]}),
        "positions": _positions(users),
        "asn": users[["asn_id", "employment", "position_id", "unit_id"]],
        "competencies": pd.DataFrame(
            {"competency_id": ["T.01"], "name": ["Aplikasi perkantoran"], "kind": ["TEKNIS"]}
        ),
        "courses": _courses(source, language, ratings),
        "training_records": _records(ratings),
    }
    for name, frame in tables.items():
        frame.to_csv(out / f"{name}.csv", index=False)


def read_ratings(source: Path, *, language: str) -> pd.DataFrame:
    """Explicit ratings with the ids of the contract: asn_id, course_id, watched (%), at (time)."""
    raw = pd.read_csv(source / f"explicit_ratings_{language}.csv", dtype=str)
    return pd.DataFrame(
        {
            "asn_id": _person(raw["user_id"]),
            "course_id": _course(raw["item_id"]),
            "watched": raw["watch_percentage"].astype(int),
            "at": pd.to_datetime(raw["created_at"]),
        }
    ).sort_values(["asn_id", "at", "course_id"], kind="stable", ignore_index=True)


def _person(user: pd.Series[str]) -> pd.Series[str]:
    return "U" + user.str.zfill(7)


def _course(item: pd.Series[str]) -> pd.Series[str]:
    return "C" + item.str.zfill(6)


def _users(source: Path, language: str, ratings: pd.DataFrame) -> pd.DataFrame:
    """Learners with at least one rating; the others would be people nobody can be judged on."""
    users = pd.read_csv(source / f"users_{language}.csv", dtype=str, keep_default_na=False)
    users = users.assign(asn_id=_person(users["user_id"]), employment="", unit_id="MARS")
    users["position_id"] = users["job"].where(users["job"] != "N/A", WITHOUT_JOB)
    return users[users["asn_id"].isin(ratings["asn_id"])].sort_values("asn_id")


def _positions(users: pd.DataFrame) -> pd.DataFrame:
    jobs = sorted(set(users["position_id"]))
    return pd.DataFrame({"position_id": jobs, "name": jobs, "position_class": "PELAKSANA"})


def _courses(source: Path, language: str, ratings: pd.DataFrame) -> pd.DataFrame:
    courses = pd.DataFrame({"course_id": sorted(set(ratings["course_id"]))})
    courses["title"], courses["jp"] = courses["course_id"], 1.0
    if language == "en":
        items = pd.read_csv(source / "items_en.csv", dtype=str, keep_default_na=False)
        items = items.assign(course_id=_course(items["item_id"])).set_index("course_id")
        known = items.loc[courses["course_id"]]
        courses["title"] = known["name"].to_numpy()
        courses["jp"] = (known["duration"].astype(float) / SECONDS_PER_JP).round(2).clip(0.01).to_numpy()
    return courses.assign(dev_kind_id=16, form="NONKLASIKAL", delivery="DARING_ASINKRON")


def _records(ratings: pd.DataFrame) -> pd.DataFrame:
    records = ratings.assign(ends_on=ratings["at"].dt.strftime("%Y-%m-%d"))
    records = records.drop_duplicates(["asn_id", "course_id", "ends_on"], keep="last", ignore_index=True)
    return pd.DataFrame(
        {
            "record_id": [f"R{row:07d}" for row in range(len(records))],
            "asn_id": records["asn_id"],
            "course_id": records["course_id"],
            "ends_on": records["ends_on"],
            "status": records["watched"].eq(100).map({True: "LULUS", False: "HADIR"}),
            "attendance_pct": records["watched"],
        }
    )

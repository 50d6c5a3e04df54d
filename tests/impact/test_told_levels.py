from typing import Any

from recommender.impact.told_levels import told_levels, told_pending


def row(session: str, completed: int) -> dict[str, Any]:
    level = {"answered": completed, "rate": 1.0, "mean": 70.123}
    return {
        "course_id": "C1",
        "title": "Satu",
        "session_id": session,
        "completed": completed,
        "levels": {"L1": level},
    }


def test_the_smallest_session_beside_a_small_one_is_not_told_either() -> None:
    courses, sessions = told_levels([row("", 33)], [row("S1", 20), row("S2", 10), row("S3", 3)])
    assert [one["completed"] for one in courses + sessions] == [33, 20, None, None]
    assert [one["few"] for one in sessions] == [False, False, True]
    assert [one["levels"]["L1"]["mean"] for one in sessions] == [70.1, None, None]


def test_the_calendar_tells_no_alumni_that_the_sessions_do_not() -> None:
    _, sessions = told_levels([row("", 33)], [row("S1", 20), row("S2", 10), row("S3", 3)])
    calendar = [
        {"session_id": f"S{place}", "alumni": n, "answered": 2} for place, n in ((1, 20), (2, 10), (3, 3))
    ]
    told = told_pending(calendar, sessions)
    assert [(one["alumni"], one["answered"]) for one in told] == [(20, 2), (None, None), (None, None)]

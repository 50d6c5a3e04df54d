from recommender.domain.days import format_moment


def test_a_moment_is_told_in_the_time_of_lampung() -> None:
    """Half past five in the afternoon of UTC is past midnight there."""
    assert format_moment("2026-12-31T17:30:00+00:00") == "1 Januari 2027 00.30 WIB"

from collections import defaultdict

import pytest

from recommender.impact.told_counts import SMALL, count_text, told_count


@pytest.mark.parametrize(
    ("people", "text"),
    [(0, "0"), (1, "< 5"), (4, "< 5"), (5, "5"), (7, "5"), (8, "10"), (12_343, "12.345"), (None, "–")],
)
def test_few_are_not_told_and_the_others_to_the_nearest_five(people: int | None, text: str) -> None:
    assert count_text(people) == text


def test_no_difference_says_that_one_to_four_people_are_left() -> None:
    """Whole and part as told: whenever one to four may be left, so may nobody, or five and more."""
    left = defaultdict(set)
    for whole in range(120):
        for part in range(whole + 1):
            left[told_count(whole), told_count(part)].add(whole - part)
    shown = {told: rest for told, rest in left.items() if None not in told}
    assert len(shown) > 200
    assert all(rest - set(range(1, SMALL)) for rest in shown.values())

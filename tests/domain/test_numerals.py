from __future__ import annotations

import numpy as np
import pytest

from recommender.domain.numerals import number


@pytest.mark.parametrize(
    ("value", "digits", "indonesian", "english"),
    [
        (1234567, 0, "1.234.567", "1,234,567"),
        (-12345.678, 2, "−12.345,68", "−12,345.68"),
        (-0.001, 1, "0,0", "0.0"),
        (np.float32(2.5), 1, "2,5", "2.5"),
        (np.nan, 1, "–", "–"),
        (-np.inf, 1, "–", "–"),
        (None, 0, "–", "–"),
    ],
)
def test_a_number_in_both_languages(value: float | None, digits: int, indonesian: str, english: str) -> None:
    assert number(value, digits) == indonesian
    assert number(value, digits, english=True) == english

"""Quantiles of the standard normal distribution, spelt once."""

from __future__ import annotations

from typing import Final

FOUR_OF_FIVE: Final = 1.2816
"""Half-width, in standard deviations, of an interval that holds four times out of five (80%)."""

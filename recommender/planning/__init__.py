"""Cohorts under seats, dates, money and rules."""

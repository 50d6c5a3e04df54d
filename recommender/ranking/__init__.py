"""Candidates, eligibility, reasons and recommend(): the function everything calls."""

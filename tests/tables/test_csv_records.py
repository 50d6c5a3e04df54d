"""The block scanner against the grammar read letter by letter."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.tables.csv_records import QuoteMisplaced, split_records, texts


def by_letter(text: str) -> list[list[str]] | None:
    """RFC 4180 with CR, LF and CRLF as line ends, one letter after the other; None where it is broken."""
    records, record, field, state = [], [], "", "start"
    at = 0
    while at < len(text):
        one = text[at]
        if state == "quoted":
            if one == '"':
                state = "closed"
            else:
                field += one
        elif one == '"':
            if state == "closed":
                field, state = field + '"', "quoted"
            elif state == "start":
                state = "quoted"
            else:
                return None
        elif one in ",\r\n":
            record, field, state = [*record, field], "", "start"
            if one != ",":
                records, record = [*records, record], []
                at += text[at : at + 2] == "\r\n"
        elif state == "closed":
            return None
        else:
            field, state = field + one, "plain"
        at += 1
    return None if state == "quoted" else records


def by_block(text: str) -> list[list[str]] | None:
    block = np.frombuffer(text.encode(), dtype=np.uint8)
    try:
        found = split_records(block, delimiter=ord(","))
    except QuoteMisplaced:
        return None
    assert found.used == len(block)
    return [
        texts(block, found.starts[first : first + count], found.ends[first : first + count]).to_pylist()
        for first, count in zip(found.first, found.counts, strict=True)
    ]


@settings(max_examples=1_500, deadline=None)
@given(st.text(alphabet='ab",\r\n', max_size=14))
def test_a_block_reads_as_its_letters_do(text: str) -> None:
    expected = by_letter(text + "\n")
    if expected is None and text.count('"') % 2:
        # A quote that stays open leaves its record to the next block, which never comes.
        block = np.frombuffer((text + "\n").encode(), dtype=np.uint8)
        with contextlib.suppress(QuoteMisplaced):
            assert split_records(block, delimiter=ord(",")).used < len(block)
    else:
        assert by_block(text + "\n") == expected


def test_fields_stand_where_a_ruler_says() -> None:
    found = split_records(np.frombuffer(b'a,"b,c"\r\nd,e\nf', dtype=np.uint8), delimiter=ord(","))
    assert found.starts.tolist() == [0, 2, 9, 11]
    assert found.ends.tolist() == [1, 7, 10, 12]
    assert found.counts.tolist() == [2, 2]
    assert found.used == 13


def test_a_carriage_return_at_the_end_waits_for_its_line_feed() -> None:
    assert split_records(np.frombuffer(b"a,b\r", dtype=np.uint8), delimiter=ord(",")).used == 0


@pytest.mark.parametrize(("text", "record"), [('a\nb\nc"d\n', 2), ('a\n"b"c\n', 1), ('"a" ,b\n', 0)])
def test_a_misplaced_quote_is_found_in_its_record(text: str, record: int) -> None:
    with pytest.raises(QuoteMisplaced) as refused:
        split_records(np.frombuffer(text.encode(), dtype=np.uint8), delimiter=ord(","))
    assert refused.value.record == record

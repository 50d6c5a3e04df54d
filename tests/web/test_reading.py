from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.web.problems import RequestRefused
from recommender.web.reading import parse_json


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"nul", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": -1e999}',
        b'{"a": 1, "a": 1}', b'{"b": {"a": 1, "a": 2}}', b'{"a": "\\ud800"}', b'{"a": "\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"a": 1}', b'{"a": "\xff"}', b"{'a': 1}", b'{"a": 1,}', b'{"a": 01}', b'{"a": 1} x',
        b'{"a": "\x00"}', '{"a": 1}'.encode("utf-16"), b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"[" * 1000 + b"]" * 1000, b"1" * 10_000,
    ],
)  # fmt: skip
def test_json_traps_are_refused_quickly(raw: bytes) -> None:
    begin = time.process_time()
    with pytest.raises(RequestRefused) as refused:
        parse_json(raw)
    assert refused.value.code == "JSON_INVALID"
    assert time.process_time() - begin < 0.2


def test_plain_json_is_read() -> None:
    assert parse_json('{"a": [1, 2.5, "ä😀", null, true], "__proto__": {}}'.encode()) == {
        "a": [1, 2.5, "ä😀", None, True],
        "__proto__": {},
    }


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        parse_json(raw)
    except RequestRefused as refused:
        assert refused.code == "JSON_INVALID"

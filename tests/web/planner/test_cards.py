"""Tables of people, and of the sessions and units of a plan, are cards on a phone: each cell there is named
by the heading of its column.
"""

from __future__ import annotations

import re

import pytest

from tests.web.fake_service import signed_in
from tests.web.planner.pages import pages_app, words
from tests.web.small_plans import PLAN


@pytest.mark.parametrize(
    "path",
    ["/asn", "/kebutuhan/kompetensi/M.03", "/kursus/C5", f"/rencana/{PLAN}", f"/rencana/{PLAN}/angkatan/S1"],
)
def test_a_cell_of_a_card_has_the_name_of_its_column(path: str) -> None:
    page = signed_in(pages_app()).get(path).text
    tables = re.findall(r'<table class="table cards">(.*?)</table>', page, re.DOTALL)
    assert tables
    for table in tables:
        head, body = table.split("<tbody>")
        names = [words(one) for one in re.findall(r"<th[ >].*?</th>", head, re.DOTALL)]
        rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        assert rows
        for row in rows:
            assert [words(one) for one in re.findall(r'data-label="([^"]*)"', row)] == names[1:]
            assert row.count("<td") == len(names) - 1

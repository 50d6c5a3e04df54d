from __future__ import annotations

import numpy as np

from recommender.web.planner.paging import TableQuery, cut

ROWS = np.array([10, 11, 12, 13])
COLUMNS = {"poin": np.array([1.0, np.nan, 3.0, 1.0]), "nama": np.array(["b", "A", "c", "a"])}


def shown(size: int = 25, **query: object) -> list[int]:
    return cut(ROWS, columns=COLUMNS, query=TableQuery(**query), size=size).rows.tolist()  # type: ignore[arg-type]


def test_the_first_column_orders_what_nobody_ordered_and_the_unknown_stands_last() -> None:
    assert shown() == [12, 10, 13, 11]
    assert shown(urut="poin", arah="naik") == [10, 13, 12, 11]


def test_texts_rise_whatever_their_case() -> None:
    assert shown(urut="nama") == [11, 13, 10, 12]
    assert shown(urut="nama", arah="turun") == [12, 10, 11, 13]


def test_an_unknown_column_is_the_first_one() -> None:
    assert shown(urut="sandi") == shown()


def test_pages_and_their_links() -> None:
    table = cut(ROWS, columns=COLUMNS, query=TableQuery(hal=2), size=3, unit="U 1", jenis="")
    assert (table.rows.tolist(), table.page, table.pages, table.total) == ([11], 2, 2, 4)
    assert table.page_link(1) == "?unit=U+1&urut=poin&arah=turun&hal=1"
    assert table.sort_link("poin") == "?unit=U+1&urut=poin&arah=naik"
    assert [table.order_of(one) for one in COLUMNS] == ["descending", "none"]


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    assert shown(hal=9, size=3) == [11]


def test_no_rows_are_one_empty_page() -> None:
    table = cut(ROWS[:0], columns={"poin": np.array([])}, query=TableQuery())
    assert (table.rows.tolist(), table.pages) == ([], 1)

import numpy as np

from recommender.features.identifiers import UNKNOWN, Vocabulary, through


def test_ids_are_sorted_and_doubles_collapse():
    assert Vocabulary.of(["B", "A", "B"]).ids.tolist() == ["A", "B"]


def test_the_row_of_an_id_is_its_place():
    vocabulary = Vocabulary.of(["C2", "C10", "C1"])  # sorted as text: C1, C10, C2
    rows = vocabulary.rows(["C2", "C1", "C10", "C1"])
    assert rows.tolist() == [2, 0, 1, 0]
    assert rows.dtype == np.int32
    assert vocabulary.row("C10") == 1
    assert vocabulary[2] == "C2"


def test_what_is_not_held_is_unknown_also_where_it_begins_like_an_id():
    vocabulary = Vocabulary.of(["AB", "AD"])
    assert vocabulary.rows(["A", "ABC", "AC", "Z", ""]).tolist() == [UNKNOWN] * 5


def test_an_empty_vocabulary_knows_nothing():
    assert Vocabulary.of([]).rows(["A", "B"]).tolist() == [UNKNOWN, UNKNOWN]
    assert Vocabulary.of(["A"]).rows([]).tolist() == []


def test_values_of_unknown_rows_are_unknown():
    assert through(np.array([1, -1, 0], np.int32), np.array([7, 8], np.int8)).tolist() == [8, UNKNOWN, 7]
    assert through(np.array([-1], np.int32), np.zeros(0, np.int8)).tolist() == [UNKNOWN]

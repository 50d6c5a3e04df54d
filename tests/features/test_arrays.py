import numpy as np

from tests.small_world import small_dataset


def history(people, row):
    return people.history_course[people.history_indptr[row] : people.history_indptr[row + 1]].tolist()


def test_taken_people_keep_their_rows_and_ragged_blocks_in_the_order_asked_for():
    people = small_dataset().people
    taken = people.take([4, 5, 1, 1])
    assert taken.asn_id.tolist() == ["A5", "A6", "A2", "A2"]
    assert [history(taken, row) for row in range(4)] == [[1], [], [0, 1, 2], [0, 1, 2]]
    assert taken.feature.reshape(4, 3).tolist() == people.feature.reshape(6, 3)[[4, 5, 1, 1]].tolist()
    assert taken.level.tolist() == people.level[[4, 5, 1, 1]].tolist()


def test_entries_of_a_history_stay_together():
    people = small_dataset().people
    taken = people.take([3])
    assert taken.history_course.tolist() == [2, 3]
    assert taken.history_status.tolist() == [0, 2]
    assert (np.diff(taken.history_day) > 0).all()


def test_nobody_can_be_taken():
    nobody = small_dataset().people.take([])
    assert len(nobody) == 0
    assert nobody.history_indptr.tolist() == [0]
    assert nobody.level.shape == (0, 3)

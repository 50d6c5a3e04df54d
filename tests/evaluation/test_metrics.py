from __future__ import annotations

import ir_measures
import numpy as np
import pytest
from ir_measures import P, Qrel, ScoredDoc, Success, nDCG

from recommender.evaluation import metrics

SCORES = np.array([[0.9, 0.1, 0.5, 0.5], [0.2, 0.8, 0.1, 0.9]], np.float32)


def relevant(*rows: str) -> np.ndarray:
    return np.array([[cell == "1" for cell in row] for row in rows])


def test_best_first_and_equal_scores_by_row() -> None:
    assert metrics.ranked(SCORES, k=3).tolist() == [[0, 2, 3], [3, 1, 0]]


def test_barred_courses_are_never_listed_and_the_end_is_filled() -> None:
    barred = relevant("1110", "0001")
    assert metrics.ranked(SCORES, k=2, barred=barred).tolist() == [[3, -1], [1, 0]]


def test_a_list_longer_than_the_catalogue_is_filled() -> None:
    assert metrics.ranked(SCORES, k=6)[0].tolist() == [0, 2, 3, 1, -1, -1]


def test_the_filler_never_hits() -> None:
    assert metrics.hit_rate(np.array([[-1]], np.int32), relevant("1000")).tolist() == [0]


def test_values_by_hand() -> None:
    lists = np.array([[0, 2, 3], [3, 1, 0]], np.int32)
    truth = relevant("0011", "1000")
    assert metrics.hit_rate(lists, truth).tolist() == [1, 1]
    assert metrics.precision(lists, truth) == pytest.approx([2 / 3, 1 / 3])
    ideal = 1 + 1 / np.log2(3)
    assert metrics.ndcg(lists, truth) == pytest.approx([(1 / np.log2(3) + 1 / 2) / ideal, 1 / 2])


def test_who_completed_nothing_cannot_be_judged() -> None:
    lists = np.array([[0, 1]], np.int32)
    for metric in (metrics.hit_rate, metrics.precision, metrics.ndcg):
        assert np.isnan(metric(lists, relevant("0000"))).all()


def test_coverage_counts_listed_courses() -> None:
    assert metrics.coverage(np.array([[0, 1], [1, -1]], np.int32), courses=4) == 0.5


@pytest.mark.parametrize(
    ("lists", "expected"),
    [([[0, 1], [0, 1], [0, 1]], 1.0), ([[0, 1], [2, 3]], 0.0), ([[0, 1], [0, 2], [3, 4]], 1 / 6)],
)
def test_overlap_is_the_mean_common_share_of_two_people(lists: list[list[int]], expected: float) -> None:
    assert metrics.overlap(np.array(lists, np.int32), courses=5) == pytest.approx(expected)


def test_one_list_overlaps_with_nobody() -> None:
    with pytest.raises(ValueError, match="two people"):
        metrics.overlap(np.array([[0, 1]], np.int32), courses=5)


def test_all_agree_with_ir_measures() -> None:
    rng = np.random.default_rng(7)
    scores = rng.random((40, 30)).astype(np.float32)
    truth = rng.random((40, 30)) < 0.1
    truth[:, 0] = True
    run = [ScoredDoc(f"q{q}", f"d{d}", float(scores[q, d])) for q in range(40) for d in range(30)]
    qrels = [Qrel(f"q{q}", f"d{d}", 1) for q, d in zip(*np.nonzero(truth), strict=True)]
    ours = {
        nDCG @ 10: metrics.ndcg,
        P @ 10: metrics.precision,
        Success @ 10: metrics.hit_rate,
    }
    lists = metrics.ranked(scores, k=10)
    theirs = ir_measures.calc_aggregate(list(ours), qrels, run)
    for measure, metric in ours.items():
        assert metric(lists, truth).mean() == pytest.approx(theirs[measure]), measure

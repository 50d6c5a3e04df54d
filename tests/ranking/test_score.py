import pytest

from recommender.ranking.score import agreement_weight


@pytest.mark.parametrize(("dial", "weight"), [(0, 0), (0.25, 1 / 28), (0.5, 0.5), (0.75, 27 / 28), (1, 1)])
def test_the_dial_turns_the_weight_of_agreement(dial, weight):
    assert agreement_weight(dial) == pytest.approx(weight)

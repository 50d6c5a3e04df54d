from __future__ import annotations

from prometheus_client import CollectorRegistry

from recommender.evaluation.disagreement import Disagreement
from recommender.web.shadow_figures import ShadowFigures


def test_what_was_counted_stands_in_the_metrics_by_pair_of_versions() -> None:
    registry = CollectorRegistry()
    figures = ShadowFigures(registry)
    figures.compared("v1", "v2", Disagreement(True, 1.0, 1.0, 0.0))
    figures.compared("v1", "v2", Disagreement(False, 0.5, None, -0.1))
    figures.count("v1", "v2", "dropped")
    pair = {"serving": "v1", "shadow": "v2"}
    for outcome in ("same", "changed", "dropped"):
        assert registry.get_sample_value("asn_shadow_answers_total", {**pair, "outcome": outcome}) == 1
    assert registry.get_sample_value("asn_shadow_overlap_sum", pair) == 1.5
    assert registry.get_sample_value("asn_shadow_rank_correlation_count", pair) == 1

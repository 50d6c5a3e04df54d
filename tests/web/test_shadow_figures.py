from __future__ import annotations

from prometheus_client import CollectorRegistry, generate_latest

from recommender.evaluation.disagreement import Disagreement
from recommender.web.shadow_figures import ShadowFigures, Standing, read_standings


def test_what_was_counted_is_read_back_by_pair_of_versions() -> None:
    registry = CollectorRegistry()
    figures = ShadowFigures(registry)
    figures.compared("v1", "v2", Disagreement(True, 1.0, 1.0, 0.0))
    figures.compared("v1", "v2", Disagreement(False, 0.5, None, -0.1))
    figures.count("v1", "v2", "dropped")
    figures.count("-", "v3", "refused")
    assert read_standings(generate_latest(registry).decode()) == [
        Standing("-", "v3", 0, None, None, None, None, {"refused": 1}),
        Standing("v1", "v2", 2, 0.5, 0.75, 1.0, -0.05, {"dropped": 1}),
    ]


def test_a_server_without_a_shadow_has_no_figures() -> None:
    assert read_standings("# nothing\nasn_requests_total 3.0\n") == []

"""Counts and times for Prometheus; labels are route patterns, never what a client sent.

Under gunicorn the workers share the numbers through files (``PROMETHEUS_MULTIPROC_DIR``, set by
``serve`` before anything is imported); in one process they live in memory.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from recommender.web.model_holder import ModelHolder
from recommender.web.shadow_figures import ShadowFigures

MEDIA_TYPE: Final = "text/plain"
_BUCKETS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


@dataclass(frozen=True)
class Metrics:
    """The service's metrics in a registry of their own."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    degraded: Gauge
    shadow: ShadowFigures


def make_metrics() -> Metrics:
    """Fresh metrics."""
    registry = CollectorRegistry()
    labels = ("method", "route", "status")
    return Metrics(
        registry=registry,
        requests=Counter("asn_requests", "Requests by route and status.", labels, registry=registry),
        seconds=Histogram(
            "asn_request_seconds", "Time of a request.", labels[1:2], buckets=_BUCKETS, registry=registry
        ),
        degraded=Gauge(
            "asn_model_degraded",
            "1 where a worker does not serve the version it should.",
            registry=registry,
            multiprocess_mode="livemax",
        ),
        shadow=ShadowFigures(registry),
    )


def metrics_text(metrics: Metrics) -> bytes:
    """What Prometheus reads: of this process, or of all workers together."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
    return generate_latest(metrics.registry)


def install_metrics(app: Flask, metrics: Metrics, models: ModelHolder) -> None:
    """Count every request; its start is noted by ``install_logs``."""

    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "-"
        metrics.requests.labels(_method(), route, response.status_code).inc()
        metrics.seconds.labels(route).observe(time.perf_counter() - g.started)
        metrics.degraded.set(models.refusal is not None)
        return response

    app.after_request(end)


def _method() -> str:
    """The method, or ``-`` for one that HTTP does not know: a client could invent any number."""
    return request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "-"

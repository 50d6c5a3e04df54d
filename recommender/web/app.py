"""The Flask application around the services it is given."""

from __future__ import annotations

from flask import Flask

from recommender.web import (
    advice_routes,
    feedback_routes,
    health_routes,
    model_routes,
    need_routes,
    pages,
    plan_routes,
)
from recommender.web.context import Services, install_services
from recommender.web.headers import install_headers
from recommender.web.identity import install_identity
from recommender.web.logs import install_logs
from recommender.web.metrics import install_metrics
from recommender.web.openapi import openapi_document
from recommender.web.operation import require_declared
from recommender.web.planner import planner_pages
from recommender.web.planner.language import install_language
from recommender.web.planner.sessions import install_sessions
from recommender.web.problems import install_problems
from recommender.web.reading import BODY_LIMIT


def build_app(services: Services) -> Flask:
    """An application ready to answer; nothing of it is shared with another.

    Raises
    ------
    Misconfigured
        A route declares no permission.
    """
    app = Flask("recommender.web", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT, PROVIDE_AUTOMATIC_OPTIONS=False, TRAP_HTTP_EXCEPTIONS=False
    )
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    app.url_map.merge_slashes = False
    install_services(app, services)
    install_sessions(app, services.session_key)
    install_language(app)
    install_problems(app)
    install_logs(app)
    install_metrics(app, services.metrics, services.models)
    install_headers(app)
    install_identity(app)
    for module in (
        health_routes, pages, advice_routes, need_routes, feedback_routes, model_routes,
        plan_routes,
    ):  # fmt: skip
        app.register_blueprint(module.blueprint)
    app.register_blueprint(planner_pages())
    require_declared(app)
    app.extensions["openapi"] = openapi_document(app)
    return app

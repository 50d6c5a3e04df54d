"""Pages for planners: sign-in, overview, needs, people, courses and plans. Server-rendered, no script."""

from __future__ import annotations

from flask import Blueprint

from recommender.web.planner import (
    courses,
    home,
    impact,
    impact_kirkpatrick,
    language,
    language_choice,
    needs,
    objections,
    open_id_sign_in,
    people,
    plan_review,
    plans,
    programme,
    sessions,
    styles,
)
from recommender.web.planner.formats import FILTERS
from recommender.web.planner.page import show_failure, show_unknown


def planner_pages() -> Blueprint:
    """All pages as one blueprint: a failure in any of them is answered as a page."""
    pages = Blueprint("planner", __name__)
    for module in (
        styles, language_choice, sessions, open_id_sign_in, home, needs, people, objections, courses,
        programme, impact_kirkpatrick, impact, plans, plan_review,
    ):  # fmt: skip
        pages.register_blueprint(module.blueprint)
    pages.register_error_handler(Exception, show_failure)
    pages.app_errorhandler(404)(show_unknown)
    for name, write in FILTERS.items():
        pages.add_app_template_filter(write, name)
    pages.add_app_template_global(styles.address_of, "style_address")
    pages.add_app_template_global(language.language, "language")
    pages.add_app_template_global(language.languages, "languages")
    return pages

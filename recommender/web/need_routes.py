"""Needs of a person and of a unit: gap needs and entitlement needs, apart."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("needs", __name__)

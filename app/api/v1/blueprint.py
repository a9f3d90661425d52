"""The blueprint that every resource of this version adds its addresses to."""

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")

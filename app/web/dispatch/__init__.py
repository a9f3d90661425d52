"""The dispatcher's board: a day's trips, runs and places; and trips booked on a customer's behalf."""

from app.web.dispatch import trips
from app.web.dispatch.views import bp

__all__ = ["bp", "trips"]

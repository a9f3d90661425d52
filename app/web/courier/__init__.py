"""A courier's day on a phone: the run, and what is done at each door."""

from app.web.courier.views import bp

__all__ = ["bp"]

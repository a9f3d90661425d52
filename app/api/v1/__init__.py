"""The first version of the API."""

from app.api.v1.scans import bp

__all__ = ["bp"]

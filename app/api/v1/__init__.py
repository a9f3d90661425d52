"""The first version of the API: its blueprint, with the addresses of every resource."""

from app.api.v1 import scans
from app.api.v1.blueprint import bp

__all__ = ["bp", "scans"]

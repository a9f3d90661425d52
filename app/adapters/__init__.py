"""Vendors and formats of the outside world; the only home of their libraries."""

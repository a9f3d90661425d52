"""Measurements; no test depends on how long anything takes."""

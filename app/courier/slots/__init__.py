"""Zones, plans, windows and their places."""

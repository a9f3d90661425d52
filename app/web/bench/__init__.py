"""Bench pages."""

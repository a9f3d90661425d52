"""Manage pages."""

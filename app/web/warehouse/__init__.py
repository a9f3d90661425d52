"""Warehouse pages."""

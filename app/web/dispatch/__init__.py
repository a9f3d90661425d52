"""Dispatch pages."""

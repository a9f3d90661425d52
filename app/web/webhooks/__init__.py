"""Webhooks pages."""

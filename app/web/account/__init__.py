"""Signing in and out, and one's own account: for everybody who works here."""

from app.web.account.views import bp

__all__ = ["bp"]

"""What other machines tell us by HTTP: believed only with their signature, stored first, answered at once."""

from app.web.webhooks.twilio import bp

__all__ = ["bp"]

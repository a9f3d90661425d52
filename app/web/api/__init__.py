"""What machines ask: JSON in and out, the same stories as the pages."""

from app.web.api.scans import bp

__all__ = ["bp"]

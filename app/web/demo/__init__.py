"""Only in demo shops: the phone that shows what was texted, and the clock that can be moved on."""

from app.web.demo.views import bp

__all__ = ["bp"]

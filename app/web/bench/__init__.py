"""The technicians' pages: queue, one repair, its actions, the inbox, the calls, what is promised."""

from app.web.bench import actions, call_views, callers, inbox_views, slipping
from app.web.bench.views import bp

__all__ = ["actions", "bp", "call_views", "callers", "inbox_views", "slipping"]

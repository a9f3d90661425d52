"""Pages of the warehouse: the scan box and the dock."""

from app.web.warehouse.views import bp

__all__ = ["bp"]

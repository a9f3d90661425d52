"""The overview: figures that open the rows behind them."""

from app.web.manage.views import bp

__all__ = ["bp"]

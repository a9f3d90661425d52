"""JSON as programs read it: a moment is ISO 8601 with its offset, never the date of an HTTP header."""

from datetime import date
from typing import Any

from flask.json.provider import DefaultJSONProvider


class Json(DefaultJSONProvider):
    """Flask's own, save for moments and days."""

    @staticmethod
    def default(o: Any) -> Any:
        """What JSON has no word for. Raises TypeError for what has no one way to be written."""
        return o.isoformat() if isinstance(o, date) else DefaultJSONProvider.default(o)

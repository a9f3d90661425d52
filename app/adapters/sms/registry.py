"""Which SMS provider the settings ask for."""

from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.ports import SmsSender


def make_sender(settings: Settings, database: Database, clock: Clock) -> SmsSender:
    """Twilio where credentials are set, otherwise the demo phone."""
    raise NotImplementedError

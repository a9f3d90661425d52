"""Which SMS provider the settings ask for."""

from importlib import import_module
from typing import cast

from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.sms.ports import SmsSender

# Each module has `make(settings, database, clock)`. Only the chosen one is loaded: a vendor's client takes
# more time and memory than the rest of the job process.
PROVIDERS = {
    "twilio": "app.adapters.sms.twilio.sender",
    "solapi": "app.adapters.sms.solapi.sender",
    "demo": "app.adapters.sms.demo",
}


def make_sender(settings: Settings, database: Database, clock: Clock) -> SmsSender:
    """The provider of `Settings.texts_go_by`."""
    provider = import_module(PROVIDERS[settings.texts_go_by])
    return cast(SmsSender, provider.make(settings, database, clock))

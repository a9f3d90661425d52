"""What the edge may reach: settings, database, clock and the ports, put together once per process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.ports import Carrier
from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.house import House
from app.kernel.settings import Settings
from app.messaging.ports import SmsSender
from app.photos.ports import FileStore
from app.tickets.links import private_token
from app.tickets.models import Ticket


@dataclass(frozen=True)
class Runtime:
    """One per process; tests build their own with another clock or database, nothing is patched."""

    settings: Settings
    house: House
    database: Database
    clock: Clock
    sms: SmsSender
    files: FileStore
    carriers: Mapping[str, Carrier] = field(default_factory=dict)

    @property
    def carrier(self) -> Carrier:
        """The carrier new jobs are booked with: the first of the registry."""
        return next(iter(self.carriers.values()))

    def private_url(self, session: Session, ticket: Ticket, *, now: datetime) -> str:
        """The customer's own page of a ticket, as a full address."""
        token = private_token(session, ticket, secret=self.settings.secret_key.get_secret_value(), now=now)
        return f"{self.settings.public_url}/t/{token}"

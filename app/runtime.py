"""What the edge may reach: settings, database, clock and the ports, put together once per process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from app.courier.trips.carriers import Carrier
from app.kernel.addresses import AT_HOME
from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.ids import derive_token
from app.kernel.settings import Settings
from app.kernel.sms_limits import read_hours, read_prices, read_regions
from app.messaging.sms.ports import SmsSender
from app.messaging.sms.send_rules import SendPolicy
from app.photos.ports import FetchPicture, FileStore, no_pictures
from app.sites.site import Site
from app.tickets.links import private_token
from app.tickets.models import Ticket


@dataclass(frozen=True)
class Runtime:
    """One per process; tests build their own with another clock or database, nothing is patched."""

    settings: Settings
    site: Site
    database: Database
    clock: Clock
    sms: SmsSender
    files: FileStore
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    fetch_picture: FetchPicture = no_pictures

    @cached_property
    def send_policy(self) -> SendPolicy:
        """What the operator allows of texts."""
        chosen = self.settings
        regions = read_regions(chosen.sms_regions)
        if not chosen.sms_regions and self.sms.capabilities.wakes_people:
            regions = frozenset({self.site.region})  # texts pumped to numbers abroad cost the most
        quiet_from, quiet_until = read_hours(chosen.sms_quiet_hours)
        return SendPolicy(
            regions=regions,
            prices=read_prices(chosen.sms_prices) or SendPolicy().prices,
            daily_cap=chosen.sms_daily_cap,
            most_a_day=chosen.sms_most_a_day,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
        )

    def report_url(self, attempt_id: UUID) -> str | None:
        """Where the provider may report on one try; None on a machine that only itself can reach.

        The end of the address proves that we gave it away, whatever the provider signs or does not.
        """
        if self._at_home:
            return None
        end = f"{attempt_id}/{self.report_key(attempt_id)}"
        return f"{self.settings.public_url}/webhooks/{self.sms.name}/status/{end}"

    @cached_property
    def _at_home(self) -> bool:
        return urlsplit(self.settings.public_url).hostname in AT_HOME

    def report_key(self, attempt_id: UUID) -> str:
        """The part of a try's report address that nobody can guess."""
        return derive_token(self.settings.secret_key.get_secret_value(), "report", str(attempt_id))

    def private_url(self, session: Session, ticket: Ticket, *, now: datetime) -> str:
        """The customer's own page of a ticket, as a full address."""
        token = private_token(session, ticket, secret=self.settings.secret_key.get_secret_value(), now=now)
        return f"{self.settings.public_url}/t/{token}"

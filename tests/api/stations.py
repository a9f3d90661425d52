"""A station that posts its scans by HTTP, for tests of what it is answered."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.custody import queries as custody
from app.dock.models import DockTask, Scan
from app.kernel.actor import Role
from tests.shop import Shop


class Station:
    """A signed-in clerk's device; `post` is one attempt, with a key of its own unless told."""

    def __init__(self, shop: Shop, role: Role = Role.WAREHOUSE, language: str = "en") -> None:
        self.shop = shop
        self.client: FlaskClient = shop.signed_in(role)
        self.client.set_cookie("language", language)

    def post(
        self,
        code: str,
        mode: str = "receive",
        *,
        key: str | None = None,
        at: datetime | None = None,
        **more: Any,
    ) -> TestResponse:
        """Send one scan."""
        sent = {"code": code, "mode": mode, "device_time": (at or self.shop.clock()).isoformat(), **more}
        return self.client.post("/api/v1/scans", json=sent, headers={"Idempotency-Key": key or str(uuid4())})

    def steps(self, ticket_id: UUID) -> list[str]:
        """The custody steps of a device."""
        with self.shop.database.reading() as session:
            return [row.step.value for row in custody.of_ticket(session, ticket_id)]

    def scans(self) -> list[Scan]:
        """What was kept of the scans, the oldest first."""
        with self.shop.database.reading() as session:
            return list(session.scalars(select(Scan).order_by(Scan.id)))

    def tasks(self) -> list[DockTask]:
        """What somebody at the dock has to settle."""
        with self.shop.database.reading() as session:
            return list(session.scalars(select(DockTask).order_by(DockTask.opened_at)))

"""The bare view that scans are measured against does in the database what ours does, and no more."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from app.custody.models import CustodyEvent, Particular
from app.dock.models import Scan
from app.kernel.db import Database, make_engine
from app.messaging.sms.models import Sms
from app.outbox.models import OwedCall
from app.tickets.models import Ticket, TicketEvent
from bench.bare_scan import make_app
from bench.many import many
from bench.scans import inbound, order, sample_scan


def rows_of(database: Database, code: str) -> dict[str, Any]:
    """What a scan leaves of that repair: its state, and how many rows of each kind; and that its text is owed."""
    with database.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.code == code)).one()
        found: dict[str, Any] = {
            kind.__tablename__: session.scalar(
                select(func.count()).select_from(kind).where(kind.ticket_id == ticket.id)
            )
            for kind in (CustodyEvent, Particular, Scan, Sms, TicketEvent)
        }
        texts = {str(one) for one in session.scalars(select(Sms.id).where(Sms.ticket_id == ticket.id))}
        owed = [call.payload.get("sms_id") in texts for call in session.scalars(select(OwedCall))]
        return found | {"state": ticket.state, "version": ticket.version, "owed": sum(owed)}


def test_the_bare_view_leaves_the_rows_that_ours_leaves(empty_url: str, tmp_path: Path) -> None:
    many(20)(empty_url)
    before, ours, bare = inbound(empty_url, 3)
    sample = sample_scan(empty_url, tmp_path, before, ours)
    database = Database(make_engine(empty_url))
    try:
        client = make_app(database.engine, sample).test_client()
        answer = client.post("/api/v1/scans", json=order(bare), headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == 201
        assert rows_of(database, bare) == rows_of(database, ours)
    finally:
        database.close()
    assert sample.statements[-1][0].startswith("INSERT INTO scans"), (
        "what the bench itself asks is not replayed"
    )

"""Rows of a repair: the draft on the web, the ticket, what happened to it, and its private links."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.customers.models import Address, Customer
from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.kernel.serials import fold_serial
from app.kernel.shapes import ShapeColumn, WordsColumn
from app.staff.models import StaffAccount
from app.tickets.facts import NO_FACTS, EventFacts
from app.tickets.states import Action, Disposition, State

# Beginnings are looked up as a range of the index, which needs an order by bytes on PostgreSQL, too.
BY_BYTES = String(60).with_variant(String(60, collation="C"), "postgresql")


class Evidence(StrEnum):
    """How the customer shows what the device is; none of them ever means "you pay"."""

    SERIAL = "serial"
    LABEL_PHOTO = "label_photo"
    PROOF_OF_PURCHASE = "proof_of_purchase"
    NONE = "none"


class Ticket(Base):
    """One repair order. `state` is set by `service.advance` and by nothing else, `due_at` with the ledger of promises."""

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_state_due", "state", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[State] = mapped_column(enum_column(State, "ticket_state"))
    version: Mapped[int] = mapped_column(nullable=False)
    held_from: Mapped[State | None] = mapped_column(enum_column(State, "ticket_held_from"))
    hold_reason: Mapped[str] = mapped_column(String(200), default="")
    disposition: Mapped[Disposition | None] = mapped_column(enum_column(Disposition, "ticket_disposition"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # the shadow of its open promise
    warned_due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime()
    )  # written by the release before only
    priority: Mapped[int] = mapped_column(default=0)  # higher is sooner; re-repairs go to the front

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    address_id: Mapped[UUID] = mapped_column(ForeignKey("addresses.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    language: Mapped[Language] = mapped_column(enum_column(Language, "ticket_language"))

    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("device_models.id"))
    model_name: Mapped[str] = mapped_column(String(120))
    symptom_id: Mapped[UUID | None] = mapped_column(ForeignKey("symptoms.id"))
    story: Mapped[str] = mapped_column(Text, default="")  # the customer's own words, told once
    evidence: Mapped[Evidence] = mapped_column(enum_column(Evidence, "ticket_evidence"))
    serial: Mapped[str] = mapped_column(String(60), default="")
    serial_key: Mapped[str] = mapped_column(BY_BYTES, default="", index=True)  # as it is looked for
    accessories: Mapped[list[str]] = mapped_column(WordsColumn(), default=list)  # declared by the customer
    prepared: Mapped[list[str]] = mapped_column(WordsColumn(), default=list)  # ticks of the preparation list
    finding: Mapped[str] = mapped_column(Text, default="")  # what the bench found, in its newest words
    work: Mapped[str] = mapped_column(Text, default="")  # what was done
    test_report: Mapped[str] = mapped_column(Text, default="")  # how the last test went
    bin_code: Mapped[str | None] = mapped_column(ForeignKey("bins.code"), index=True)

    link_number: Mapped[int] = mapped_column(default=1)  # a higher one retires the private link
    re_repair_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    customer: Mapped[Customer] = relationship(lazy="joined")
    address: Mapped[Address] = relationship(lazy="joined")
    owner: Mapped[StaffAccount | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @validates("serial")
    def _keep_serial_key(self, _key: str, serial: str) -> str:
        self.serial_key = fold_serial(serial)
        return serial


class TicketEvent(Base):
    """One step that was taken; as many rows as the ticket has versions."""

    __tablename__ = "ticket_events"
    __table_args__ = (UniqueConstraint("ticket_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    action: Mapped[Action | None] = mapped_column(enum_column(Action, "event_action"))  # None: opened
    from_state: Mapped[State | None] = mapped_column(enum_column(State, "event_from_state"))
    to_state: Mapped[State] = mapped_column(enum_column(State, "event_to_state"))
    role: Mapped[Role] = mapped_column(enum_column(Role, "event_role"))
    actor: Mapped[str] = mapped_column(String(80))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"))
    channel: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    in_time: Mapped[bool | None]  # written by the release before only; the ledger of promises says it now
    quiet: Mapped[bool] = mapped_column(default=False)  # staff chose to send the customer no text this once
    facts: Mapped[EventFacts] = mapped_column(ShapeColumn(EventFacts), default=NO_FACTS)


class TicketLink(Base):
    """The hash of a private link; the link itself is made again from the secret when a text leaves."""

    __tablename__ = "ticket_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

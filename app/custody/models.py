"""Rows of custody: append-only events in EPCIS CBV words, and beside them what of a person can be emptied."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.custody.evidence import Evidence
from app.custody.parties import InBin, ParticularKind, shown_words
from app.kernel import i18n
from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.kernel.shapes import ShapeColumn


class BizStep(StrEnum):
    """Business steps of the GS1 Core Business Vocabulary 2.0 that a repair passes."""

    COLLECTING = "collecting"
    RECEIVING = "receiving"
    INSPECTING = "inspecting"
    STORING = "storing"
    STOCK_TAKING = "stock_taking"
    REPAIRING = "repairing"
    PICKING = "picking"
    PACKING = "packing"
    SHIPPING = "shipping"
    ACCEPTING = "accepting"


class Particular(Base):
    """Words of or about a person on one repair: a name as it was then, a door, a remark, a serial number.

    `id` is the pseudonym the ledger seals (see `parties.opening`), so the words cannot be changed unseen. They can
    be emptied: then words, salt and account are gone for good, and the ledger still holds.
    """

    __tablename__ = "custody_particulars"
    __table_args__ = (
        CheckConstraint(
            "(emptied_at IS NULL AND words IS NOT NULL AND salt IS NOT NULL)"
            " OR (emptied_at IS NOT NULL AND words IS NULL AND salt IS NULL AND staff_id IS NULL)",
            name="whole_or_emptied",
        ),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[ParticularKind] = mapped_column(enum_column(ParticularKind, "custody_particular_kind"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    words: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(64))
    emptied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class CustodyEvent(Base):
    """What, when, where, why, from whom to whom, with what evidence; never changed.

    The database itself refuses to change or delete a row. A scan that was a slip is undone by a counter-event that
    names its number in `undoes`; `adds_to` is the number of the row that photos were taken of later.
    """

    __tablename__ = "custody_events"
    __table_args__ = (
        UniqueConstraint("ticket_id", "number"),
        CheckConstraint("(giver_id IS NULL) <> (giver_bin IS NULL)", name="one_giver"),
        CheckConstraint("(taker_id IS NULL) <> (taker_bin IS NULL)", name="one_taker"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]
    step: Mapped[BizStep] = mapped_column(enum_column(BizStep, "custody_step"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    place: Mapped[str] = mapped_column(String(80))  # a station of ours; empty at a door
    door_id: Mapped[str | None] = mapped_column(ForeignKey("custody_particulars.id"))
    giver_id: Mapped[str | None] = mapped_column(ForeignKey("custody_particulars.id"))
    giver_bin: Mapped[str | None] = mapped_column(String(20))
    taker_id: Mapped[str | None] = mapped_column(ForeignKey("custody_particulars.id"))
    taker_bin: Mapped[str | None] = mapped_column(String(20))
    role: Mapped[Role] = mapped_column(enum_column(Role, "custody_role"))
    actor_id: Mapped[str] = mapped_column(ForeignKey("custody_particulars.id"))
    evidence: Mapped[Evidence] = mapped_column(ShapeColumn(Evidence))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    device_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # by the scanning device's own clock
    undoes: Mapped[int | None]
    adds_to: Mapped[int | None]

    giver: Mapped[Particular | None] = relationship(foreign_keys=giver_id, lazy="joined", viewonly=True)
    taker: Mapped[Particular | None] = relationship(foreign_keys=taker_id, lazy="joined", viewonly=True)
    actor: Mapped[Particular] = relationship(foreign_keys=actor_id, lazy="joined", viewonly=True)
    door: Mapped[Particular | None] = relationship(foreign_keys=door_id, lazy="joined", viewonly=True)

    @property
    def giver_name(self) -> str | i18n.Text:
        """Who had it, or in which bin it lay."""
        return self.giver_bin or _words(self.giver)

    @property
    def taker_name(self) -> str | i18n.Text:
        """Who has it since, or in which bin it lies."""
        return self.taker_bin or _words(self.taker)

    @property
    def actor_name(self) -> str | i18n.Text:
        """Who noted it."""
        return _words(self.actor)

    @property
    def place_name(self) -> str | i18n.Text:
        """The station, or the address of the door."""
        return _words(self.door) if self.door_id else self.place

    @property
    def given_by(self) -> "Particular | InBin":
        """The giver as `record` takes it."""
        return InBin(self.giver_bin) if self.giver_bin else _there(self.giver)

    @property
    def taken_by(self) -> "Particular | InBin":
        """The taker as `record` takes it."""
        return InBin(self.taker_bin) if self.taker_bin else _there(self.taker)


def _words(one: Particular | None) -> str | i18n.Text:
    """As for what was erased where the row is gone, too: `verify` tells the two apart."""
    return shown_words(one.words if one is not None else None)


def _there(party: Particular | None) -> Particular:
    assert party is not None, "kept by a CHECK and a foreign key"
    return party

"""The outbox table: one row is one call we owe somebody outside."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import ROOM_FOR_NEW_VERSIONS, Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id


class CallState(StrEnum):
    """Owed until it is paid, when its row goes; or given up where a person must look."""

    OWED = "owed"
    GIVEN_UP = "given_up"


class OwedCall(Base):
    """A topic the relay knows, and what to say; `key` makes owing the same thing twice impossible."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=text("state = 'owed'"),
            postgresql_where=text("state = 'owed'"),
        ),
        ROOM_FOR_NEW_VERSIONS,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    topic: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[CallState] = mapped_column(enum_column(CallState, "call_state"), default=CallState.OWED)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime())
    attempt: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(80))  # differs with every claim: the fence
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_error: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

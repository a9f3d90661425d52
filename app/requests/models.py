"""Rows of a request that is still being told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.kernel.shapes import ShapeColumn
from app.requests.answers import NOTHING_TOLD, Answers


class Draft(Base):
    """A request being told; resumed from any phone by its link for 72 hours.

    `verified_phone` is set once its code was typed.
    """

    __tablename__ = "drafts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[Language] = mapped_column(enum_column(Language, "draft_language"))
    answers: Mapped[Answers] = mapped_column(ShapeColumn(Answers), default=NOTHING_TOLD)
    verified_phone: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
